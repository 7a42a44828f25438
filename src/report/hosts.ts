import { hostOf } from '../event/ecs.js';
import type { ScannedDocument } from '../scan/sink.js';
import { sanitize } from './sanitize.js';
import { count } from './units.js';

/**
 * Keeps a value per host. The number of hosts and the length of their names are bounded, so that no input can exhaust
 * the memory. Events without a host name share the host `undefined`.
 */
export class BoundedHosts<Value> {
  /** Lookups of hosts beyond these bounds. */
  overflow = 0;
  readonly #make: (hosts: number) => Value;
  readonly #maxHosts: number;
  readonly #maxNameCharacters: number;
  readonly #values = new Map<string | undefined, Value>();

  /**
   * @param make creates the value of a new host, given the number of earlier hosts.
   * @param maxNameCharacters a DNS name has at most 253.
   */
  constructor(make: (hosts: number) => Value, maxHosts: number, maxNameCharacters = 1024) {
    this.#make = make;
    this.#maxHosts = maxHosts;
    this.#maxNameCharacters = maxNameCharacters;
  }

  /** The value of a host; undefined beyond the bounds. */
  get(name: string | undefined): Value | undefined {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const hosts = this.#values.size;
    if (hosts >= this.#maxHosts || (name?.length ?? 0) > this.#maxNameCharacters) {
      this.overflow += 1;
      return undefined;
    }
    const value = this.#make(hosts);
    this.#values.set(name, value);
    return value;
  }

  /** The names of the hosts, in the order in which they were looked up first. */
  names(): string[] {
    return [...this.#values.keys()].filter((name) => name !== undefined);
  }

  /** The hosts with their values, highest count first. */
  ranked(countOf: (value: Value) => number): [name: string | undefined, value: Value][] {
    return [...this.#values].sort(([, one], [, other]) => countOf(other) - countOf(one));
  }
}

/** A sanitized host name to show. */
export function hostLabel(name: string | undefined): string {
  return name === undefined ? '(no name)' : sanitize(name);
}

/** Matches whose host is looked up. A lookup parses the event, which a report such as ndjson never does. */
const maxTalliedMatches = 10_000;

/** Hosts that are named; the rest are summed. */
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

  /** The hosts with the most matches, on one line; no line if there are no matches. */
  lines(): string[] {
    if (this.#matches === 0) return [];
    const shown = this.#hosts.ranked(({ matches }) => matches).slice(0, maxNamedHosts);
    const named = shown.map(([name, { matches }]) => `${hostLabel(name)} (${matches})`);
    const tallied = Math.min(this.#matches, maxTalliedMatches);
    const others = shown.reduce((left, [, { matches }]) => left - matches, tallied);
    if (others > 0) named.push(`others (${others})`);
    const which =
      this.#matches > maxTalliedMatches
        ? `hosts of the first ${count(maxTalliedMatches, 'match', 'matches')}`
        : 'hosts';
    return [`${which}: ${named.join(', ')}`];
  }
}
