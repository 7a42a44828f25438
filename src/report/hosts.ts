import { filePath, hostOf, timestamp, valuesOf } from '../event/ecs.js';
import { timeOf } from '../event/time.js';
import type { ScannedDocument } from '../scan/sink.js';
import { sanitize } from './sanitize.js';
import { count, tableLine, timeText } from './units.js';

/**
 * Keeps a value for each host, for a bounded number of hosts with names of bounded length, so that no input fills the
 * memory. Events that name no host share the host `undefined`.
 */
export class BoundedHosts<Value> {
  /** Lookups of hosts beyond these bounds. */
  beyond = 0;
  readonly #make: (hosts: number) => Value;
  readonly #maxHosts: number;
  readonly #maxNameCharacters: number;
  readonly #values = new Map<string | undefined, Value>();

  /**
   * @param make makes the value of a new host, given the number of hosts before it.
   * @param maxNameCharacters generous by default: a DNS name has at most 253.
   */
  constructor(make: (hosts: number) => Value, maxHosts: number, maxNameCharacters = 1024) {
    this.#make = make;
    this.#maxHosts = maxHosts;
    this.#maxNameCharacters = maxNameCharacters;
  }

  /** The value of a host; undefined if the host is beyond the bounds. */
  get(name: string | undefined): Value | undefined {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const hosts = this.#values.size;
    if (hosts >= this.#maxHosts || (name?.length ?? 0) > this.#maxNameCharacters) {
      this.beyond += 1;
      return undefined;
    }
    const made = this.#make(hosts);
    this.#values.set(name, made);
    return made;
  }

  /** The hosts with their values, those with the highest count first. */
  ranked(countOf: (value: Value) => number): [name: string | undefined, value: Value][] {
    return [...this.#values].sort(([, one], [, other]) => countOf(other) - countOf(one));
  }
}

/** A host's name for people, sanitized. */
export function hostLabel(name: string | undefined): string {
  return name === undefined ? '(no name)' : sanitize(name);
}

/** Matches whose host the tally looks up. A lookup parses the event, which a report such as ndjson never does. */
const maxTalliedMatches = 10_000;

/** Hosts that the tally names; the rest are summed. */
const maxNamedHosts = 5;

/** Counts matches by host for the summary, in bounded time and memory. */
export class HostTally {
  readonly #hosts = new BoundedHosts(() => ({ matches: 0 }), 1000, 255);
  #matches = 0;

  add(match: ScannedDocument): void {
    this.#matches += 1;
    if (this.#matches > maxTalliedMatches) return;
    const host = this.#hosts.get(hostOf(match.event)[0]);
    if (host !== undefined) host.matches += 1;
  }

  /** The hosts with the most matches, on one line; no line if there was no match. */
  lines(): string[] {
    if (this.#matches === 0) return [];
    const ranked = this.#hosts.ranked(({ matches }) => matches);
    const named = ranked
      .slice(0, maxNamedHosts)
      .map(([name, { matches }]) => `${hostLabel(name)} ${matches}`);
    const others = ranked
      .slice(maxNamedHosts)
      .reduce((sum, [, { matches }]) => sum + matches, this.#hosts.beyond);
    if (others > 0) named.push(`others ${others}`);
    const which =
      this.#matches > maxTalliedMatches
        ? `hosts of the first ${count(maxTalliedMatches, 'match', 'matches')}`
        : 'hosts';
    return [`${which}: ${named.join(', ')}`];
  }
}

/** Distinct paths that the table keeps, over all hosts. */
const maxPaths = 100_000;

/** Widths of matches, paths, first and last time. The host comes last, where a long name shifts no other column. */
const tableWidths: readonly number[] = [7, 6, -24, -24];

/** A row of the table by host. */
interface HostRow {
  matches: number;
  /** Keys of its paths. */
  readonly paths: Set<string>;
  /** Whether it may have more paths. */
  morePaths: boolean;
  /** Milliseconds since 1970; undefined if no match had a time. */
  first?: number;
  last?: number;
}

/** Counts matches, paths and times by host, in bounded memory. */
export class HostTable {
  readonly #keyOf: (path: string) => string;
  readonly #hosts = new BoundedHosts(
    (): HostRow => ({ matches: 0, paths: new Set(), morePaths: false }),
    1000,
  );
  #paths = 0;

  /** @param keyOf makes a key of fixed length, such as a digest, from a path of any length. */
  constructor(keyOf: (path: string) => string) {
    this.#keyOf = keyOf;
  }

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

  /** The table, hosts with the most matches first; no lines if there was no match. */
  lines(): string[] {
    const { beyond } = this.#hosts;
    const rows = this.#hosts
      .ranked(({ matches }) => matches)
      .map(([name, { matches, paths, morePaths, first, last }]) => {
        const times = [timeText(first), timeText(last)];
        return [`${matches}`, `${paths.size}${morePaths ? '+' : ''}`, ...times, hostLabel(name)];
      });
    if (beyond > 0) rows.push([`${beyond}`, '', '', '', '(further hosts)']);
    if (rows.length > 0) rows.unshift(['matches', 'paths', 'first', 'last', 'host']);
    return rows.map((cells) => tableLine(tableWidths, cells));
  }

  #addPath(row: HostRow, path: string): void {
    const key = this.#keyOf(path);
    if (row.paths.has(key)) return;
    if (this.#paths >= maxPaths) {
      row.morePaths = true;
      return;
    }
    this.#paths += 1;
    row.paths.add(key);
  }
}
