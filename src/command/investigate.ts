import type { Arguments } from '../cli/args.js';
import * as caseOptions from '../cli/case-options.js';
import * as options from '../cli/options.js';
import { Spool } from '../input/spool.js';
import { type CollectReporter, collectReporter } from '../investigate/collect/reporter.js';
import { Investigation } from '../investigate/investigation.js';
import type { TriageNote } from '../investigate/judge.js';
import type { OnPassProblem } from '../investigate/passes.js';
import { caseFormats } from '../investigate/report/formats.js';
import { leftOutLines, scopeLines } from '../investigate/report/group-section.js';
import { defaultParts } from '../investigate/report/parts.js';
import type { CaseReporterFactory } from '../investigate/report/reporter.js';
import {
  type SuggestedExceptions,
  suggestExceptions,
} from '../investigate/suggested-exceptions.js';
import { UsageError } from '../io/errors.js';
import { limitHeapGrowth } from '../io/heap.js';
import { HostTally } from '../report/hosts.js';
import { summaryLines } from '../report/summary.js';
import { count } from '../report/units.js';
import { scan } from '../scan/scan.js';
import { filterOptionsOf } from './filters.js';
import { LateProblems } from './late-problems.js';
import { printSchema } from './schema.js';
import { type Environment, type ScanSession, withSession } from './session.js';
import { scopeOf, Triage } from './triage.js';

/** Reports what happened around each match, or each lead too, and returns the exit code. */
export async function runInvestigate(args: Arguments, environment: Environment): Promise<number> {
  const { io } = environment;
  if (args.get(options.schema)) {
    const { caseSchema } = await import('../investigate/report/schema/case.js');
    return printSchema(caseSchema, environment);
  }
  limitHeapGrowth();
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
  const { rule, filter, progress, isQuiet } = session;
  const stdoutFormat = args.get(caseOptions.caseFormat) ?? (io.stdout.isTTY ? 'pretty' : 'json');
  const files = args.get(caseOptions.caseOutputs);
  const needsTexts = [stdoutFormat, ...files.map(({ format }) => format)].some(
    (format) => caseFormats[format].needsTexts === true,
  );
  const investigation = new Investigation(rule, scopeOf(args), needsTexts);
  let suggested: SuggestedExceptions | undefined;
  const exceptions: CaseReporterFactory = (writer) => ({
    finish(found) {
      const documents = investigation.documents();
      suggested = suggestExceptions(found, documents, args.get(caseOptions.only), rule.identity);
      return writer.write(suggested.list);
    },
  });
  let evidence: CollectReporter | undefined;
  const evidenceFormat: CaseReporterFactory = (writer, context) => {
    const reporter = collectReporter(writer, context);
    evidence = reporter;
    return { flush: () => reporter.flush?.(), finish() {} };
  };
  const evidenceFile = args.get(caseOptions.evidence);
  const exceptionsFile = args.get(caseOptions.suggestExceptions);
  if (exceptionsFile === undefined && args.get(caseOptions.only).length > 0) {
    throw new UsageError('--only needs --suggest-exceptions');
  }
  const outputs = await session.openOutputs({
    formats: {
      ...caseFormats,
      exceptions: { extensions: [], load: async () => exceptions },
      evidence: { extensions: [], load: async () => evidenceFormat },
    },
    parts: args.get(caseOptions.parts),
    stdoutFormat,
    isPrivate: true,
    foldsParts: args.get(caseOptions.parts) === defaultParts,
    defangs: args.get(caseOptions.defang),
    files: [
      ...files,
      ...(exceptionsFile === undefined
        ? []
        : [{ format: 'exceptions' as const, file: exceptionsFile }]),
      ...(evidenceFile === undefined ? [] : [{ format: 'evidence' as const, file: evidenceFile }]),
    ],
  });
  const remarks: string[] = [];
  const hosts = new HostTally();
  const triage = new Triage(investigation, filter, args);
  const scanOptions = session.scanOptions(triage.judge(rule));
  const sink = session.sink(outputs);
  const late = new LateProblems(sink.problem);
  const scanned = await scan<TriageNote>(
    spool.buffering(await session.inputs()),
    {
      ...sink,
      ...triage.sink(
        (problem) => late.add(problem),
        (match) => {
          progress.countMatch();
          if (!isQuiet) hosts.add(match);
        },
      ),
    },
    scanOptions,
  );
  const foundLeads = triage.finish();
  const settings = {
    ...scanOptions,
    read: { ...scanOptions.read, validate: false },
    results: { ...scanOptions.results, filter: undefined },
  };
  const onPassProblem: OnPassProblem = (problem) => late.addOfPass(scanned, problem);
  const found = await investigation.buildCase(() => spool.replay(), settings, onPassProblem);
  for (const problem of investigation.collectedProblems()) await late.add(problem);
  if (evidence !== undefined) {
    const { event, finish } = evidence;
    const problems = (): number => scanned.problems + late.total;
    const target = { event, flush: sink.flush };
    await finish(
      await investigation.evidence.collect(
        spool.replay(),
        settings,
        target,
        onPassProblem,
        problems,
      ),
    );
  }
  const summary = late.addTo(scanned);
  const missing = evidence === undefined ? 0 : investigation.evidence.missing;
  if (missing > 0) remarks.push(`the evidence lacks ${count(missing, 'event')} of the case`);
  return session.finish({
    outputs,
    summary,
    end: async (reporter) => {
      await reporter.finish(found, summary, foundLeads, (number) => investigation.textOf(number));
      remarks.push(...(reporter.remarks?.() ?? []));
    },
    lines: () => {
      const lines = summaryLines(summary, rule, hosts.lines(), foundLeads);
      const more = [
        ...scopeLines(found.scope),
        ...leftOutLines(found.leftOut),
        ...remarks,
        ...(suggested ? [suggested.line] : []),
      ];
      return [...lines.slice(0, -1), ...more, ...lines.slice(-1)];
    },
    isAlarming: args.get(options.failOnLeads) && foundLeads.events > 0,
    exitZero: args.get(options.exitZero),
    failOnUnused: args.get(options.failOnUnused),
  });
}
