/** An instant as a number, as a sequence of digits and perhaps a fraction. */
const epoch = /^(\d{1,16}|\d{19})(?:\.\d{1,9})?$/;

/** Milliseconds per unit of an epoch time, by its number of digits; all other numbers are milliseconds. */
const epochUnits: ReadonlyMap<number, number> = new Map([
  [10, 1000],
  [16, 1e-3],
  [19, 1e-6],
]);

/**
 * Parses a number of milliseconds since 1970, or of seconds, microseconds or nanoseconds if it has as many digits as
 * these have from 2001 to 2286: 10, 16 or 19. In milliseconds, such numbers would be in 1970 or far in the future.
 *
 * @returns milliseconds since 1970; undefined if the text is not such a number.
 */
export function epochTime(text: string): number | undefined {
  const digits = epoch.exec(text)?.[1];
  return digits === undefined ? undefined : Number(text) * (epochUnits.get(digits.length) ?? 1);
}

/**
 * Parses a date as Elasticsearch does by default: ISO 8601, in UTC unless it has a time zone, or a number as in
 * {@link epochTime}.
 *
 * @returns milliseconds since 1970; undefined if the text is not a date.
 */
export function timeOf(text: string): number | undefined {
  const time = epochTime(text);
  if (time !== undefined) return Math.floor(time);
  if (!/^\d{4}-\d\d-\d\d(?:T[\d:.]{2,18}(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text)) return undefined;
  const milliseconds = Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
