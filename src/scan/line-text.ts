import { mentionsInitD } from '../event/mention.js';
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
export interface DamagedText {
  readonly fault: Fault;
  readonly text: string;
  /** The JSON of the whole objects in it; undefined if they have not been searched for. */
  readonly objects?: readonly string[] | undefined;
}

/** Whether damaged text mentions the path. */
export function mentionsPath({ fault, text }: DamagedText): boolean {
  const mentions = 'mentions' in fault ? fault.mentions : undefined;
  return mentions ?? mentionsInitD(text);
}

/** What is known about text that is not a document. */
export function textFacts(text: string): { mentions: boolean; resemblesJson: boolean } {
  return { mentions: mentionsInitD(text), resemblesJson: /^\s*\{\s*"/.test(text) };
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
export function parseFault(line: CandidateLine, text: string, column: number | undefined): Fault {
  if (!line.isTerminated && !text.trimEnd().endsWith('}'))
    return { kind: 'cut-short', ...textFacts(text) };
  if (opensResponse(text)) return { kind: 'damaged-response' };
  return { kind: 'malformed-line', column, ...textFacts(text) };
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
export function malformed(text: string): Fault {
  return { kind: 'malformed-value', ...textFacts(text) };
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
const operationKey = new RegExp(`^(?:${operations.join('|')})"`);
const maxKeyLength = Math.max(...operations.map(({ length }) => length)) + 1;

/** Whether a line opens with a key of a bulk action after which a document follows. */
function mayBeAction(bytes: Buffer, start: number, end: number): boolean {
  const brace = skipSpace(bytes, start, end);
  const key = skipSpace(bytes, brace + 1, end);
  if (bytes[brace] !== openingBrace || bytes[key] !== quote) return false;
  return operationKey.test(bytes.toString('latin1', key + 1, key + 1 + maxKeyLength));
}

/** Text in bytes that are not UTF-8 throughout. */
interface MixedText {
  readonly text: string;
  /** The number of NUL bytes that were dropped, if nothing else is wrong with the bytes. */
  readonly nuls: number | undefined;
}

const littleEndianObject = Buffer.from('{"', 'utf16le');
const bigEndianObject = Buffer.from(littleEndianObject).swap16();

/** Decodes bytes with UTF-16 in them, or with NUL bytes, which are dropped. */
function decodeMixed(bytes: Buffer): MixedText {
  const littleEndian = bytes.indexOf(littleEndianObject);
  const bigEndian = bytes.indexOf(bigEndianObject);
  if (littleEndian >= 0 && littleEndian !== bigEndian + 1) {
    const before = withoutNuls(bytes.subarray(0, littleEndian)).toString();
    return { text: `${before}\n${bytes.toString('utf16le', littleEndian)}`, nuls: undefined };
  }
  if (bigEndian >= 0) {
    const before = withoutNuls(bytes.subarray(0, bigEndian)).toString();
    const swapped = Buffer.from(
      bytes.subarray(bigEndian, bytes.length - ((bytes.length - bigEndian) % 2)),
    );
    return { text: `${before}\n${swapped.swap16().toString('utf16le')}`, nuls: undefined };
  }
  const others = withoutNuls(bytes);
  const text = others.toString();
  const isUtf8 = Buffer.byteLength(text) === others.length;
  return { text, nuls: isUtf8 ? bytes.length - others.length : undefined };
}

function withoutNuls(bytes: Buffer): Buffer {
  // Native code does this many times as fast as a loop over the bytes.
  return Buffer.from(bytes.toString('latin1').replace(/\0+/g, ''), 'latin1');
}

/** What is wrong with a line that has NULs in it. */
export function damageOfMixedLine(line: CandidateLine): DamagedText {
  const { text, nuls } = decodeMixed(line.bytes.subarray(line.start, line.end));
  if (nuls === undefined) return { fault: parseFault(line, text, columnIn(text)), text };
  return { fault: { kind: 'nul-bytes', bytes: nuls + line.droppedNuls, ...textFacts(text) }, text };
}
