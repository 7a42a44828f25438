import { sanitize } from '../../report/sanitize.js';
import type { EventNumber } from '../case.js';
import type { TimelineEntry } from './outline.js';
import { type Sentence, textOf } from './sentence.js';
import { eventLabels } from './words.js';

/** As long as the times of Elastic Defend are: they go down to 100 nanoseconds. */
const timeWidth = 28;

const whatWidth: number = Math.max(...Object.values(eventLabels).map((label) => label.length));

/** Events in the order of time, two lines each: what happened, and where that stands and who did it. Sanitised. */
export function timelineLines(
  entries: readonly TimelineEntry[],
  dim: (text: string) => string = (text) => text,
): string[] {
  const width = `[${entries.at(-1)?.number ?? 0}]`.length;
  const indent = ' '.repeat(width + timeWidth + whatWidth + 8);
  return entries.flatMap(({ number, time, what, subject, source }) => {
    const numbered = dim(`[${number}]`.padStart(width));
    const columns = [numbered, plain(time).padEnd(timeWidth), what.padEnd(whatWidth)];
    return [`  ${[...columns, plain(subject)].join('  ')}`.trimEnd(), indent + dim(plain(source))];
  });
}

/** A sentence as sanitised text; a value that is empty shows as such. */
export function plain(sentence: Sentence): string {
  return textOf(sentence, (value) => (value === '' ? '(empty)' : sanitize(value)));
}

/** The numbers of the events that show something: `[3, 7]`; nothing where there are none. */
export function reference(events: readonly EventNumber[]): string {
  const ascending = events.toSorted((one, other) => one - other);
  return ascending.length === 0 ? '' : `[${ascending.join(', ')}]`;
}
