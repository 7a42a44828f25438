import type { BulkAction } from '../export/bulk.js';
import { interpret } from '../export/interpret.js';
import { bulkDocumentOperations } from '../export/shapes.js';
import { newline, openingBrace, quote } from '../json/ascii.js';
import { endOfValue, skipSpace } from '../json/bytes.js';
import type { JsonValue } from '../json/value.js';
import type { Fault } from './finding.js';
import { type CandidateLine, lookBehind } from './lines.js';

/** A line without a byte order mark, with which some exports begin, even in the middle of concatenated ones. */
export function withoutByteOrderMark(line: CandidateLine): CandidateLine {
  const { bytes, start } = line;
  const isMarked = bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  return isMarked && start + 3 <= line.end ? { ...line, start: start + 3 } : line;
}

/** The values on a line of several objects or arrays; undefined if the line is anything else. */
export function valuesOn({ bytes, start, end }: CandidateLine): JsonValue[] | undefined {
  const values: JsonValue[] = [];
  for (let at = skipSpace(bytes, start, end); at < end; at = skipSpace(bytes, at, end)) {
    const valueEnd = endOfValue(bytes, at, end);
    if (valueEnd < 0) return undefined;
    try {
      values.push(JSON.parse(bytes.toString('utf8', at, valueEnd)) as JsonValue);
    } catch {
      return undefined;
    }
    at = valueEnd;
  }
  return values;
}

/** The fault of a line that is not valid JSON: it is truncated if the input ends in it, otherwise malformed. */
export function parseFault(error: SyntaxError, line: CandidateLine, text: string): Fault {
  if (!line.isTerminated && !text.trimEnd().endsWith('}')) return { kind: 'cut-short' };
  const position = /at position (\d+)/.exec(error.message)?.[1];
  return {
    kind: 'malformed-line',
    column: position === undefined ? undefined : Number(position) + 1,
  };
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
