const quote = 0x22;
const backslash = 0x5c;

/**
 * The end of the object or array that begins at `start`: the index after its last bracket, or -1 if it is not complete
 * before `end`. Brackets are only counted; whether the text is valid JSON is up to the parser.
 */
export function endOfValue(bytes: Uint8Array, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    switch (bytes[at]) {
      case quote:
        at += 1;
        while (at < end && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
        break;
      case 0x7b: // {
      case 0x5b: // [
        depth += 1;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth -= 1;
        if (depth === 0) return at + 1;
        break;
    }
  }
  return -1;
}

/** The first byte in `bytes[start, end)` that is not white space, or `end`. */
export function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(bytes[at])) at += 1;
  return at;
}

/** Whether a byte is white space between JSON's tokens. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
