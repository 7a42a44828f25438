import { BoundedHosts } from '../report/hosts.js';
import type { SourceLocation } from '../scan/sink.js';
import type { Explanation } from './explanation.js';

/** An event that is excluded only by values that an attacker is free to choose. */
export interface HiddenEvent {
  readonly path: string;
  readonly clauses: readonly string[];
  /** Milliseconds since 1970; undefined if the event has no time that can be read. */
  readonly time: number | undefined;
  readonly place: SourceLocation;
}

/** A host with hidden events. */
export interface HiddenOnHost {
  /** Undefined if the events name no host. */
  readonly host: string | undefined;
  readonly events: number;
  /** The first of them. */
  readonly listed: readonly HiddenEvent[];
}

/** How many events are listed, and of how many hosts. No host's flood of events hides those of another. */
export const hiddenEventLimits: Readonly<Record<'hosts' | 'events' | 'eventsPerHost', number>> = {
  hosts: 10_000,
  events: 1_000,
  eventsPerHost: 100,
};

/** The longest path that is kept whole, in characters (Linux limits paths to 4,096 bytes). */
const maxPathCharacters = 4096;

/**
 * Events that would be alerts but for values that an attacker is free to choose, by host: where to look for what hides
 * behind the allowlist. Memory is bounded; events beyond the limits are only counted.
 */
export class HiddenEvents {
  /** All hidden events, including those beyond the limits. */
  events = 0;
  readonly #limits: typeof hiddenEventLimits;
  readonly #hosts: BoundedHosts<{ events: number; readonly listed: HiddenEvent[] }>;
  #listed = 0;

  constructor(limits: typeof hiddenEventLimits = hiddenEventLimits) {
    this.#limits = limits;
    this.#hosts = new BoundedHosts(() => ({ events: 0, listed: [] }), limits.hosts);
  }

  /** Counts the event if it is hidden, and lists it within the limits. */
  add(
    explanation: Explanation,
    host: string | undefined,
    event: Omit<HiddenEvent, 'clauses'>,
  ): void {
    if (!isHiddenByChoice(explanation)) return;
    this.events += 1;
    const on = this.#hosts.get(host);
    if (on === undefined) return;
    on.events += 1;
    const { events, eventsPerHost } = this.#limits;
    if (this.#listed >= events || on.listed.length >= eventsPerHost) return;
    this.#listed += 1;
    const clauses = explanation.exclusions.map(({ clause }) => clause);
    on.listed.push({ ...event, path: shortened(event.path), clauses });
  }

  get notListed(): number {
    return this.events - this.#listed;
  }

  /** The hosts with listed events, those with the most events first. */
  hosts(): HiddenOnHost[] {
    return this.#hosts
      .ranked(({ events }) => events)
      .map(([host, on]) => ({ host, ...on }))
      .filter(({ listed }) => listed.length > 0);
  }
}

/** Whether an event is excluded only by values that an attacker is free to choose. */
export function isHiddenByChoice({ verdict, exclusions }: Explanation): boolean {
  return (
    verdict === 'excluded' &&
    exclusions.every(({ entries }) => entries.every(({ attackerChosen }) => attackerChosen))
  );
}

/** A path as far as it is kept. It is copied, since a slice would keep the whole of a longer path in memory. */
function shortened(path: string): string {
  return path.length > maxPathCharacters
    ? `${Buffer.from(path.slice(0, maxPathCharacters)).toString()}…`
    : path;
}
