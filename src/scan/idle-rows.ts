import * as ascii from '../json/ascii.js';

const quote = 0x22;
const space = 0x20;
const tab = 0x09;
const letters = { i: 0x69, n: 0x6e, t: 0x74, u: 0x75 } as const;

/**
 * Whether a line is certainly a row of a table that cannot matter: it has a cell for each column if quotes are taken as
 * quotes, it does not mention the path in any spelling, and it is not a header, as those have no slash.
 *
 * **Never a false yes.** It says no to any row with a quote that a writer of quoted cells would not put there.
 *
 * @param bytes of which `[start, end)` is the line, without its end.
 * @param delimiter the byte between cells.
 */
export function isIdleRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  delimiter: number,
  columns: number,
): boolean {
  let cells = 0;
  let hasSlash = false;
  for (let at = start; ; at += 1) {
    const isQuoted = at < end && bytes[at] === quote;
    if (isQuoted) at += 1;
    else if (at < end && bytes[at] !== delimiter && isBlank(bytes[at])) return false;
    for (; ; at += 1) {
      if (at >= end) {
        if (isQuoted) return false;
        break;
      }
      const byte = bytes[at] ?? 0;
      if (byte === quote) {
        if (!isQuoted) return false;
        if (at + 1 >= end || bytes[at + 1] !== quote) break;
        at += 1;
      } else if (byte === delimiter) {
        if (!isQuoted) break;
      } else if (byte === ascii.slash) hasSlash = true;
      else if ((byte | space) === letters.t) {
        if (at - start >= 3 && endsWord(bytes, at)) return false;
      } else if (byte === ascii.backslash && bytes[at + 1] === letters.u) return false;
    }
    if (isQuoted) {
      at += 1;
      if (at < end && bytes[at] !== delimiter) return false;
    }
    cells += 1;
    if (at >= end) return hasSlash && cells === columns;
  }
}

/** Whether a `t` ends the word `init`, which every mention has unless it has an escape. */
function endsWord(bytes: Uint8Array, at: number): boolean {
  return (
    ((bytes[at - 1] ?? 0) | space) === letters.i &&
    ((bytes[at - 2] ?? 0) | space) === letters.n &&
    ((bytes[at - 3] ?? 0) | space) === letters.i
  );
}

function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === tab;
}
