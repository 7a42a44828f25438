/**
 * Characters that drive a terminal, are invisible, or change the order of other text: controls (C0, DEL, C1), line and
 * paragraph separators, lone surrogates, interlinear annotations, and everything that Unicode calls default-ignorable,
 * which includes the bidi controls, zero-width characters, invisible operators, fillers and tags. The plain variation
 * selectors are not among them: they only choose between two forms of the character before them.
 */
const hostile = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{DI}/gu;

/** Anything but the printable characters of ASCII, none of which is hostile. */
const beyondAscii = /[^ -~]/;

/** Replaces each character that must not reach a terminal or a reader raw, and leaves everything else unchanged. */
export function replaceHostile(text: string, replacement: (character: string) => string): string {
  return beyondAscii.test(text) ? text.replace(hostile, replacement) : text;
}

/** What CI runners take for a command anywhere in a line: the second character of `##[` and `##vso[`. */
const inlineCommand = /#(?<=##)(?=\[|vso\[)/gi;

/** What GitHub's runner takes for a command at the start of a line: the first colon of `::name::` or `::name key=`. */
const lineCommand = /:(?<=^\s*:)(?=:[a-z-]+(?:::| ))/gim;

/**
 * Makes text safe to show on a terminal: each hostile character becomes a visible escape, `\x1b` up to U+00FF and
 * `\u{202e}` above. No newline is left, so text cannot pretend to be another line. Commands that a CI runner would obey
 * in its log are broken up in the same way. Text that is already safe is unchanged, so sanitizing twice is the same as
 * once.
 *
 * Backslashes are unchanged: command lines are full of them, and must read as they were typed. So a name with the four
 * characters `\x1b` looks like one with the escape character; ndjson and json distinguish them.
 */
export function sanitize(text: string): string {
  return disarmCommands(replaceHostile(text, escapeOf));
}

/** Breaks up what a CI runner would obey in its log, in text of any number of lines, and changes nothing else. */
export function disarmCommands(text: string): string {
  return text.replace(inlineCommand, escapeOf).replace(lineCommand, escapeOf);
}

/**
 * Makes JSON text safe in the log of a CI run without changing its meaning: `##[` and `##vso[` can only occur within
 * strings. No line of JSON starts with a colon.
 */
export function disarmJson(json: string): string {
  return json.replace(inlineCommand, '\\u0023');
}

/**
 * Makes JSON text safe to show on a terminal without changing its meaning: hostile characters can only occur within
 * strings, where they become JSON's own escapes, or as white space between tokens, which becomes a blank. Newlines
 * stay.
 */
export function sanitizeJson(json: string): string {
  return replaceHostile(json, jsonEscapeOf);
}

/** Makes JSON text safe for its destination: a terminal, or a file or pipe, which may end up in the log of a CI run. */
export function safeJson(json: string, terminal: boolean): string {
  return terminal ? sanitizeJson(json) : disarmJson(json);
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
