import type { Exception } from '../filter/exceptions.js';
import type { Writer } from '../io/writer.js';
import type { Rule } from '../rule/rule.js';
import type { Problem } from '../scan/finding.js';
import type { InputStatus, ScannedDocument, Summary } from '../scan/sink.js';

/** What a reporter knows about the scan and about where its report is read. */
export interface ReportContext {
  /** Of initd-scan. */
  readonly version: string;
  /** The rule that events are judged by. */
  readonly rule: Rule;
  readonly color: boolean;
  /** Whether a terminal shows the report: text of events must not be able to drive it. */
  readonly terminal: boolean;
  /** The index that `_bulk` is to write alerts to. */
  readonly bulk?: string | undefined;
}

/** Writes matches in one format, and problems if the format has a place for them. */
export interface Reporter {
  match(match: ScannedDocument): void | Promise<void>;
  /** Receives a match that exceptions cover: it does not count as one. */
  suppressed?(match: ScannedDocument, exceptions: readonly Exception[]): void | Promise<void>;
  problem(problem: Problem): void | Promise<void>;
  /** Called when everything about an input has been reported. */
  inputDone?(status: InputStatus): void | Promise<void>;
  /** Called after each batch of matches. Flush buffered output. */
  flush?(): void | Promise<void>;
  /** Called once, after everything else. */
  finish(summary: Summary): void | Promise<void>;
}

/** Makes a reporter that writes to a writer. */
export type ReporterFactory = (writer: Writer, context: ReportContext) => Reporter;
