import { replaceHostile } from '../../report/sanitize.js';

// Text from events becomes part of statements and commands that people read and paste. Whatever it contains, the result
// must be one literal or word, and must not control a terminal, hide text from a reader, or be a command to a CI runner:
// `sanitize` does not change it.

/** Consecutive characters that are all plain, or all written as codes. */
interface CharacterRun {
  readonly plain: boolean;
  readonly characters: readonly string[];
}

/** Maximum number of operands or arguments: SQLite allows 127 per function, and a depth of 1,000 per expression. */
const maxOperands = 100;

/**
 * Text as an SQLite expression on one line: a literal, or a concatenation of literals and `char(…)`. Lone surrogates,
 * which UTF-8 cannot encode, become U+FFFD.
 */
export function sqlText(text: string): string {
  const operands = runsOf(wellFormed(text)).flatMap(({ plain, characters }) =>
    plain
      ? [`'${characters.join('').replaceAll("'", "''")}'`]
      : chunks(characters).map((some) => `char(${some.map(codePoint).join(', ')})`),
  );
  return concatenation(operands);
}

/** Nests long concatenations to limit the depth of the expression. */
function concatenation(operands: readonly string[]): string {
  const [first = "''", second] = operands;
  if (second === undefined) return first;
  if (operands.length <= maxOperands) return `(${operands.join(' || ')})`;
  return concatenation(chunks(operands).map(concatenation));
}

/**
 * Text as one word of a POSIX shell, or as `$'…'` of bash and zsh if it contains characters that need codes. Lone
 * surrogates, which UTF-8 cannot encode, and NUL, which no file name or argument can contain, become U+FFFD.
 */
export function shellWord(text: string): string {
  const runs = runsOf(wellFormed(text).replaceAll('\0', '\ufffd'));
  if (runs.every(({ plain }) => plain)) {
    const characters = runs.flatMap((run) => run.characters);
    return `'${characters.join('').replaceAll("'", `'\\''`)}'`;
  }
  const body = runs.map(({ plain, characters }) => {
    const raw = characters.join('');
    // Quotes and `!` need codes, too: not every shell's history expansion recognizes where `$'…'` ends.
    return plain ? raw.replace(/['\\!]/g, bytes) : bytes(raw);
  });
  return `$'${body.join('')}'`;
}

/**
 * A condition of ES|QL that a field is a text. Its strings have no escapes for what a reader cannot see, so a pattern that
 * stands for one character takes their place: it can only match more.
 *
 * Source: Elasticsearch, "ES|QL operators": LIKE has the wildcards `*` and `?`.
 */
export function esqlEquals(field: string, text: string): string {
  const runs = runsOf(wellFormed(text));
  if (runs.every(({ plain }) => plain)) return `${field} == ${esqlString(wellFormed(text))}`;
  const pattern = runs.map(({ plain, characters }) =>
    plain ? characters.join('').replace(/[*?\\]/g, '\\$&') : '?'.repeat(characters.length),
  );
  return `${field} LIKE ${esqlString(pattern.join(''))}`;
}

function esqlString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The UTF-8 bytes of text as escapes for `$'…'`. Unlike `\u`, they mean the same in every locale. */
function bytes(text: string): string {
  return Buffer.from(text).toString('hex').replace(/../g, '\\x$&');
}

function runsOf(text: string): CharacterRun[] {
  const codes = new Set<string>();
  replaceHostile(text, (character) => {
    codes.add(character);
    return character;
  });
  // CI runners execute `##[` and `##vso[` anywhere in a line of their log.
  if (/##(?:vso)?\[/i.test(text)) codes.add('#');
  const runs: { plain: boolean; characters: string[] }[] = [];
  for (const character of text) {
    const plain = !codes.has(character);
    const last = runs.at(-1);
    if (last?.plain === plain) last.characters.push(character);
    else runs.push({ plain, characters: [character] });
  }
  return runs;
}

function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / maxOperands) }, (_, at) =>
    items.slice(at * maxOperands, (at + 1) * maxOperands),
  );
}
