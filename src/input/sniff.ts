import { opensResponse } from '../export/response.js';
import { responseKeys } from '../export/shapes.js';
import { tableStart } from '../export/table-header.js';
import * as ascii from '../json/ascii.js';
import { endOfValue, isSpace, skipSpace } from '../json/bytes.js';

/** The format of an input: a layer to remove, or text. */
export type InputFormat = 'gzip' | 'zstd' | 'utf-16le' | 'utf-16be' | TextFormat;

/** How text holds documents: one per line, as JSON values across lines, or as rows of a table. */
export type TextFormat = 'lines' | 'values' | 'csv';

/** How much of an input is examined, in bytes. */
export const windowBytes: number = 1024 * 1024 - 1;

/**
 * Detects the format of an input from its first bytes.
 *
 * Anything that is not clearly something else counts as lines: if the first line is broken, those after it are still
 * read.
 *
 * @param isWhole whether `head` is the whole input.
 * @returns undefined if more bytes are needed.
 */
export function detectFormat(head: Uint8Array, isWhole: boolean): InputFormat | undefined {
  const isLast = isWhole || head.length >= windowBytes;
  return byMagic(head) ?? (head.length < 4 && !isLast ? undefined : textFormat(head, isLast));
}

/** Detects the formats that have magic numbers. */
function byMagic(head: Uint8Array): InputFormat | undefined {
  const magic = Buffer.from(head.subarray(0, 4)).toString('hex');
  if (/^1f8b/.test(magic)) return 'gzip';
  if (/^(?:28b52ffd|5.2a4d18)/.test(magic)) return 'zstd';
  if (/^(?:fffe|(?!00)..00(?!00)..00)/.test(magic)) return 'utf-16le';
  if (/^(?:feff|00(?!00)..00(?!00)..)/.test(magic)) return 'utf-16be';
  return undefined;
}

function textFormat(head: Uint8Array, isLast: boolean): TextFormat | undefined {
  const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const start = skipSpace(head, marked, head.length);
  if (start === head.length) return isLast ? 'lines' : undefined;
  const text = head.subarray(start);
  const newline = text.indexOf(ascii.newline);
  const end = newline < 0 ? text.length : newline;
  if (opensValue(text[0])) return jsonFormat(text, end, isLast);
  // As many characters as bytes, as the reader of tables sees them.
  const table = tableStart(Buffer.from(head).toString('latin1'), isLast);
  if (table === 'more') return undefined;
  return table === undefined ? 'lines' : 'csv';
}

/** Distinguishes lines from other JSON; the first line, as far as it is known, is `text[0, end)`. */
function jsonFormat(text: Uint8Array, end: number, isLast: boolean): TextFormat | undefined {
  const valueEnd = endOfValue(text, 0, end);
  if (end === text.length) {
    if (!isLast) return undefined;
    if (valueEnd < 0) return longLineFormat(text);
    // Other values may follow the first one without a line end.
    return opensValue(text[skipSpace(text, valueEnd, end)]) ? 'values' : 'lines';
  }
  if (valueEnd >= 0) return 'lines';
  if (text[0] === ascii.openingBracket) return 'values';
  const next = skipSpace(text, end, text.length);
  if (next === text.length && !isLast) return undefined;
  // The documents of a response that was cut short are in it all the same.
  if (opensResponse(Buffer.from(text.subarray(0, end)).toString())) return 'values';
  if (next === text.length) return 'lines';
  return continuesAt(text, end, next) ? 'values' : 'lines';
}

/** The format if the first line does not end: values if it is a list or a response, as only those grow so long. */
function longLineFormat(text: Uint8Array): TextFormat {
  if (text[0] === ascii.openingBracket) return 'values';
  const key = skipSpace(text, 1, text.length);
  const keyEnd = text.indexOf(ascii.quote, key + 1);
  if (text[key] !== ascii.quote || keyEnd < 0 || keyEnd - key > 32) return 'lines';
  const name = Buffer.from(text.subarray(key + 1, keyEnd)).toString('latin1');
  return responseKeys.has(name) ? 'values' : 'lines';
}

function opensValue(byte: number | undefined): boolean {
  return byte === ascii.openingBrace || byte === ascii.openingBracket;
}

/**
 * Whether a value that is incomplete on the first line continues validly at `next`, the first byte on a later line. If
 * that line begins with a brace, it is another document, and the first one is broken: pretty-printed JSON is indented.
 */
function continuesAt(text: Uint8Array, end: number, next: number): boolean {
  const byte = String.fromCharCode(text[next] ?? 0);
  if (byte === '{' && text[next - 1] === ascii.newline) return false;
  let last = end - 1;
  while (isSpace(text[last])) last -= 1;
  switch (String.fromCharCode(text[last] ?? 0)) {
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
