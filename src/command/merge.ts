import { createReadStream } from 'node:fs';
import type { Arguments } from '../cli/args.js';
import * as options from '../cli/options.js';
import { revisionNamed } from '../cli/rule-values.js';
import { systemFailure, UsageError } from '../io/errors.js';
import { isSameFile, regularFileAt } from '../io/file-identity.js';
import type { Io } from '../io/process.js';
import { MergedScan } from '../merge/merged-scan.js';
import { type RuleReading, readRule } from '../merge/rule-reading.js';
import { formats } from '../report/formats.js';
import { HostTally } from '../report/hosts.js';
import { summaryLines } from '../report/summary.js';
import { defaultRule } from '../rule/revisions.js';
import type { Rule } from '../rule/rule.js';
import { refuseOwnOutputs } from './own-outputs.js';
import { type Environment, type ScanSession, withSession } from './session.js';

/** How much is read of a report at a time, in bytes. */
const chunkBytes = 1024 * 1024;

/** A filter that suppresses nothing. */
const noFilter = { indices: [], exceptions: [], baselines: [] };

/** Joins the JSON reports of several scans to one report, and returns the exit code that one scan would have had. */
export async function runMerge(args: Arguments, environment: Environment): Promise<number> {
  const { io } = environment;
  const isIdle = args.positionals.length === 0 && io.stdin.isTTY;
  const names = args.positionals.length > 0 || isIdle ? args.positionals : ['-'];
  refuseRepetition(names);
  const [first] = names;
  const reading = first === undefined ? undefined : await readFirst(first, io);
  const rule = ruleOf(reading);
  return withSession('merge', args, noFilter, environment, rule, (session) =>
    merge(session, names, reading, args, environment),
  );
}

/** The rule of the first report. If it names none, the report cannot be merged anyway. */
function ruleOf(reading: RuleReading | undefined): Rule {
  const label = reading?.label;
  if (label === undefined) return defaultRule;
  try {
    return revisionNamed(label);
  } catch (error) {
    if (error instanceof UsageError) return defaultRule;
    throw error;
  }
}

async function merge(
  session: ScanSession,
  names: readonly string[],
  reading: RuleReading | undefined,
  args: Arguments,
  { io }: Environment,
): Promise<number> {
  const stdoutFormat = args.get(options.mergeFormat) ?? (io.stdout.isTTY ? 'pretty' : 'json');
  const files = args.get(options.scanOutputs);
  const isLong = args.get(options.long);
  const outputs = await session.openOutputs({ formats, stdoutFormat, files, isLong });
  refuseOwnOutputs(names, { reports: outputs, stderr: io.stderr });
  const hosts = new HostTally();
  const merged = new MergedScan(session.rule, {
    ...session.sink(outputs),
    match(match) {
      session.progress.countMatch();
      if (!session.isQuiet) hosts.add(match);
      return outputs.each((reporter) => reporter.match(match));
    },
  });
  for (const [at, name] of names.entries()) {
    if (io.interrupted.aborted) break;
    const label = name === '-' ? 'stdin' : name;
    try {
      await merged.add(label, at === 0 && reading ? reading.chunks : chunksOf(name, io));
    } catch (error) {
      const { description } = systemFailure(error);
      await merged.fail(label, `the report cannot be read: ${description}`);
    }
  }
  const expected = args.get(options.expect);
  if (expected !== undefined && names.length !== expected) {
    const message = `${expected} reports were expected, and there are ${names.length}`;
    await merged.fail('--expect', message);
  }
  const { summary, leads } = await merged.finish();
  return session.finish({
    outputs,
    summary,
    end: (reporter) => reporter.finish(summary, leads),
    lines: () => summaryLines(summary, session.rule, hosts.lines(), leads),
    isAlarming: args.get(options.failOnLeads) && leads.events > 0,
    exitZero: args.get(options.exitZero),
  });
}

async function readFirst(name: string, io: Io): Promise<RuleReading | undefined> {
  try {
    return await readRule(chunksOf(name, io));
  } catch (error) {
    systemFailure(error);
    return undefined;
  }
}

function chunksOf(name: string, { stdin, interrupted }: Io): AsyncIterable<Uint8Array> {
  return name === '-'
    ? stdin.open(interrupted)
    : createReadStream(name, { highWaterMark: chunkBytes });
}

/** A report that counted twice would be wrong. */
function refuseRepetition(names: readonly string[]): void {
  for (const [at, name] of names.entries()) {
    const file = regularFileAt(name === '-' ? 0 : name);
    const isRepeated = names.slice(0, at).some((earlier) => {
      const other = regularFileAt(earlier === '-' ? 0 : earlier);
      return (
        earlier === name || (file !== undefined && other !== undefined && isSameFile(file, other))
      );
    });
    if (isRepeated) throw new UsageError(`${name} is given more than once`);
  }
}
