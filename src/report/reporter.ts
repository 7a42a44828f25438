import type { Writer } from '../io/writer.js';
import type { Rule } from '../rule/rule.js';
import type { Sink, Summary } from '../scan/sink.js';

/** What a reporter may take into account of where its report is read. */
export interface ReportContext {
  /** The tool's version. */
  readonly version: string;
  /** The rule that the events were judged by. */
  readonly rule: Rule;
  /** Whether to colour. */
  readonly color: boolean;
  /** Whether a terminal shows the report: then text of events must not be able to drive it. */
  readonly terminal: boolean;
  /** The index that alerts are to go to by `_bulk`, where they are. */
  readonly bulk?: string;
}

/** Writes matches in one format. Problems reach it too, where the format has a place for them. */
export interface Reporter extends Sink {
  /** Called once, after everything else. */
  finish(summary: Summary): void | Promise<void>;
}

/** Makes a reporter that writes to a writer. */
export type ReporterFactory = (writer: Writer, context: ReportContext) => Reporter;
