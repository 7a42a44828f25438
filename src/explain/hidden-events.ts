import { BoundedHosts } from '../report/hosts.js';
import type { SourceLocation } from '../scan/sink.js';
import type { Explanation } from './explanation.js';

/** An event that is excluded only by values that an attacker can choose. */
export interface HiddenEvent {
  readonly path: string;
  readonly clauses: readonly string[];
  /** Milliseconds since 1970; undefined if the event has no valid time. */
  readonly time: number | undefined;
  readonly place: SourceLocation;
}

export interface HostHiddenEvents {
  /** Undefined for events without a host name. */
  readonly host: string | undefined;
  readonly events: number;
  /** The first of them. */
  readonly listed: readonly HiddenEvent[];
}

/** Limits of what is listed. The limit per host keeps a flood of events from hiding those of other hosts. */
export const hiddenEventLimits: Readonly<Record<'hosts' | 'events' | 'eventsPerHost', number>> = {
  hosts: 10_000,
  events: 1_000,
  eventsPerHost: 100,
};

/** Longer paths are truncated. Linux limits paths to 4,096 bytes. */
const maxPathCharacters = 4096;

/**
 * Collects, by host, the events that would match except for values that an attacker can choose: where to look for
 * attacks that the allowlist hides. Memory is bounded: events beyond the limits are only counted.
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

  /** Counts an event, and lists it if the limits allow. */
  add(host: string | undefined, event: HiddenEvent): void {
    this.events += 1;
    const counts = this.#hosts.get(host);
    if (counts === undefined) return;
    counts.events += 1;
    const { events, eventsPerHost } = this.#limits;
    if (this.#listed >= events || counts.listed.length >= eventsPerHost) return;
    this.#listed += 1;
    counts.listed.push(event);
  }

  get notListed(): number {
    return this.events - this.#listed;
  }

  /** The hosts with listed events, sorted by number of events. */
  hosts(): HostHiddenEvents[] {
    return this.#hosts
      .ranked(({ events }) => events)
      .map(([host, counts]) => ({ host, ...counts }))
      .filter(({ listed }) => listed.length > 0);
  }
}

/** An event with the clauses that exclude it. Its path is truncated. */
export function hiddenEvent(
  { exclusions }: Explanation,
  event: Omit<HiddenEvent, 'clauses'>,
): HiddenEvent {
  const clauses = exclusions.map(({ clause }) => clause);
  return { ...event, path: truncated(event.path), clauses };
}

/** Truncates a path. The result is a copy, because a slice would keep the whole path in memory. */
function truncated(path: string): string {
  return path.length > maxPathCharacters
    ? `${Buffer.from(path.slice(0, maxPathCharacters)).toString()}…`
    : path;
}
