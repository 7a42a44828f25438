import { keyOf, stringEnd } from './strings.js';

/** A member in the text of an object: `text[start, end)`, of which the value begins at `valueStart`. */
interface MemberSpan {
  readonly key: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/**
 * Finds the text of a member's value in the text of a JSON object, so that numbers keep all their digits.
 *
 * @param object the text of an object; must be valid JSON.
 * @returns undefined if no member has the key; the last value if several do, as in `JSON.parse`.
 */
export function memberText(object: string, key: string): string | undefined {
  let found: string | undefined;
  for (const member of membersOf(object)) {
    if (member.key === key) found = object.slice(member.valueStart, member.end).trim();
  }
  return found;
}

/** The text of an object without the members under a key. */
export function withoutMember(object: string, key: string): string {
  const kept = [...membersOf(object)].filter((member) => member.key !== key);
  return `{${kept.map(({ start, end }) => object.slice(start, end)).join(',')}}`;
}

/** The members in the text of an object, which must be valid JSON. */
function* membersOf(object: string): Generator<MemberSpan> {
  let depth = 0;
  /** The key of the current member: strings after it belong to its value. */
  let key: string | undefined;
  let start = 0;
  let valueStart = 0;
  for (let at = 0; at < object.length; at += 1) {
    const character = object[at];
    if (character === '"') {
      const end = stringEnd(object, at);
      key ??= keyOf(object.slice(at, end));
      at = end - 1;
    } else if (character === '{' || character === '[') {
      depth += 1;
      if (depth === 1) start = at + 1;
    } else if (character === ':' && depth === 1) {
      valueStart = at + 1;
    } else if (character === '}' || character === ']' || character === ',') {
      if (depth === 1) {
        if (key !== undefined) yield { key, start, valueStart, end: at };
        start = at + 1;
        key = undefined;
      }
      if (character !== ',') depth -= 1;
    }
  }
}
