/**
 * A date as Elasticsearch's `strict_date_optional_time` reads it: a year, and then as much more as there is. No offset
 * is UTC.
 */
const isoDate =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(?:(\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?)?$/;

/** Milliseconds since 1970. */
const epochMillis = /^-?\d{1,16}(?:\.\d{1,6})?$/;

/** One step of date math: `+3d`, `-M`, `/h`. */
const step = /(?:([+-])(\d{0,9})|\/1?)([yMwdhHms])/y;

/** The last instant that a Date can hold, and the first but for its sign, in milliseconds since 1970. */
const lastInstant = 8.64e15;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** From the Monday on which weeks are counted, 29 December 1969, to 1970. */
const mondayBefore1970 = 3 * day;

/** Units that are always equally long: days too, for all of it happens in UTC. Milliseconds. */
const fixedUnits: Readonly<Record<string, number>> = {
  w: 7 * day,
  d: day,
  h: hour,
  H: hour,
  m: minute,
  s: 1000,
};

/** Units whose length the calendar says. Months. */
const calendarUnits: Readonly<Record<string, number>> = { y: 12, M: 1 };

/**
 * Reads a date by `strict_date_optional_time||epoch_millis`, the format of Elasticsearch's date fields: `2026`,
 * `2026-01-31`, `2026-01-31T10:00:00.123456789+01:00`, `1769850000000`. Four digits are a year.
 *
 * @param roundUp what a missing time of day is taken for: its last moment, not its first. A missing month or day is the
 *   first all the same, as in Elasticsearch.
 * @returns milliseconds since 1970, what is finer cut off as Elasticsearch does; undefined where the text is no date.
 */
export function parseDate(text: string, roundUp = false): number | undefined {
  const parts = isoDate.exec(text);
  if (parts === null) return epochMillis.test(text) ? inRange(Math.floor(Number(text))) : undefined;
  const [, year, month = '01', dayOfMonth = '01', ...time] = parts;
  const last = roundUp ? '59' : '00';
  const [hours = roundUp ? '23' : '00', minutes = last, seconds = last, fraction, offset] = time;
  const millis = fraction?.padEnd(3, '0').slice(0, 3) ?? (roundUp ? '999' : '000');
  const utc = `${year}-${month}-${dayOfMonth}T${hours}:${minutes}:${seconds}.${millis}Z`;
  const date = new Date(utc);
  // A Date takes 31 April for 1 May, and 24:00 for the next day.
  return date.toJSON() === utc ? date.getTime() - offsetOf(offset) : undefined;
}

/**
 * Works out a date or an expression of Elastic's date math: `now-9m`, `now/d`, `2026-01-31T10:00:00Z||-1h/d`.
 *
 * Source: elastic/elasticsearch, JavaDateMathParser. Units are y M w d h H m s; what is added to months and years ends
 * with the month; weeks begin on Monday; steps apply from left to right.
 *
 * @param roundUp whether `/` gives the last millisecond of the unit and not its first: as the end of a range has it.
 * @returns milliseconds since 1970; undefined where the text is no such expression.
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

/** Adds so many of a unit. A day that the month reached does not have becomes its last. */
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

/** The first moment of the unit that an instant lies in. */
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
