/**
 * Finds a member's value in the text of a JSON object, as it is written there: no number loses digits.
 *
 * @param object the text of an object, which has to be valid JSON.
 * @returns the value's text, of the last member where several have the key, as `JSON.parse` takes it too; undefined
 * where none has it.
 */
export function memberText(object: string, key: string): string | undefined {
  let depth = 0;
  /** The key of the member that is being read: its value's own keys come after it. */
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

/** The index after the string that begins at a quote. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
