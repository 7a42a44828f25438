import { epochTime } from '../event/time.js';

/** A date in Elasticsearch's format `strict_date_optional_time`: only the year is required, and the default zone is UTC. */
const isoDate =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(?:(\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?)?$/;

/** Milliseconds before 1970. */
const beforeEpoch = /^-\d{1,16}(?:\.\d{1,6})?$/;

/** A step of date math: `+3d`, `-M`, `/h`. */
const step = /(?:([+-])(\d{0,9})|\/1?)([yMwdhHms])/y;

/** The last instant that a Date can represent, and with a minus sign the first, in milliseconds since 1970. */
const lastInstant = 8.64e15;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** From the Monday from which weeks are counted, 29 December 1969, to 1970. */
const mondayBefore1970 = 3 * day;

/** Units of constant length in milliseconds. In UTC, days are among them. */
const fixedUnits: Readonly<Record<string, number>> = {
  w: 7 * day,
  d: day,
  h: hour,
  H: hour,
  m: minute,
  s: 1000,
};

/** Units whose length depends on the calendar, in months. */
const calendarUnits: Readonly<Record<string, number>> = { y: 12, M: 1 };

/**
 * Parses a date in the format `strict_date_optional_time||epoch_millis` of Elasticsearch's date fields: `2026`,
 * `2026-01-31`, `2026-01-31T10:00:00.123456789+01:00`, `1769850000000`. Four digits are a year; ten are seconds, as in
 * {@link epochTime}.
 *
 * @param roundUp whether a missing time of day is its last moment and not its first. A missing month or day is always
 *   the first, as in Elasticsearch.
 * @returns milliseconds since 1970, rounded down as in Elasticsearch; undefined if the text is not a date.
 */
export function parseDate(text: string, roundUp = false): number | undefined {
  const parts = isoDate.exec(text);
  if (parts === null) {
    const time = beforeEpoch.test(text) ? Number(text) : epochTime(text);
    return time === undefined ? undefined : inRange(Math.floor(time));
  }
  const [, year, month = '01', dayOfMonth = '01', ...time] = parts;
  const last = roundUp ? '59' : '00';
  const [hours = roundUp ? '23' : '00', minutes = last, seconds = last, fraction, offset] = time;
  const millis = fraction?.padEnd(3, '0').slice(0, 3) ?? (roundUp ? '999' : '000');
  const utc = `${year}-${month}-${dayOfMonth}T${hours}:${minutes}:${seconds}.${millis}Z`;
  const date = new Date(utc);
  // Date accepts 31 April as 1 May, and 24:00 as the next day.
  return date.toJSON() === utc ? date.getTime() - offsetOf(offset) : undefined;
}

/**
 * Evaluates a date or an expression of Elasticsearch's date math: `now-9m`, `now/d`, `2026-01-31T10:00:00Z||-1h/d`.
 *
 * Source: elastic/elasticsearch, JavaDateMathParser. Units are y M w d h H m s; weeks begin on Monday; steps apply from
 * left to right.
 *
 * @param roundUp whether `/` gives the last millisecond of the unit and not its first, as at the end of a range.
 * @returns milliseconds since 1970; undefined if the expression is invalid.
 */
export function dateMath(expression: string, now: number, roundUp: boolean): number | undefined {
  const bar = expression.indexOf('||');
  if (expression.startsWith('now')) return applySteps(expression.slice(3), now, roundUp);
  if (bar < 0) return parseDate(expression, roundUp);
  const anchor = parseDate(expression.slice(0, bar));
  return anchor === undefined ? undefined : applySteps(expression.slice(bar + 2), anchor, roundUp);
}

function applySteps(steps: string, anchor: number, roundUp: boolean): number | undefined {
  let instant: number | undefined = anchor;
  for (let at = 0; at < steps.length; ) {
    step.lastIndex = at;
    const [whole, sign, count, unit] = step.exec(steps) ?? [];
    if (whole === undefined || unit === undefined || instant === undefined) return undefined;
    at += whole.length;
    if (sign === undefined) {
      const start = floor(instant, unit);
      instant = roundUp ? add(start, 1, unit) - 1 : start;
    } else {
      instant = add(instant, Number(`${sign}${count || 1}`), unit);
    }
    instant = inRange(instant);
  }
  return instant;
}

/** Adds a number of units. A day that the resulting month does not have becomes its last. */
function add(instant: number, count: number, unit: string): number {
  const fixed = fixedUnits[unit];
  if (fixed !== undefined) return instant + count * fixed;
  const date = new Date(instant);
  const dayOfMonth = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count * (calendarUnits[unit] ?? 0));
  const lastDay = new Date(date);
  lastDay.setUTCMonth(lastDay.getUTCMonth() + 1, 0);
  return date.setUTCDate(Math.min(dayOfMonth, lastDay.getUTCDate()));
}

/** The first moment of the unit that contains an instant. */
function floor(instant: number, unit: string): number {
  const fixed = fixedUnits[unit];
  if (fixed !== undefined) {
    const origin = unit === 'w' ? -mondayBefore1970 : 0;
    return Math.floor((instant - origin) / fixed) * fixed + origin;
  }
  const date = new Date(Math.floor(instant / day) * day);
  return unit === 'y' ? date.setUTCMonth(0, 1) : date.setUTCDate(1);
}

function offsetOf(text = 'Z'): number {
  if (text === 'Z') return 0;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * hour + Number(minutes) * minute);
}

function inRange(instant: number): number | undefined {
  return Math.abs(instant) <= lastInstant ? instant : undefined;
}
