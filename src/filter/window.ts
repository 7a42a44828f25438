import { eventIngested, timestamp } from '../event/ecs.js';
import { UsageError } from '../io/errors.js';
import type { JsonObject } from '../json/value.js';
import { dateMath, parseDate } from './date-math.js';

/** The bounds of a time window, as dates or date math. A missing bound leaves the window open. */
export interface WindowOptions {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const hint =
  'use a date or date math, such as now-9m, now/d, 2026-01-31, 2026-01-31T10:00:00Z, 2026-01-31T10:00:00Z||-1h/d';

/** A time window that includes both bounds. Date math is resolved once, so the window does not move. */
export class TimeWindow {
  readonly #start: number;
  readonly #end: number;

  /**
   * @param now milliseconds since 1970.
   * @throws UsageError if a bound is not a date, or the window ends before it begins.
   */
  constructor({ from, to }: WindowOptions, now: number) {
    this.#start = from === undefined ? -Infinity : instantOf('--from', from, now);
    this.#end = to === undefined ? Infinity : instantOf('--to', to, now);
    if (this.#end < this.#start) {
      throw new UsageError(
        `the time window ends before it begins: ${iso(this.#start)} to ${iso(this.#end)}`,
      );
    }
  }

  /**
   * Whether any value of `event.ingested`, or of `@timestamp` if that is missing, is in the window; undefined if the event
   * has no valid time.
   */
  includes(event: JsonObject): boolean | undefined {
    const field = eventIngested.first(event) === undefined ? timestamp : eventIngested;
    const times = field.values(event).flatMap((value) => parseDate(value) ?? []);
    if (times.length === 0) return undefined;
    return times.some((time) => time >= this.#start && time <= this.#end);
  }
}

function instantOf(option: '--from' | '--to', expression: string, now: number): number {
  const instant = dateMath(expression, now, option === '--to');
  if (instant === undefined)
    throw new UsageError(`${option} ${expression}: not a date or date math`, hint);
  return instant;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
