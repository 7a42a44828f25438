import { createHash } from 'node:crypto';
import { timeOf } from '../event/time.js';
import { sanitize } from './sanitize.js';

/** Hosts that are remembered, and the longest name that one may have (a DNS name ends at 253). */
const maxHosts = 1000;

const maxNameCharacters = 1024;

/** Paths that are remembered, of all hosts together. */
const maxPaths = 100_000;

/** What is known of a host. */
interface HostCount {
  matches: number;
  /** Digests of its paths: of one size, however long a path is. */
  readonly paths: Set<string>;
  /** Whether there may be paths beyond those remembered. */
  morePaths: boolean;
  /** Milliseconds since 1970; undefined where no match had a time. */
  first?: number;
  last?: number;
}

/** What the table takes of a match. */
export interface HostMatch {
  readonly host: string | undefined;
  readonly paths: readonly string[];
  readonly time: string | undefined;
}

/** Counts matches by host, in bounded memory, whatever names and paths come. */
export class HostTable {
  readonly #hosts = new Map<string | undefined, HostCount>();
  #paths = 0;
  #beyond = 0;

  add({ host, paths, time }: HostMatch): void {
    const count = this.#countOf(host);
    if (count === undefined) {
      this.#beyond += 1;
      return;
    }
    count.matches += 1;
    for (const path of paths) this.#addPath(count, path);
    const milliseconds = time === undefined ? undefined : timeOf(time);
    if (milliseconds === undefined) return;
    count.first = Math.min(count.first ?? milliseconds, milliseconds);
    count.last = Math.max(count.last ?? milliseconds, milliseconds);
  }

  /** The table, hosts with most matches first; the name comes last, where its length moves nothing. */
  lines(): string[] {
    if (this.#hosts.size === 0 && this.#beyond === 0) return [];
    const rows = [...this.#hosts].sort(([, one], [, other]) => other.matches - one.matches);
    const lines = [
      row('matches', 'paths', 'first', 'last', 'host'),
      ...rows.map(([name, { matches, paths, morePaths, first, last }]) =>
        row(
          String(matches),
          `${paths.size}${morePaths ? '+' : ''}`,
          timeText(first),
          timeText(last),
          name === undefined ? '(no name)' : sanitize(name),
        ),
      ),
    ];
    if (this.#beyond > 0) lines.push(row(String(this.#beyond), '', '', '', '(further hosts)'));
    return lines;
  }

  /** What is known of a host; undefined where it is one too many. */
  #countOf(name: string | undefined): HostCount | undefined {
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    if (this.#hosts.size >= maxHosts || (name?.length ?? 0) > maxNameCharacters) return undefined;
    const count: HostCount = { matches: 0, paths: new Set(), morePaths: false };
    this.#hosts.set(name, count);
    return count;
  }

  #addPath(count: HostCount, path: string): void {
    const digest = createHash('sha256').update(path).digest('base64');
    if (count.paths.has(digest)) return;
    if (this.#paths >= maxPaths) {
      count.morePaths = true;
      return;
    }
    this.#paths += 1;
    count.paths.add(digest);
  }
}

function row(matches: string, paths: string, first: string, last: string, host: string): string {
  return `${matches.padStart(7)}  ${paths.padStart(6)}  ${first.padEnd(24)}  ${last.padEnd(24)}  ${host}`;
}

/** A time as ISO 8601 in UTC, or a dash. */
export function timeText(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '-' : new Date(milliseconds).toISOString();
}
