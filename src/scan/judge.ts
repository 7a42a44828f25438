import type { EventFields } from '../event/fields.js';
import type { Verdict } from '../rule/evaluate.js';
import type { Rule } from '../rule/rule.js';
import type { Needle } from './kernel/needle.js';

/** A judge's verdict on a document that it selects. */
export interface Judgement<Note = unknown> {
  /** Whether the rule matches it: matches are filtered, counted and limited. */
  readonly isMatch: boolean;
  /** Whether it is selected because the rule excludes it for lack of `process.executable`. */
  readonly lacksExecutable?: boolean;
  /** What the judge found out about the document. Must survive a structured clone. */
  readonly note?: Note;
}

/** Decides which documents a scan reports. The scan only finds documents and does not know what they are for. */
export interface Judge<Note = unknown> {
  readonly rule: Rule;
  /**
   * The names of the fields that {@link judge} reads besides the rule's, so that lines can be projected instead of
   * parsed; undefined if it reads whole documents, which are always JSON objects.
   */
  readonly fields: readonly string[] | undefined;
  /** Strings that make a line a candidate, in addition to a path under /etc/init.d/. */
  readonly needles: readonly Needle[];
  /** Whether lines are candidates that hold what lines with leads do, for which there is a kernel. Then no needles. */
  readonly seeksLeads?: boolean;
  /** Decides about lines with only weak needles; undefined if there are none. */
  readonly weakLines?: WeakLineFilter;
  /**
   * @param verdict that of {@link rule} on the event.
   * @returns undefined if the document is not selected.
   * @throws RangeError if the document is nested deeper than the stack allows.
   */
  judge(event: EventFields, verdict?: Verdict): Judgement<Note> | undefined;
}

/** Whether a judge selects documents that are not about the rule's files. */
export function selectsOthers({ needles, seeksLeads }: Judge): boolean {
  return needles.length > 0 || seeksLeads === true;
}

/** Decides which lines with only weak needles to parse. */
export interface WeakLineFilter {
  /**
   * Whether to parse the line `bytes[start, end)`.
   *
   * @param classes those of its weak needles, as bits.
   * @param minute that of its event's `@timestamp`, in milliseconds since 1970; undefined if it has to be parsed.
   */
  accepts(bytes: Buffer, start: number, end: number, classes: number, minute?: number): boolean;
}

/** Specifies a judge. Must survive a structured clone, as every thread makes its own judge. */
export interface JudgeSpec {
  readonly judge: string;
  /** The label of the revision of the rule to judge by. */
  readonly rule: string;
}

export interface JudgeSource {
  make(spec: JudgeSpec): Promise<Judge>;
  /** The script of worker threads, which makes the same judges: a file, or its text. */
  readonly workerScript: URL | string;
}
