/** Any value that JSON can hold, as `JSON.parse` returns it. */
export type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[];

/** A JSON object. Keys are as attacker-controlled as values are: look them up with {@link own}. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A value with its JSON text. */
export interface ValueText {
  readonly value: JsonValue;
  readonly text: string;
}

/** Whether a value is a JSON object: neither an array nor null. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Like `Array.isArray`, but it narrows to a read-only array. */
export function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** An object's own value under a key: `constructor` and `__proto__` are keys like any other. */
export function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** An object's own string under a key; undefined if there is none. */
export function ownString(object: JsonObject, key: string): string | undefined {
  const found = own(object, key);
  return typeof found === 'string' ? found : undefined;
}

/** An object's own number under a key; undefined if there is none. */
export function ownNumber(object: JsonObject, key: string): number | undefined {
  const found = own(object, key);
  return typeof found === 'number' ? found : undefined;
}

/** Whether all keys of an object are among these. */
export function hasOnly(object: JsonObject, keys: ReadonlySet<string>): boolean {
  return Object.keys(object).every((key) => keys.has(key));
}

/** The type of a value in words: `null`, `an array`, `a number`. */
export function describeType(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'null';
  return isArray(value) ? 'an array' : `a ${typeof value}`;
}

/** Parses JSON; undefined if it is not valid. */
export function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
