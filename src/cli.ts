import { availableParallelism } from 'node:os';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { QueryFlags } from './command/query.js';
import { UsageError } from './errors.js';
import type { Filters } from './filter/filters.js';
import type { Selection } from './input/inputs.js';
import { nearest } from './nearest.js';
import { type CaseFormat, caseFormatOfExtension, caseFormats } from './report/case-formats.js';
import {
  type ExplainFormat,
  explainFormatOfExtension,
  explainFormats,
} from './report/explain-formats.js';
import { type Format, formatOfExtension, formats } from './report/reporter.js';
import { clauses } from './rule/predicate.js';
import { rule } from './rule/rule.js';
import type { ClauseId } from './rule/verdict.js';
import { defaultMaxLineBytes, mostLineBytes } from './scan/segment.js';

/** Whether to do something: `auto` where a terminal makes sense of it. */
export type When = 'auto' | 'always' | 'never';

/** A shell that the program can be completed in. */
export type Shell = 'bash' | 'zsh' | 'fish';

/** A report that goes to a file. */
export interface OutputOption<F extends string = Format> {
  readonly format: F;
  readonly file: string;
}

/** The options of `scan`, checked; nothing of them depends on the terminal yet. */
export interface ScanFlags<F extends string = Format> {
  readonly paths: readonly string[];
  /** Undefined: by where stdout goes. */
  readonly format: F | undefined;
  readonly outputs: readonly OutputOption<F>[];
  /** The index that alerts are to go to by `_bulk`. */
  readonly bulk: string | undefined;
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

/** The options of `explain`, checked. */
export interface ExplainFlags extends ScanFlags<ExplainFormat> {
  /** Show only events that one of these clauses decided; empty for all. */
  readonly clauses: ReadonlySet<ClauseId>;
}

/** The options of `investigate`, checked. */
export interface InvestigateFlags extends ScanFlags<CaseFormat> {
  /** The file that exceptions which would cover the matches are written to. */
  readonly suggestExceptions: string | undefined;
}

/** The forms in which the rule can be printed. */
export type RuleFormat = 'text' | 'json' | 'eql';

/** The forms in which what is told about the rule can be printed. */
export type TextOrJson = Exclude<RuleFormat, 'eql'>;

/** How the oddities of its tables are printed, and of which exception lists too. */
export interface LintFlags {
  readonly format: TextOrJson;
  readonly exceptions: readonly string[];
}

/** What a command line asks for. */
export type Invocation =
  | { readonly command: 'scan'; readonly flags: ScanFlags }
  | { readonly command: 'explain'; readonly flags: ExplainFlags }
  | { readonly command: 'investigate'; readonly flags: InvestigateFlags }
  | { readonly command: 'case-schema' }
  | { readonly command: 'rule'; readonly format: RuleFormat }
  | { readonly command: 'lint'; readonly flags: LintFlags }
  | { readonly command: 'guide'; readonly format: TextOrJson }
  | { readonly command: 'query'; readonly flags: QueryFlags }
  | { readonly command: 'completion'; readonly shell: Shell }
  | { readonly command: 'man' }
  /** Help or the version: text for stdout. */
  | { readonly command: 'text'; readonly text: string };

/**
 * Reads a command line. Nothing is opened, written or looked up.
 *
 * @throws UsageError where it is not one that the program knows.
 */
export function parseCommandLine(argv: readonly string[], version: string): Invocation {
  let invocation: Invocation | undefined;
  let text = '';
  const run = (asked: Invocation): void => {
    invocation = asked;
  };
  // Behind `scan` every word is a path, also one that is a command's name elsewhere.
  const isScan = argv[0] === 'scan';
  const program = isScan ? defineScan(version, run) : defineCommands(version, run);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (written) => {
        text += written;
      },
      writeErr: () => {},
    });
  }
  try {
    program.parse(argv.slice(isScan ? 1 : 0), { from: 'user' });
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
  const meant = hint?.replace(/^\((.*)\)$/, '$1') ?? choiceMeant(message);
  return new UsageError(message, meant ?? 'see initd-scan --help');
}

/** The choice that was meant, where the message is one on a value that is none of an option's or argument's choices. */
function choiceMeant(message: string): string | undefined {
  const [, typed = '', choices = ''] =
    /(?:argument|value) '(.*)' is invalid.*\. Allowed choices are (.*)\.$/.exec(message) ?? [];
  const choice = choices === '' ? undefined : nearest(typed, choices.split(', '));
  return choice === undefined ? undefined : `Did you mean ${choice}?`;
}

/** The command that was meant by a path that is no file. */
export function commandMeant(word: string): string | undefined {
  const program = defineCommands('', () => {});
  const visible = program.createHelp().visibleCommands(program);
  return nearest(word, ['scan', ...visible.map((command) => command.name())]);
}

/** The program's commands and options: the one place that help, completion and parsing are made from. */
export function defineCommands(version: string, run: (invocation: Invocation) => void): Command {
  const program = defineScan(version, run);
  addExplainCommand(program, run);
  addInvestigateCommand(program, run);
  addRuleCommand(program, run);
  addQueryCommand(program, run);
  addToolCommands(program, run);
  return program;
}

/** The program with nothing but what it does by default. */
function defineScan(version: string, run: (invocation: Invocation) => void): Command {
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
  return program.addHelpText('after', examples);
}

function addRuleCommand(program: Command, run: (invocation: Invocation) => void): void {
  program
    .command('rule')
    .description('print the rule itself: identity, clauses, allowlist')
    .addOption(
      new Option('-f, --format <format>', 'form of the output')
        .choices(['text', 'json', 'eql'])
        .default('text'),
    )
    .addOption(new Option('--lint', "print what is odd about the rule's tables instead"))
    .addOption(
      repeatable('--exceptions <file>', 'with --lint: and what is odd about exception lists'),
    )
    .addOption(new Option('--guide', 'print how to investigate a match instead').conflicts('lint'))
    .addHelpText('after', ruleExamples)
    .action(({ format, lint = false, guide = false, exceptions = [] }: RawRuleOptions) => {
      if (!lint && exceptions.length > 0) throw new UsageError('--exceptions goes with --lint');
      if (!lint && !guide) run({ command: 'rule', format });
      else if (format === 'eql') {
        throw new UsageError(`--${lint ? 'lint' : 'guide'} has no form eql`, 'take text or json');
      } else if (lint) run({ command: 'lint', flags: { format, exceptions } });
      else run({ command: 'guide', format });
    });
}

interface RawRuleOptions {
  readonly format: RuleFormat;
  readonly lint?: boolean;
  readonly guide?: boolean;
  readonly exceptions?: readonly string[];
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

/** Adds what a package's set-up and a shell make use of. */
function addToolCommands(program: Command, run: (invocation: Invocation) => void): void {
  const shells: readonly Shell[] = ['bash', 'zsh', 'fish'];
  program
    .command('completion')
    .description('print a script that lets a shell complete options, commands and formats')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', completionExamples)
    .action((shell: Shell) => {
      run({ command: 'completion', shell });
    });
  program.command('man', { hidden: true }).action(() => {
    run({ command: 'man' });
  });
}

const ruleExamples = `
Examples:
  initd-scan rule                              read the rule, clause by clause
  initd-scan rule -f json | jq .clauses        take it apart with another program
  initd-scan rule --guide                      read what to do about a match
`;

const completionExamples = `
Examples:
  source <(initd-scan completion bash)         in ~/.bashrc
  source <(initd-scan completion zsh)          in ~/.zshrc, after compinit
  initd-scan completion fish | source          in ~/.config/fish/config.fish
`;

const examples = `
Examples:
  initd-scan export.ndjson                     scan a file
  initd-scan logs/ --exclude 'archive/**'      scan what lies in a directory
  cat export.ndjson | initd-scan               scan what a pipe brings
  initd-scan logs/ -f pretty -o hits.ndjson -o results.sarif
                                               show the matches, and keep them in two forms
  initd-scan logs/ -f alerts --bulk my-alerts  make alerts of them, for Elasticsearch's _bulk
  initd-scan telemetry.ndjson -f none          let the exit code tell
  initd-scan explain logs/                     show why events match, or do not
  initd-scan investigate logs/                 tell what led to them, and what they led to

Exit codes:
  0  everything was scanned, nothing matches
  1  everything was scanned, something matches
  2  wrong usage, or something could not be read or understood (matches are put out all the same)
  70  the program itself failed: nothing is known
  130  interrupted
`;

function addExplainCommand(program: Command, run: (invocation: Invocation) => void): void {
  const command = program
    .command('explain')
    .description('show every event under /etc/init.d/, and which clauses of the rule decided')
    .argument('[path...]', 'files, directories, globs, or - for stdin')
    .addOption(
      new Option(
        '--clause <id>',
        'show only events that this clause decided; repeatable',
      ).argParser(clauseOption),
    );
  addOutputOptions(command, explainFormats, explainFormatOfExtension);
  addInputOptions(command);
  addScopeOptions(command);
  command
    .addOption(
      repeatable(
        '--exceptions <file>',
        'name the items of exception lists, as Kibana exports them, that cover a match',
      ),
    )
    .addHelpText('after', explainHelp)
    .action((paths: string[], options: RawExplainOptions) => {
      run({ command: 'explain', flags: Object.freeze(explainFlags(paths, options)) });
    });
}

const explainHelp = `
A match is what the rule raises an alert for. An event is excluded when nothing but the allowlist keeps it
from being one, and stopped when it is not what the rule asks for. Tables of what decided follow: on stdout
with pretty and json, on stderr with ndjson and csv.

Examples:
  initd-scan explain logs/ -f pretty            every event under /etc/init.d/, and why
  initd-scan explain logs/ --clause installer-name --clause no-executable
                                                what hides behind a process's name, or behind none
  initd-scan explain logs/ -f csv > events.csv  a row an event, for a spreadsheet

Exit codes:
  0  everything was read, whatever the verdicts
  2  wrong usage, or something could not be read or understood
  70  the program itself failed: nothing is known
  130  interrupted
`;

function addInvestigateCommand(program: Command, run: (invocation: Invocation) => void): void {
  const command = program
    .command('investigate')
    .description('tell the case behind each match: who, how, did it run, what else')
    .argument('[path...]', 'files, directories, globs, or - for stdin');
  addOutputOptions(
    command,
    caseFormats,
    caseFormatOfExtension,
    'form of stdout (default: pretty on a terminal, json elsewhere)',
  );
  command.addOption(
    new Option(
      '--suggest-exceptions <file>',
      'write an exception list that covers exactly these matches, for Kibana and for --exceptions',
    ),
  );
  addInputOptions(command);
  addFilterOptions(command);
  command
    .addOption(exitZeroOption())
    .addOption(new Option('--schema', 'print the JSON Schema of the form json instead'))
    .addHelpText('after', investigateHelp)
    .action((paths: string[], options: RawInvestigateOptions) => {
      if (options.schema) run({ command: 'case-schema' });
      else run({ command: 'investigate', flags: Object.freeze(investigateFlags(paths, options)) });
    });
}

const investigateHelp = `
The inputs are read again for what the matches name: the processes of the session that planted a file, what
else they and the host did within 48 hours, whether the script was run. Events of processes, network and
files may lie in different inputs, in any order; each statement names the events that show it. What stdin
brings is kept meanwhile in a temporary file that only you can read.

Examples:
  initd-scan investigate logs/                  tell the case
  initd-scan investigate logs/ -o case.md -o case.json
                                                keep it, for a ticket and for programs
  initd-scan investigate logs/ --suggest-exceptions known.ndjson
                                                and once it is known to be harmless, cover it

Exit codes:
  0  everything was read, nothing matches
  1  everything was read, something matches
  2  wrong usage, or something could not be read or understood
  70  the program itself failed: nothing is known
  130  interrupted
`;

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
  readonly color: When;
  readonly progress: When;
}

interface RawScanOptions extends RawInputOptions, RawOutputOptions<Format> {
  readonly bulk?: string;
  readonly maxAlerts: number;
  readonly exitZero?: boolean;
}

interface RawExplainOptions extends RawInputOptions, RawOutputOptions<ExplainFormat> {
  readonly clause?: ReadonlySet<ClauseId>;
}

interface RawInvestigateOptions extends RawInputOptions, RawOutputOptions<CaseFormat> {
  readonly suggestExceptions?: string;
  readonly exitZero?: boolean;
  readonly schema?: boolean;
}

function addScanOptions(command: Command): void {
  addOutputOptions(command, Object.keys(formats) as Format[], formatOfExtension);
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

function exitZeroOption(): Option {
  return new Option('--exit-zero', 'exit 0 where there are matches');
}

/** The options that say where reports go, in which of a command's forms. */
function addOutputOptions<F extends string>(
  command: Command,
  known: readonly F[],
  ofExtension: Readonly<Record<string, F>>,
  formatHelp = 'form of stdout (default: pretty on a terminal, ndjson elsewhere)',
): void {
  const when: readonly When[] = ['auto', 'always', 'never'];
  command
    .addOption(new Option('-f, --format <format>', formatHelp).choices(known))
    .addOption(
      new Option(
        '-o, --output <[format:]file>',
        'write a report to a file too, in the form its extension names; repeatable',
      ).argParser(outputOption(known, ofExtension)),
    )
    .addOption(new Option('-q, --quiet', 'no summary on stderr'))
    .addOption(new Option('--color <when>', 'colours').choices(when).default('auto'))
    .addOption(
      new Option('--progress <when>', 'show progress on stderr').choices(when).default('auto'),
    );
}

/** The options that say what is read, and how. */
function addInputOptions(command: Command): void {
  command
    .addOption(repeatable('--include <glob>', 'in directories, scan only files that fit'))
    .addOption(repeatable('--exclude <glob>', 'in directories, pass over files that fit'))
    .addOption(
      new Option('--max-line-bytes <n>', 'longest line that is read; a longer one is a problem')
        .argParser(wholeNumber(1, mostLineBytes))
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

function scanFlags(paths: readonly string[], raw: RawScanOptions): ScanFlags {
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
function explainFlags(paths: readonly string[], raw: RawExplainOptions): ExplainFlags {
  return {
    ...sharedFlags(paths, raw),
    bulk: undefined,
    maxAlerts: Number.POSITIVE_INFINITY,
    exitZero: true,
    clauses: raw.clause ?? new Set(),
  };
}

function investigateFlags(paths: readonly string[], raw: RawInvestigateOptions): InvestigateFlags {
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
): Omit<ScanFlags<F>, 'bulk' | 'maxAlerts' | 'exitZero'> {
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
function addScopeOptions(command: Command): void {
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
function outputOption<F extends string>(
  known: readonly F[],
  ofExtension: Readonly<Record<string, F>>,
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
    const format = Object.hasOwn(ofExtension, extension) ? ofExtension[extension] : undefined;
    if (format === undefined) {
      const endings = Object.keys(ofExtension).map((ending) => `.${ending}`);
      const meant = nearest(prefix ?? '', known);
      const hint = meant === undefined ? '' : `\n(Did you mean ${meant}:${rest}?)`;
      throw new InvalidArgumentError(
        `Its name tells no format: end it in ${endings.join(', ')}, or write FORMAT:FILE with one of ${known.join(', ')}.${hint}`,
      );
    }
    return { format, file: value };
  }
}

/** The clauses that can decide: every event that is shown lies under /etc/init.d/. */
const decidingIds: readonly ClauseId[] = clauses
  .map(({ id }) => id)
  .filter((id) => id !== 'under-init-d');

function clauseOption(
  value: string,
  before: ReadonlySet<ClauseId> = new Set(),
): ReadonlySet<ClauseId> {
  const id = decidingIds.find((known) => known === value);
  if (id !== undefined) return new Set([...before, id]);
  const near = nearest(value, decidingIds);
  throw new UsageError(
    `there is no clause ${value} that could decide`,
    `${near === undefined ? '' : `did you mean ${near}? `}The clauses: ${decidingIds.join(', ')}`,
  );
}

function wholeNumber(
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
