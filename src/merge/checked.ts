import { isArray, isObject, type JsonObject, type JsonValue, own } from '../json/value.js';
import { ReportError } from './report-lines.js';

// Values of a report, whose author may be hostile: each has its type checked before it is used.

/** Longest name or message, in characters. */
const maxText = 1_000_000;

function wrong(name: string): ReportError {
  return new ReportError(`its ${name} is not as expected`);
}

/** @throws ReportError if it is not valid JSON. */
export function parsedText(text: string, name: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ReportError(`its ${name} is not valid JSON`);
  }
}

export function objectOf(value: JsonValue | undefined, name: string): JsonObject {
  if (!isObject(value)) throw wrong(name);
  return value;
}

export function listOf(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  if (!isArray(value)) throw wrong(name);
  return value;
}

export function textOf(value: JsonValue | undefined, name: string): string {
  if (typeof value !== 'string' || value.length > maxText) throw wrong(name);
  return value;
}

export function optionalText(value: JsonValue | undefined, name: string): string | undefined {
  return value === undefined ? undefined : textOf(value, name);
}

/** A whole number that is not negative. */
export function countOf(value: JsonValue | undefined, name: string): number {
  if (!(Number.isSafeInteger(value) && (value as number) >= 0)) throw wrong(name);
  return value as number;
}

export function optionalCount(value: JsonValue | undefined, name: string): number | undefined {
  return value === undefined ? undefined : countOf(value, name);
}

export function flagOf(value: JsonValue | undefined, name: string): boolean {
  if (typeof value !== 'boolean') throw wrong(name);
  return value;
}

/** One of some words. */
export function oneOf<Word extends string>(
  value: JsonValue | undefined,
  words: readonly Word[],
  name: string,
): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) throw wrong(name);
  return found;
}

/** An object of counts by name. */
export function countsOf(
  value: JsonValue | undefined,
  name: string,
): Readonly<Record<string, number>> {
  const entries = Object.entries(objectOf(value, name));
  return Object.fromEntries(entries.map(([key, number]) => [key, countOf(number, name)]));
}

/** A member of an object with the check of its value. */
export function memberOf<T>(
  object: JsonObject,
  name: string,
  check: (value: JsonValue | undefined, name: string) => T,
): T {
  return check(own(object, name), name);
}
