import * as ascii from './ascii.js';

/**
 * The index after the last bracket of the object or array that begins at `start`; -1 if it does not end before `end`.
 * Brackets are only counted: whether the text is valid JSON is for the parser to decide.
 */
export function endOfValue(bytes: Uint8Array, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    switch (bytes[at]) {
      case ascii.quote:
        at += 1;
        while (at < end && bytes[at] !== ascii.quote) at += bytes[at] === ascii.backslash ? 2 : 1;
        break;
      case ascii.openingBrace:
      case ascii.openingBracket:
        depth += 1;
        break;
      case ascii.closingBrace:
      case ascii.closingBracket:
        depth -= 1;
        if (depth === 0) return at + 1;
        break;
    }
  }
  return -1;
}

/** The index of the first byte in `bytes[start, end)` that is not white space, or `end`. */
export function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(bytes[at])) at += 1;
  return at;
}

/** Whether a byte is white space in JSON. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
