import { Argument } from 'commander';
import { defaultRule } from '../rule/revisions.js';
import * as caseOptions from './case-options.js';
import * as explainOptions from './explain-options.js';
import * as help from './help.js';
import type { CliOption } from './option.js';
import * as options from './options.js';

/** The name of a command. */
export type CommandName =
  | 'scan'
  | 'explain'
  | 'investigate'
  | 'collect'
  | 'rule'
  | 'query'
  | 'merge'
  | 'completion'
  | 'man';

/** A command: its name, argument, options and help in one place. */
export interface CommandDefinition {
  readonly name: CommandName;
  readonly description: string;
  readonly argument?: Argument;
  /** In the order in which help lists them. */
  readonly options: readonly CliOption<unknown>[];
  /** The options that the short help lists, if not all. */
  readonly brief?: readonly CliOption<unknown>[];
  /** What help shows after the options. */
  readonly help: string;
  readonly isHidden?: boolean;
}

/** The shells with a completion script. */
export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

const { name: ruleName, version } = defaultRule.identity;

/** The heading of the options of programs in general. */
export const otherOptions = 'Other options';

/** Options that help lists under a heading. */
function group(
  heading: string,
  options: readonly CliOption<unknown>[],
): readonly CliOption<unknown>[] {
  for (const option of options) option.helpGroup(`${heading}:`);
  return options;
}

const paths = new Argument('[path...]', 'files, directories, globs, or - for stdin');

const inputOptions = group('Input options', [
  options.include,
  options.exclude,
  options.jobs,
  options.maxLineBytes,
  options.validate,
  options.allowEmpty,
  options.allowMalformed,
  options.allowUnrecognized,
  options.failOnWarning,
]);

const scopeOptions = group('Which events', [
  options.ruleVersion,
  options.from,
  options.to,
  options.indices,
]);

const filterOptions = [
  ...scopeOptions,
  ...group('Known and accepted matches', [
    options.exceptions,
    options.baselines,
    options.failOnUnused,
  ]),
];

const messageOptions = group('Messages', [
  options.quiet,
  options.verbose,
  options.progress,
  options.color,
  options.noColor,
]);

const schemaOption = group(otherOptions, [options.schema]);

/** The default command. */
export const scanCommand: CommandDefinition = {
  name: 'scan',
  description:
    'Scan exported endpoint events for planted System V init scripts, using\n' +
    `Elastic’s rule “${ruleName}” (version ${version} by default).`,
  argument: new Argument(
    '[path...]',
    'files, directories, globs, or - for stdin (the default unless stdin is a terminal)',
  ),
  options: [
    ...group('Output', [
      options.scanFormat,
      options.scanOutputs,
      options.long,
      options.bulk,
      options.maxAlerts,
      options.exitZero,
    ]),
    ...group('Leads', [options.leads, options.leadsOutput, options.failOnLeads]),
    ...filterOptions,
    ...inputOptions,
    ...messageOptions,
    ...schemaOption,
  ],
  brief: [
    options.scanFormat,
    options.scanOutputs,
    options.long,
    options.leads,
    options.from,
    options.exclude,
    options.exceptions,
    options.verbose,
  ],
  help: help.scan,
};

/** The other commands, in the order in which help lists them. */
export const commands: readonly CommandDefinition[] = [
  {
    name: 'explain',
    description:
      'Show every event under /etc/init.d/, leads elsewhere, and the clauses that decided',
    argument: paths,
    options: [
      ...group('Which events', [
        explainOptions.clauses,
        explainOptions.verdicts,
        explainOptions.attackerChosen,
        explainOptions.compare,
        ...scopeOptions,
      ]),
      ...group('Output', [
        explainOptions.explainFormat,
        explainOptions.explainOutputs,
        explainOptions.explainLong,
      ]),
      ...group('Known and accepted matches', [explainOptions.explainExceptions]),
      ...inputOptions,
      ...messageOptions,
      ...schemaOption,
    ],
    brief: [
      explainOptions.clauses,
      explainOptions.verdicts,
      explainOptions.attackerChosen,
      explainOptions.compare,
      explainOptions.explainFormat,
      explainOptions.explainOutputs,
      explainOptions.explainLong,
    ],
    help: help.explain,
  },
  {
    name: 'investigate',
    description:
      'Reconstruct what happened around each match: who planted it, how, and whether it ran',
    argument: paths,
    options: [
      ...group('Output', [
        caseOptions.caseFormat,
        caseOptions.caseOutputs,
        caseOptions.parts,
        caseOptions.defang,
        caseOptions.evidence,
        caseOptions.suggestExceptions,
        caseOptions.only,
        options.exitZero,
      ]),
      ...group('Which matches', [caseOptions.caseHosts, caseOptions.casePaths]),
      ...group('Leads', [caseOptions.caseLeads, caseOptions.includeExcluded, options.failOnLeads]),
      ...filterOptions,
      ...inputOptions,
      ...messageOptions,
      ...schemaOption,
    ],
    brief: [
      caseOptions.caseFormat,
      caseOptions.caseOutputs,
      caseOptions.parts,
      caseOptions.caseHosts,
      caseOptions.casePaths,
      caseOptions.caseLeads,
      caseOptions.suggestExceptions,
    ],
    help: help.investigate,
  },
  {
    name: 'collect',
    description: 'Print the events that a case of some hits needs, on one of several machines',
    argument: paths,
    options: [
      ...group('Output', [caseOptions.collectOutputs]),
      ...group('Which matches', [
        caseOptions.collectFor,
        caseOptions.caseHosts,
        caseOptions.casePaths,
      ]),
      ...group('Leads', [caseOptions.caseLeads, caseOptions.includeExcluded]),
      ...scopeOptions,
      ...group('Known and accepted matches', [options.exceptions, options.baselines]),
      ...inputOptions,
      ...messageOptions,
    ],
    brief: [caseOptions.collectFor, caseOptions.collectOutputs, caseOptions.caseHosts],
    help: help.collect,
  },
  {
    name: 'rule',
    description: 'Print the rule: metadata, clauses, allowlist',
    options: [
      options.ruleVersion,
      options.ruleFormat,
      options.lint,
      options.lintExceptions,
      options.guide,
      options.versions,
      options.diff,
      options.schema,
    ],
    help: help.rule,
  },
  {
    name: 'query',
    description: 'Print a request that runs the rule in Elasticsearch',
    options: [options.ruleVersion, options.queryFrom, options.to, options.size, options.exceptions],
    help: help.query,
  },
  {
    name: 'merge',
    description: 'Join the JSON reports of several scans to the report of one scan',
    argument: new Argument('[report...]', 'reports that scans wrote with -f json, or - for stdin'),
    options: [
      ...group('Output', [
        options.mergeFormat,
        options.scanOutputs,
        options.long,
        options.exitZero,
        options.failOnLeads,
      ]),
      ...group('Reports', [options.expect, options.failOnWarning]),
      ...messageOptions,
    ],
    brief: [options.mergeFormat, options.scanOutputs, options.expect],
    help: help.merge,
  },
  {
    name: 'completion',
    description: 'Print a shell completion script',
    argument: new Argument('<shell>', 'the shell').choices(shells),
    options: [],
    help: help.completion,
  },
  {
    name: 'man',
    description: 'Print the manual page',
    options: [],
    help: '',
    isHidden: true,
  },
];
