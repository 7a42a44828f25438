import type { SourceLocation } from '../../scan/sink.js';
import type { CaseEvent, EventKind } from '../case.js';
import type { TimelineEntry } from './outline.js';
import {
  commaSeparated,
  type Labels,
  plain,
  type Sentence,
  sayIfKnown,
  value,
  words,
} from './sentence.js';

export const eventLabels: Labels<EventKind> = {
  'file-created': 'file created',
  'file-renamed': 'file renamed',
  'file-changed': 'file modified',
  'file-deleted': 'file deleted',
  'process-started': 'process started',
  'process-forked': 'process forked',
  'process-ended': 'process ended',
  'process-running': 'process running',
  'connection-out': 'connected to',
  'connection-in': 'connected from',
  'connection-closed': 'disconnected',
  dns: 'DNS',
  alert: 'alert',
  other: 'other',
};

/** Width of a time: those of Elastic Defend have seven decimals. */
const timeWidth = 28;

const whatWidth: number = Math.max(...Object.values(eventLabels).map((label) => label.length));

export function timelineEntry(event: CaseEvent): TimelineEntry {
  const { number, time, host, hostName, what, subject, from, by, user, place } = event;
  return {
    number,
    time: time === undefined ? words('(no time)') : value(time),
    what: eventLabels[what],
    subject: commaSeparated([sayIfKnown('', subject), sayIfKnown('from ', from)]),
    source: commaSeparated([
      locationSentence(place),
      sayIfKnown('host ', host === undefined ? hostName : undefined),
      sayIfKnown('by ', by),
      sayIfKnown('user ', user),
    ]),
  };
}

/** A location as editors and grep write it. */
function locationSentence({ input, line, position }: SourceLocation): Sentence {
  const within = position === undefined ? '' : `, document ${position}`;
  return value(`${input}:${line}${within}`);
}

/** Two lines for each event: what happened, then where the event is and who acted. Sanitized. */
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
