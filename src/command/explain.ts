import type { Arguments } from '../cli/args.js';
import * as explainOptions from '../cli/explain-options.js';
import * as options from '../cli/options.js';
import { readingFor } from '../explain/comparison.js';
import { ComparisonTotals } from '../explain/comparison-totals.js';
import {
  decidingClauses,
  Explainer,
  type ExplainNote,
  type Explanation,
} from '../explain/explanation.js';
import { type ExplainFormat, explainFormats } from '../explain/formats.js';
import type { ExplainJudgeSpec } from '../explain/judge.js';
import { tableLines, verdictLine } from '../explain/tables.js';
import { ExplainTotals } from '../explain/totals.js';
import type { Exception } from '../filter/exceptions.js';
import type { FilterOptions } from '../filter/options.js';
import { UsageError } from '../io/errors.js';
import { limitHeapGrowth } from '../io/heap.js';
import { aboutOthers, type LeadKind } from '../lead/lead.js';
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
  if (args.get(options.schema)) {
    return printExplainSchema(args.get(explainOptions.explainFormat), environment);
  }
  limitHeapGrowth();
  const filterOptions: FilterOptions = {
    from: args.get(options.from),
    to: args.get(options.to),
    indices: args.get(options.indices),
    exceptions: args.get(explainOptions.explainExceptions),
    baselines: [],
  };
  const applied = args.get(options.ruleVersion);
  const other = args.get(explainOptions.compare);
  const rule = other === undefined ? applied : readingFor(applied, other);
  return withSession('explain', args, filterOptions, environment, rule, async (session) => {
    const { filter, progress } = session;
    /** Of all events, like the number of matches in the summary. */
    const leads = new LeadTally(other === undefined);
    const totals = new ExplainTotals(
      other && new ComparisonTotals(rule.identity.label, other.identity.label),
      leads,
    );
    const stdoutFormat =
      args.get(explainOptions.explainFormat) ?? defaultFormat(environment.io.stdout.isTTY);
    const outputs = await session.openOutputs({
      formats: explainFormats,
      stdoutFormat,
      files: args.get(explainOptions.explainOutputs),
      isLong: args.get(explainOptions.explainLong),
    });
    const clauses = clausesIn(
      other === undefined ? [rule] : [rule, other],
      args.get(explainOptions.clauses),
    );
    const verdicts = new Set(args.get(explainOptions.verdicts));
    const isOnlyChosen = args.get(explainOptions.attackerChosen);
    const isShown = (explanation: Explanation): boolean => {
      if (other !== undefined && explanation.comparison === undefined) return false;
      if (verdicts.size > 0 && !verdicts.has(explanation.verdict)) return false;
      if (isOnlyChosen && explanation.lead?.kind !== 'chosen-by-attacker') return false;
      const deciding = explanation.comparison?.clauses ?? decidingClauses(explanation);
      return clauses.size === 0 || deciding.some((clause) => clauses.has(clause));
    };
    const report = (
      document: ScannedDocument,
      { explanation, lead }: ExplainNote,
      exceptions: readonly Exception[] = [],
    ): void | Promise<void> => {
      if (explanation !== undefined) totals.comparison?.add(explanation);
      const isShownNow =
        explanation !== undefined && isShown(explanation) && !isDecidedLate(explanation);
      const shown = isShownNow ? explanation : undefined;
      if (lead !== undefined) {
        const counted = exceptions.length > 0 ? aboutOthers(lead) : lead;
        if (explanation?.verdict === 'match') leads.addMatch(document, counted);
        else leads.add(document, counted);
        totals.addLead(document, counted, shown);
      }
      if (shown === undefined) return undefined;
      totals.add(document, shown);
      if (shown.verdict === 'match') progress.countMatch();
      return outputs.each((reporter) => reporter.event(document, shown, exceptions));
    };
    const judge: ExplainJudgeSpec = {
      judge: 'explain',
      rule: rule.identity.label,
      compare: other?.identity.label,
    };
    const summary = await scan<ExplainNote>(
      await session.inputs(),
      {
        ...session.sink(outputs),
        match: report,
        suppressed: (match, exceptions, note) => report(match, note, exceptions),
        document(document, note) {
          const isLead = (note.lead?.kind ?? note.lead?.command) !== undefined;
          const suppression = isLead ? filter?.check(document) : filter?.checkScope(document);
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
    const found = leads.finish();
    const explainer = new Explainer(rule);
    for (const { kind, document } of found.listed) {
      const explanation = explainLate(explainer, kind, document);
      if (explanation === undefined || !isShown(explanation)) continue;
      totals.addLead(document, { kind, isTemporary: false, ends: undefined }, explanation);
      totals.add(document, explanation);
      await outputs.each((reporter) => reporter.event(document, explanation, []));
    }
    return session.finish({
      outputs,
      summary,
      end: (reporter) => reporter.finish(summary, totals),
      lines: () => [
        ...(explainFormats[stdoutFormat].hasTables ? [] : tableLines(totals, rule)),
        verdictLine(totals, rule),
        ...summaryLines(summary, rule, [], { ...found, areListed: true }),
      ],
      exitZero: true,
    });
  });
}

/** Whether it is known only at the end of the scan if an event is a lead, so that it is shown then. */
function isDecidedLate({ isElsewhere, lead }: Explanation): boolean {
  return isElsewhere && lead?.isTemporary === true;
}

/** Explains a lead if it is shown at the end of the scan: a command, or a temporary file outside the rule's scope. */
function explainLate(
  explainer: Explainer,
  kind: LeadKind,
  { event }: ScannedDocument,
): Explanation | undefined {
  const explanation = explainer.note(event)?.explanation;
  if (explanation === undefined) {
    return { ...explainer.explainAny(event), lead: { kind, isTemporary: false } };
  }
  return isDecidedLate(explanation) ? explanation : undefined;
}

/**
 * The ids of clauses that each belong to one of the rules.
 *
 * @throws UsageError if one belongs to none.
 */
function clausesIn(rules: readonly Rule[], ids: readonly string[]): ReadonlySet<string> {
  const known = new Set(rules.flatMap(({ clauses }) => clauses.map(({ id }) => id as string)));
  const missing = ids.find((id) => !known.has(id));
  if (missing === undefined) return new Set(ids);
  const having = revisions.filter(({ rule }) => rule.clauses.some(({ id }) => id === missing));
  throw new UsageError(
    `version ${rules.map(({ identity }) => identity.label).join(' or ')} of the rule has no clause ${missing}`,
    `versions with it: ${having.map(({ rule }) => rule.identity.label).join(', ')} (--rule-version)`,
  );
}

/** Prints the schema of the json format, or of a line of ndjson if that is asked for. */
async function printExplainSchema(
  format: ExplainFormat | undefined,
  environment: Environment,
): Promise<number> {
  const { explainRecordSchema, explainSchema } = await import('../explain/schema.js');
  const { printSchema } = await import('./schema.js');
  return printSchema(format === 'ndjson' ? explainRecordSchema : explainSchema, environment);
}
