import { eventIngested, timestamp } from '../event/ecs.js';
import { UsageError } from '../io/errors.js';
import type { JsonObject } from '../json/value.js';
import { dateMath, parseDate } from './date-math.js';

/** The ends of a window of time, as dates or date math. An end that is not there is open. */
export interface WindowOptions {
  readonly from?: string;
  readonly to?: string;
}

const form =
  'give a date or date math: now-9m, now/d, 2026-01-31, 2026-01-31T10:00:00Z, 2026-01-31T10:00:00Z||-1h/d';

/** A window of time, both ends within. It stands still: `now` is the moment it was made for. */
export class TimeWindow {
  readonly #start: number;
  readonly #end: number;

  /**
   * @param now milliseconds since 1970.
   * @throws UsageError where an end is no date, or the window ends before it begins.
   */
  constructor({ from, to }: WindowOptions, now: number) {
    this.#start = from === undefined ? -Infinity : instantOf('--from', from, now);
    this.#end = to === undefined ? Infinity : instantOf('--to', to, now);
    if (this.#end < this.#start) {
      throw new UsageError(
        `the window of time ends before it begins: ${iso(this.#start)} to ${iso(this.#end)}`,
      );
    }
  }

  /** Whether any time of an event lies in the window; undefined where the event has no time that can be read. */
  holds(event: JsonObject): boolean | undefined {
    const field = eventIngested.first(event) === undefined ? timestamp : eventIngested;
    const times = field.values(event).flatMap((value) => parseDate(value) ?? []);
    if (times.length === 0) return undefined;
    return times.some((time) => time >= this.#start && time <= this.#end);
  }
}

function instantOf(option: '--from' | '--to', expression: string, now: number): number {
  const instant = dateMath(expression, now, option === '--to');
  if (instant === undefined) throw new UsageError(`${option} ${expression}: that is no time`, form);
  return instant;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
