import type { Arguments } from '../cli/args.js';
import * as options from '../cli/options.js';
import { decidingClauses, type ExplainNote, type Explanation } from '../explain/explanation.js';
import { explainFormats } from '../explain/formats.js';
import type { ExplainJudgeSpec } from '../explain/judge.js';
import { tableLines, verdictLine } from '../explain/tables.js';
import { ExplainTotals } from '../explain/totals.js';
import type { Exception } from '../filter/exceptions.js';
import type { FilterOptions } from '../filter/options.js';
import { UsageError } from '../io/errors.js';
import { aboutOthers } from '../lead/lead.js';
import { LeadTally } from '../report/leads.js';
import { summaryLines } from '../report/summary.js';
import { revisions } from '../rule/revisions.js';
import type { Rule } from '../rule/rule.js';
import { scan } from '../scan/scan.js';
import type { ScannedDocument } from '../scan/sink.js';
import { defaultFormat } from './scan.js';
import { type Environment, withSession } from './session.js';

/**
 * Reports every event under /etc/init.d/ and every lead with its verdict, and returns the exit code, which does not
 * depend on the verdicts.
 */
export function runExplain(args: Arguments, environment: Environment): Promise<number> {
  const filterOptions: FilterOptions = {
    from: args.get(options.from),
    to: args.get(options.to),
    indices: args.get(options.indices),
    exceptions: args.get(options.explainExceptions),
    baselines: [],
  };
  return withSession('explain', args, filterOptions, environment, async (session) => {
    const { rule, filter, progress } = session;
    const totals = new ExplainTotals();
    const stdoutFormat =
      args.get(options.explainFormat) ?? defaultFormat(environment.io.stdout.isTTY);
    const outputs = await session.openOutputs({
      formats: explainFormats,
      stdoutFormat,
      files: args.get(options.explainOutputs),
    });
    const clauses = clausesIn(rule, args.get(options.clauses));
    const isShown = (explanation: Explanation): boolean =>
      clauses.size === 0 || decidingClauses(explanation).some((clause) => clauses.has(clause));
    /** Of all events, like the number of matches in the summary. */
    const leads = new LeadTally();
    const report = (
      document: ScannedDocument,
      { explanation, lead }: ExplainNote,
      exceptions: readonly Exception[] = [],
    ): void | Promise<void> => {
      const shown = explanation !== undefined && isShown(explanation) ? explanation : undefined;
      if (lead !== undefined) {
        const counted = exceptions.length > 0 ? aboutOthers(lead) : lead;
        leads.add(document, counted);
        totals.addLead(document, counted, shown);
      }
      if (shown === undefined) return undefined;
      totals.add(document, shown);
      if (shown.verdict === 'match') progress.countMatch();
      return outputs.each((reporter) => reporter.event(document, shown, exceptions));
    };
    const judge: ExplainJudgeSpec = { judge: 'explain', rule: rule.identity.label };
    const summary = await scan<ExplainNote>(
      await session.inputs(),
      {
        ...session.sink(outputs),
        match: report,
        suppressed: (match, exceptions, note) => report(match, note, exceptions),
        document(document, note) {
          const suppression =
            note.lead?.kind === undefined ? filter?.checkScope(document) : filter?.check(document);
          if (suppression === undefined) return report(document, note);
          if (suppression.kind === 'exceptions') {
            return report(document, note, suppression.exceptions);
          }
          const lead = note.lead && aboutOthers(note.lead);
          return report(document, { explanation: undefined, lead });
        },
      },
      session.scanOptions(judge),
    );
    return session.finish({
      outputs,
      summary,
      end: (reporter) => reporter.finish(summary, totals),
      lines: () => [
        ...(explainFormats[stdoutFormat].hasTables ? [] : tableLines(totals, rule)),
        verdictLine(totals, rule),
        ...summaryLines(summary, rule, [], { ...leads.finish(), areListed: true }),
      ],
      exitZero: true,
    });
  });
}

/**
 * The ids of clauses, for a rule that has all of them.
 *
 * @throws UsageError if it lacks one.
 */
function clausesIn({ identity, clauses }: Rule, ids: readonly string[]): ReadonlySet<string> {
  const missing = ids.find((id) => !clauses.some((clause) => clause.id === id));
  if (missing === undefined) return new Set(ids);
  const having = revisions.filter(({ rule }) => rule.clauses.some(({ id }) => id === missing));
  throw new UsageError(
    `version ${identity.label} of the rule has no clause ${missing}`,
    `versions with it: ${having.map(({ rule }) => rule.identity.label).join(', ')} (--rule-version)`,
  );
}
