import path from 'node:path';
import { timeOf } from '../../event/time.js';
import { count } from '../../report/units.js';
import type { SourceLocation } from '../../scan/sink.js';
import type { CaseEvent, EventKind, HostCase } from '../case.js';
import { isPersistence } from '../persistence.js';
import type { EventNumber, Shown } from '../shown.js';
import { eventLabels } from './event-labels.js';
import { shortened, type TimelineEntry, type TimelineOutline } from './outline.js';
import { relativeTime } from './relative-time.js';
import {
  commaSeparated,
  type Sentence,
  say,
  sayIfKnown,
  shortTime,
  value,
  words,
} from './sentence.js';

/** What a process does besides running a program. */
const bookkeeping: ReadonlySet<EventKind> = new Set(['process-forked', 'process-ended']);

/** Events that a folded timeline shows of a host, and characters of their subjects. */
const maxEntries = 7;
const maxCharacters = 100;

/** Files, the most important first, of which it shows how they were planted and ran. */
const maxFiles = 3;

/** The events of a host, or of hosts without a planted file. */
export function timelineOutline(
  events: readonly CaseEvent[],
  host: HostCase | undefined,
  isFolded: boolean,
): TimelineOutline {
  const start = startOf(events, host);
  const inputs = new Set(events.map(({ place }) => place.input));
  const [only] = inputs.size === 1 ? inputs : [];
  const shown = isFolded && host !== undefined ? tellingEvents(events, host) : events;
  const more = events.length - shown.length;
  const context = { start: start?.milliseconds, input: only, isFolded };
  return {
    heading: headingOf(start?.time, isFolded ? only && path.posix.basename(only) : only),
    entries: shown.map((event) => timelineEntry(event, context)),
    folded:
      more === 0
        ? undefined
        : words(`${count(more, 'more event')}, forks and ends included: --parts timeline`),
  };
}

/** When the host's first file was planted. */
function startOf(
  events: readonly CaseEvent[],
  host: HostCase | undefined,
): { readonly time: string; readonly milliseconds: number } | undefined {
  const matches = new Set(host?.files.flatMap((file) => file.events));
  for (const { number, time } of events) {
    const milliseconds = matches.has(number) && time !== undefined ? timeOf(time) : undefined;
    if (time !== undefined && milliseconds !== undefined) return { time, milliseconds };
  }
  return undefined;
}

function headingOf(start: string | undefined, input: string | undefined): Sentence | undefined {
  const parts = [
    start === undefined ? undefined : say`+0 s = ${shortTime(start)}`,
    input === undefined ? undefined : say`(:1) = line 1 of ${input}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : commaSeparated(parts);
}

/** What the conclusions rest on, the most important first as far as there is room, in order of time. */
function tellingEvents(events: readonly CaseEvent[], host: HostCase): readonly CaseEvent[] {
  const { files, surroundings } = host;
  const activities = (isWanted: (what: string) => boolean): readonly Shown[] =>
    surroundings.filter(({ what, relation }) => relation !== 'user' && isWanted(what));
  const byImportance: readonly (readonly Shown[])[] = [
    ...files
      .slice(0, maxFiles)
      .flatMap(({ events, execution, boot }) => [
        [{ events: [...events.slice(0, 1), ...events.slice(-1)] }],
        execution.evidence.slice(0, 1),
        boot.reasons.slice(0, 1),
      ]),
    activities((what) => what === 'alert'),
    files.flatMap(({ boot }) => boot.reasons.slice(1, 2)),
    files.flatMap(({ planters }) => planters.flatMap(({ session }) => session ?? [])),
    activities(isPersistence),
    activities((what) => what === 'connection'),
    files.flatMap(({ planters }) => planters.flatMap(({ chain }) => chain)),
    surroundings.filter(({ relation }) => relation === 'lineage' || relation === 'script'),
    files,
  ];
  const kinds = new Map(events.map(({ number, what }) => [number, what]));
  const numbers = new Set<EventNumber>();
  for (const number of byImportance.flat().flatMap((shown) => shown.events)) {
    const kind = kinds.get(number);
    if (kind === undefined || bookkeeping.has(kind)) continue;
    numbers.add(number);
    if (numbers.size === maxEntries) break;
  }
  const own = events.filter(({ number }) => numbers.has(number));
  return own.length > 0 ? own : events.slice(0, maxEntries);
}

/** What the entries of a timeline have in common. */
interface EntryContext {
  readonly start?: number | undefined;
  /** The input of all events; undefined if there are several. */
  readonly input?: string | undefined;
  readonly isFolded: boolean;
}

function timelineEntry(event: CaseEvent, { start, input, isFolded }: EntryContext): TimelineEntry {
  const { number, time, host, hostName, what, subject, from, by, user, place } = event;
  const at = time === undefined ? undefined : timeOf(time);
  const isShort = isFolded && start !== undefined && at !== undefined;
  const absolute = time === undefined ? words('(no time)') : value(time);
  const location = locationSentence(place, input);
  return {
    number,
    time: isShort ? undefined : absolute,
    relative: start === undefined || at === undefined ? '' : relativeTime(at - start),
    what: eventLabels[what],
    subject: commaSeparated([
      subject === undefined
        ? undefined
        : isFolded
          ? shortened(subject, maxCharacters)
          : value(subject),
      sayIfKnown('from ', from),
    ]),
    source: isFolded
      ? commaSeparated([
          sayIfKnown('', host === undefined ? hostName : undefined),
          input === undefined ? undefined : location,
        ])
      : commaSeparated([
          sayIfKnown('host ', host === undefined ? hostName : undefined),
          sayIfKnown('by ', by),
          sayIfKnown('user ', user),
          location,
        ]),
  };
}

/** A location as editors and grep write it; only the line if all events are in one input. */
function locationSentence(
  { input, line, position }: SourceLocation,
  common: string | undefined,
): Sentence {
  const within = position === undefined ? '' : `, document ${position}`;
  return common === undefined ? value(`${input}:${line}${within}`) : words(`:${line}${within}`);
}
