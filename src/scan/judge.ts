import type { EventFields } from '../event/fields.js';
import type { Rule } from '../rule/rule.js';
import type { Needle } from './kernel/needle.js';

/** What a judge makes of a document that the scan is to pass on. */
export interface Judgement<Note = unknown> {
  /** Whether the rule matches it: matches are filtered, counted and limited. */
  readonly isMatch: boolean;
  /** What the judge has found out about the document. It has to survive a structured clone. */
  readonly note?: Note;
}

/**
 * Decides which documents a scan passes on, and as what. The scan finds the documents and knows nothing of what a judge
 * wants them for.
 */
export interface Judge<Note = unknown> {
  readonly rule: Rule;
  /**
   * The names of the fields that {@link judge} reads besides the rule's: lines are then projected, not parsed. Undefined
   * if it reads whole documents: then events are always JSON objects.
   */
  readonly fields: readonly string[] | undefined;
  /** Texts that make a line a candidate, besides a path under /etc/init.d/. */
  readonly needles: readonly Needle[];
  /** Decides about lines that hold only weak needles; undefined if there are none. */
  readonly weakLines?: WeakLines;
  /**
   * @returns undefined if the document does not matter.
   * @throws RangeError if the document is nested deeper than the stack allows.
   */
  judge(event: EventFields): Judgement<Note> | undefined;
}

/** Which of the lines that hold only weak needles are worth parsing. */
export interface WeakLines {
  /** Whether any may still be. */
  readonly areWanted: boolean;
  /** Whether the line `bytes[start, end)` is. */
  isWanted(bytes: Buffer, start: number, end: number): boolean;
}

/** What a judge is made from, on this thread and on others. It has to survive a structured clone. */
export interface JudgeSpec {
  readonly judge: string;
  /** The version of the rule to judge by. */
  readonly rule: number;
}

/** Makes judges, on whatever thread. */
export interface JudgeSource {
  make(spec: JudgeSpec): Promise<Judge>;
  /** The script that worker threads run: it makes the same judges. */
  readonly workerScript: URL;
}
