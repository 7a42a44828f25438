import type { Writer } from '../../io/writer.js';
import type { LeadSummary } from '../../report/leads.js';
import type { CommonReporter, ReportContext } from '../../report/reporter.js';
import type { Summary } from '../../scan/sink.js';
import type { Case } from '../case.js';

/** Writes a case in one format. */
export interface CaseReporter extends CommonReporter {
  /**
   * Called once, after everything else.
   *
   * @param leads those of the scan; `areListed` is whether the case covers them.
   */
  finish(found: Case, summary: Summary, leads: LeadSummary): void | Promise<void>;
  /** What there is to say about the report on stderr, after it is finished. */
  remarks?(): readonly string[];
}

export type CaseReporterFactory = (writer: Writer, context: ReportContext) => CaseReporter;
