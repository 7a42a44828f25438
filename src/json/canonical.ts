import { isObject, type JsonValue } from './value.js';

/**
 * The JSON of a value, with the members of each object in the order of their keys.
 *
 * @throws RangeError if the value is nested deeper than the stack allows.
 */
export function canonical(value: JsonValue): string {
  return JSON.stringify(value, (_, node: JsonValue) =>
    isObject(node)
      ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  );
}
