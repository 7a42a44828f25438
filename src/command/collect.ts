import type { Arguments } from '../cli/args.js';
import * as caseOptions from '../cli/case-options.js';
import * as options from '../cli/options.js';
import type { Input } from '../input/input.js';
import { Spool } from '../input/spool.js';
import { collectFormats } from '../investigate/collect/formats.js';
import { collectSummary } from '../investigate/collect/summary.js';
import { Investigation } from '../investigate/investigation.js';
import type { TriageNote } from '../investigate/judge.js';
import { UsageError } from '../io/errors.js';
import { limitHeapGrowth } from '../io/heap.js';
import { scan } from '../scan/scan.js';
import type { Summary } from '../scan/sink.js';
import { filterOptionsOf } from './filters.js';
import { LateProblems } from './late-problems.js';
import { type Environment, type ScanSession, withSession } from './session.js';
import { scopeOf, Triage } from './triage.js';

/** Prints the events that a case of some hits needs, and returns the exit code. */
export async function runCollect(args: Arguments, environment: Environment): Promise<number> {
  const { positionals } = args;
  const hits = args.get(caseOptions.collectFor);
  if (hits.length === 0) {
    throw new UsageError(
      'collect needs --for: the hits, and what earlier rounds collected',
      'find the hits with initd-scan first',
    );
  }
  const readsStdin = positionals.length === 0 || positionals.includes('-');
  if (hits.filter((path) => path === '-').length + (readsStdin ? 1 : 0) > 1) {
    throw new UsageError('stdin can be read only once', 'name the inputs, or a file with --for');
  }
  limitHeapGrowth();
  const spool = new Spool();
  const close = (): void => spool.close();
  environment.io.interrupted.addEventListener('abort', close, { once: true });
  try {
    const rule = args.get(options.ruleVersion);
    const filterOptions = filterOptionsOf(args);
    return await withSession('collect', args, filterOptions, environment, rule, (session) =>
      collect(session, spool, args),
    );
  } finally {
    close();
  }
}

async function collect(session: ScanSession, spool: Spool, args: Arguments): Promise<number> {
  const { rule, progress } = session;
  const outputs = await session.openOutputs({
    formats: collectFormats,
    stdoutFormat: 'ndjson',
    isPrivate: true,
    files: args.get(caseOptions.collectOutputs),
  });
  const data = await session.inputs();
  const sink = session.sink(outputs);
  const late = new LateProblems(sink.problem);
  const investigation = new Investigation(rule, scopeOf(args));
  const hits = await readHits(session, spool, args, investigation, late, sink);

  const settings = session.scanOptions(hits.judge);
  const unfiltered = { ...settings, results: { ...settings.results, filter: undefined } };
  const round = await investigation.startRound(
    () => spool.replay(),
    { ...unfiltered, read: { ...settings.read, validate: false } },
    (problem) => late.addOfPass(hits.summary, problem),
  );
  let ignored = 0;
  const collected = await round.collect(
    data,
    {
      ...sink,
      problem(problem) {
        // The file events may be on another machine.
        if (problem.fault.kind !== 'only-other-events') return sink.problem(problem);
        ignored += 1;
        return undefined;
      },
      recordProblem: (problem) => late.add(problem),
      event(document) {
        progress.countMatch();
        return outputs.each((reporter) => reporter.event(document));
      },
    },
    unfiltered,
  );
  for (const problem of round.problems()) await late.add(problem);
  const summary = late.addTo(withHits(hits.summary, collected, ignored));
  const record = round.record(summary.problems);
  return session.finish({
    outputs,
    summary,
    end: (reporter) => reporter.finish(record),
    lines: () => collectSummary(record, collected, summary),
    isAlarming: record.events > 0,
    exitZero: false,
  });
}

/** Reads the hits and what earlier rounds collected. */
async function readHits(
  session: ScanSession,
  spool: Spool,
  args: Arguments,
  investigation: Investigation,
  late: LateProblems,
  sink: ReturnType<ScanSession['sink']>,
): Promise<{ readonly summary: Summary; readonly judge: ReturnType<Triage['judge']> }> {
  const triage = new Triage(investigation, session.filter, args);
  const judge = triage.judge(session.rule);
  const inputs: Iterable<Input> = await session.inputs(args.get(caseOptions.collectFor));
  const summary = await scan<TriageNote>(
    spool.buffering(inputs),
    {
      ...sink,
      ...triage.sink(
        (problem) => late.add(problem),
        () => {},
      ),
    },
    session.scanOptions(judge),
  );
  triage.finish();
  return { summary, judge };
}

/**
 * The summary of both scans: that of the hits and that of the data.
 *
 * @param ignored how many warnings about the data do not matter.
 */
function withHits(hits: Summary, collected: Summary, ignored: number): Summary {
  return {
    ...collected,
    inputs: [...hits.inputs, ...collected.inputs],
    problems: hits.problems + collected.problems,
    warnings: hits.warnings + collected.warnings - ignored,
    complete: hits.complete && collected.complete,
    interrupted: hits.interrupted || collected.interrupted,
  };
}
