import type { HostCase, PlantedFile } from '../case.js';
import type { EventNumber } from '../shown.js';
import { type Sentence, say, value, words } from './sentence.js';

// The content of a readable case, in reading order: what pretty and markdown share, without the layout.

export interface CaseOutline {
  /** Whether long parts are folded: the layout is compact then. */
  readonly isFolded: boolean;
  /** What is left out, damaged or beside the rule: it limits everything that follows. */
  readonly notes: readonly Sentence[];
  readonly findings: readonly FindingOutline[];
  /** What the signs mean that the findings and the trees have; undefined if they have none. */
  readonly key?: Sentence | undefined;
  readonly hosts: readonly HostOutline[];
  /** How many more hosts are folded; undefined if none. */
  readonly hostsFolded?: Sentence | undefined;
  /** The files that are not in the case. */
  readonly leftOut?: OutlineSection | undefined;
  /** Events of hosts without a planted file. */
  readonly otherHosts: TimelineOutline;
  /** What several hosts have in common; undefined if nothing. */
  readonly acrossHosts?: OutlineSection | undefined;
  /** What to block and to look for; undefined if there is nothing. */
  readonly indicators?: IndicatorsOutline | undefined;
  /** What is missing from the case, and whether the scan is complete. */
  readonly ending: readonly Sentence[];
}

/** A planted file in about ten lines: the answers to what anyone asks first. */
export interface FindingOutline {
  /** From 1, in the order of the case. */
  readonly number: number;
  readonly path: string;
  /** The host, and how many are like it. */
  readonly host: Sentence;
  readonly hostName: Sentence;
  readonly hostsAlike: number;
  /** Files in the case that are like it, on the same hosts. */
  readonly filesAlike: number;
  /** That it was planted, replaced or changed, and when. */
  readonly planted: Sentence;
  readonly events: readonly EventNumber[];
  readonly ran: Answer;
  readonly boot: Answer;
  /** The writer and its user. */
  readonly by: Sentence;
  readonly from: Sentence;
  /** The address that the first session came from, or else its type. */
  readonly origin: Sentence;
  /** What speaks for its harmlessness, in a word or two. */
  readonly harmless: Answer;
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
  /** The hosts that are like it, and what else there is to say first. */
  readonly notes: readonly Sentence[];
  readonly files: readonly FileOutline[];
  readonly chains: readonly ChainOutline[];
  /** What is folded of the chains; undefined if nothing. */
  readonly chainsFolded?: Sentence | undefined;
  /** Steps that several of the files share, and the response. */
  readonly steps: StepsOutline;
  /** What else happened, by who did it. */
  readonly activities: readonly OutlineSection[];
  /** What to print if there are no such activities. */
  readonly nothingElse: Sentence | undefined;
  readonly timeline: TimelineOutline;
  /** What the log cannot show of the host. */
  readonly gaps: readonly Sentence[];
}

/** The processes from a session to a planted file, as a tree. */
export interface ChainOutline {
  /** The files that it is about; undefined if it shows them itself. */
  readonly title?: Sentence;
  readonly lines: readonly TreeLine[];
}

/** A process of a tree. */
export interface TreeLine {
  /** How many branches it is below the root. */
  readonly depth: number;
  readonly text: Sentence;
  /** What is remarkable about it. */
  readonly marks: readonly Sentence[];
  /** Whether its user became root. */
  readonly isRoot?: boolean;
  readonly events: readonly EventNumber[];
  readonly details: readonly OutlineLine[];
}

/** Indicators of a kind, and how many more there are. */
export interface IndicatorGroup {
  readonly label: string;
  readonly values: readonly string[];
  readonly more: number;
}

export type IndicatorsOutline = readonly IndicatorGroup[];

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
  /** The answer that the text begins with. */
  readonly answer?: Answer;
  readonly details?: readonly OutlineLine[];
}

/** What to do next. */
export interface StepsOutline {
  /** Queries for Kibana. */
  readonly hunt: readonly Snippet[];
  readonly osquery: readonly Snippet[];
  readonly shell: readonly Snippet[];
  readonly response: readonly string[];
}

/** Code to copy and paste. */
export interface Snippet {
  readonly purpose: string;
  readonly language: 'sql' | 'sh' | 'kql' | 'esql';
  readonly code: string;
}

export interface TimelineOutline {
  /** What the times are relative to, and where the events are. */
  readonly heading?: Sentence | undefined;
  readonly entries: readonly TimelineEntry[];
  /** What is folded; undefined if nothing. */
  readonly folded?: Sentence | undefined;
}

export interface TimelineEntry {
  readonly number: EventNumber;
  /** As written in the event; undefined if only the relative time is shown. */
  readonly time?: Sentence | undefined;
  /** Seconds since the planting, or a unit that suits them; empty if unknown. */
  readonly relative: string;
  readonly what: string;
  readonly subject: Sentence;
  /** Who acted, and where the event is in the inputs. */
  readonly source: Sentence;
}

/** Whether all events around the matches were kept: if not, the wording must not claim that something is absent. */
export type Retention = Pick<HostCase, 'isCut'>;

/** Text with only its first characters if it is long: an ellipsis stands for the others. */
export function shortened(text: string, maxCharacters: number): Sentence {
  if (text.length <= maxCharacters) return value(text);
  const first = [...text.slice(0, maxCharacters * 2)].slice(0, maxCharacters - 1).join('');
  return first === text ? value(text) : say`${first}${words('…')}`;
}

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
const maxCited = 6;

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

/** A line that begins with an answer, in a column of its own. */
export function answerLine(
  label: string,
  answer: Answer,
  why: Sentence,
  shown: readonly { readonly events: readonly EventNumber[] }[],
): OutlineLine {
  const text = why.length === 0 ? words(answer.text) : say`${words(answer.text.padEnd(8))} ${why}`;
  return { ...lineOf(label, text, shown), isMarked: answer.isBad, answer };
}
