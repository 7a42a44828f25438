import type { ExplainArgs } from '../cli/args.js';
import { decidingClauses } from '../explain/explanation.js';
import { type ExplainFormat, explainFormats } from '../explain/formats.js';
import { tableLines, verdictLine } from '../explain/tables.js';
import { ExplainTotals } from '../explain/totals.js';
import type { Io } from '../io/process.js';
import type { ReporterFactory } from '../report/reporter.js';
import { summaryLines } from '../report/summary.js';
import { defaultRule } from '../rule/revisions.js';
import { runInputs, scanDefault, type Use } from './scan.js';

/** Explains every event under /etc/init.d/ in the inputs of a command line, and returns the exit code. */
export function runExplain(flags: ExplainArgs, io: Io, version: string): Promise<number> {
  const totals = new ExplainTotals();
  return runInputs(flags, io, version, {
    formats: boundTo(totals),
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
      ...(explainFormats[format].hasTables ? [] : tableLines(totals)),
      verdictLine(totals),
      ...summaryLines(summary, defaultRule),
    ],
  });
}

/** The formats with the totals that they report. A scan that explains passes no matches. */
function boundTo(totals: ExplainTotals): Use<ExplainFormat>['formats'] {
  const bind = (format: ExplainFormat) => ({
    async load(): Promise<ReporterFactory> {
      const make = await explainFormats[format].load();
      return (writer, context) => {
        const reporter = make(writer, context, totals);
        return {
          ...reporter,
          match() {},
          explained: (document, explanation) =>
            reporter.event(document, explanation, document.coveredBy),
        };
      };
    },
  });
  return {
    pretty: bind('pretty'),
    ndjson: bind('ndjson'),
    json: bind('json'),
    csv: bind('csv'),
  };
}
