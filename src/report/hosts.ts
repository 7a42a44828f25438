import { hostOf } from '../event/ecs.js';
import { timeOf } from '../event/time.js';
import type { Match } from '../scan/sink.js';
import { sanitize } from './sanitize.js';
import { count, timeText } from './units.js';

/**
 * A value for each host, for a bounded number of hosts with names of bounded length: memory is bounded, whatever names
 * come. Events without a host's name share the host `undefined`.
 */
export class BoundedHosts<Value> {
  /** How often a host beyond these bounds was asked for. */
  beyond = 0;
  readonly #make: (hosts: number) => Value;
  readonly #maxHosts: number;
  readonly #maxNameCharacters: number;
  readonly #values = new Map<string | undefined, Value>();

  /**
   * @param make makes the value of a new host, given the number of hosts before it.
   * @param maxNameCharacters a DNS name ends at 253.
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

/** Matches whose host is looked up for the tally: to do so an event must be parsed, and a plain scan parses none. */
const maxTalliedMatches = 10_000;

/** Hosts that the tally names; the others are added up. */
const maxNamedHosts = 5;

/** Counts matches by host for the summary, in bounded time and memory. */
export class HostTally {
  readonly #hosts = new BoundedHosts(() => ({ matches: 0 }), 1000, 255);
  #matches = 0;

  add(match: Match): void {
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

/** Distinct paths that the table keeps, of all hosts together. */
const maxPaths = 100_000;

/** A row of the table by host, as it grows. */
interface HostRow {
  matches: number;
  /** Keys of its paths. */
  readonly paths: Set<string>;
  /** Whether there may be more paths. */
  morePaths: boolean;
  /** Milliseconds since 1970; undefined if no match had a time. */
  first?: number;
  last?: number;
}

/** What the table counts of a match. */
export interface HostMatch {
  readonly host: string | undefined;
  readonly paths: readonly string[];
  readonly time: string | undefined;
}

/** Counts matches, paths and times by host, in bounded memory. */
export class HostTable {
  readonly #keyOf: (path: string) => string;
  readonly #hosts = new BoundedHosts(
    (): HostRow => ({ matches: 0, paths: new Set(), morePaths: false }),
    1000,
  );
  #paths = 0;

  /** @param keyOf makes a key of bounded length for a path of any length, such as a digest. */
  constructor(keyOf: (path: string) => string) {
    this.#keyOf = keyOf;
  }

  add({ host, paths, time }: HostMatch): void {
    const row = this.#hosts.get(host);
    if (row === undefined) return;
    row.matches += 1;
    for (const path of paths) this.#addPath(row, path);
    const milliseconds = time === undefined ? undefined : timeOf(time);
    if (milliseconds === undefined) return;
    row.first = Math.min(row.first ?? milliseconds, milliseconds);
    row.last = Math.max(row.last ?? milliseconds, milliseconds);
  }

  /** The table, hosts with most matches first. The name comes last, where its length moves no column. */
  lines(): string[] {
    const { beyond } = this.#hosts;
    const rows = this.#hosts
      .ranked(({ matches }) => matches)
      .map(([name, { matches, paths, morePaths, first, last }]) =>
        tableLine(
          String(matches),
          `${paths.size}${morePaths ? '+' : ''}`,
          timeText(first),
          timeText(last),
          hostLabel(name),
        ),
      );
    if (beyond > 0) rows.push(tableLine(String(beyond), '', '', '', '(further hosts)'));
    if (rows.length === 0) return [];
    return [tableLine('matches', 'paths', 'first', 'last', 'host'), ...rows];
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

function tableLine(
  matches: string,
  paths: string,
  first: string,
  last: string,
  host: string,
): string {
  return `${matches.padStart(7)}  ${paths.padStart(6)}  ${first.padEnd(24)}  ${last.padEnd(24)}  ${host}`;
}
