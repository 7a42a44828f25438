import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { type ExplainFormat, explainFormats } from '../explain/formats.js';
import { type CaseFormat, caseFormats } from '../investigate/report/formats.js';
import { UsageError } from '../io/errors.js';
import { type Format, type FormatEntry, formatOfExtension, formats } from '../report/formats.js';
import { defaultRule } from '../rule/revisions.js';
import { defaultMaxLineBytes, maxLineBytesLimit } from '../scan/options.js';
import { CliOption, choice, flag, optional, repeatable, wholeNumber } from './option.js';
import { suggest } from './suggest.js';

// Every option of the command line, once. Which command has which is listed in commands.ts.

/** Whether to do something: `auto` if a terminal makes sense of it. */
export type AutoMode = 'auto' | 'always' | 'never';

const autoModes: readonly AutoMode[] = ['auto', 'always', 'never'];

/** A report that goes to a file. */
export interface OutputTarget<F extends string> {
  readonly format: F;
  readonly file: string;
}

/** The formats in which the rule can be printed. */
export type RuleFormat = 'text' | 'json' | 'eql';

// Reports

const scanFormatHelp = 'form of stdout (default: pretty on a terminal, ndjson elsewhere)';

export const scanFormat: CliOption<Format | undefined> = choice(
  '-f, --format <format>',
  scanFormatHelp,
  namesOf(formats),
);

export const explainFormat: CliOption<ExplainFormat | undefined> = choice(
  '-f, --format <format>',
  scanFormatHelp,
  namesOf(explainFormats),
);

export const caseFormat: CliOption<CaseFormat | undefined> = choice(
  '-f, --format <format>',
  'form of stdout (default: pretty on a terminal, json elsewhere)',
  namesOf(caseFormats),
);

export const ruleFormat: CliOption<RuleFormat> = choice(
  '-f, --format <format>',
  'form of the output',
  ['text', 'json', 'eql'],
  'text',
);

export const scanOutputs: CliOption<readonly OutputTarget<Format>[]> = outputs(formats);

export const explainOutputs: CliOption<readonly OutputTarget<ExplainFormat>[]> =
  outputs(explainFormats);

export const caseOutputs: CliOption<readonly OutputTarget<CaseFormat>[]> = outputs(caseFormats);

export const quiet: CliOption<boolean> = flag('-q, --quiet', 'no summary on stderr');

export const color: CliOption<AutoMode> = choice('--color <when>', 'colours', autoModes, 'auto');

export const progress: CliOption<AutoMode> = choice(
  '--progress <when>',
  'show progress on stderr',
  autoModes,
  'auto',
);

export const bulk: CliOption<string | undefined> = optional(
  '--bulk <index>',
  'with alerts: put an action line for _bulk before each',
);

export const maxAlerts: CliOption<number> = wholeNumber(
  '--max-alerts <n>',
  'put out at most n matches; more are counted',
  Number.POSITIVE_INFINITY,
  'no limit',
);

export const suggestExceptions: CliOption<string | undefined> = optional(
  '--suggest-exceptions <file>',
  'write an exception list that covers exactly these matches, for Kibana and for --exceptions',
);

export const schema: CliOption<boolean> = flag(
  '--schema',
  'print the JSON Schema of the form json instead',
);

// Inputs

export const include: CliOption<readonly string[]> = repeatable(
  '--include <glob>',
  'in directories, scan only files that fit',
);

export const exclude: CliOption<readonly string[]> = repeatable(
  '--exclude <glob>',
  'in directories, pass over files that fit',
);

export const maxLineBytes: CliOption<number> = wholeNumber(
  '--max-line-bytes <n>',
  'longest line that is read; a longer one is a problem',
  defaultMaxLineBytes,
  '268435456, 256 MiB',
  { min: 1, max: maxLineBytesLimit },
);

export const jobs: CliOption<number> = wholeNumber(
  '-j, --jobs <n>',
  'threads to scan with',
  availableParallelism(),
  "the machine's",
  { min: 1 },
);

export const validate: CliOption<boolean> = flag(
  '--validate',
  'parse every line, not only those that may matter',
);

export const allowEmpty: CliOption<boolean> = flag(
  '--allow-empty',
  'an input without a document is no problem',
);

export const allowMalformed: CliOption<boolean> = flag(
  '--allow-malformed',
  'a line that is no JSON object is only a warning',
);

// Filters

const fromHelp =
  'only events from then on: a date or date math such as now-9m, by event.ingested, else @timestamp';

export const from: CliOption<string | undefined> = optional('--from <time>', fromHelp);

export const queryFrom: CliOption<string> = new CliOption(
  '--from <time>',
  fromHelp,
  defaultRule.identity.schedule.from,
).default(defaultRule.identity.schedule.from);

export const to: CliOption<string | undefined> = optional('--to <time>', 'only events up to then');

export const indices: CliOption<readonly string[]> = repeatable(
  '--index <pattern>',
  "only documents of these indices or data streams; a leading - takes some out again; rule for the rule's own patterns",
);

export const exceptions: CliOption<readonly string[]> = repeatable(
  '--exceptions <file>',
  'hold back what exception lists cover, as Kibana exports them',
);

export const explainExceptions: CliOption<readonly string[]> = repeatable(
  '--exceptions <file>',
  'name the items of exception lists, as Kibana exports them, that cover a match',
);

export const lintExceptions: CliOption<readonly string[]> = repeatable(
  '--exceptions <file>',
  'with --lint: and what is odd about exception lists',
);

export const baselines: CliOption<readonly string[]> = repeatable(
  '--baseline <file>',
  'hold back matches of an earlier run, as -f ndjson or -f json wrote them',
);

export const failOnUnused: CliOption<boolean> = flag(
  '--fail-on-unused',
  'exit 2 where an exception or a baseline entry holds nothing back',
);

export const exitZero: CliOption<boolean> = flag('--exit-zero', 'exit 0 where there are matches');

export const clauses: CliOption<readonly string[]> = repeatable(
  '--clause <id>',
  'show only events that this clause decided',
  decidingClause,
);

// The rule, and requests

export const lint: CliOption<boolean> = flag(
  '--lint',
  "print what is odd about the rule's tables instead",
);

export const guide: CliOption<boolean> = flag(
  '--guide',
  'print how to investigate a match instead',
).conflicts('lint');

/** The most hits that one response holds unless an index is set up otherwise (index.max_result_window). */
const maxResultWindow = 10_000;

export const size: CliOption<number> = wholeNumber(
  '--size <n>',
  'events to return at most: Elasticsearch returns 10 where it is not told, and more than 10000 only where index.max_result_window allows it',
  maxResultWindow,
  `${maxResultWindow}`,
  { min: 1 },
);

function namesOf<F extends string>(registry: Readonly<Record<F, unknown>>): readonly F[] {
  return Object.keys(registry) as F[];
}

/** The option that writes reports to files, in the formats of a registry. */
function outputs<F extends string>(
  registry: Readonly<Record<F, FormatEntry<unknown>>>,
): CliOption<readonly OutputTarget<F>[]> {
  return repeatable<OutputTarget<F>>(
    '-o, --output <[format:]file>',
    'write a report to a file too, in the form its extension names',
    (text, before) => {
      const target = outputTarget(text, registry);
      if (target.file === '-') {
        throw new InvalidArgumentError('Stdout takes its form from --format.');
      }
      if (before.some(({ file }) => file === target.file)) {
        throw new InvalidArgumentError('It is given twice.');
      }
      return target;
    },
  );
}

/** Reads `FILE` or `FORMAT:FILE`. */
function outputTarget<F extends string>(
  text: string,
  registry: Readonly<Record<F, FormatEntry<unknown>>>,
): OutputTarget<F> {
  const names = namesOf(registry);
  const [, prefix, rest] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  const named = names.find((name) => name === prefix);
  if (named !== undefined && rest !== undefined) return { format: named, file: rest };
  const format = formatOfExtension(registry, /\.([^./]+)$/.exec(text)?.[1] ?? '');
  if (format !== undefined) return { format, file: text };
  const endings = Object.values<FormatEntry<unknown>>(registry)
    .flatMap(({ extensions }) => extensions)
    .map((extension) => `.${extension}`);
  const meant = suggest(prefix ?? '', names);
  const hint = meant === undefined ? '' : `\n(Did you mean ${meant}:${rest}?)`;
  throw new InvalidArgumentError(
    `Its name tells no format: end it in ${endings.join(', ')}, or write FORMAT:FILE with one of ${names.join(', ')}.${hint}`,
  );
}

/** The clauses that can decide: every event that is shown is within the rule's scope. */
const decidingIds: readonly string[] = defaultRule.clauses
  .filter((clause) => clause !== defaultRule.scope)
  .map(({ id }) => id);

function decidingClause(text: string): string {
  if (decidingIds.includes(text)) return text;
  const near = suggest(text, decidingIds);
  throw new UsageError(
    `there is no clause ${text} that could decide`,
    `${near === undefined ? '' : `did you mean ${near}? `}The clauses: ${decidingIds.join(', ')}`,
  );
}
