import { availableParallelism } from 'node:os';
import { type Format, formats } from '../report/formats.js';
import type { ClauseId } from '../rule/clause-id.js';
import { defaultRule, newestRule } from '../rule/revisions.js';
import type { Rule } from '../rule/rule.js';
import { defaultMaxLineBytes, maxLineBytesLimit } from '../scan/options.js';
import {
  CliOption,
  choice,
  flag,
  optional,
  optionalNumber,
  repeatable,
  wholeNumber,
  withSynonyms,
} from './option.js';
import {
  formatHelp,
  formatSynonyms,
  namesOf,
  type OutputTarget,
  outputs,
} from './output-option.js';
import { type RevisionPair, revisionLabels, revisionNamed, revisionPair } from './rule-values.js';

// Each option is defined here once. commands.ts lists the options of each command.

/** When to use a feature; `auto` means on a terminal. */
export type AutoMode = 'auto' | 'always' | 'never';

const autoModes: readonly AutoMode[] = ['auto', 'always', 'never'];

/** The formats in which the rule can be printed. */
export type RuleFormat = 'text' | 'json' | 'eql';

// Reports

export const scanFormat: CliOption<Format | undefined> = withSynonyms(
  choice('-f, --format <format>', formatHelp, namesOf(formats)),
  formatSynonyms,
);

export const mergeFormat: CliOption<Format | undefined> = withSynonyms(
  choice(
    '-f, --format <format>',
    'output format (default: pretty on a terminal, otherwise json)',
    namesOf(formats),
  ),
  formatSynonyms,
);

export const ruleFormat: CliOption<RuleFormat> = choice(
  '-f, --format <format>',
  'output format',
  ['text', 'json', 'eql'],
  'text',
);

export const scanOutputs: CliOption<readonly OutputTarget<Format>[]> = outputs(formats);

export const quiet: CliOption<boolean> = flag('-q, --quiet', 'do not print a summary on stderr');

export const schema: CliOption<boolean> = flag(
  '--schema',
  'print the JSON Schema of what the json format writes, and exit',
);

export const long: CliOption<boolean> = flag(
  '-l, --long',
  'with the pretty format: show everything about each match, and not only a line',
);

export const verbose: CliOption<boolean> = flag(
  '-v, --verbose',
  'say on stderr how each input was read, and what was skipped',
);

export const color: CliOption<AutoMode> = choice(
  '--color <when>',
  'when to use color',
  autoModes,
  'auto',
);

export const noColor: CliOption<AutoMode> = new CliOption<AutoMode>(
  '--no-color',
  'the same as --color never',
  'auto',
).preset('never') as CliOption<AutoMode>;

export const progress: CliOption<AutoMode> = choice(
  '--progress <when>',
  'when to show progress on stderr',
  autoModes,
  'auto',
);

export const bulk: CliOption<string | undefined> = optional(
  '--bulk <index>',
  'with the alerts format: write a _bulk action line for <index> before each alert',
);

export const maxAlerts: CliOption<number> = wholeNumber(
  '--max-alerts <n>',
  'report at most <n> matches and only count the rest',
  Number.POSITIVE_INFINITY,
  'no limit',
);

// Inputs

export const include: CliOption<readonly string[]> = repeatable(
  '--include <glob>',
  'in directories, scan only files that match <glob> (default: all files)',
);

export const exclude: CliOption<readonly string[]> = repeatable(
  '--exclude <glob>',
  'in directories, skip files that match <glob>',
);

export const maxLineBytes: CliOption<number> = wholeNumber(
  '--max-line-bytes <n>',
  'maximum line length in bytes; longer lines are reported as problems',
  defaultMaxLineBytes,
  '256 MiB',
  { min: 1, max: maxLineBytesLimit },
);

export const jobs: CliOption<number> = wholeNumber(
  '-j, --jobs <n>',
  'number of threads',
  availableParallelism(),
  'number of CPUs',
  { min: 1 },
);

export const validate: CliOption<boolean> = flag(
  '--validate',
  'parse every line, including those that cannot match',
);

export const allowEmpty: CliOption<boolean> = flag(
  '--allow-empty',
  'do not treat an input without documents, or a search of no index, as a problem',
);

export const allowMalformed: CliOption<boolean> = flag(
  '--allow-malformed',
  'treat malformed lines as warnings, unless they mention init.d/',
);

export const allowUnrecognized: CliOption<readonly string[]> = repeatable(
  '--allow-unrecognized <dataset>',
  'accept documents of data set <dataset>, which the rule does not read, and only count those that mention init.d/',
);

export const failOnWarning: CliOption<boolean> = flag(
  '--fail-on-warning',
  'exit 2 if there are warnings',
);

export const leads: CliOption<boolean> = flag(
  '--leads',
  'also search for leads, events beside the rule that may be planted scripts, and report them',
);

export const leadsOutput: CliOption<string | undefined> = optional(
  '--leads-output <file>',
  'with --leads: write the leads to <file> as ndjson',
);

export const failOnLeads: CliOption<boolean> = flag(
  '--fail-on-leads',
  'exit 1 if there are leads; without --leads, only those that a scan finds anyway',
);

export const expect: CliOption<number | undefined> = optionalNumber(
  '--expect <n>',
  'exit 2 unless there are <n> reports',
);

// Filters

const fromHelp =
  'only events at or after <time>, a date or date math such as now-9m; compared with event.ingested, or @timestamp if that is missing';

export const from: CliOption<string | undefined> = optional('--from <time>', fromHelp);

export const queryFrom: CliOption<string> = new CliOption(
  '--from <time>',
  fromHelp,
  defaultRule.identity.schedule.from,
).default(defaultRule.identity.schedule.from);

export const to: CliOption<string | undefined> = optional(
  '--to <time>',
  'only events up to <time>',
);

export const indices: CliOption<readonly string[]> = repeatable(
  '--index <pattern>',
  "only documents from these indices or data streams, and those without an index; prefix with - to exclude; 'rule' stands for the rule's own patterns",
);

export const exceptions: CliOption<readonly string[]> = repeatable(
  '--exceptions <file>',
  'suppress matches covered by exception lists exported from Kibana',
);

export const lintExceptions: CliOption<readonly string[]> = repeatable(
  '--exceptions <file>',
  'with --lint: also check exception lists',
);

export const baselines: CliOption<readonly string[]> = repeatable(
  '--baseline <file>',
  'suppress matches already reported in <file>, the ndjson or json output of an earlier run',
);

export const failOnUnused: CliOption<boolean> = flag(
  '--fail-on-unused',
  'exit 2 if an exception or baseline entry is unused',
);

export const exitZero: CliOption<boolean> = flag('--exit-zero', 'exit 0 even if there are matches');

// The rule, and requests

export const ruleVersion: CliOption<Rule<ClauseId>> = new CliOption(
  '--rule-version <version>',
  `version of Elastic's rule to apply, up to ${newestRule.identity.label}; rule --versions lists them`,
  defaultRule,
)
  .suggesting(revisionLabels)
  .default(defaultRule, defaultRule.identity.label)
  .argParser(revisionNamed) as CliOption<Rule<ClauseId>>;

export const lint: CliOption<boolean> = flag(
  '--lint',
  "check the rule's tables for redundant and ineffective entries",
);

export const guide: CliOption<boolean> = flag(
  '--guide',
  'print how to investigate a match',
).conflicts('lint');

export const versions: CliOption<boolean> = flag(
  '--versions',
  'list the versions of the rule, with their dates, stacks and what changed',
).conflicts(['lint', 'guide', 'diff', 'ruleVersion']);

export const diff: CliOption<RevisionPair | undefined> = (
  optional(
    '--diff <from..to>',
    'show what differs between two versions, clause by clause and entry by entry',
  ) as CliOption<RevisionPair | undefined>
)
  .argParser(revisionPair)
  .conflicts(['lint', 'guide', 'ruleVersion']);

/** The default of index.max_result_window: the maximum number of hits in a response. */
const maxResultWindow = 10_000;

export const size: CliOption<number> = wholeNumber(
  '--size <n>',
  'maximum number of events to return; Elasticsearch allows more than 10000 only if index.max_result_window does',
  maxResultWindow,
  `${maxResultWindow}`,
  { min: 1 },
);
