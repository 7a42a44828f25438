import { createHash } from 'node:crypto';
import { filePath, hostOf, timestamp, valuesOf } from '../event/ecs.js';
import { timeOf } from '../event/time.js';
import type { ScannedDocument } from '../scan/sink.js';
import { BoundedHosts, hostLabel } from './hosts.js';
import { count, tableLine, timeText } from './units.js';
import { wrapped } from './wrap.js';

/** Distinct paths that the table keeps, across all hosts. */
const maxPaths = 100_000;

/** Longer paths are kept as digests, because a path may be of any length. */
const maxPathCharacters = 200;

/** Widths of matches, paths, first and last time. */
const numberWidths: readonly number[] = [7, 6, -24, -24];

/** Columns that these take, each after two blanks. */
const numberColumns = numberWidths.reduce((sum, columns) => sum + 2 + Math.abs(columns), 0);

/** The widest column of names, which come first. A longer name shifts the other columns of its row. */
const maxNameColumns = 32;

interface HostRow {
  matches: number;
  /** Its paths, or digests of long ones. */
  readonly paths: Set<string>;
  morePaths: boolean;
  /** Milliseconds since 1970; undefined if no match had a time. */
  first?: number;
  last?: number;
}

/** Counts matches and paths by host, in bounded memory. */
export class HostTable {
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
    const key =
      path.length > maxPathCharacters ? createHash('sha256').update(path).digest('base64') : path;
    if (row.paths.has(key)) return;
    if (this.#paths >= maxPaths) {
      row.morePaths = true;
      return;
    }
    this.#paths += 1;
    row.paths.add(key);
  }

  /**
   * The table, sorted by number of matches; empty if there are none. The first line is its head, unless the terminal is too
   * narrow for a table: then each host is a sentence.
   */
  lines(width: number | undefined): { readonly head: string; readonly rows: readonly string[] } {
    const { overflow } = this.#hosts;
    const rows = this.#hosts.ranked(({ matches }) => matches).map(rowOf);
    if (overflow > 0) rows.push({ name: '(other hosts)', cells: [`${overflow}`, '', '', ''] });
    if (rows.length === 0) return { head: '', rows: [] };
    const head = { name: 'host', cells: ['matches', 'paths', 'first', 'last'] };
    const names = [head, ...rows].map(({ name }) => name.length);
    const columns = Math.min(maxNameColumns, Math.max(...names));
    const lineOf = ({ name, cells }: HostCells): string =>
      tableLine([-columns, ...numberWidths], [name, ...cells]).trimEnd();
    if (width !== undefined && columns + numberColumns > width) {
      return { head: '', rows: rows.flatMap((row) => sentence(row, width)) };
    }
    return { head: lineOf(head), rows: rows.map(lineOf) };
  }
}

/** A row of the table: the host's name, then matches, paths, first and last time. */
interface HostCells {
  readonly name: string;
  readonly cells: readonly string[];
}

function rowOf([name, { matches, paths, morePaths, first, last }]: [
  name: string | undefined,
  row: HostRow,
]): HostCells {
  const numbers = [`${matches}`, `${paths.size}${morePaths ? '+' : ''}`];
  return { name: hostLabel(name), cells: [...numbers, timeText(first), timeText(last)] };
}

/** A row as a sentence, wrapped at the width of the terminal. */
function sentence({ name, cells }: HostCells, width: number): readonly string[] {
  const [matches = '', paths = '', first = '', last = ''] = cells;
  const facts = [
    count(Number(matches), 'match', 'matches'),
    paths === '' ? '' : `${paths} ${paths === '1' ? 'path' : 'paths'}`,
    first === '' || first === '-' ? '' : first === last ? first : `${first} to ${last}`,
  ];
  return wrapped('', `${name}: ${facts.filter(Boolean).join(', ')}`, 4, width);
}
