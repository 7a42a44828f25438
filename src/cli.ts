import { availableParallelism } from 'node:os';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { QueryFlags } from './command/query.js';
import { UsageError } from './errors.js';
import type { Filters } from './filter/filters.js';
import type { Selection } from './input/inputs.js';
import { type Format, formatOfExtension, formats } from './report/reporter.js';
import { rule } from './rule/rule.js';

/** Whether to do something: `auto` where a terminal makes sense of it. */
export type When = 'auto' | 'always' | 'never';

/** A report that goes to a file. */
export interface OutputOption {
  readonly format: Format;
  readonly file: string;
}

/** The options of `scan`, checked; nothing of them depends on the terminal yet. */
export interface ScanFlags {
  readonly paths: readonly string[];
  /** Undefined: by where stdout goes. */
  readonly format: Format | undefined;
  readonly outputs: readonly OutputOption[];
  readonly selection: Selection;
  readonly filters: Filters;
  /** Whether exceptions and baseline entries that held nothing back are a problem. */
  readonly failOnUnused: boolean;
  readonly maxAlerts: number;
  /** Bytes. */
  readonly maxLineBytes: number;
  readonly jobs: number;
  readonly validate: boolean;
  readonly allowEmpty: boolean;
  readonly allowMalformed: boolean;
  readonly exitZero: boolean;
  readonly quiet: boolean;
  readonly color: When;
  readonly progress: When;
}

/** The forms in which the rule can be printed. */
export type RuleFormat = 'text' | 'json' | 'eql';

/** What a command line asks for. */
export type Invocation =
  | { readonly command: 'scan'; readonly flags: ScanFlags }
  | { readonly command: 'rule'; readonly format: RuleFormat }
  | { readonly command: 'query'; readonly flags: QueryFlags }
  /** Help or the version: text for stdout. */
  | { readonly command: 'text'; readonly text: string };

const defaultMaxLineBytes = 256 * 1024 * 1024;

/**
 * Reads a command line. Nothing is opened, written or looked up.
 *
 * @throws UsageError where it is not one that the program knows.
 */
export function parseCommandLine(argv: readonly string[], version: string): Invocation {
  let invocation: Invocation | undefined;
  let text = '';
  const program = defineCommands(version, (asked) => {
    invocation = asked;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (written) => {
        text += written;
      },
      writeErr: () => {},
    });
  }
  try {
    program.parse(argv[0] === 'scan' ? argv.slice(1) : argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
  }
  return invocation ?? { command: 'text', text };
}

/** The help of the program as a whole. */
export function helpText(version: string): string {
  return defineCommands(version, () => {}).helpInformation();
}

function usageError(error: CommanderError): UsageError {
  const [message = '', hint] = error.message.replace(/^error: /, '').split('\n');
  return new UsageError(message, hint?.replace(/^\((.*)\)$/, '$1') ?? 'see initd-scan --help');
}

/** The program's commands and options: the one place that help, completion and parsing are made from. */
export function defineCommands(version: string, run: (invocation: Invocation) => void): Command {
  const program = new Command('initd-scan')
    .description(
      'Tells whether somebody planted a System V init script, from exported endpoint events:\n' +
        "Elastic's rule “System V Init Script Created”, outside Elasticsearch.",
    )
    .usage('[scan] [options] [path...]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .enablePositionalOptions()
    .configureHelp({ sortOptions: false })
    .argument(
      '[path...]',
      'files, directories, globs, or - for stdin (the default where stdin is no terminal)',
    );
  addScanOptions(program);
  program.action((paths: string[], options: RawScanOptions) => {
    run({ command: 'scan', flags: Object.freeze(scanFlags(paths, options)) });
  });
  program
    .command('rule')
    .description('print the rule itself: identity, clauses, allowlist')
    .addOption(
      new Option('-f, --format <format>', 'form of the output')
        .choices(['text', 'json', 'eql'])
        .default('text'),
    )
    .action(({ format }: { format: RuleFormat }) => {
      run({ command: 'rule', format });
    });
  addQueryCommand(program, run);
  program.addHelpText('after', examples);
  return program;
}

/** What an index lets one response hold unless it is set up otherwise (index.max_result_window). */
const maxResultWindow = 10_000;

function addQueryCommand(program: Command, run: (invocation: Invocation) => void): void {
  program
    .command('query')
    .description('print the request body that runs the rule inside Elasticsearch')
    .addOption(fromOption().default(rule.schedule.from))
    .addOption(toOption())
    .addOption(
      new Option(
        '--size <n>',
        'events to return at most: Elasticsearch returns 10 where it is not told, and more than 10000 only where index.max_result_window allows it',
      )
        .argParser(wholeNumber(1))
        .default(maxResultWindow),
    )
    .addOption(exceptionsOption())
    .addHelpText('after', queryExamples)
    .action(({ from, to, size, exceptions = [] }: RawFilterOptions & { size: number }) => {
      const ends = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      run({ command: 'query', flags: Object.freeze({ ...ends, size, exceptions }) });
    });
}

const queryExamples = `
Elasticsearch works out date math itself, when it is asked. Scan its answer in turn: a search that timed
out or failed on shards is then told as a problem, and one that returned 10 or 10000 events, and so may
have left some out, as a warning.

Example:
  initd-scan query --from now-30d |
    curl -s -H 'content-type: application/json' -d @- \\
      "$ES/logs-endpoint.events.*,endgame-*/_eql/search" |
    initd-scan
`;

const examples = `
Examples:
  initd-scan export.ndjson                     scan a file
  initd-scan logs/ --exclude 'archive/**'      scan what lies in a directory
  cat export.ndjson | initd-scan               scan what a pipe brings
  initd-scan logs/ -o hits.ndjson -o report.json -f pretty
                                               show the matches, and keep them in two forms
  initd-scan telemetry.ndjson -f none          let the exit code tell

Exit codes:
  0  everything was scanned, nothing matches
  1  everything was scanned, something matches
  2  wrong usage, or something could not be read or understood (matches are put out all the same)
  130  interrupted
`;

/** The options as commander hands them over: those without a default only where they were given. */
interface RawScanOptions extends RawFilterOptions {
  readonly format?: Format;
  readonly output?: readonly OutputOption[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly maxAlerts: number;
  readonly maxLineBytes: number;
  readonly jobs: number;
  readonly validate?: boolean;
  readonly allowEmpty?: boolean;
  readonly allowMalformed?: boolean;
  readonly exitZero?: boolean;
  readonly quiet?: boolean;
  readonly color: When;
  readonly progress: When;
}

function addScanOptions(command: Command): void {
  const when: readonly When[] = ['auto', 'always', 'never'];
  command
    .addOption(
      new Option(
        '-f, --format <format>',
        'form of stdout (default: pretty on a terminal, ndjson elsewhere)',
      ).choices(Object.keys(formats)),
    )
    .addOption(
      new Option(
        '-o, --output <[format:]file>',
        'write a report to a file too, in the form its extension names; repeatable',
      ).argParser(outputOption),
    )
    .addOption(repeatable('--include <glob>', 'in directories, scan only files that fit'))
    .addOption(repeatable('--exclude <glob>', 'in directories, pass over files that fit'));
  addFilterOptions(command);
  command
    .addOption(
      new Option('--max-alerts <n>', 'put out at most n matches; more are counted')
        .argParser(wholeNumber(0))
        .default(Number.POSITIVE_INFINITY, 'no limit'),
    )
    .addOption(
      new Option('--max-line-bytes <n>', 'longest line that is read; a longer one is a problem')
        .argParser(wholeNumber(1))
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
    )
    .addOption(new Option('--exit-zero', 'exit 0 where there are matches'))
    .addOption(new Option('-q, --quiet', 'no summary on stderr'))
    .addOption(new Option('--color <when>', 'colours').choices(when).default('auto'))
    .addOption(
      new Option('--progress <when>', 'show progress on stderr').choices(when).default('auto'),
    );
}

function scanFlags(paths: readonly string[], raw: RawScanOptions): ScanFlags {
  const { include = [], exclude = [], output = [] } = raw;
  return {
    paths,
    format: raw.format,
    outputs: output,
    selection: { include, exclude },
    filters: filtersOf(raw),
    failOnUnused: raw.failOnUnused ?? false,
    maxAlerts: raw.maxAlerts,
    maxLineBytes: raw.maxLineBytes,
    jobs: raw.jobs,
    validate: raw.validate ?? false,
    allowEmpty: raw.allowEmpty ?? false,
    allowMalformed: raw.allowMalformed ?? false,
    exitZero: raw.exitZero ?? false,
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

/** Adds the options that say which matches are wanted. {@link filtersOf} takes what they came to. */
export function addFilterOptions(command: Command): void {
  command
    .addOption(fromOption())
    .addOption(toOption())
    .addOption(
      repeatable(
        '--index <pattern>',
        "only documents of these indices or data streams; a leading - takes some out again; rule for the rule's own patterns",
      ),
    )
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
export function filtersOf(raw: RawFilterOptions): Filters {
  const { from, to, index = [], exceptions = [], baseline = [] } = raw;
  return Object.freeze({
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    indices: index,
    exceptions,
    baselines: baseline,
  });
}

function fromOption(): Option {
  return new Option(
    '--from <time>',
    'only events from then on: a date or date math such as now-9m, by event.ingested, else @timestamp',
  );
}

function toOption(): Option {
  return new Option('--to <time>', 'only events up to then');
}

function exceptionsOption(): Option {
  return repeatable(
    '--exceptions <file>',
    'hold back what exception lists cover, as Kibana exports them',
  );
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description}; repeatable`).argParser(
    (value: string, before: readonly string[] = []) => [...before, value],
  );
}

/** Reads `FILE` or `FORMAT:FILE`. */
function outputOption(
  value: string,
  before: readonly OutputOption[] = [],
): readonly OutputOption[] {
  const [, prefix, rest] = /^([a-z]+):(.+)$/s.exec(value) ?? [];
  const known = Object.keys(formats);
  if (prefix !== undefined && rest !== undefined && known.includes(prefix)) {
    return [...before, { format: prefix as Format, file: rest }];
  }
  const extension = /\.([^./]+)$/.exec(value)?.[1] ?? '';
  const format = Object.hasOwn(formatOfExtension, extension)
    ? formatOfExtension[extension]
    : undefined;
  if (format === undefined) {
    const endings = Object.keys(formatOfExtension).map((ending) => `.${ending}`);
    throw new InvalidArgumentError(
      `Its name tells no format: end it in ${endings.join(', ')}, or write FORMAT:FILE with one of ${known.join(', ')}.`,
    );
  }
  return [...before, { format, file: value }];
}

function wholeNumber(least: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least) {
      throw new InvalidArgumentError(`It takes a whole number, at least ${least}.`);
    }
    return number;
  };
}
