import type { Entry } from './case-outline.js';
import { eventLabels } from './case-words.js';
import { sanitize } from './sanitize.js';
import { type Sentence, textOf } from './sentence.js';

/** As long as a time with milliseconds is. */
const timeWidth = 24;
const whatWidth: number = Math.max(...Object.values(eventLabels).map((label) => label.length));

/** Events in the order of time, two lines each: what happened, and where that stands and who did it. Sanitised. */
export function timelineLines(
  entries: readonly Entry[],
  dim: (text: string) => string = (text) => text,
): string[] {
  const width = `[${entries.at(-1)?.number ?? 0}]`.length;
  const indent = ' '.repeat(width + timeWidth + whatWidth + 8);
  return entries.flatMap(({ number, time, what, subject, source }) => {
    const reference = dim(`[${number}]`.padStart(width));
    const columns = [reference, plain(time).padEnd(timeWidth), what.padEnd(whatWidth)];
    return [`  ${[...columns, plain(subject)].join('  ')}`.trimEnd(), indent + dim(plain(source))];
  });
}

/** A sentence as sanitised text; a value that is empty shows as such. */
export function plain(sentence: Sentence): string {
  return textOf(sentence, (value) => (value === '' ? '(empty)' : sanitize(value)));
}
