import type { Mentions } from '../event/mention.js';
import type { BulkAction } from '../export/bulk.js';
import { interpret } from '../export/interpret.js';
import { opensResponse } from '../export/response.js';
import { bulkDocumentOperations } from '../export/shapes.js';
import { newline, openingBrace, quote } from '../json/ascii.js';
import { skipSpace } from '../json/bytes.js';
import type { JsonValue } from '../json/value.js';
import type { Fault } from './finding.js';
import { type CandidateLine, lookBehind } from './lines.js';

/** Damaged text, and what is wrong with it. */
export interface Damage {
  readonly fault: Fault;
  readonly text: string;
  /** The JSON of the whole objects in it; undefined if they have not been searched for. */
  readonly objects?: readonly string[] | undefined;
}

/** Whether damaged text may mention a file that the rule is about. */
export function mentionsFile({ fault, text }: Damage, mentions: Mentions): boolean {
  const isMention = 'mentions' in fault ? fault.mentions : undefined;
  if (isMention === true) return true;
  return (isMention === undefined || mentions.includesBootFiles) && mentions.mayBeIn(text);
}

/** What is known about text that is not a document. */
export function textFacts(
  text: string,
  mentions: Mentions,
): { mentions: boolean; resemblesJson: boolean } {
  return { mentions: mentions.isIn(text), resemblesJson: /^\s*\{\s*"/.test(text) };
}

/** A line without a byte order mark, with which some exports begin, even in the middle of concatenated ones. */
export function withoutByteOrderMark(line: CandidateLine): CandidateLine {
  const { bytes, start } = line;
  const isMarked = bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  return isMarked && start + 3 <= line.end ? { ...line, start: start + 3 } : line;
}

/**
 * The fault of a line that is not valid JSON: it is truncated if the input ends in it, otherwise malformed.
 *
 * @param column see {@link columnIn}.
 */
export function parseFault(
  line: CandidateLine,
  text: string,
  column: number | undefined,
  mentions: Mentions,
): Fault {
  if (!line.isTerminated && !text.trimEnd().endsWith('}'))
    return { kind: 'cut-short', ...textFacts(text, mentions) };
  if (opensResponse(text)) return { kind: 'damaged-response' };
  return { kind: 'malformed-line', column, ...textFacts(text, mentions) };
}

/** The number of the character, from 1, at which `JSON.parse` failed; undefined if that is not known. */
function columnOf(error: unknown): number | undefined {
  const position = /at position (\d+)/.exec((error as SyntaxError).message)?.[1];
  return position === undefined ? undefined : Number(position) + 1;
}

/** The number of the character, from 1, at which text is not valid JSON; undefined if that is not known. */
export function columnIn(text: string): number | undefined {
  try {
    JSON.parse(text);
  } catch (error) {
    return columnOf(error);
  }
  return undefined;
}

/** The number of the character, from 1, to which a byte of a line belongs. */
export function columnOfByte(
  { bytes, start, end }: CandidateLine,
  text: string,
  at: number,
): number {
  const isOneByteEach = text.length === end - start;
  return 1 + (isOneByteEach ? at - start : bytes.toString('utf8', start, at).length);
}

/** The fault of text that is not valid JSON. */
export function malformed(text: string, mentions: Mentions): Fault {
  return { kind: 'malformed-value', ...textFacts(text, mentions) };
}

/** The bulk action on the previous line, if it is within the look-behind. */
export function actionBefore(line: CandidateLine): BulkAction | undefined {
  const { bytes, start, lookBehindStart } = line;
  const end = start - 1;
  if (end <= lookBehindStart) return undefined;
  const lineStart = bytes.lastIndexOf(newline, end - 1) + 1;
  const begin = Math.max(lookBehindStart, end - lookBehind, lineStart);
  if (!mayBeAction(bytes, begin, end)) return undefined;
  try {
    const found = interpret(JSON.parse(bytes.toString('utf8', begin, end)) as JsonValue);
    return found.kind === 'action' ? found.action : undefined;
  } catch {
    return undefined;
  }
}

const operations: readonly string[] = [...bulkDocumentOperations];
const operationKeys = operations.map((operation) => Buffer.from(`${operation}"`));

/** Whether a line opens with a key of a bulk action after which a document follows. */
function mayBeAction(bytes: Buffer, start: number, end: number): boolean {
  const brace = skipSpace(bytes, start, end);
  const key = skipSpace(bytes, brace + 1, end);
  if (bytes[brace] !== openingBrace || bytes[key] !== quote) return false;
  return operationKeys.some(
    (known) =>
      bytes[key + 1] === known[0] && bytes.subarray(key + 1, key + 1 + known.length).equals(known),
  );
}

/** What is left of a line with NULs in it. */
export interface WithoutNuls {
  readonly damage: Damage;
  /** The bytes of the text, if nothing but the NULs is wrong with the encoding. */
  readonly bytes: Buffer | undefined;
}

const littleEndianObject = '{\0"\0';
const bigEndianObject = '\0{\0"';

/** Drops the NULs of a line, unless there is UTF-16 in it. */
export function withoutNuls(line: CandidateLine, text: string, mentions: Mentions): WithoutNuls {
  const bytes = line.bytes.subarray(line.start, line.end);
  const utf16 = decodeUtf16(bytes, text);
  if (utf16 !== undefined) return { damage: damageIn(line, utf16, mentions), bytes: undefined };
  const others = dropNuls(bytes);
  const left = others.toString();
  if (Buffer.byteLength(left) !== others.length) {
    return { damage: damageIn(line, left, mentions), bytes: undefined };
  }
  const nuls = bytes.length - others.length + line.droppedNuls;
  const fault: Fault = { kind: 'nul-bytes', bytes: nuls, ...textFacts(left, mentions) };
  return { damage: { fault, text: left }, bytes: others };
}

function damageIn(line: CandidateLine, text: string, mentions: Mentions): Damage {
  return { fault: parseFault(line, text, columnIn(text), mentions), text };
}

/** Decodes bytes of which a part is UTF-16; undefined if there is no object in UTF-16. */
function decodeUtf16(bytes: Buffer, text: string): string | undefined {
  const mayHold = text.includes(littleEndianObject) || text.includes(bigEndianObject);
  if (!mayHold) return undefined;
  const littleEndian = bytes.indexOf(littleEndianObject);
  const bigEndian = bytes.indexOf(bigEndianObject);
  if (littleEndian >= 0 && littleEndian !== bigEndian + 1) {
    const before = dropNuls(bytes.subarray(0, littleEndian)).toString();
    return `${before}\n${bytes.toString('utf16le', littleEndian)}`;
  }
  if (bigEndian < 0) return undefined;
  const before = dropNuls(bytes.subarray(0, bigEndian)).toString();
  const swapped = Buffer.from(
    bytes.subarray(bigEndian, bytes.length - ((bytes.length - bigEndian) % 2)),
  );
  return `${before}\n${swapped.swap16().toString('utf16le')}`;
}

function dropNuls(bytes: Buffer): Buffer {
  // Native code does this many times as fast as a loop over the bytes.
  return Buffer.from(bytes.toString('latin1').replace(/\0+/g, ''), 'latin1');
}

/** Text without the white space and commas at its end. A pattern would try again at each of those that are not there. */
export function withoutTail(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s,]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
