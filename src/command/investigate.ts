import type { Arguments } from '../cli/args.js';
import * as options from '../cli/options.js';
import { Spool } from '../input/spool.js';
import { exceptionList } from '../investigate/exception-item.js';
import { Investigation } from '../investigate/investigation.js';
import type { TriageJudgeSpec, TriageNote } from '../investigate/judge.js';
import { caseFormats } from '../investigate/report/formats.js';
import type { CaseReporterFactory } from '../investigate/report/reporter.js';
import { exitCode } from '../io/errors.js';
import { HostTally } from '../report/hosts.js';
import { summaryLines } from '../report/summary.js';
import { scan } from '../scan/scan.js';
import type { Summary } from '../scan/sink.js';
import { type Environment, filterOptionsOf, type ScanSession, withSession } from './session.js';

/** Reports what happened around each match, and returns the exit code. */
export async function runInvestigate(args: Arguments, environment: Environment): Promise<number> {
  const { io } = environment;
  if (args.get(options.schema)) {
    const { caseSchemaText } = await import('../investigate/report/schema.js');
    await io.stdout.write(caseSchemaText());
    return exitCode.clean;
  }
  const spool = new Spool();
  const close = (): void => spool.close();
  io.interrupted.addEventListener('abort', close, { once: true });
  try {
    const rule = args.get(options.ruleVersion);
    const filterOptions = filterOptionsOf(args);
    return await withSession('investigate', args, filterOptions, environment, rule, (session) =>
      investigate(session, spool, args, environment),
    );
  } finally {
    close();
  }
}

async function investigate(
  session: ScanSession,
  spool: Spool,
  args: Arguments,
  { io }: Environment,
): Promise<number> {
  const { rule, progress, isQuiet } = session;
  const investigation = new Investigation(rule);
  const exceptions: CaseReporterFactory = (writer) => ({
    finish: () =>
      writer.write(
        exceptionList(
          investigation.documents().map((event) => ({ event })),
          rule.identity,
        ),
      ),
  });
  const exceptionsFile = args.get(options.suggestExceptions);
  const outputs = await session.openOutputs({
    formats: { ...caseFormats, exceptions: { extensions: [], load: async () => exceptions } },
    stdoutFormat: args.get(options.caseFormat) ?? (io.stdout.isTTY ? 'pretty' : 'json'),
    files: [
      ...args.get(options.caseOutputs),
      ...(exceptionsFile === undefined
        ? []
        : [{ format: 'exceptions' as const, file: exceptionsFile }]),
    ],
  });
  const hosts = new HostTally();
  const judge: TriageJudgeSpec = { judge: 'triage', rule: rule.identity.label };
  const scanOptions = session.scanOptions(judge);
  const sink = session.sink(outputs);
  const scanned = await scan<TriageNote>(
    spool.buffering(await session.inputs()),
    {
      ...sink,
      match(match) {
        progress.countMatch();
        if (!isQuiet) hosts.add(match);
        investigation.addMatch(match);
      },
      document: (document) => investigation.addScriptRun(document),
    },
    scanOptions,
  );
  let lateProblems = 0;
  const found = await investigation.buildCase(
    () => spool.replay(),
    {
      ...scanOptions,
      read: { ...scanOptions.read, validate: false },
      results: { ...scanOptions.results, filter: undefined },
    },
    (problem) => {
      // The scan has already reported inputs that it did not fully read.
      const status = scanned.inputs.find(({ name }) => name === problem.input);
      if (status === undefined || status.problems > 0) return undefined;
      status.problems += 1;
      lateProblems += 1;
      return sink.problem(problem);
    },
  );
  const summary: Summary =
    lateProblems === 0
      ? scanned
      : { ...scanned, problems: scanned.problems + lateProblems, complete: false };
  return session.finish({
    outputs,
    summary,
    end: (reporter) => reporter.finish(found, summary),
    lines: () => summaryLines(summary, rule, hosts.lines()),
    exitZero: args.get(options.exitZero),
    failOnUnused: args.get(options.failOnUnused),
  });
}
