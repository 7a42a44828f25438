import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ExplainFormat } from '../explain/formats.js';
import type { FilterOptions } from '../filter/options.js';
import type { CaseFormat } from '../investigate/report/formats.js';
import { UsageError } from '../io/errors.js';
import { type Format, type FormatEntry, formatOfExtension, formats } from '../report/formats.js';
import { defaultRule } from '../rule/revisions.js';
import { defaultMaxLineBytes, maxLineBytesLimit } from '../scan/options.js';
import type {
  AutoMode,
  ExplainArgs,
  InvestigateArgs,
  OutputOption,
  RuleFormat,
  ScanArgs,
} from './args.js';
import { suggest } from './suggest.js';

const { clauses } = defaultRule;

export interface RawRuleOptions {
  readonly format: RuleFormat;
  readonly lint?: boolean;
  readonly guide?: boolean;
  readonly exceptions?: readonly string[];
}

/** What an index lets one response hold unless it is set up otherwise (index.max_result_window). */
export const maxResultWindow = 10_000;

/** The options as commander hands them over: those without a default only where they were given. */
interface RawInputOptions extends RawFilterOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly maxLineBytes: number;
  readonly jobs: number;
  readonly validate?: boolean;
  readonly allowEmpty?: boolean;
  readonly allowMalformed?: boolean;
}

interface RawOutputOptions<F extends string> {
  readonly format?: F;
  readonly output?: readonly OutputOption<F>[];
  readonly quiet?: boolean;
  readonly color: AutoMode;
  readonly progress: AutoMode;
}

export interface RawScanOptions extends RawInputOptions, RawOutputOptions<Format> {
  readonly bulk?: string;
  readonly maxAlerts: number;
  readonly exitZero?: boolean;
}

export interface RawExplainOptions extends RawInputOptions, RawOutputOptions<ExplainFormat> {
  readonly clause?: ReadonlySet<string>;
}

export interface RawInvestigateOptions extends RawInputOptions, RawOutputOptions<CaseFormat> {
  readonly suggestExceptions?: string;
  readonly exitZero?: boolean;
  readonly schema?: boolean;
}

export function addScanOptions(command: Command): void {
  addOutputOptions(command, formats);
  command.addOption(
    new Option('--bulk <index>', 'with alerts: put an action line for _bulk before each'),
  );
  addInputOptions(command);
  addFilterOptions(command);
  command
    .addOption(
      new Option('--max-alerts <n>', 'put out at most n matches; more are counted')
        .argParser(wholeNumber(0))
        .default(Number.POSITIVE_INFINITY, 'no limit'),
    )
    .addOption(exitZeroOption());
}

export function exitZeroOption(): Option {
  return new Option('--exit-zero', 'exit 0 where there are matches');
}

/** The options that say where reports go, in which of a command's forms. */
export function addOutputOptions<F extends string>(
  command: Command,
  registry: Readonly<Record<F, FormatEntry<unknown>>>,
  formatHelp = 'form of stdout (default: pretty on a terminal, ndjson elsewhere)',
): void {
  const known = Object.keys(registry) as F[];
  const when: readonly AutoMode[] = ['auto', 'always', 'never'];
  command
    .addOption(new Option('-f, --format <format>', formatHelp).choices(known))
    .addOption(
      new Option(
        '-o, --output <[format:]file>',
        'write a report to a file too, in the form its extension names; repeatable',
      ).argParser(outputOption(known, registry)),
    )
    .addOption(new Option('-q, --quiet', 'no summary on stderr'))
    .addOption(new Option('--color <when>', 'colours').choices(when).default('auto'))
    .addOption(
      new Option('--progress <when>', 'show progress on stderr').choices(when).default('auto'),
    );
}

/** The options that say what is read, and how. */
export function addInputOptions(command: Command): void {
  command
    .addOption(repeatable('--include <glob>', 'in directories, scan only files that fit'))
    .addOption(repeatable('--exclude <glob>', 'in directories, pass over files that fit'))
    .addOption(
      new Option('--max-line-bytes <n>', 'longest line that is read; a longer one is a problem')
        .argParser(wholeNumber(1, maxLineBytesLimit))
        .default(defaultMaxLineBytes, '268435456, 256 MiB'),
    )
    .addOption(
      new Option('-j, --jobs <n>', 'threads to scan with')
        .argParser(wholeNumber(1))
        .default(availableParallelism(), "the machine's"),
    )
    .addOption(
      new Option('--validate', 'parse every line, not only those that may matter').default(
        false,
        '',
      ),
    )
    .addOption(new Option('--allow-empty', 'an input without a document is no problem'))
    .addOption(
      new Option('--allow-malformed', 'a line that is no JSON object is only a warning').default(
        false,
        '',
      ),
    );
}

export function scanFlags(paths: readonly string[], raw: RawScanOptions): ScanArgs {
  const { output = [], bulk } = raw;
  const formatsGiven = [raw.format, ...output.map(({ format }) => format)];
  if (bulk !== undefined && !formatsGiven.includes('alerts')) {
    throw new UsageError('--bulk is for alerts', 'write -f alerts, or -o alerts:FILE');
  }
  return {
    ...sharedFlags(paths, raw),
    bulk,
    maxAlerts: raw.maxAlerts,
    exitZero: raw.exitZero ?? false,
  };
}

/** Explain is a report and no check: it puts out everything, and matches are no reason to fail. */
export function explainFlags(paths: readonly string[], raw: RawExplainOptions): ExplainArgs {
  return {
    ...sharedFlags(paths, raw),
    bulk: undefined,
    maxAlerts: Number.POSITIVE_INFINITY,
    exitZero: true,
    clauses: raw.clause ?? new Set(),
  };
}

export function investigateFlags(
  paths: readonly string[],
  raw: RawInvestigateOptions,
): InvestigateArgs {
  return {
    ...sharedFlags(paths, raw),
    bulk: undefined,
    maxAlerts: Number.POSITIVE_INFINITY,
    exitZero: raw.exitZero ?? false,
    suggestExceptions: raw.suggestExceptions,
  };
}

function sharedFlags<F extends string>(
  paths: readonly string[],
  raw: RawInputOptions & RawOutputOptions<F>,
): Omit<ScanArgs<F>, 'bulk' | 'maxAlerts' | 'exitZero'> {
  const { include = [], exclude = [], output = [] } = raw;
  return {
    paths,
    format: raw.format,
    outputs: output,
    selection: { include, exclude },
    filters: filtersOf(raw),
    failOnUnused: raw.failOnUnused ?? false,
    maxLineBytes: raw.maxLineBytes,
    jobs: raw.jobs,
    validate: raw.validate ?? false,
    allowEmpty: raw.allowEmpty ?? false,
    allowMalformed: raw.allowMalformed ?? false,
    quiet: raw.quiet ?? false,
    color: raw.color,
    progress: raw.progress,
  };
}

/** The filters' options as commander hands them over. */
export interface RawFilterOptions {
  readonly from?: string;
  readonly to?: string;
  readonly index?: readonly string[];
  readonly exceptions?: readonly string[];
  readonly baseline?: readonly string[];
  readonly failOnUnused?: boolean;
}

/** Adds the options that say which documents are looked at. {@link filtersOf} takes what they came to. */
export function addScopeOptions(command: Command): void {
  command
    .addOption(fromOption())
    .addOption(toOption())
    .addOption(
      repeatable(
        '--index <pattern>',
        "only documents of these indices or data streams; a leading - takes some out again; rule for the rule's own patterns",
      ),
    );
}

/** Adds the options that say which matches are wanted. {@link filtersOf} takes what they came to. */
export function addFilterOptions(command: Command): void {
  addScopeOptions(command);
  command
    .addOption(exceptionsOption())
    .addOption(
      repeatable(
        '--baseline <file>',
        'hold back matches of an earlier run, as -f ndjson or -f json wrote them',
      ),
    )
    .addOption(
      new Option(
        '--fail-on-unused',
        'exit 2 where an exception or a baseline entry holds nothing back',
      ),
    );
}

/** The filters that {@link addFilterOptions} adds options for. */
export function filtersOf(raw: RawFilterOptions): FilterOptions {
  const { from, to, index = [], exceptions = [], baseline = [] } = raw;
  return Object.freeze({
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    indices: index,
    exceptions,
    baselines: baseline,
  });
}

export function fromOption(): Option {
  return new Option(
    '--from <time>',
    'only events from then on: a date or date math such as now-9m, by event.ingested, else @timestamp',
  );
}

export function toOption(): Option {
  return new Option('--to <time>', 'only events up to then');
}

export function exceptionsOption(): Option {
  return repeatable(
    '--exceptions <file>',
    'hold back what exception lists cover, as Kibana exports them',
  );
}

export function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description}; repeatable`).argParser(
    (value: string, before: readonly string[] = []) => [...before, value],
  );
}

/** Reads `FILE` or `FORMAT:FILE`. */
function outputOption<F extends string>(
  known: readonly F[],
  registry: Readonly<Record<F, FormatEntry<unknown>>>,
): (value: string, before?: readonly OutputOption<F>[]) => readonly OutputOption<F>[] {
  return (value, before = []) => {
    const option = outputOf(value);
    if (option.file === '-') throw new InvalidArgumentError('Stdout takes its form from --format.');
    if (before.some(({ file }) => file === option.file)) {
      throw new InvalidArgumentError('It is given twice.');
    }
    return [...before, option];
  };

  function outputOf(value: string): OutputOption<F> {
    const [, prefix, rest] = /^([a-z]+):(.+)$/s.exec(value) ?? [];
    const named = known.find((format) => format === prefix);
    if (named !== undefined && rest !== undefined) return { format: named, file: rest };
    const extension = /\.([^./]+)$/.exec(value)?.[1] ?? '';
    const format = formatOfExtension(registry, extension);
    if (format === undefined) {
      const endings = known.flatMap((name) => registry[name].extensions.map((end) => `.${end}`));
      const meant = suggest(prefix ?? '', known);
      const hint = meant === undefined ? '' : `\n(Did you mean ${meant}:${rest}?)`;
      throw new InvalidArgumentError(
        `Its name tells no format: end it in ${endings.join(', ')}, or write FORMAT:FILE with one of ${known.join(', ')}.${hint}`,
      );
    }
    return { format, file: value };
  }
}

/** The clauses that can decide: every event that is shown lies under /etc/init.d/. */
const decidingIds: readonly string[] = clauses
  .map(({ id }) => id)
  .filter((id) => id !== 'under-init-d');

export function clauseOption(
  value: string,
  before: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const id = decidingIds.find((known) => known === value);
  if (id !== undefined) return new Set([...before, id]);
  const near = suggest(value, decidingIds);
  throw new UsageError(
    `there is no clause ${value} that could decide`,
    `${near === undefined ? '' : `did you mean ${near}? `}The clauses: ${decidingIds.join(', ')}`,
  );
}

export function wholeNumber(
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      const limit = most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${most}`;
      throw new InvalidArgumentError(`It takes a whole number, at least ${least}${limit}.`);
    }
    return number;
  };
}
