import type { EventNumber } from '../case.js';
import type { Sentence } from './sentence.js';

// What a case tells people, in which order: all that pretty and markdown have in common. How it looks is theirs.

/** One thing that is told, with the events that show it. */
export interface Line {
  readonly label: string;
  readonly text: Sentence;
  readonly events: readonly EventNumber[];
  /** Whether a reader should not pass over it. */
  readonly marked: boolean;
  readonly details: readonly Line[];
}

/** Lines under a title, which may be a question. */
export interface Section {
  readonly title: string;
  readonly answer?: Sentence;
  readonly lines: readonly Line[];
}

/** What can be pasted elsewhere. */
export interface Snippet {
  readonly purpose: string;
  readonly language: 'sql' | 'sh';
  readonly code: string;
}

/** What to do next. */
export interface StepsOutline {
  readonly osquery: readonly Snippet[];
  readonly shell: readonly Snippet[];
  readonly response: readonly string[];
}

/** An event in the order of time. */
export interface TimelineEntry {
  readonly number: EventNumber;
  readonly time: Sentence;
  readonly what: string;
  readonly subject: Sentence;
  /** Where it stands in the inputs, and who did it. */
  readonly source: Sentence;
}

export interface FileOutline {
  readonly title: Sentence;
  /** The matches. */
  readonly events: readonly EventNumber[];
  readonly sections: readonly Section[];
  readonly steps: StepsOutline;
}

export interface HostOutline {
  readonly title: Sentence;
  readonly notes: readonly Sentence[];
  readonly files: readonly FileOutline[];
  /** Steps that concern more than one of the files, and the response. */
  readonly steps: StepsOutline;
  /** What else happened, by whose doing it was; where that is nothing, this is said. */
  readonly surroundings: readonly Section[];
  readonly nothingElse: Sentence;
  readonly timeline: readonly TimelineEntry[];
}

export interface CaseOutline {
  readonly hosts: readonly HostOutline[];
  /** Events of hosts that have no planted file. */
  readonly elsewhere: readonly TimelineEntry[];
  /** What the case is worth. */
  readonly ending: readonly Sentence[];
}
