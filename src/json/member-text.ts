import { stringEnd } from './element-text.js';

/**
 * Finds the text of a member's value in the text of a JSON object, so that numbers keep all their digits.
 *
 * @param object the text of an object; must be valid JSON.
 * @returns undefined if no member has the key; the last value if several do, as in `JSON.parse`.
 */
export function memberText(object: string, key: string): string | undefined {
  let depth = 0;
  /** The key of the current member: strings after it belong to its value. */
  let name: string | undefined;
  let valueStart = 0;
  let found: string | undefined;
  for (let at = 0; at < object.length; at += 1) {
    const character = object[at];
    if (character === '"') {
      const end = stringEnd(object, at);
      name ??= JSON.parse(object.slice(at, end)) as string;
      at = end - 1;
    } else if (character === '{' || character === '[') {
      depth += 1;
    } else if (character === ':' && depth === 1) {
      valueStart = at + 1;
    } else if (character === '}' || character === ']' || character === ',') {
      if (depth === 1) {
        if (name === key) found = object.slice(valueStart, at).trim();
        name = undefined;
      }
      if (character !== ',') depth -= 1;
    }
  }
  return found;
}
