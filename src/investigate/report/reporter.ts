import type { Writer } from '../../io/writer.js';
import type { ReportContext } from '../../report/reporter.js';
import type { Problem } from '../../scan/finding.js';
import type { Summary } from '../../scan/sink.js';
import type { Case } from '../case.js';

/** Writes a case in one format. */
export interface CaseReporter {
  problem(problem: Problem): void | Promise<void>;
  /** Called once, after all problems. */
  finish(found: Case, summary: Summary): void | Promise<void>;
}

export type CaseReporterFactory = (writer: Writer, context: ReportContext) => CaseReporter;
