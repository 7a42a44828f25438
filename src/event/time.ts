/**
 * Parses a date as Elasticsearch does by default: ISO 8601, in UTC unless it has a time zone, or milliseconds since
 * 1970.
 *
 * @returns milliseconds since 1970; undefined if the text is not a date.
 */
export function timeOf(text: string): number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d\d-\d\d(?:T[\d:.]{2,18}(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text)) return undefined;
  const milliseconds = Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
