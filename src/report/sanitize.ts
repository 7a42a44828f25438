/**
 * Characters that control a terminal, are invisible, or reorder other text: controls (C0, DEL, C1), line and paragraph
 * separators, lone surrogates, interlinear annotations, and everything that Unicode calls default-ignorable, which
 * includes bidi controls, zero-width characters, invisible operators, fillers and tags. The plain variation selectors
 * are allowed: they only choose between two forms of the preceding character.
 */
const hostile = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{DI}/gu;

/** Anything except printable ASCII, which is never hostile. */
const beyondAscii = /[^ -~]/;

/** Anything that may have to be replaced. Most text has nothing of it, and is searched only once. */
const suspicious = /[^ -~]|##|::/;

/** Replaces each hostile character and leaves everything else unchanged. */
export function replaceHostile(text: string, replacement: (character: string) => string): string {
  return beyondAscii.test(text) ? text.replace(hostile, replacement) : text;
}

/** The second character of `##[` and `##vso[`, which CI runners execute anywhere in a line. */
const inlineCommand = /#(?<=##)(?=\[|vso\[)/gi;

/** The first colon of `::name::` and `::name key=`, which GitHub's runner executes at the start of a line. */
const lineCommand = /:(?<=^\s*:)(?=:[a-z-]+(?:::| ))/gim;

/**
 * Makes text safe to show on a terminal: each hostile character becomes a visible escape, `\x1b` up to U+00FF and
 * `\u{202e}` above. This includes newlines, so text cannot forge another line. Commands to a CI runner are broken up in
 * the same way. Safe text is unchanged, so sanitizing is idempotent.
 *
 * Backslashes are unchanged, because command lines are full of them and must read as they were typed. A name with the
 * four characters `\x1b` therefore looks like one with the escape character; ndjson and json distinguish them.
 */
export function sanitize(text: string): string {
  return suspicious.test(text) ? disarmCommands(replaceHostile(text, escapeOf)) : text;
}

/** Breaks up commands to a CI runner, in text of any number of lines, and changes nothing else. */
export function disarmCommands(text: string): string {
  const inline = text.includes('##') ? text.replace(inlineCommand, escapeOf) : text;
  return inline.includes('::') ? inline.replace(lineCommand, escapeOf) : inline;
}

/**
 * Makes JSON safe in the log of a CI run without changing its meaning: `##[` and `##vso[` can only occur in strings, and
 * no line of JSON starts with a colon.
 */
export function disarmJson(json: string): string {
  return json.includes('##') ? json.replace(inlineCommand, '\\u0023') : json;
}

/**
 * Makes JSON safe to show on a terminal without changing its meaning: hostile characters can only occur in strings,
 * where they become JSON's own escapes, or as white space between tokens, which becomes a blank. Newlines are kept.
 */
export function sanitizeJson(json: string): string {
  return replaceHostile(json, jsonEscapeOf);
}

/** Makes JSON safe for its destination: a terminal, or a file or pipe, which may end up in the log of a CI run. */
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
