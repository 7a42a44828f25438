import type { Arguments } from '../cli/args.js';
import * as options from '../cli/options.js';
import { UsageError } from '../io/errors.js';
import { formats } from '../report/formats.js';
import { HostTally } from '../report/hosts.js';
import { summaryLines } from '../report/summary.js';
import type { RuleJudgeSpec } from '../scan/rule-judge.js';
import { scan } from '../scan/scan.js';
import { type Environment, filterOptionsOf, withSession } from './session.js';

/** Reports the events that match the rule, and returns the exit code. */
export function runScan(args: Arguments, environment: Environment): Promise<number> {
  const format = args.get(options.scanFormat);
  const files = args.get(options.scanOutputs);
  const bulk = args.get(options.bulk);
  if (bulk !== undefined && ![format, ...files.map((file) => file.format)].includes('alerts')) {
    throw new UsageError('--bulk requires the alerts format', 'use -f alerts or -o alerts:FILE');
  }
  const rule = args.get(options.ruleVersion);
  return withSession('scan', args, filterOptionsOf(args), environment, rule, async (session) => {
    const { progress, isQuiet } = session;
    const stdoutFormat = format ?? defaultFormat(environment.io.stdout.isTTY);
    const outputs = await session.openOutputs({ formats, stdoutFormat, files, bulk });
    const hosts = new HostTally();
    // Only the summary and json say how many matches are distinct.
    const comparesMatches =
      !isQuiet || stdoutFormat === 'json' || files.some((file) => file.format === 'json');
    const judge: RuleJudgeSpec = { judge: 'rule', rule: rule.identity.label };
    const summary = await scan<undefined>(
      await session.inputs(),
      {
        ...session.sink(outputs),
        match(match) {
          progress.countMatch();
          if (!isQuiet) hosts.add(match);
          return outputs.each((reporter) => reporter.match(match));
        },
        suppressed: (match, exceptions) =>
          outputs.each((reporter) => reporter.suppressed?.(match, exceptions)),
      },
      session.scanOptions(judge, { maxAlerts: args.get(options.maxAlerts), comparesMatches }),
    );
    return session.finish({
      outputs,
      summary,
      end: (reporter) => reporter.finish(summary),
      lines: () => summaryLines(summary, rule, hosts.lines()),
      exitZero: args.get(options.exitZero),
      failOnUnused: args.get(options.failOnUnused),
    });
  });
}

/** The format on stdout if none is given. */
export function defaultFormat(isTerminal: boolean): 'pretty' | 'ndjson' {
  return isTerminal ? 'pretty' : 'ndjson';
}
