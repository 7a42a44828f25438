import type { Arguments } from '../cli/args.js';
import * as caseOptions from '../cli/case-options.js';
import * as options from '../cli/options.js';
import { Spool } from '../input/spool.js';
import { Investigation } from '../investigate/investigation.js';
import type { TriageJudgeSpec, TriageNote } from '../investigate/judge.js';
import { caseFormats } from '../investigate/report/formats.js';
import { leftOutLines, scopeLines } from '../investigate/report/group-section.js';
import { defaultParts } from '../investigate/report/parts.js';
import type { CaseReporterFactory } from '../investigate/report/reporter.js';
import { ScopeFilter } from '../investigate/scope-filter.js';
import {
  type SuggestedExceptions,
  suggestExceptions,
} from '../investigate/suggested-exceptions.js';
import { UsageError } from '../io/errors.js';
import { limitHeapGrowth } from '../io/heap.js';
import { aboutOthers, type LeadNote } from '../lead/lead.js';
import { HostTally } from '../report/hosts.js';
import { type LeadSummary, LeadTally } from '../report/leads.js';
import { summaryLines } from '../report/summary.js';
import { scan } from '../scan/scan.js';
import type { ScannedDocument, Summary } from '../scan/sink.js';
import { filterOptionsOf } from './filters.js';
import { printSchema } from './schema.js';
import { type Environment, type ScanSession, withSession } from './session.js';

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
  const coversLeads = args.get(caseOptions.caseLeads);
  const coversExcluded = args.get(caseOptions.includeExcluded);
  const scope = new ScopeFilter(args.get(caseOptions.caseHosts), args.get(caseOptions.casePaths));
  const stdoutFormat = args.get(caseOptions.caseFormat) ?? (io.stdout.isTTY ? 'pretty' : 'json');
  const files = args.get(caseOptions.caseOutputs);
  const needsTexts = [stdoutFormat, ...files.map(({ format }) => format)].some(
    (format) => caseFormats[format].needsTexts === true,
  );
  const investigation = new Investigation(rule, scope, needsTexts);
  let suggested: SuggestedExceptions | undefined;
  const exceptions: CaseReporterFactory = (writer) => ({
    finish(found) {
      const documents = investigation.documents();
      suggested = suggestExceptions(found, documents, args.get(caseOptions.only), rule.identity);
      return writer.write(suggested.list);
    },
  });
  const exceptionsFile = args.get(caseOptions.suggestExceptions);
  if (exceptionsFile === undefined && args.get(caseOptions.only).length > 0) {
    throw new UsageError('--only needs --suggest-exceptions');
  }
  const outputs = await session.openOutputs({
    formats: { ...caseFormats, exceptions: { extensions: [], load: async () => exceptions } },
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
    ],
  });
  const remarks: string[] = [];
  const hosts = new HostTally();
  const leads = new LeadTally();
  const addLead = (document: ScannedDocument, lead: LeadNote): void => {
    const isWanted =
      (lead.kind ?? lead.command) === undefined || filter?.checkLead(document) === undefined;
    const note = isWanted ? lead : aboutOthers(lead);
    const kind = note.kind ?? note.command?.kind;
    const isCovered = coversLeads || (coversExcluded && kind === 'chosen-by-attacker');
    const script = note.command?.scripts[0];
    const onLead =
      isCovered && kind !== undefined
        ? investigation.prepareLead(document, kind, script)
        : undefined;
    leads.add(document, note, onLead);
  };
  const judge: TriageJudgeSpec = {
    judge: 'triage',
    rule: rule.identity.label,
    searchesForLeads: coversLeads,
  };
  const scanOptions = session.scanOptions(judge);
  const sink = session.sink(outputs);
  const scanned = await scan<TriageNote>(
    spool.buffering(await session.inputs()),
    {
      ...sink,
      match(match, { lead }) {
        progress.countMatch();
        if (lead !== undefined) leads.addMatch(match, lead);
        if (!isQuiet) hosts.add(match);
        investigation.addMatch(match);
      },
      suppressed(match, _exceptions, { lead }) {
        if (lead !== undefined) addLead(match, lead);
      },
      document(document, { mayRunScript, lead }) {
        if (mayRunScript) investigation.addScriptCommand(document);
        if (lead !== undefined) addLead(document, lead);
      },
    },
    scanOptions,
  );
  const foundLeads: LeadSummary = { ...leads.finish(), areListed: coversLeads };
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
