import type { EventRecord } from '../event-record.js';
import type { CollectNote } from '../judge.js';
import type { CollectedCount } from './record.js';

/** A count while events are added. */
interface Count {
  count: number;
  first?: number;
  last?: number;
}

/** Counts collected events by host, reason and time. */
export class CollectedCounts {
  /** By host with planted files, then by reason. */
  readonly #hosts: ReadonlyMap<string, Map<CollectedCount['kind'], Count>>;
  events = 0;
  /** Those of other hosts. */
  others = 0;

  /** @param hosts the keys of those with planted files. */
  constructor(hosts: readonly string[]) {
    this.#hosts = new Map(hosts.map((host) => [host, new Map()]));
  }

  /** Adds an event, with all reasons why it was collected. */
  add({ host, event }: EventRecord, kinds: readonly CollectedCount['kind'][]): void {
    this.events += 1;
    const counts = this.#hosts.get(host);
    if (counts === undefined) this.others += 1;
    for (const kind of counts === undefined ? [] : new Set(kinds)) {
      const known = counts?.get(kind) ?? { count: 0 };
      counts?.set(kind, known);
      known.count += 1;
      const { milliseconds } = event;
      if (milliseconds === undefined) continue;
      known.first = Math.min(known.first ?? milliseconds, milliseconds);
      known.last = Math.max(known.last ?? milliseconds, milliseconds);
    }
  }

  ofHost(host: string): readonly CollectedCount[] {
    return [...(this.#hosts.get(host) ?? [])].map(([kind, count]) => ({ kind, ...count }));
  }
}

/** Why an event is needed; empty if it only shows what the log has. */
export function reasonsFor({
  relevance,
  lookups = [],
  signs,
  isAboutFile = false,
}: CollectNote): readonly CollectedCount['kind'][] {
  const reasons = [...relevance, ...lookups];
  if (reasons.length > 0 || (signs === undefined && !isAboutFile)) return reasons;
  return ['other'];
}
