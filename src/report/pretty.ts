import { createHash } from 'node:crypto';
import { Chalk } from 'chalk';
import type { Writer } from '../io/writer.js';
import { eventBlock } from './event-block.js';
import { HostTable } from './hosts.js';
import type { ReportContext, Reporter } from './reporter.js';
import { count } from './units.js';

/**
 * Writes each match as a block for people, and a table by host at the end. Text from inputs is always sanitized, even
 * in a file, which may be shown on a terminal later.
 */
export function prettyReporter(writer: Writer, { color }: ReportContext): Reporter {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const hosts = new HostTable((path) => createHash('sha256').update(path).digest('base64'));
  return {
    match(match) {
      hosts.add(match);
      return writer.write(`${eventBlock(match, chalk, chalk.bold.red)}\n\n`);
    },
    problem() {},
    finish({ withheld }) {
      const [head, ...lines] = hosts.lines();
      if (head === undefined) return undefined;
      if (withheld > 0) {
        lines.push(
          `not in this table: ${count(withheld, 'match', 'matches')} that --max-alerts kept back`,
        );
      }
      return writer.write(`${[chalk.dim(head), ...lines].join('\n')}\n`);
    },
  };
}
