import type { Exception } from '../filter/exceptions.js';
import type { Writer } from '../io/writer.js';
import type { CommonReporter, ReportContext } from '../report/reporter.js';
import type { ScannedDocument, Summary } from '../scan/sink.js';
import type { Explanation } from './explanation.js';
import type { ExplainTotals } from './totals.js';

/** Writes explained events in one format. */
export interface ExplainReporter extends CommonReporter {
  /** @param exceptions the exception items that suppress the event if it is a match. */
  event(
    document: ScannedDocument,
    explanation: Explanation,
    exceptions: readonly Exception[],
  ): void | Promise<void>;
  /** Called once, after everything else. */
  finish(summary: Summary, totals: ExplainTotals): void | Promise<void>;
}

export type ExplainReporterFactory = (writer: Writer, context: ReportContext) => ExplainReporter;
