const key: Buffer = Buffer.from('"@timestamp"');

/** Maximum number of bytes between the key and the end of its value, which may be in an array. */
const maxBytes = 48;

const pattern = /^\s*:\s*\[?\s*"(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::[\d.]{2,13})?Z"/;

/** Lines in a log are in the order of time, more or less: most have the minute of the line before. */
let lastText = '';
let lastTime = Number.NaN;

/**
 * The minute of the `@timestamp` of a line with one event, read without parsing the line.
 *
 * @returns milliseconds since 1970; undefined if the line has not exactly one such key, or another format of times.
 */
export function minuteOfLine(line: Buffer): number | undefined {
  const found = line.indexOf(key);
  if (found < 0) return undefined;
  const from = found + key.length;
  if (line.indexOf(key, from) >= 0) return undefined;
  const text = pattern.exec(line.toString('latin1', from, from + maxBytes))?.[1];
  if (text === undefined) return undefined;
  if (text !== lastText) {
    lastText = text;
    lastTime = Date.parse(`${text}Z`);
  }
  return Number.isNaN(lastTime) ? undefined : lastTime;
}
