import { escapableWildcard } from '../rule/operators.js';
import type { MatchRecord } from './event-record.js';
import type { CaseScope } from './file-groups.js';

/** Selects the matches of some hosts and paths, and counts the others. */
export class ScopeFilter {
  readonly #hosts: readonly string[];
  readonly #paths: readonly string[];
  readonly #names: ReadonlySet<string>;
  readonly #patterns: readonly ((path: string) => boolean)[];
  #outside = 0;

  /**
   * @param hosts names or ids, in any case; all if there are none.
   * @param paths patterns for whole paths, in which `*` and `?` match any characters; all if there are none.
   */
  constructor(hosts: readonly string[], paths: readonly string[]) {
    this.#hosts = hosts;
    this.#paths = paths;
    this.#names = new Set(hosts.map((name) => name.toLowerCase()));
    this.#patterns = paths.map(escapableWildcard);
  }

  accepts({ event: { host }, path }: Pick<MatchRecord, 'event' | 'path'>): boolean {
    const isOfHost =
      this.#names.size === 0 ||
      [host.name, host.id].some((name) => this.#names.has((name ?? '').toLowerCase()));
    const isOfPath = this.#patterns.length === 0 || this.#patterns.some((matches) => matches(path));
    if (isOfHost && isOfPath) return true;
    this.#outside += 1;
    return false;
  }

  /** @returns undefined if it selects all. */
  result(): CaseScope | undefined {
    if (this.#hosts.length + this.#paths.length === 0) return undefined;
    return { hosts: this.#hosts, paths: this.#paths, matchesOutside: this.#outside };
  }
}
