import type { ExplainArgs } from '../cli/args.js';
import { decidingClauses } from '../explain/explanation.js';
import { explainReporters, hasTables } from '../explain/formats.js';
import { tableLines, verdictLine } from '../explain/tables.js';
import { ExplainTotals } from '../explain/totals.js';
import type { Io } from '../io/process.js';
import { summaryLines } from '../report/summary.js';
import { defaultRule } from '../rule/revisions.js';
import { runInputs, scanDefault } from './scan.js';

/** Explains every event under /etc/init.d/ in the inputs of a command line, and returns the exit code. */
export function runExplain(flags: ExplainArgs, io: Io, version: string): Promise<number> {
  const totals = new ExplainTotals();
  return runInputs(flags, io, version, {
    formats: explainReporters(totals),
    defaultFormat: scanDefault,
    explain: true,
    before: (reports) => ({
      ...reports,
      explained(document, explanation) {
        const decided = decidingClauses(explanation).some((clause) => flags.clauses.has(clause));
        if (flags.clauses.size > 0 && !decided) return undefined;
        totals.add(document, explanation);
        return reports.explained?.(document, explanation);
      },
    }),
    closing: (summary, format) => [
      ...(hasTables(format) ? [] : tableLines(totals)),
      verdictLine(totals),
      ...summaryLines(summary, defaultRule),
    ],
  });
}
