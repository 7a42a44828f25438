import type { InvestigateArgs } from '../cli/args.js';
import { Spool } from '../input/spool.js';
import type { Case } from '../investigate/case.js';
import { exceptionList } from '../investigate/exception-item.js';
import { Investigation } from '../investigate/investigation.js';
import { type CaseFormat, caseFormats } from '../investigate/report/formats.js';
import type { Io } from '../io/process.js';
import type { ReporterFactory } from '../report/reporter.js';
import { summaryLines } from '../report/summary.js';
import { defaultRule } from '../rule/revisions.js';
import type { ScanOptions } from '../scan/scan.js';
import type { Sink, Summary } from '../scan/sink.js';
import { runInputs, type Use } from './scan.js';

/** Tells the case behind each match in the inputs of a command line, and returns the exit code. */
export async function runInvestigate(
  flags: InvestigateArgs,
  io: Io,
  version: string,
): Promise<number> {
  const { suggestExceptions: file } = flags;
  const exceptions = file === undefined ? [] : [{ format: 'exceptions' as const, file }];
  const outputs = [...flags.outputs, ...exceptions];
  const spool = new Spool();
  const run = new InvestigateRun(spool);
  const close = (): void => spool.close();
  io.interrupted.addEventListener('abort', close, { once: true });
  try {
    return await runInputs({ ...flags, outputs }, io, version, {
      formats: run.formats(),
      defaultFormat: (isTerminal) => (isTerminal ? 'pretty' : 'json'),
      explain: false,
      runs: true,
      input: (input) => spool.keep(input),
      before: (reports) => run.sink(reports),
      after: (summary, reports, options) => run.follow(summary, reports, options),
      closing: (summary, _, hosts) => summaryLines(summary, defaultRule, hosts),
    });
  } finally {
    close();
  }
}

/** One run of the command: it has its case once the inputs were read again. */
class InvestigateRun {
  readonly #spool: Spool;
  readonly #investigation = new Investigation();
  #case: Case | undefined;

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  /** The forms of the report, and of the exceptions that would cover the matches. */
  formats(): Use<CaseFormat | 'exceptions'>['formats'] {
    const load = (format: CaseFormat) => async (): Promise<ReporterFactory> => {
      const make = await caseFormats[format].load();
      return (writer, context) => {
        const reporter = make(writer, context);
        return {
          match() {},
          problem: (problem) => reporter.problem(problem),
          finish: (summary) => reporter.finish(this.#found(), summary),
        };
      };
    };
    return {
      pretty: { load: load('pretty') },
      markdown: { load: load('markdown') },
      json: { load: load('json') },
      exceptions: {
        load: async () => (writer) => ({
          match() {},
          problem() {},
          finish: () =>
            writer.write(
              exceptionList(this.#investigation.documents().map((event) => ({ event }))),
            ),
        }),
      },
    };
  }

  sink(reports: Sink): Sink {
    return {
      ...reports,
      match: (match) => {
        this.#investigation.add(match);
        return reports.match(match);
      },
      gathered: (document) => this.#investigation.addRun(document),
    };
  }

  /** Makes the case. Problems that come up only now count too. */
  async follow(summary: Summary, reports: Sink, options: ScanOptions): Promise<Summary> {
    let problems = 0;
    this.#case = await this.#investigation.follow(
      () => this.#spool.again(),
      options,
      async (problem) => {
        // An input that was not read whole has said so.
        const status = summary.inputs.find(({ name }) => name === problem.input);
        if (status === undefined || status.problems > 0) return;
        status.problems += 1;
        problems += 1;
        await reports.problem(problem);
      },
    );
    return problems === 0
      ? summary
      : { ...summary, problems: summary.problems + problems, complete: false };
  }

  #found(): Case {
    if (this.#case === undefined) throw new Error('a report was ended before the case was made');
    return this.#case;
  }
}
