import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import sqlite from 'node-sqlite3-wasm';
import { describe, expect, it } from 'vitest';
import { shellWord, sqlText } from '#dist/investigate/steps/quote.js';
import { sanitize } from '#dist/report/sanitize.js';
import { forbiddenIn } from '../../report/forbidden.js';
import { anyText, injections, inUtf8 } from '../hostile-text.js';

/** Evaluates an expression of literals, `char(…)` and `||`, independently of the code under test. */
function readBack(sql: string): string {
  const tokens = sql.match(/'(?:[^']|'')*'|char|\d+|\|\||[(),]| /gs) ?? [];
  expect(tokens.join('')).toBe(sql);
  const queue = tokens.filter((token) => token !== ' ');
  const value = concatenation();
  expect(queue).toEqual([]);
  return value;

  function concatenation(): string {
    let value = operand();
    while (queue[0] === '||') {
      queue.shift();
      value += operand();
    }
    return value;
  }

  function operand(): string {
    const token = queue.shift() ?? '';
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (token === '(') {
      const value = concatenation();
      expect(queue.shift()).toBe(')');
      return value;
    }
    expect([token, queue.shift()]).toEqual(['char', '(']);
    let value = '';
    for (let next = queue.shift(); next !== ')'; next = queue.shift()) {
      if (next !== ',') value += String.fromCodePoint(Number(next));
    }
    return value;
  }
}

/** The values of expressions in SQLite. */
function inSqlite(expressions: readonly string[]): string[] {
  const database = new sqlite.Database();
  try {
    return expressions.map((sql) => {
      const row = database.get(`SELECT hex(${sql}) AS hex`);
      return Buffer.from(String(row?.hex), 'hex').toString();
    });
  } finally {
    database.close();
  }
}

/** The values of words in a shell. */
function inShell(shell: string, words: readonly string[], locale = 'C.UTF-8'): string[] {
  const { stdout, status } = spawnSync(shell, {
    input: words.map((word) => `printf '%s\\0' ${word}\n`).join(''),
    env: { PATH: process.env.PATH, LC_ALL: locale },
    maxBuffer: 2 ** 28,
  });
  expect(status).toBe(0);
  return stdout.toString().split('\0').slice(0, -1);
}

/** Quoted text does no harm to a terminal, a reader or the log of a CI run, even if shown unchanged. */
function expectSafe(quoted: string): void {
  expect(forbiddenIn(quoted)).toEqual([]);
  expect(sanitize(quoted)).toBe(quoted);
}

const withoutNul = (text: string): string => inUtf8(text).replaceAll('\0', '\ufffd');

describe('text in SQL', () => {
  it.each([
    ['/etc/init.d/x', "'/etc/init.d/x'"],
    ["it's", "'it''s'"],
    ['', "''"],
    ['a\nb', "('a' || char(10) || 'b')"],
    ['\x1b\x07', 'char(27, 7)'],
    ['a\u202e', "('a' || char(8238))"],
    ['\u{e0041}', 'char(917569)'],
    ['日本', "'日本'"],
    ['##[x', "(char(35, 35) || '[x')"],
  ])('%j is written as %s', (text, sql) => {
    expect(sqlText(text)).toBe(sql);
  });

  it.each(injections)('stays a value, whatever it contains: %s', (_, text) => {
    expect(readBack(sqlText(text))).toBe(inUtf8(text));
    expect(inSqlite([sqlText(text)])).toEqual([inUtf8(text)]);
    expectSafe(sqlText(text));
  });

  it('stays a value, for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const sql = sqlText(text);
        expectSafe(sql);
        expect(readBack(sql)).toBe(inUtf8(text));
      }),
    );
  });

  it('has the same value in SQLite, for any text', () => {
    const texts = fc.sample(anyText, 500);
    expect(inSqlite(texts.map(sqlText))).toEqual(texts.map(inUtf8));
  });

  it('is within the limits of SQLite, however many characters need codes', () => {
    const texts = ['a\n'.repeat(20_000), '\n'.repeat(20_000)];
    expect(inSqlite(texts.map(sqlText))).toEqual(texts);
  });
});

describe('text as a shell word', () => {
  it.each([
    ['/etc/init.d/x', "'/etc/init.d/x'"],
    ["it's", "'it'\\''s'"],
    ['', "''"],
    ['$(id)', "'$(id)'"],
    ['a\nb', "$'a\\x0ab'"],
    ["it's\x1b", "$'it\\x27s\\x1b'"],
    ['\\\n', "$'\\x5c\\x0a'"],
    ['a\u202eb', "$'a\\xe2\\x80\\xaeb'"],
    ['a\0b', "'a\ufffdb'"],
    ['日本', "'日本'"],
  ])('%j is written as %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });

  it.each(injections)('stays one word, whatever it contains: %s', (_, text) => {
    const word = shellWord(text);
    expect(inShell('bash', [word])).toEqual([withoutNul(text)]);
    if (!word.startsWith('$')) expect(inShell('sh', [word])).toEqual([withoutNul(text)]);
    expectSafe(word);
  });

  it('stays one word in any locale, for any text', () => {
    const texts = fc.sample(anyText, 2000);
    const words = texts.map(shellWord);
    for (const word of words) expectSafe(word);
    expect(inShell('bash', words)).toEqual(texts.map(withoutNul));
    expect(inShell('bash', words, 'C')).toEqual(texts.map(withoutNul));
  });

  it('stays one word in a plain POSIX shell, if nothing in it needs a code', () => {
    const texts = fc.sample(anyText, 1000).filter((text) => !shellWord(text).startsWith('$'));
    expect(texts.length).toBeGreaterThan(50);
    expect(inShell('sh', texts.map(shellWord))).toEqual(texts.map(withoutNul));
  });

  it('stays one word with history expansion, as at a prompt', () => {
    const texts = injections.map(([, text]) => `${text}!e`);
    const commands = texts.map((text) => `printf '%s\\0' ${shellWord(text)}\n`);
    const { stdout } = spawnSync('bash', ['--norc'], {
      input: `set -o history; set -o histexpand\necho >&2\n${commands.join('')}`,
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    });
    expect(stdout.toString().split('\0').slice(0, -1)).toEqual(texts.map(withoutNul));
  });
});
