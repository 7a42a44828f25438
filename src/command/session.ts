import type { Arguments } from '../cli/args.js';
import { suggestCommand } from '../cli/command-words.js';
import type { CommandName } from '../cli/commands.js';
import * as options from '../cli/options.js';
import type { OutputTarget } from '../cli/output-option.js';
import { briefHelpOf } from '../cli/parse.js';
import type { MatchFilter } from '../filter/match-filter.js';
import { type FilterOptions, hasUnused } from '../filter/options.js';
import type { Input } from '../input/input.js';
import { inputsOf } from '../input/inputs.js';
import { exitCode, UsageError } from '../io/errors.js';
import { identityOf, isSameFile, statistics } from '../io/file-identity.js';
import type { OutputFile } from '../io/output-file.js';
import type { Io } from '../io/process.js';
import { Diagnostics } from '../report/diagnostics.js';
import { type OutputFormat, Outputs, type SharedContext } from '../report/outputs.js';
import { Progress } from '../report/progress.js';
import type { CommonReporter } from '../report/reporter.js';
import type { Rule } from '../rule/rule.js';
import type { JudgeSource, JudgeSpec } from '../scan/judge.js';
import type { ScanSettings } from '../scan/options.js';
import type { Sink, Summary } from '../scan/sink.js';
import { usesColor, withColoredVerdict } from './color.js';
import { openFilter } from './filters.js';
import { refuseOwnOutputs, withoutOwnOutputs } from './own-outputs.js';

/** The environment of a command. */
export interface Environment {
  readonly io: Io;
  /** The program's version. */
  readonly version: string;
  readonly judges: JudgeSource;
}

/** Where a command's reports go. */
interface OutputPlan<F extends string, R extends CommonReporter>
  extends Pick<SharedContext, 'isLong' | 'parts' | 'foldsParts' | 'defangs' | 'bulk'> {
  readonly formats: Readonly<Record<F, OutputFormat<R>>>;
  readonly stdoutFormat: F;
  readonly files: readonly OutputTarget<F>[];
  /** Whether only their owner may read the files. */
  readonly isPrivate?: boolean;
}

/** How a session ends. */
interface SessionEnding<R extends CommonReporter> {
  readonly outputs: Outputs<R>;
  readonly summary: Summary;
  /** Finishes a report. */
  end(reporter: R): void | Promise<void>;
  /** The summary for stderr. Its last line states whether the result is complete. */
  lines(): readonly string[];
  /** Lines for stderr before the summary, even if that is not printed. */
  readonly listing?: () => readonly string[];
  /** Whether to exit 0 although there are matches. */
  readonly exitZero: boolean;
  /** Whether something other than matches makes the exit code 1. */
  readonly isAlarming?: boolean;
  /** Whether an unused exception or baseline entry is a problem. */
  readonly failOnUnused?: boolean;
}

/**
 * Runs a command that scans, and cleans up however it ends. Without a path, prints the command's short help if stdin is a
 * terminal.
 *
 * @returns the exit code.
 * @throws UsageError if a path or filter is invalid.
 */
export async function withSession(
  command: CommandName,
  args: Arguments,
  filterOptions: FilterOptions,
  environment: Environment,
  rule: Rule,
  run: (session: ScanSession) => Promise<number>,
): Promise<number> {
  const { io, version } = environment;
  if (args.positionals.length === 0 && io.stdin.isTTY) {
    await io.stdout.write(briefHelpOf(command, version));
    return exitCode.problem;
  }
  if (args.positionals.filter((path) => path === '-').length > 1) {
    throw new UsageError('- is given more than once: stdin can be read only once');
  }
  const filter = await openFilter(filterOptions, rule);
  const session = new ScanSession(rule, args, filterOptions, filter, environment);
  io.interrupted.addEventListener('abort', () => session.interrupt(), { once: true });
  if (io.interrupted.aborted) session.interrupt();
  try {
    return await run(session);
  } finally {
    session.close();
  }
}

/** What all commands that scan share: filter, inputs, outputs, stderr and exit code. */
export class ScanSession {
  readonly rule: Rule;
  readonly filter: MatchFilter | undefined;
  readonly progress: Progress;
  readonly isQuiet: boolean;
  readonly #args: Arguments;
  readonly #filterOptions: FilterOptions;
  readonly #environment: Environment;
  readonly #diagnostics: Diagnostics;
  readonly #stop = new AbortController();
  #outputs: Pick<Outputs<CommonReporter>, 'discard' | 'writesTo' | 'isTemporary'> | undefined;

  constructor(
    rule: Rule,
    args: Arguments,
    filterOptions: FilterOptions,
    filter: MatchFilter | undefined,
    environment: Environment,
  ) {
    const { stderr, env } = environment.io;
    const progress = args.get(options.progress);
    const canShow = stderr.isTTY && env.TERM !== 'dumb';
    this.rule = rule;
    this.#args = args;
    this.#filterOptions = filterOptions;
    this.filter = filter;
    this.#environment = environment;
    this.isQuiet = args.get(options.quiet);
    this.progress = new Progress(stderr, progress === 'auto' ? canShow : progress === 'always');
    const isVerbose = args.get(options.verbose);
    this.#diagnostics = new Diagnostics(stderr, rule, suggestCommand, isVerbose);
  }

  /**
   * Opens every output, before anything is scanned.
   *
   * @throws UsageError if a file cannot be created, or would replace one that a filter reads.
   */
  async openOutputs<F extends string, R extends CommonReporter>(
    plan: OutputPlan<F, R>,
  ): Promise<Outputs<R>> {
    const { io, version } = this.#environment;
    const outputs = new Outputs<R>(io.stdout, {
      version,
      rule: this.rule,
      isLong: plan.isLong,
      parts: plan.parts,
      foldsParts: plan.foldsParts,
      defangs: plan.defangs,
      bulk: plan.bulk,
    });
    this.#outputs = outputs;
    await outputs.openStdout(
      plan.formats[plan.stdoutFormat],
      usesColor(this.#args.get(options.color), io.stdout, io),
    );
    for (const { format, file } of plan.files) {
      this.#rejectFilterFile(
        await outputs.openFile(plan.formats[format], file, plan.isPrivate ?? false),
      );
    }
    return outputs;
  }

  /**
   * The inputs of the command line. Files that this run writes to are skipped: reading them would never end.
   *
   * @param named the paths, if they are not the command's arguments.
   * @throws UsageError if such a file is named.
   */
  async inputs(named: readonly string[] = this.#args.positionals): Promise<Iterable<Input>> {
    const paths = named.length > 0 ? named : ['-'];
    const selection = {
      include: this.#args.get(options.include),
      exclude: this.#args.get(options.exclude),
    };
    const own = { reports: this.#outputs, stderr: this.#environment.io.stderr };
    refuseOwnOutputs(paths, own);
    return withoutOwnOutputs(await inputsOf(paths, selection, this.#environment.io.stdin), own);
  }

  /** The options of a scan. */
  scanOptions(judge: JudgeSpec, matches: Partial<ScanSettings['results']> = {}): ScanSettings {
    return {
      judge,
      judges: this.#environment.judges,
      read: {
        maxLineBytes: this.#args.get(options.maxLineBytes),
        validate: this.#args.get(options.validate),
      },
      results: {
        allowEmpty: this.#args.get(options.allowEmpty),
        allowMalformed: this.#args.get(options.allowMalformed),
        allowUnrecognized: new Set(this.#args.get(options.allowUnrecognized)),
        maxAlerts: Number.POSITIVE_INFINITY,
        comparesMatches: true,
        ...matches,
        filter: this.filter,
      },
      jobs: this.#args.get(options.jobs),
      signal: this.#stop.signal,
      onLong: async () => (await import('../io/compiler.js')).limitInlining(),
      onWorkers: async () => (await import('../io/heap.js')).keepHeapLimits(),
      onInput: (input) => this.progress.addInput(input),
      onBytes: (bytes) => this.progress.advance(bytes),
    };
  }

  /** The part of a scan's sink that is the same for all commands. It stops the scan when nothing reads the reports. */
  sink(
    outputs: Outputs<CommonReporter>,
  ): Sink<never> & Required<Pick<Sink, 'inputDone' | 'flush'>> {
    return {
      problem: async (problem) => {
        this.progress.clear();
        await this.#diagnostics.problem(problem);
        await outputs.each((reporter) => reporter.problem?.(problem));
      },
      inputDone: (status) => {
        const reported = outputs.each((reporter) => reporter.inputDone?.(status));
        const said = this.#diagnostics.inputDone(status);
        return said === undefined ? reported : said.then(() => reported);
      },
      flush: () => {
        const flushed = outputs.flush(() => this.progress.clear());
        const check = (): void => (outputs.isAbandoned ? this.#stop.abort() : undefined);
        return flushed === undefined ? check() : flushed.then(check);
      },
    };
  }

  /**
   * Finishes every report, prints the summary and returns the exit code. If a report cannot be written, it throws and
   * prints no summary.
   */
  async finish<R extends CommonReporter>(ending: SessionEnding<R>): Promise<number> {
    const { interrupted, stdout, stderr } = this.#environment.io;
    const { outputs, summary, exitZero, isAlarming, failOnUnused = false, listing } = ending;
    if (interrupted.aborted) return interrupted.reason as number;
    const color = this.#args.get(options.color);
    await outputs.finish(ending.end);
    this.progress.clear();
    await this.#diagnostics.finish(summary);
    if (!stdout.isClosed) {
      const plain = await this.#lastLines(summary, ending.lines, failOnUnused);
      const hasColor = !this.isQuiet && usesColor(color, stderr, this.#environment.io);
      const lines = hasColor ? await withColoredVerdict(plain) : plain;
      for (const line of [...(listing?.() ?? []), ...lines]) await stderr.write(`${line}\n`);
    }
    const isUnused = failOnUnused && summary.filter !== undefined && hasUnused(summary.filter);
    // If the reader of stdout is gone, the scan was only stopped early: no problem.
    const isInterrupted = summary.interrupted && !stdout.isClosed;
    const isWarned = this.#args.get(options.failOnWarning) && summary.warnings > 0;
    if (summary.problems > 0 || isWarned || isInterrupted || (isUnused && !summary.interrupted)) {
      return exitCode.problem;
    }
    return (summary.matches > 0 && !exitZero) || isAlarming ? exitCode.matches : exitCode.clean;
  }

  async #lastLines(
    { filter }: Summary,
    lines: () => readonly string[],
    failOnUnused: boolean,
  ): Promise<readonly string[]> {
    const summaryLines = this.isQuiet ? [] : lines();
    if (filter === undefined || (this.isQuiet && !failOnUnused)) return summaryLines;
    const { suppressionLines, unusedLines } = await import('../report/filter-lines.js');
    return [
      ...summaryLines.slice(0, -1),
      ...(this.isQuiet ? [] : suppressionLines(filter)),
      ...unusedLines(filter),
      ...summaryLines.slice(-1),
    ];
  }

  /** Stops the scan, removes unfinished reports, and says how far the scan came. */
  interrupt(): void {
    this.#stop.abort();
    this.close();
    void this.#environment.io.stderr.write(
      `interrupted after ${this.progress.soFar()}; the result is incomplete\n`,
    );
  }

  close(): void {
    this.progress.clear();
    this.#outputs?.discard();
  }

  /** Rejects a report that would overwrite an exception list or baseline. */
  #rejectFilterFile({ name, replaces }: OutputFile): void {
    if (replaces === undefined) return;
    const { exceptions, baselines } = this.#filterOptions;
    for (const file of [...exceptions, ...baselines]) {
      if (isSameFile(identityOf(statistics(file)), replaces)) {
        const what = 'an exception list or baseline in use';
        throw new UsageError(`the report would overwrite ${name}, ${what}`);
      }
    }
  }
}
