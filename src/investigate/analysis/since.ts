import { timeOf } from '../../event/time.js';
import type { ChainLink } from '../case.js';
import type { EventRecord } from '../event-record.js';

/** When a process of a chain was first seen, in milliseconds since 1970; undefined if that is unknown. */
export function sinceOf({ events, start }: ChainLink<EventRecord>): number | undefined {
  const started = start === undefined ? undefined : timeOf(start);
  const own = events
    .filter(({ event }) => event.categories.includes('process'))
    .flatMap(({ event }) => event.milliseconds ?? []);
  const times = [...own, ...(started === undefined ? [] : [started])];
  return times.length === 0 ? undefined : Math.min(...times);
}
