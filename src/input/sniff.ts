import { csvDelimiter } from '../export/kibana-csv.js';
import { responseKeys } from '../export/shapes.js';
import * as ascii from '../json/ascii.js';
import { endOfValue, isSpace, skipSpace } from '../json/bytes.js';

/** What an input's bytes are, as far as one look tells: a layer to take off, or text in one of three forms. */
export type InputFormat = 'gzip' | 'zstd' | 'utf-16le' | 'utf-16be' | TextFormat;

/** How text holds documents: one a line, as JSON values over any lines, or as rows of Kibana's CSV. */
export type TextFormat = 'lines' | 'values' | 'csv';

/** How much of an input is looked at, in bytes. A first line that is longer counts as long. */
export const windowBytes: number = 1024 * 1024 - 1;

/**
 * Recognises an input by its first bytes.
 *
 * Lines are what everything is that is not plainly something else: a first line that is broken stays a line, and those
 * behind it are read.
 *
 * @param isWhole whether `head` is all there is.
 * @returns undefined where more bytes are needed.
 */
export function detectFormat(head: Uint8Array, isWhole: boolean): InputFormat | undefined {
  const isLast = isWhole || head.length >= windowBytes;
  return byMagic(head) ?? (head.length < 4 && !isLast ? undefined : text(head, isLast));
}

/** Recognises what no text begins with. */
function byMagic(head: Uint8Array): InputFormat | undefined {
  const magic = Buffer.from(head.subarray(0, 4)).toString('hex');
  if (/^1f8b/.test(magic)) return 'gzip';
  if (/^(?:28b52ffd|5.2a4d18)/.test(magic)) return 'zstd';
  if (/^(?:fffe|(?!00)..00(?!00)..00)/.test(magic)) return 'utf-16le';
  if (/^(?:feff|00(?!00)..00(?!00)..)/.test(magic)) return 'utf-16be';
  return undefined;
}

function text(head: Uint8Array, isLast: boolean): TextFormat | undefined {
  const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const start = skipSpace(head, marked, head.length);
  if (start === head.length) return isLast ? 'lines' : undefined;
  const newline = head.indexOf(ascii.newline, start);
  const end = newline < 0 ? head.length : newline;
  if (opensValue(head[start])) return json(head, start, end, isLast);
  if (newline < 0 && !isLast) return undefined;
  const header = Buffer.from(head.subarray(start, end)).toString();
  return csvDelimiter(header) === undefined ? 'lines' : 'csv';
}

/** Tells lines from other JSON: `head[start, end)` is what there is of the first line. */
function json(
  head: Uint8Array,
  start: number,
  end: number,
  isLast: boolean,
): TextFormat | undefined {
  const valueEnd = endOfValue(head, start, end);
  if (end === head.length) {
    if (!isLast) return undefined;
    if (valueEnd < 0) return longLine(head, start);
    // Other values may follow the first one without a line end.
    return opensValue(head[skipSpace(head, valueEnd, end)]) ? 'values' : 'lines';
  }
  if (valueEnd >= 0) return 'lines';
  if (head[start] === ascii.openingBracket) return 'values';
  const next = skipSpace(head, end, head.length);
  if (next === head.length) return isLast ? 'lines' : undefined;
  return goesOn(head, end, next) ? 'values' : 'lines';
}

/** A first line that does not end: values where it is a list of any kind, as only they grow so long. */
function longLine(head: Uint8Array, start: number): TextFormat {
  if (head[start] === ascii.openingBracket) return 'values';
  const key = skipSpace(head, start + 1, head.length);
  const keyEnd = head.indexOf(ascii.quote, key + 1);
  if (head[key] !== ascii.quote || keyEnd < 0 || keyEnd - key > 32) return 'lines';
  const name = Buffer.from(head.subarray(key + 1, keyEnd)).toString('latin1');
  return responseKeys.has(name) ? 'values' : 'lines';
}

function opensValue(byte: number | undefined): boolean {
  return byte === ascii.openingBrace || byte === ascii.openingBracket;
}

/**
 * Whether a value that the first line leaves open goes on validly at `next`, a later line's first byte. A line that
 * begins with a brace is the next document's, and the one before it broken: pretty-printed JSON would indent it.
 */
function goesOn(head: Uint8Array, end: number, next: number): boolean {
  const byte = String.fromCharCode(head[next] ?? 0);
  if (byte === '{' && head[next - 1] === ascii.newline) return false;
  let last = end - 1;
  while (isSpace(head[last])) last -= 1;
  switch (String.fromCharCode(head[last] ?? 0)) {
    case '{':
      return byte === '"' || byte === '}';
    case ',':
    case '[':
    case ':':
      return /["{[\]\dtfn-]/.test(byte);
    default:
      return /[,}\]:]/.test(byte);
  }
}
