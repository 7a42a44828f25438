import { replaceHostile } from '../report/sanitize.js';

// Text of events goes into statements and commands that people read and paste. So it has to come out as one literal or
// word, whatever it holds, and nothing of it may drive the terminal, hide from the reader, or be a command to the log
// of a CI run: `sanitize` changes nothing in what is made here.

/** A run of characters that are all plain, or all have to be written as codes. */
interface CharacterRun {
  readonly plain: boolean;
  readonly characters: readonly string[];
}

/** How many operands or arguments stand beside each other at most: SQLite allows functions 127, and expressions a depth of 1,000. */
const mostOperands = 100;

/**
 * A text as an expression of SQLite's that has it as its value: one literal, or literals and `char(…)` put together,
 * on one line. Lone surrogates, which UTF-8 cannot hold, become U+FFFD.
 */
export function sqlText(text: string): string {
  const operands = runsOf(wellFormed(text)).flatMap(({ plain, characters }) =>
    plain
      ? [`'${characters.join('').replaceAll("'", "''")}'`]
      : chunks(characters).map((some) => `char(${some.map(codePoint).join(', ')})`),
  );
  return concatenation(operands);
}

/** Operands put together: a long row of them in groups, so that no expression gets deep. */
function concatenation(operands: readonly string[]): string {
  const [first = "''", second] = operands;
  if (second === undefined) return first;
  if (operands.length <= mostOperands) return `(${operands.join(' || ')})`;
  return concatenation(chunks(operands).map(concatenation));
}

/**
 * A text as one word of a POSIX shell; where something in it must not stand there raw, as one of bash's and zsh's
 * `$'…'`. What UTF-8 cannot hold (lone surrogates) and no file's name or argument can hold (NUL) becomes U+FFFD.
 */
export function shellWord(text: string): string {
  const runs = runsOf(wellFormed(text).replaceAll('\0', '\ufffd'));
  if (runs.every(({ plain }) => plain)) {
    return `'${runs
      .flatMap(({ characters }) => characters)
      .join('')
      .replaceAll("'", `'\\''`)}'`;
  }
  const body = runs.map(({ plain, characters }) => {
    const raw = characters.join('');
    // Quotes and `!` as codes too: not every shell's history expansion knows where `$'…'` ends.
    return plain ? raw.replace(/['\\!]/g, bytes) : bytes(raw);
  });
  return `$'${body.join('')}'`;
}

/** A text's bytes in UTF-8 as the escapes of `$'…'`, which unlike `\u` mean the same in every locale. */
function bytes(text: string): string {
  return Buffer.from(text).toString('hex').replace(/../g, '\\x$&');
}

function runsOf(text: string): CharacterRun[] {
  const codes = new Set<string>();
  replaceHostile(text, (character) => {
    codes.add(character);
    return character;
  });
  // A CI runner obeys `##[` and `##vso[` anywhere in a line of its log.
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
  return Array.from({ length: Math.ceil(items.length / mostOperands) }, (_, at) =>
    items.slice(at * mostOperands, (at + 1) * mostOperands),
  );
}
