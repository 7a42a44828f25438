import { BoundedHosts } from '../report/hosts.js';
import type { Explanation } from './explanation.js';

/** An event that only attacker-chosen values exclude. */
export interface HiddenEvent<Place> {
  readonly path: string;
  readonly clauses: readonly string[];
  /** Milliseconds since 1970; undefined where the event says none that can be read. */
  readonly time: number | undefined;
  readonly place: Place;
}

/** A host with such events. */
export interface HiddenOnHost<Place> {
  /** Undefined where the events name none. */
  readonly host: string | undefined;
  readonly events: number;
  /** The first of them. */
  readonly listed: readonly HiddenEvent<Place>[];
}

/** How much an abuse view remembers. */
export interface HiddenEventLimits {
  readonly hosts: number;
  /** Events that are listed, of all hosts and of one: no host's flood of events hides those of another. */
  readonly events: number;
  readonly eventsPerHost: number;
}

export const hiddenEventLimits: HiddenEventLimits = {
  hosts: 10_000,
  events: 1_000,
  eventsPerHost: 100,
};

/** The longest path that is kept whole, in characters (Linux limits paths to 4,096 bytes). */
const maxPathCharacters = 4096;

/**
 * Events that would be alerts but for something that an attacker is free to choose, by host: where to look for what
 * hides behind the allowlist. Memory is bounded; what is over the limits is counted.
 */
export class HiddenEvents<Place> {
  readonly #limits: HiddenEventLimits;
  readonly #hosts: BoundedHosts<{ events: number; readonly listed: HiddenEvent<Place>[] }>;
  #listed = 0;
  #events = 0;

  constructor(limits: HiddenEventLimits = hiddenEventLimits) {
    this.#limits = limits;
    this.#hosts = new BoundedHosts(() => ({ events: 0, listed: [] }), limits.hosts);
  }

  /** Takes an event, where it belongs here. */
  add(
    explanation: Explanation,
    host: string | undefined,
    event: Omit<HiddenEvent<Place>, 'clauses'>,
  ): void {
    if (!isHiddenByChoice(explanation)) return;
    this.#events += 1;
    const on = this.#hosts.get(host);
    if (on === undefined) return;
    on.events += 1;
    if (this.#listed >= this.#limits.events || on.listed.length >= this.#limits.eventsPerHost)
      return;
    this.#listed += 1;
    const clauses = explanation.exclusions.map(({ clause }) => clause);
    on.listed.push({ ...event, path: shortened(event.path), clauses });
  }

  /** All such events, those over the limits too. */
  get events(): number {
    return this.#events;
  }

  /** Events that are not listed. */
  get notListed(): number {
    return this.#events - this.#listed;
  }

  /** The hosts, those with most events first. */
  hosts(): HiddenOnHost<Place>[] {
    const ranked = this.#hosts.ranked(({ events }) => events);
    return ranked.map(([host, seen]) => ({ host, ...seen }));
  }
}

/** Whether an event is excluded by nothing but values that an attacker is free to choose. */
export function isHiddenByChoice({ verdict, exclusions }: Explanation): boolean {
  return (
    verdict === 'excluded' &&
    exclusions.every(({ entries }) => entries.every(({ attackerChosen }) => attackerChosen))
  );
}

/** A path as far as it is kept; as a text of its own, so that it does not keep a longer one in memory. */
function shortened(path: string): string {
  return path.length > maxPathCharacters
    ? `${Buffer.from(path.slice(0, maxPathCharacters)).toString()}…`
    : path;
}
