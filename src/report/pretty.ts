import { createHash } from 'node:crypto';
import { Chalk, type ChalkInstance } from 'chalk';
import { filePath, hostOf, timestamp, valuesOf } from '../event/ecs.js';
import { timeOf } from '../event/time.js';
import type { Writer } from '../io/writer.js';
import type { ScannedDocument } from '../scan/sink.js';
import { type BlockRow, eventBlock } from './event-block.js';
import { BoundedHosts, hostLabel } from './hosts.js';
import { reasonFor } from './lead-words.js';
import type { Lead } from './leads.js';
import type { ReportContext, Reporter } from './reporter.js';
import { count, tableLine, timeText } from './units.js';

/**
 * Writes each match as a block of text, then a table of hosts, then the leads if they are listed. Text from inputs is always sanitized, even in a file,
 * which may be shown on a terminal later.
 */
export function prettyReporter(writer: Writer, { color }: ReportContext): Reporter {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const hosts = new HostTable();
  return {
    match(match) {
      hosts.add(match);
      return writer.write(`${eventBlock(match, chalk, chalk.bold.red)}\n\n`);
    },
    finish({ withheld }, { listed, notListed }) {
      const [head, ...lines] = hosts.lines();
      if (head !== undefined && withheld > 0) {
        lines.push(
          `not in this table: ${count(withheld, 'match', 'matches')} over the limit of --max-alerts`,
        );
      }
      const table = head === undefined ? '' : `${[chalk.dim(head), ...lines].join('\n')}\n`;
      const leads = leadSection(listed, notListed, chalk);
      const text = [table, leads].filter(Boolean).join('\n');
      return text === '' ? undefined : writer.write(text);
    },
  };
}

/** The leads, apart from the matches; empty if there are none. */
function leadSection(leads: readonly Lead[], notListed: number, chalk: ChalkInstance): string {
  if (leads.length === 0) return '';
  const blocks = leads.map(({ kind, document }) => {
    const rows: readonly BlockRow[] = [['lead', `${kind}: ${reasonFor(kind)}`]];
    return `${eventBlock(document, chalk, chalk.bold.yellow, rows)}\n`;
  });
  if (notListed > 0) blocks.push(`not listed: ${count(notListed, 'more lead')}\n`);
  return `${chalk.bold('Leads: not matches, but events beside the rule that may be planted scripts')}\n\n${blocks.join('\n')}`;
}

/** Distinct paths that the table keeps, across all hosts. */
const maxPaths = 100_000;

/** Widths of matches, paths, first and last time. The host comes last, so that a long name shifts no other column. */
const tableWidths: readonly number[] = [7, 6, -24, -24];

interface HostRow {
  matches: number;
  /** Digests of its paths, because a path may be of any length. */
  readonly paths: Set<string>;
  morePaths: boolean;
  /** Milliseconds since 1970; undefined if no match had a time. */
  first?: number;
  last?: number;
}

/** Counts matches and paths by host, in bounded memory. */
class HostTable {
  readonly #hosts = new BoundedHosts(
    (): HostRow => ({ matches: 0, paths: new Set(), morePaths: false }),
    1000,
  );
  #paths = 0;

  add({ event }: ScannedDocument): void {
    const row = this.#hosts.get(hostOf(event)[0]);
    if (row === undefined) return;
    row.matches += 1;
    for (const path of valuesOf(event, filePath)) this.#addPath(row, path);
    const time = timeOf(valuesOf(event, timestamp)[0] ?? '');
    if (time === undefined) return;
    row.first = Math.min(row.first ?? time, time);
    row.last = Math.max(row.last ?? time, time);
  }

  #addPath(row: HostRow, path: string): void {
    const digest = createHash('sha256').update(path).digest('base64');
    if (row.paths.has(digest)) return;
    if (this.#paths >= maxPaths) {
      row.morePaths = true;
      return;
    }
    this.#paths += 1;
    row.paths.add(digest);
  }

  /** The table, sorted by number of matches; empty if there are none. */
  lines(): string[] {
    const { overflow } = this.#hosts;
    const rows = this.#hosts
      .ranked(({ matches }) => matches)
      .map(([name, { matches, paths, morePaths, first, last }]) => {
        const times = [timeText(first), timeText(last)];
        return [`${matches}`, `${paths.size}${morePaths ? '+' : ''}`, ...times, hostLabel(name)];
      });
    if (overflow > 0) rows.push([`${overflow}`, '', '', '', '(other hosts)']);
    if (rows.length > 0) rows.unshift(['matches', 'paths', 'first', 'last', 'host']);
    return rows.map((cells) => tableLine(tableWidths, cells));
  }
}
