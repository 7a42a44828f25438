import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disarmCommands, disarmJson, sanitize, sanitizeJson } from '#dist/report/sanitize.js';
import { seed } from '../property/generators.js';
import { attacks, forbidden, forbiddenIn } from './forbidden.js';

/** Text with more hostile characters than random text has. */
const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      ...forbidden.map(([min, max]) =>
        fc.integer({ min, max }).map((code) => String.fromCodePoint(code)),
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('\ud83d', '\ude00', '\\x1b', '\ufe0f'),
    ),
  )
  .map((pieces) => pieces.join(''));

describe('sanitize', () => {
  test.each(attacks)('shows $name as visible text', ({ text, shown }) => {
    expect(sanitize(text)).toBe(shown);
  });

  test.each(forbidden)('escapes U+%x to U+%x: %s', (first, last) => {
    for (let code = first; code <= last; code += 1) {
      const text = sanitize(`a${String.fromCodePoint(code)}b`);
      expect(text).toMatch(/^a\\(?:x[0-9a-f]{2}|u\{[0-9a-f]+\})b$/);
      expect(text).toContain(code.toString(16));
    }
  });

  test.each([
    ['letters of any script', 'Zoë Ελλάς עברית العربية हिन्दी 日本語'],
    ['emoji with a variation selector', '☁️ \u{1f600}'],
    ['combining marks', 'e\u0301'],
    ['visible spaces', 'a\u00a0b\u3000c'],
    ['backslashes, which command lines are full of', "printf '\\x7fELF\\n' C:\\"],
    ['nothing', ''],
  ])('leaves %s unchanged', (_, text) => {
    expect(sanitize(text)).toBe(text);
  });

  test('never lets a forbidden code point through', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(forbiddenIn(sanitize(text))).toEqual([]);
      }),
      { seed, numRuns: 5_000 },
    );
  });

  test('changes nothing in printable ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(sanitize(text)).toBe(text);
      }),
      { seed, numRuns: 2_000 },
    );
  });

  test('is idempotent', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(sanitize(sanitize(text))).toBe(sanitize(text));
      }),
      { seed, numRuns: 2_000 },
    );
  });
});

describe('sanitizeJson', () => {
  test('lets nothing hostile through and keeps the meaning of the JSON', () => {
    fc.assert(
      fc.property(
        fc.dictionary(hostileText, hostileText),
        fc.constantFrom('', '\t'),
        (value, indent) => {
          const json = JSON.stringify(value, null, indent).replaceAll('\n', '\r\n');
          const safe = sanitizeJson(json);
          expect(forbiddenIn(safe, { newlines: true })).toEqual([]);
          expect(JSON.parse(safe)).toEqual(JSON.parse(json));
        },
      ),
      { seed, numRuns: 2_000 },
    );
  });

  test('writes JSON’s own escapes, two for a surrogate pair', () => {
    expect(sanitizeJson('{"a":"\u009b\u202e\u{e0041}é"}')).toBe(
      '{"a":"\\u009b\\u202e\\udb40\\udc41é"}',
    );
  });
});

describe('commands to a CI runner are broken up', () => {
  test.each([
    ['::error::x', '\\x3a:error::x'],
    ['  ::set-output name=a::b', '  \\x3a:set-output name=a::b'],
    ['::ERROR::x', '\\x3a:ERROR::x'],
    ['/etc/init.d/##vso[task.complete]x', '/etc/init.d/#\\x23vso[task.complete]x'],
    ['###[error]x', '##\\x23[error]x'],
  ])('%j', (text, shown) => {
    expect(sanitize(text)).toBe(shown);
    expect(sanitize(shown)).toBe(shown);
  });

  test.each(['::1', '::ffff:10.0.0.1', 'a::b::c', 'x ::error::y', '# [x] ##x'])(
    '%j is not a command and is unchanged',
    (text) => {
      expect(sanitize(text)).toBe(text);
    },
  );

  test('in JSON, without changing its meaning', () => {
    const json = JSON.stringify({ '##[a]': 'x##vso[b]##' });
    expect(disarmJson(json)).not.toMatch(/##(?:vso)?\[/);
    expect(JSON.parse(disarmJson(json))).toEqual(JSON.parse(json));
  });

  test('in time proportional to the text', () => {
    for (const piece of [' ', ':', '#', '\n', ': ', '::a-']) {
      const text = piece.repeat(200_000 / piece.length);
      expect(disarmCommands(text).length).toBeGreaterThanOrEqual(text.length);
    }
  });
});
