import type { VerdictName } from '../explain/explanation.js';
import { type ExplainFormat, explainFormats } from '../explain/formats.js';
import type { ClauseId } from '../rule/clause-id.js';
import type { Rule } from '../rule/rule.js';
import { CliOption, choice, flag, repeatable, withSynonyms } from './option.js';
import {
  formatHelp,
  formatSynonyms,
  namesOf,
  type OutputTarget,
  outputs,
} from './output-option.js';
import {
  decidingClause,
  decidingIds,
  revisionLabels,
  revisionNamed,
  verdictNamed,
  verdictNames,
} from './rule-values.js';

// The options that only explain has.

export const clauses: CliOption<readonly string[]> = repeatable(
  '--clause <id>',
  'show only events decided by this clause',
  decidingClause,
).suggesting(decidingIds);

export const verdicts: CliOption<readonly VerdictName[]> = repeatable(
  '--verdict <verdict>',
  'show only events with this verdict: match, excluded or stopped',
  verdictNamed,
).suggesting(verdictNames);

export const attackerChosen: CliOption<boolean> = flag(
  '--attacker-chosen',
  'show only events that are excluded only by what their author could choose',
);

export const compare: CliOption<Rule<ClauseId> | undefined> = new CliOption<
  Rule<ClauseId> | undefined
>(
  '--compare <version>',
  'show only the events on which this version of the rule and the one that is applied differ, and the clauses that make the difference',
  undefined,
)
  .suggesting(revisionLabels)
  .argParser(revisionNamed) as CliOption<Rule<ClauseId> | undefined>;

export const explainFormat: CliOption<ExplainFormat | undefined> = withSynonyms(
  choice('-f, --format <format>', formatHelp, namesOf(explainFormats)),
  formatSynonyms,
);

export const explainOutputs: CliOption<readonly OutputTarget<ExplainFormat>[]> =
  outputs(explainFormats);

export const explainLong: CliOption<boolean> = flag(
  '-l, --long',
  'with the pretty format: show everything about the first event of each group',
);

export const explainExceptions: CliOption<readonly string[]> = repeatable(
  '--exceptions <file>',
  'show which items of exception lists exported from Kibana cover a match or a lead',
);
