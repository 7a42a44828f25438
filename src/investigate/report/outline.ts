import type { HostCase, PlantedFile } from '../case.js';
import type { EventNumber } from '../shown.js';
import { type Sentence, value } from './sentence.js';

// The content of a readable case, in reading order: what pretty and markdown share, without the layout.

export interface CaseOutline {
  readonly findings: readonly FindingOutline[];
  readonly hosts: readonly HostOutline[];
  /** The files that are not in the case. */
  readonly leftOut?: OutlineSection | undefined;
  /** Events of hosts without a planted file. */
  readonly otherHosts: readonly TimelineEntry[];
  /** What is missing from the case, and whether the scan is complete. */
  readonly ending: readonly Sentence[];
}

/** A planted file in about ten lines: the answers to what anyone asks first. */
export interface FindingOutline {
  /** From 1, in the order of the case. */
  readonly number: number;
  readonly path: string;
  readonly host: Sentence;
  readonly time: Sentence;
  readonly events: readonly EventNumber[];
  readonly ran: Answer;
  readonly boot: Answer;
  /** The writer and its user. */
  readonly by: Sentence;
  readonly from: Sentence;
  readonly alerts: number;
  readonly lines: readonly OutlineLine[];
  readonly file: PlantedFile;
  /** The file's host, and those that are like it. */
  readonly hosts: readonly [HostCase, ...HostCase[]];
}

/** An answer in one or two words. */
export interface Answer {
  readonly text: string;
  /** Whether it is bad news. */
  readonly isBad: boolean;
}

export interface HostOutline {
  /** The host in the case. */
  readonly host: HostCase;
  readonly title: Sentence;
  readonly notes: readonly Sentence[];
  readonly files: readonly FileOutline[];
  /** Steps that several of the files share, and the response. */
  readonly steps: StepsOutline;
  /** What else happened, by who did it. */
  readonly activities: readonly OutlineSection[];
  /** What to print if there are no such activities. */
  readonly nothingElse: Sentence | undefined;
  readonly timeline: readonly TimelineEntry[];
}

export interface FileOutline {
  /** The path. */
  readonly title: Sentence;
  /** The path, and what the file is. */
  readonly heading: Sentence;
  /** The matches and leads. */
  readonly events: readonly EventNumber[];
  readonly sections: readonly OutlineSection[];
  readonly steps: StepsOutline;
}

/** Lines under a title, which may be a question. */
export interface OutlineSection {
  readonly title: string;
  readonly answer?: Sentence | undefined;
  readonly lines: readonly OutlineLine[];
}

/** A statement, with the events that show it. */
export interface OutlineLine {
  readonly label: string;
  readonly text: Sentence;
  readonly events?: readonly EventNumber[] | undefined;
  /** Whether to draw attention to it. */
  readonly isMarked?: boolean;
  readonly details?: readonly OutlineLine[];
}

/** What to do next. */
export interface StepsOutline {
  readonly osquery: readonly Snippet[];
  readonly shell: readonly Snippet[];
  readonly response: readonly string[];
}

/** Code to copy and paste. */
export interface Snippet {
  readonly purpose: string;
  readonly language: 'sql' | 'sh';
  readonly code: string;
}

export interface TimelineEntry {
  readonly number: EventNumber;
  readonly time: Sentence;
  readonly what: string;
  readonly subject: Sentence;
  /** Where the event is in the inputs, and who acted. */
  readonly source: Sentence;
}

/** Whether all events around the matches were kept: if not, the wording must not claim that something is absent. */
export type Retention = Pick<HostCase, 'isCut'>;

/** A line, if its text is known. */
export function lineIfKnown(
  label: string,
  text: Sentence | string | undefined,
  more: Pick<OutlineLine, 'events' | 'isMarked'> = {},
): readonly OutlineLine[] {
  if (text === undefined) return [];
  return [{ label, text: typeof text === 'string' ? value(text) : text, ...more }];
}

/** The numbers of events as a citation: `[3, 7]`; empty if there are none. */
export function citation(events: readonly EventNumber[]): string {
  const ascending = events.toSorted((one, other) => one - other);
  return ascending.length === 0 ? '' : `[${ascending.join(', ')}]`;
}

/** Events that a line of a finding cites at most: the first of them are enough to begin with. */
const maxCited = 8;

/** A line with the events of everything that it shows. */
export function lineOf(
  label: string,
  text: Sentence,
  shown: readonly { readonly events: readonly EventNumber[] }[],
): OutlineLine {
  return {
    label,
    text,
    events: [...new Set(shown.flatMap(({ events }) => events))].slice(0, maxCited),
  };
}
