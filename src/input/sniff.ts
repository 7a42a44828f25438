import { opensResponse } from '../export/response.js';
import { responseKeys } from '../export/shapes.js';
import { tableStart } from '../export/table-header.js';
import * as ascii from '../json/ascii.js';
import { endOfValue, isSpace, skipSpace } from '../json/bytes.js';
import type { ArchiveFormat } from './archive.js';
import type { Compression } from './compression.js';
import { isTarHeader, tarHeaderBytes } from './tar-header.js';

/** The format of an input: a layer to remove, an archive, or text. */
export type InputFormat = Compression | WideEncoding | ArchiveFormat | TextFormat;

/** An encoding with several bytes for each character. */
export type WideEncoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

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
  const format = byMagic(head);
  if (head.length < magicBytes && !isLast && mayHaveMagic(head, format)) return undefined;
  if (format !== undefined) return format;
  if (isTarHeader(head)) return 'tar';
  return isAmbiguous(head) && !isLast ? undefined : textFormat(head, isLast);
}

/** Whether more bytes may show that an input is a tar archive: a header has zeros after a name, and text has none. */
function isAmbiguous(head: Uint8Array): boolean {
  return head.length < tarHeaderBytes && head.includes(0);
}

/** Whether an input begins like JSON, so that it need not be compared with formats that are not read. */
export function beginsLikeJson(head: Uint8Array): boolean {
  const start = skipSpace(head, head[0] === 0xef ? 3 : 0, head.length);
  const next = String.fromCharCode(head[skipSpace(head, start + 1, head.length)] ?? 0);
  if (head[start] === ascii.openingBrace) return next === '"' || next === '}' || next === '\0';
  return head[start] === ascii.openingBracket && next !== '(' && next !== "'";
}

/** Number of bytes that show whether an input has a magic number. */
const magicBytes = 12;

/** First bytes in hexadecimal of the formats that have such. */
const magicNumbers: readonly (readonly [InputFormat, RegExp])[] = [
  ['gzip', /^1f8b/],
  ['zstd', /^(?:28b52ffd|5.2a4d18)/],
  ['xz', /^fd377a585a00/],
  ['bzip2', /^425a683[1-9](?:314159265359|177245385090)/],
  // A local entry, the end of an empty archive, or the mark of one that was not split.
  ['zip', /^504b(?:0304|0506|(?:0708|3030)504b0304)/],
  // Its mark alone may also be that of UTF-16 before a NUL.
  ['utf-32le', /^(?:fffe0000(?!00)..000000|(?!00)..000000(?!00)..000000)/],
  ['utf-32be', /^(?:0000feff|000000(?!00)..000000(?!00)..)/],
  // Two characters of ASCII may also be NULs in a log that is not.
  ['utf-16le', /^(?:fffe|(?!00)..00(?!00)..00(?:$|..00))/],
  ['utf-16be', /^(?:feff|00(?!00)..00(?!00)..(?:$|00))/],
];

/** Whether more bytes may show another format: UTF-32 begins like UTF-16, and other magic numbers are longer. */
function mayHaveMagic(head: Uint8Array, format: InputFormat | undefined): boolean {
  if (format !== undefined) return format.startsWith('utf-16');
  const [first = 0] = head;
  const isText = head.every((byte) => byte < 0x80 && (byte >= 0x20 || isSpace(byte)));
  return !isText || first === 0x42 || first === 0x50;
}

/** Detects the formats that have magic numbers. */
function byMagic(head: Uint8Array): InputFormat | undefined {
  const start = Buffer.from(head.subarray(0, magicBytes));
  // JSON: only in a wide encoding does it have zeros.
  if (opensValue(start[0]) && !start.includes(0)) return undefined;
  const magic = start.toString('hex');
  return magicNumbers.find(([, number]) => number.test(magic))?.[0];
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
