import type { Writer } from '../../io/writer.js';
import type { ReportContext } from '../../report/reporter.js';
import type { Problem } from '../../scan/finding.js';
import type { Summary } from '../../scan/sink.js';
import type { Case } from '../case.js';

/** Writes a case in one form. Problems reach it first, where the form has a place for them. */
export interface CaseReporter {
  problem(problem: Problem): void | Promise<void>;
  /** Called once, after everything else. */
  finish(found: Case, summary: Summary): void | Promise<void>;
}

/** Makes a reporter that writes to a writer. */
export type CaseReporterFactory = (writer: Writer, context: ReportContext) => CaseReporter;
