/**
 * What a terminal obeys, or shows as nothing, or lets change the order of other text: controls (C0, DEL, C1), line and
 * paragraph separators, lone surrogates, interlinear annotations, and all that Unicode calls default-ignorable, which
 * takes in the bidi controls, zero-width characters, invisible operators, fillers and tags. The plain variation
 * selectors stay: they only choose between two forms of the character before them.
 */
const hostile = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{DI}/gu;

/** Text with anything in it but the printable characters of ASCII, of which none is hostile. */
const beyondAscii = /[^ -~]/;

/**
 * Makes text safe to show on a terminal: each hostile character becomes a visible escape, `\x1b` up to U+00FF and
 * `\u{202e}` above. No newline is left, so text cannot pretend to be another line. What is safe already comes back as
 * it is, so that sanitising twice is the same as once.
 *
 * A backslash stays as it is: command lines are full of them, and have to read as they were typed. So a name that
 * holds the four characters `\x1b` looks like one that holds the escape character; ndjson and json tell them apart.
 */
export function sanitize(text: string): string {
  return beyondAscii.test(text) ? text.replace(hostile, escapeOf) : text;
}

/**
 * Makes JSON text safe to show on a terminal, and leaves it the same JSON: hostile characters can stand only within
 * strings, where they become JSON's own escapes, or be white space between tokens, which becomes a blank. Newlines stay.
 */
export function sanitizeJson(json: string): string {
  return beyondAscii.test(json) ? json.replace(hostile, jsonEscapeOf) : json;
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}

function jsonEscapeOf(character: string): string {
  if (character === '\n') return character;
  if (character === '\r' || character === '\t') return ' ';
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}
