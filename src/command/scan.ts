import { statSync } from 'node:fs';
import type { AutoMode, ScanArgs } from '../cli/args.js';
import { commandMeant, helpText } from '../cli/parse.js';
import { openMatchFilter } from '../filter/open.js';
import { hasUnused } from '../filter/options.js';
import type { Input } from '../input/input.js';
import { inputsOf } from '../input/inputs.js';
import { exitCode, UsageError } from '../io/errors.js';
import { OutputFile } from '../io/output-file.js';
import type { Io, Output } from '../io/process.js';
import { BufferedWriter } from '../io/writer.js';
import { Diagnostics } from '../report/diagnostics.js';
import { type FormatEntry, formats } from '../report/formats.js';
import { HostTally } from '../report/hosts.js';
import { Progress } from '../report/progress.js';
import type { Reporter, ReporterFactory } from '../report/reporter.js';
import { summaryLines } from '../report/summary.js';
import { defaultRule } from '../rule/revisions.js';
import { type ScanOptions, scan } from '../scan/scan.js';
import type { Sink, Summary } from '../scan/sink.js';

/** What a command does with a scan. */
export interface Use<F extends string> {
  /** The forms of its reports, each loaded when it is first asked for. */
  readonly formats: Readonly<Record<F, Pick<FormatEntry<ReporterFactory>, 'load'>>>;
  /** The form of stdout unless the command line says it. */
  defaultFormat(isTerminal: boolean): F;
  /** Whether documents are explained instead of matches put out. */
  readonly explain: boolean;
  /** Whether the runs of init scripts are gathered beside the matches. */
  readonly runs?: boolean;
  /** Passes an input on as it is to be read, where it is not to be read as it is. */
  input?(input: Input): Input;
  /** Stands before the reports, where there is something to do once for all of them. */
  before(reports: Sink): Sink;
  /** Does what is left to do between a scan and the end of the reports; returns what the scan then came to. */
  after?(summary: Summary, reports: Sink, options: ScanOptions): Promise<Summary>;
  /** What stderr is told at the end, beside the form that stdout was given; `hosts` says where matches are. */
  closing(summary: Summary, format: F, hosts: readonly string[]): readonly string[];
}

/** Scans the inputs of a command line, writes the reports and returns the exit code. */
export function runScan(flags: ScanArgs, io: Io, version: string): Promise<number> {
  return runInputs(flags, io, version, {
    formats,
    defaultFormat: scanDefault,
    explain: false,
    before: (reports) => reports,
    closing: (summary, _, hosts) => summaryLines(summary, defaultRule, hosts),
  });
}

/** Scans the inputs of a command line for the use that a command has for it, and returns the exit code. */
export async function runInputs<F extends string>(
  flags: ScanArgs<F>,
  io: Io,
  version: string,
  use: NoInfer<Use<F>>,
): Promise<number> {
  const paths = flags.paths.length > 0 ? flags.paths : ['-'];
  if (flags.paths.length === 0 && io.stdin.isTTY) {
    await io.stdout.write(helpText(version));
    return exitCode.problem;
  }
  if (paths.filter((path) => path === '-').length > 1) {
    throw new UsageError('stdin can be read only once: give - once');
  }
  const screen = await openMatchFilter(flags.filters);
  const reports = new Reports(flags, io, version, use);
  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort();
    reports.close();
  };
  io.interrupted.addEventListener('abort', interrupt, { once: true });
  try {
    await reports.open();
    const inputs = await inputsOf(paths, flags.selection, io.stdin);
    const options: ScanOptions = {
      ...flags,
      explain: use.explain,
      runs: use.runs ?? false,
      signal: stop.signal,
      onInput: (input) => reports.progress.expect(input),
      onBytes: (bytes) => reports.progress.advance(bytes),
    };
    const sink = reports.sink(stop);
    const scanned = await scan(reports.guard(inputs, paths), use.before(sink), {
      ...options,
      ...(screen === undefined ? {} : { screen }),
    });
    const summary = (await use.after?.(scanned, sink, options)) ?? scanned;
    if (io.interrupted.aborted) return io.interrupted.reason as number;
    await reports.finish(summary);
    return exitCodeOf(summary, flags, io.stdout.isClosed);
  } finally {
    reports.close();
  }
}

/** The exit code for what a scan came to. Where the reader of stdout went away, what it had seen decides. */
function exitCodeOf(summary: Summary, flags: ScanArgs<string>, readerLeft: boolean): number {
  const { screened } = summary;
  const isUnused = flags.failOnUnused && screened !== undefined && hasUnused(screened);
  if (isUnused && !summary.interrupted) return exitCode.problem;
  if (summary.problems > 0 || (summary.interrupted && !readerLeft)) return exitCode.problem;
  return summary.matches > 0 && !flags.exitZero ? exitCode.matches : exitCode.clean;
}

/** What a scan puts out unless told otherwise. */
export function scanDefault(isTerminal: boolean): 'pretty' | 'ndjson' {
  return isTerminal ? 'pretty' : 'ndjson';
}

/** The reports of one scan: stdout, files, and what stderr is told. */
class Reports<F extends string> {
  readonly progress: Progress;
  readonly #flags: ScanArgs<F>;
  readonly #io: Io;
  readonly #version: string;
  readonly #use: Use<F>;
  readonly #format: F;
  readonly #diagnostics: Diagnostics;
  readonly #hosts = new HostTally();
  readonly #files: OutputFile[] = [];
  readonly #writers: BufferedWriter[] = [];
  readonly #reporters: Reporter[] = [];

  constructor(flags: ScanArgs<F>, io: Io, version: string, use: Use<F>) {
    this.#flags = flags;
    this.#io = io;
    this.#version = version;
    this.#use = use;
    this.#format = flags.format ?? use.defaultFormat(io.stdout.isTTY);
    this.progress = new Progress(io.stderr, isOn(flags.progress, io.stderr.isTTY));
    this.#diagnostics = new Diagnostics(io.stderr, commandMeant);
  }

  /** Opens every output, before anything is scanned. */
  async open(): Promise<void> {
    const { stdout } = this.#io;
    await this.#add(this.#format, stdout, { color: this.#colors(stdout), terminal: stdout.isTTY });
    for (const { format, file } of this.#flags.outputs) {
      const output = new OutputFile(file);
      this.#files.push(output);
      this.#refuseFilter(output);
      await this.#add(format, output, { color: false, terminal: false });
    }
  }

  /**
   * Refuses to put a report in the place of a file that a filter reads: what somebody collected there would be gone.
   *
   * @throws UsageError
   */
  #refuseFilter({ name, replaces }: OutputFile): void {
    const { exceptions, baselines } = this.#flags.filters;
    for (const file of replaces === undefined ? [] : [...exceptions, ...baselines]) {
      const { dev, ino } = statSync(file);
      if (dev === replaces?.device && ino === replaces.inode) {
        throw new UsageError(`${name} is read as a filter, and would be replaced by a report`);
      }
    }
  }

  /** Passes inputs on, but for those that a report is about to replace: they are no input. */
  *guard(inputs: Iterable<Input>, named: readonly string[]): Generator<Input> {
    const replaced = this.#files.flatMap(({ replaces }) => replaces ?? []);
    for (const input of inputs) {
      const clashes =
        input.kind === 'file' &&
        replaced.some(
          ({ device, inode }) => device === input.state.device && inode === input.state.inode,
        );
      if (!clashes) yield this.#use.input?.(input) ?? input;
      else if (named.includes(input.name)) {
        throw new UsageError(`${input.name} is an input and an output`);
      }
    }
  }

  /** What the scan gives its findings to. The scan stops where nobody is left to read them. */
  sink(stop: AbortController): Sink {
    return {
      match: (match) => {
        this.progress.countMatch();
        if (!this.#flags.quiet) this.#hosts.add(match);
        return this.#each((reporter) => reporter.match(match));
      },
      explained: (document, explanation) => {
        if (explanation.verdict === 'match') this.progress.countMatch();
        return this.#each((reporter) => reporter.explained?.(document, explanation));
      },
      problem: async (problem) => {
        this.progress.clear();
        await this.#diagnostics.problem(problem);
        for (const reporter of this.#reporters) await reporter.problem(problem);
      },
      covered: async (match, by) => {
        for (const reporter of this.#reporters) await reporter.covered?.(match, by);
      },
      inputDone: async (status) => {
        for (const reporter of this.#reporters) await reporter.inputDone?.(status);
      },
      flush: async () => {
        for (const reporter of this.#reporters) await reporter.flush?.();
        for (const writer of this.#writers) {
          if (writer.isEmpty) continue;
          this.progress.clear();
          await writer.flush();
        }
        if (this.#io.stdout.isClosed && this.#files.length === 0) stop.abort();
      },
    };
  }

  /** Tells every reporter, at once: only those that have to be waited for are. */
  #each(tell: (reporter: Reporter) => void | Promise<void>): void | Promise<void> {
    const waits = this.#reporters.map(tell).filter((wait) => wait !== undefined);
    if (waits.length > 0) return Promise.all(waits).then(() => {});
  }

  /** Ends every report and puts the files in their places; then says what the scan came to. */
  async finish(summary: Summary): Promise<void> {
    for (const reporter of this.#reporters) await reporter.finish(summary);
    for (const writer of this.#writers) await writer.flush();
    // Where the report could not be written, nothing is said of how the scan went.
    await this.#io.stdout.settle();
    for (let file = this.#files[0]; file !== undefined; file = this.#files[0]) {
      file.finish();
      this.#files.shift();
    }
    this.progress.end();
    await this.#diagnostics.finish();
    if (this.#io.stdout.isClosed) return;
    const lines = this.#flags.quiet
      ? []
      : [...this.#use.closing(summary, this.#format, this.#hosts.lines())];
    if (summary.screened !== undefined && (!this.#flags.quiet || this.#flags.failOnUnused)) {
      const { suppressionLines, unusedLines } = await import('../report/filter-lines.js');
      if (!this.#flags.quiet) lines.splice(-1, 0, ...suppressionLines(summary.screened));
      lines.push(...unusedLines(summary.screened));
    }
    for (const line of lines) await this.#io.stderr.write(`${line}\n`);
  }

  /** Leaves nothing behind of reports that did not become whole. */
  close(): void {
    this.progress.end();
    for (const file of this.#files.splice(0)) file.discard();
  }

  async #add(
    format: F,
    output: Output | OutputFile,
    context: { color: boolean; terminal: boolean },
  ): Promise<void> {
    const make = await this.#use.formats[format].load();
    const writer = new BufferedWriter(output);
    this.#writers.push(writer);
    const shared = { version: this.#version, rule: defaultRule, bulk: this.#flags.bulk };
    this.#reporters.push(make(writer, { ...shared, ...context }));
  }

  /** Whether to colour: the option decides, then NO_COLOR, then FORCE_COLOR, then the terminal. */
  #colors({ isTTY }: Output): boolean {
    const { NO_COLOR, FORCE_COLOR } = this.#io.env;
    if (this.#flags.color !== 'auto') return this.#flags.color === 'always';
    if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
    if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
    return isTTY;
  }
}

function isOn(when: AutoMode, terminal: boolean): boolean {
  return when === 'auto' ? terminal : when === 'always';
}
