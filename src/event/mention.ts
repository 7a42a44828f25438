/** A character as it is, or escaped any number of times: as in JSON text, or in JSON text inside a string. */
function spelled(character: string): string {
  const codes = [character, character.toUpperCase()].map((one) => one.charCodeAt(0).toString(16));
  const plain = character === '/' ? '\\\\*/' : character.replace('.', '\\.');
  return `(?:${plain}|\\\\+u00(?:${codes.join('|')}))`;
}

const plainMention = /init\.d\\*\//i;
const spelledMention = new RegExp([...'init.d/'].map(spelled).join(''), 'i');

/**
 * Whether text mentions `init.d/`, in any ASCII case and any spelling: plain, with escaped slashes or as `\u00XX`, and
 * any of these escaped again.
 */
export function mentionsInitD(text: string): boolean {
  return plainMention.test(text) || (text.includes('\\u00') && spelledMention.test(text));
}

/** Whether a value as a whole is a path of something in a directory `init.d`. */
export function isInitDPath(value: string): boolean {
  return /^\/?(?:[^\s/]*\/)*init\.d\/\S*$/i.test(value);
}
