import type { Writer } from '../../io/writer.js';
import type { CommonReporter, ReportContext } from '../../report/reporter.js';
import type { Summary } from '../../scan/sink.js';
import type { Case } from '../case.js';

/** Writes a case in one format. */
export interface CaseReporter extends CommonReporter {
  /** Called once, after everything else. */
  finish(found: Case, summary: Summary): void | Promise<void>;
}

export type CaseReporterFactory = (writer: Writer, context: ReportContext) => CaseReporter;
