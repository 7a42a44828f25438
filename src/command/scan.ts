import type { Arguments } from '../cli/args.js';
import * as options from '../cli/options.js';
import { UsageError } from '../io/errors.js';
import type { LeadNote } from '../lead/lead.js';
import { type Format, type FormatEntry, formats } from '../report/formats.js';
import { HostTally } from '../report/hosts.js';
import { listedLeadLines } from '../report/lead-words.js';
import { LeadTally } from '../report/leads.js';
import type { ReporterFactory } from '../report/reporter.js';
import { summaryLines } from '../report/summary.js';
import type { LeadJudgeSpec } from '../scan/lead-judge.js';
import type { RuleJudgeSpec } from '../scan/rule-judge.js';
import { scan } from '../scan/scan.js';
import type { Summary } from '../scan/sink.js';
import { filterOptionsOf } from './filters.js';
import { type Environment, withSession } from './session.js';

/** Reports the events that match the rule, and returns the exit code. */
export function runScan(args: Arguments, environment: Environment): Promise<number> {
  if (args.get(options.schema)) return printScanSchema(environment);
  const format = args.get(options.scanFormat);
  const files = args.get(options.scanOutputs);
  const bulk = args.get(options.bulk);
  if (bulk !== undefined && ![format, ...files.map((file) => file.format)].includes('alerts')) {
    throw new UsageError('--bulk requires the alerts format', 'use -f alerts or -o alerts:FILE');
  }
  const listsLeads = args.get(options.leads);
  const leadsFile = args.get(options.leadsOutput);
  if (leadsFile !== undefined && !listsLeads)
    throw new UsageError('--leads-output requires --leads');
  const rule = args.get(options.ruleVersion);
  return withSession('scan', args, filterOptionsOf(args), environment, rule, async (session) => {
    const { filter, progress, isQuiet } = session;
    const stdoutFormat = format ?? defaultFormat(environment.io.stdout.isTTY);
    const outputs = await session.openOutputs({
      formats: { ...formats, leads: leadDocuments },
      stdoutFormat,
      files: [
        ...files,
        ...(leadsFile === undefined ? [] : [{ format: 'leads' as const, file: leadsFile }]),
      ],
      bulk,
      isLong: args.get(options.long),
    });
    const hosts = new HostTally();
    const leads = new LeadTally(
      listsLeads,
      (document) => filter?.checkLead(document) === undefined,
    );
    // Only the summary and json say how many matches are distinct.
    const comparesMatches =
      !isQuiet || stdoutFormat === 'json' || files.some((file) => file.format === 'json');
    const judge: RuleJudgeSpec | LeadJudgeSpec = {
      judge: listsLeads ? 'leads' : 'rule',
      rule: rule.identity.label,
    };
    const scanned = await scan<LeadNote | undefined>(
      await session.inputs(),
      {
        ...session.sink(outputs),
        match(match, note) {
          progress.countMatch();
          if (note !== undefined) leads.addMatch(match, note);
          if (!isQuiet) hosts.add(match);
          return outputs.each((reporter) => reporter.match(match));
        },
        suppressed(match, exceptions, note) {
          if (note !== undefined) leads.addMatch(match, note);
          return outputs.each((reporter) => reporter.suppressed?.(match, exceptions));
        },
        unreported(match, note) {
          if (note !== undefined) leads.addMatch(match, note);
        },
        document(document, note) {
          if (note !== undefined) leads.add(document, note);
        },
      },
      session.scanOptions(judge, { maxAlerts: args.get(options.maxAlerts), comparesMatches }),
    );
    const found = leads.finish();
    // Some leads are only decided, and filtered, now.
    const summary: Summary = { ...scanned, filter: filter?.summary() };
    const isOnStderr = leadsFile === undefined && withoutLeads.has(stdoutFormat);
    return session.finish({
      outputs,
      summary,
      end: (reporter) => reporter.finish(summary, found),
      listing: () => (isOnStderr ? listedLeadLines(found) : []),
      lines: () => summaryLines(summary, rule, hosts.lines(), found),
      isAlarming: args.get(options.failOnLeads) && found.events > 0,
      exitZero: args.get(options.exitZero),
      failOnUnused: args.get(options.failOnUnused),
    });
  });
}

/** Formats that have no place for leads. */
const withoutLeads: ReadonlySet<Format> = new Set<Format>(['ndjson', 'alerts']);

/** The documents of the leads, as --leads-output writes them. */
const leadDocuments: FormatEntry<ReporterFactory> = {
  extensions: [],
  load: async () => (await import('../report/lead-documents.js')).leadDocumentsReporter,
};

/** The format on stdout if none is given. */
export function defaultFormat(isTerminal: boolean): 'pretty' | 'ndjson' {
  return isTerminal ? 'pretty' : 'ndjson';
}

async function printScanSchema(environment: Environment): Promise<number> {
  const { scanSchema } = await import('../report/scan-schema.js');
  const { printSchema } = await import('./schema.js');
  return printSchema(scanSchema, environment);
}
