import type { Writer } from '../io/writer.js';
import type { ReportContext, Reporter } from '../report/reporter.js';
import type { ExplainTotals } from './totals.js';

/** Makes a reporter of explained events. Totals are complete when it is told to finish. */
export type ExplainReporterFactory = (
  writer: Writer,
  context: ReportContext,
  totals: ExplainTotals,
) => Omit<Reporter, 'match'>;
