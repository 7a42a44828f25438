import type { Field } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';

/** The values of a field, but for empty ones and those that came before: a document may spell a field twice. */
export function valuesOf(event: JsonObject, field: Field): string[] {
  try {
    return [...new Set(field.values(event))].filter((value) => value !== '');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return ['(nested too deeply to show)'];
  }
}
