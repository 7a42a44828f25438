import type { Mentions } from '../event/mention.js';
import { isArray, isObject, type JsonValue, parsed } from '../json/value.js';

/** What Kibana writes for a missing field; `(empty)` and `(null)` are its labels for such values. */
const missingCells: ReadonlySet<string> = new Set(['', '-', '(empty)', '(null)']);

/** Brackets in which exporters write lists, and quotes. */
const brackets: Readonly<Record<string, string>> = {
  '[': ']',
  '(': ')',
  '{': '}',
  '"': '"',
  "'": "'",
};

/** What may separate values in a cell. */
const separators: readonly RegExp[] = [/,/, /;/, /\|/, /[\r\n]+/];

/** An element of a list: quoted in one of two ways, or anything up to a comma. */
const elements = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|[^,]+/gs;

/** Whether a cell represents a missing value. */
export function isMissing(cell: string): boolean {
  return missingCells.has(withoutFormulaGuard(cell.trim()));
}

/** Whether a cell is written as a list in brackets, or in quotes. */
export function isBracketed(cell: string): boolean {
  const text = cell.trim();
  return text.length > 1 && brackets[text.charAt(0)] === text.at(-1);
}

/**
 * What a cell may represent, without duplicates: its text first, then the lists that exporters write like this, from
 * `["a","b"]` and `['a', 'b']` to `a; b`.
 */
export function cellInterpretations(cell: string): readonly JsonValue[] {
  if (isMissing(cell)) return [null];
  const text = withoutFormulaGuard(cell);
  const interpretations: JsonValue[] = [text, text.trim()];
  const bracketed = bracketedList(text.trim());
  if (bracketed !== undefined) interpretations.push(bracketed);
  for (const separator of separators) {
    if (separator.test(text)) interpretations.push(listOf(text, separator));
  }
  if (/\s\S*(?:init\.d\/|\/etc\/init)/i.test(text)) interpretations.push(listOf(text, /\s+/));
  const byJson = new Map(
    interpretations.map((interpretation) => [JSON.stringify(interpretation), interpretation]),
  );
  return [...byJson.values()];
}

/** What a cell represents if it holds one value. */
export function plainInterpretation(cell: string): JsonValue {
  return isMissing(cell) ? null : withoutFormulaGuard(cell);
}

/** The list that a cell in brackets is; undefined if it is none. */
export function bracketedList(text: string): readonly JsonValue[] | undefined {
  if (!isBracketed(text)) return undefined;
  try {
    const value = JSON.parse(text) as JsonValue;
    const values = isArray(value) ? value : [value];
    return values.flat(4).map((one) => (isObject(one) ? JSON.stringify(one) : one));
  } catch {
    const inner = text.slice(1, -1);
    const values = /^["']/.test(text) ? [inner] : (inner.match(elements) ?? []);
    return values.map(trimmed).filter((value) => value !== '');
  }
}

/** The JSON object or array in a cell; undefined if it does not hold one. */
export function objectIn(cell: string): JsonValue | undefined {
  return /^\s*[{[]/.test(cell) ? parsed(cell) : undefined;
}

/** Whether a value is a path, as far as its first characters show. */
export function isPathLike(value: string): boolean {
  return /^(?:\.{0,2}\/|[A-Za-z]:|\\\\)/.test(value);
}

/** Whether a cell that mentions a path may hold a value that is not a plain one, such as HTML or escaped text. */
export function isUnclearPath(cell: string, mentions: Mentions): boolean {
  const values = cellInterpretations(cell).flat(1);
  return !values.some(
    (value) => typeof value === 'string' && isPathLike(value) && mentions.mayBeIn(value),
  );
}

function listOf(text: string, separator: RegExp): JsonValue[] {
  const inner = /^\s*[[({]/.test(text) && isBracketed(text) ? text.trim().slice(1, -1) : text;
  return inner
    .split(separator)
    .map(trimmed)
    .filter((value) => value !== '');
}

/** A value without white space and quotes around it. */
function trimmed(value: string): string {
  return value.trim().replace(/^(["'])(.*)\1$/s, '$2');
}

/** A cell without the quote that Kibana writes before text that a spreadsheet would run as a formula. */
function withoutFormulaGuard(cell: string): string {
  return /^'[=+@\t\r-]/.test(cell) ? cell.slice(1) : cell;
}
