import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactly, like, likeIgnoringCase, wildcard } from '#dist/rule/operators.js';
import { seed } from '../property/generators.js';
import { shown } from './events.js';

/** The simplest definition of a wildcard: the first code point, then the rest. */
function means(pattern: readonly string[], value: readonly string[]): boolean {
  const [expected, ...laterExpected] = pattern;
  const [first, ...rest] = value;
  if (expected === undefined) return first === undefined;
  if (expected === '*') {
    return means(laterExpected, value) || (first !== undefined && means(pattern, rest));
  }
  return (
    first !== undefined && (expected === '?' || expected === first) && means(laterExpected, rest)
  );
}

/** Converts ASCII's 26 letters one by one, independently of locales and Unicode tables. */
function inLowerCase(text: string): string {
  const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return text
    .split('')
    .map((unit) =>
      upper.includes(unit) ? 'abcdefghijklmnopqrstuvwxyz'.charAt(upper.indexOf(unit)) : unit,
    )
    .join('');
}

const alphabet = ['a', 'A', 'b', 'k', 'K', 's', '/', '\n', '.', '\u212a', '\u017f'];
const rare = ['\u{1f600}', '\ud83d', '\ude00', '\\', '[', ']', '\u{1f601}'];
const plain = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...alphabet) },
  { weight: 1, arbitrary: fc.constantFrom(...rare) },
);
const values = fc.string({
  unit: fc.oneof({ weight: 12, arbitrary: plain }, fc.constantFrom('*', '?')),
  maxLength: 9,
});
const patterns = fc.string({
  unit: fc.oneof({ weight: 2, arbitrary: plain }, fc.constantFrom('*', '*', '?')),
  maxLength: 7,
});
/** A value with some characters replaced by wildcards, so that many pairs match. */
const kin = fc
  .tuple(values, fc.infiniteStream(fc.nat({ max: 7 })))
  .map(([value, dice]): [string, string] => {
    const units = Array.from(value, (character) => {
      const roll = dice.next().value;
      return roll === 0 ? '*' : roll === 1 ? '?' : roll === 2 ? '**' : character;
    });
    return [units.join(''), value];
  });
const pairs: fc.Arbitrary<[string, string]> = fc.oneof(fc.tuple(patterns, values), kin);

describe('a wildcard means the same as in the naive model', () => {
  test('case-sensitive', () => {
    const matched = { yes: 0, no: 0 };
    fc.assert(
      fc.property(pairs, ([pattern, value]) => {
        const expected = means(Array.from(pattern), Array.from(value));
        expect(wildcard(pattern, false)(value)).toBe(expected);
        matched[expected ? 'yes' : 'no'] += 1;
      }),
      { seed, numRuns: 20_000 },
    );
    expect(Math.min(matched.yes, matched.no)).toBeGreaterThan(3_000);
  });

  test('in any ASCII case', () => {
    fc.assert(
      fc.property(pairs, ([pattern, value]) => {
        const expected = means(Array.from(inLowerCase(pattern)), Array.from(inLowerCase(value)));
        expect(wildcard(pattern, true)(value)).toBe(expected);
      }),
      { seed, numRuns: 20_000 },
    );
  });

  test('a compiled wildcard has no state', () => {
    fc.assert(
      fc.property(patterns, fc.array(values), (pattern, list) => {
        const matches = wildcard(pattern, true);
        expect(list.map(matches)).toEqual(list.map((value) => wildcard(pattern, true)(value)));
      }),
      { seed, numRuns: 1_000 },
    );
  });
});

interface Row {
  readonly pattern: string;
  readonly value: string;
  readonly why: string;
}

const accepted: readonly Row[] = [
  { pattern: '', value: '', why: 'nothing matches nothing' },
  { pattern: '*', value: '', why: '* matches nothing too' },
  { pattern: '**', value: '', why: 'both * match nothing' },
  { pattern: '*', value: '/a/b.c\n\0', why: '* matches anything' },
  { pattern: '/etc/init.d/*', value: '/etc/init.d/', why: '* matches nothing at the end' },
  { pattern: '/etc/init.d/*', value: '/etc/init.d/a/b/c', why: '* matches /' },
  { pattern: '/etc/init.d/*', value: '/etc/init.d/.hidden', why: '* matches a leading dot' },
  { pattern: '/etc/init.d/*', value: '/etc/init.d/a\nb', why: '* matches newlines' },
  { pattern: '*beat*', value: 'beat', why: 'both * match nothing' },
  { pattern: 'a*b*c', value: 'axbxbxc', why: 'a later b must be tried' },
  { pattern: '*ab', value: 'aab', why: 'a partial match can start inside another' },
  { pattern: '*aab', value: 'aaaaaab', why: 'and again' },
  { pattern: 'a?c', value: 'a\nc', why: '? matches a newline' },
  { pattern: 'a?c', value: 'a/c', why: '? matches /' },
  { pattern: 'a?c', value: 'a\u{1f600}c', why: '? is one code point, not one UTF-16 unit' },
  { pattern: 'a?c', value: 'a\ud83dc', why: 'a lone surrogate is one code point' },
  { pattern: '??', value: '\ude00\ud83d', why: 'surrogates in the wrong order are two' },
  { pattern: '*?', value: '\u{1f600}', why: 'nothing, then one code point' },
  { pattern: 'a*', value: 'a*', why: '* matches a star in the value' },
  { pattern: '?', value: '?', why: 'a question mark in the value too' },
  { pattern: '[a]', value: '[a]', why: 'brackets are ordinary characters' },
  { pattern: '{a,b}', value: '{a,b}', why: 'braces are ordinary characters' },
  { pattern: '!a#b_c%d.e', value: '!a#b_c%d.e', why: '! # _ % . are ordinary characters' },
  { pattern: '\\*', value: '\\anything', why: 'a backslash escapes nothing' },
  { pattern: '+(a|b)', value: '+(a|b)', why: 'no extended globs' },
  { pattern: '^a$', value: '^a$', why: 'no regular expressions' },
];

const rejected: readonly Row[] = [
  { pattern: '', value: 'a', why: 'the whole value must match' },
  { pattern: 'a', value: '', why: 'the whole pattern too' },
  { pattern: 'a', value: 'ab', why: 'no prefix match' },
  { pattern: 'b', value: 'ab', why: 'no search' },
  { pattern: '?', value: '', why: '? never matches nothing' },
  { pattern: '?', value: '\u{1f600}\u{1f600}', why: 'or two code points' },
  { pattern: '??', value: '\u{1f600}', why: 'a surrogate pair is one code point' },
  { pattern: '\ud83d*', value: '\u{1f600}', why: 'half of a pair is not a character' },
  { pattern: '*\ude00', value: '\u{1f600}', why: 'neither is the other half' },
  { pattern: '/etc/init.d/*', value: '/etc/init.d', why: 'the / is required' },
  { pattern: '/etc/init.d/*', value: '/etc/initXd/a', why: 'the dot is an ordinary character' },
  { pattern: '[ab]', value: 'a', why: 'no character classes' },
  { pattern: '{a,b}', value: 'a', why: 'no alternatives' },
  { pattern: '!a', value: 'b', why: 'no negation' },
  { pattern: '_', value: 'a', why: 'no SQL wildcards' },
  { pattern: '%', value: 'abc', why: 'not this one either' },
  { pattern: '\\?', value: '?', why: 'a backslash is an ordinary character' },
  { pattern: '**/a', value: 'a', why: '** is * twice, and the / is an ordinary character' },
  { pattern: 'a', value: 'a\n', why: 'a newline at the end is significant' },
  { pattern: 'a*b*c', value: 'axcxb', why: 'only in this order' },
];

describe.each([false, true])('with case ignored: %s', (ignoreCase) => {
  test.each(accepted)('$pattern accepts a value: $why', ({ pattern, value }) => {
    expect(wildcard(pattern, ignoreCase)(value), shown(value)).toBe(true);
  });

  test.each(rejected)('$pattern rejects a value: $why', ({ pattern, value }) => {
    expect(wildcard(pattern, ignoreCase)(value), shown(value)).toBe(false);
  });
});

describe('letter case', () => {
  test('is ignored in both the pattern and the value', () => {
    expect(wildcard('/ETC/init.d/*', true)('/etc/INIT.D/x')).toBe(true);
    expect(wildcard('/ETC/init.d/*', false)('/etc/init.d/x')).toBe(false);
  });

  test('is ignored for each ASCII letter', () => {
    for (let code = 0x41; code <= 0x5a; code += 1) {
      const [upper, lower] = [String.fromCharCode(code), String.fromCharCode(code + 0x20)];
      expect(wildcard(upper, true)(lower)).toBe(true);
      expect(wildcard(lower, true)(upper)).toBe(true);
      expect(wildcard(upper, false)(lower)).toBe(false);
      expect(wildcard(lower, false)(upper)).toBe(false);
    }
  });

  test.each([
    ['the Kelvin sign', '\u212a', 'k'],
    ['the long s', '\u017f', 's'],
    ['the dotless i', '\u0131', 'i'],
    ['the dotted capital I', '\u0130', 'i'],
    ['fullwidth letters', '\uff29', '\uff49'],
    ['umlauts', 'Ä', 'ä'],
    ['Greek', 'Σ', 'σ'],
    ['sharp s', 'ẞ', 'ß'],
  ])('%s does not fold: only ASCII does', (_, one, other) => {
    expect(wildcard(one, true)(other)).toBe(false);
    expect(wildcard(other, true)(one)).toBe(false);
    expect(wildcard(one, true)(one)).toBe(true);
  });

  test('the neighbors of the letters in ASCII do not fold', () => {
    for (const [one, other] of [
      ['@', '`'],
      ['[', '{'],
      ['\\', '|'],
      [']', '}'],
      ['^', '~'],
    ] as const) {
      expect(wildcard(one, true)(other)).toBe(false);
      expect(wildcard(other, true)(one)).toBe(false);
    }
  });
});

describe('a hostile value takes time proportional to pattern × value', () => {
  test('thousands of partial matches terminate', () => {
    const near = 'a'.repeat(100_000);
    expect(wildcard('*a*a*a*a*a*a*b', true)(near)).toBe(false);
    expect(wildcard('*aaaaaaaaab', false)(near)).toBe(false);
    expect(wildcard('*?*?*?*?*?*', true)(near)).toBe(true);
  });
});

describe('matchers return the first entry that a value matches', () => {
  test('exactly: literally, including * and ?', () => {
    const matches = exactly(['a', '/dev/fd/*', 'x?']);
    expect(matches('a')).toBe('a');
    expect(matches('/dev/fd/*')).toBe('/dev/fd/*');
    expect(matches('/dev/fd/3')).toBeUndefined();
    expect(matches('xy')).toBeUndefined();
    expect(matches('A')).toBeUndefined();
    expect(matches('')).toBeUndefined();
    expect(exactly([''])('')).toBe('');
  });

  test('like: case-sensitive', () => {
    const matches = like(['/snap/*', '/snap/core*', '*']);
    expect(matches('/snap/core/1')).toBe('/snap/*');
    expect(matches('/SNAP/core/1')).toBe('*');
    expect(like(['/snap/*'])('/SNAP/x')).toBeUndefined();
  });

  test('likeIgnoringCase: in any ASCII case', () => {
    const matches = likeIgnoringCase(['Sed*', 'e2scrub_all.tmp*']);
    expect(matches('sEDx')).toBe('Sed*');
    expect(matches('E2SCRUB_ALL.TMP')).toBe('e2scrub_all.tmp*');
    expect(matches('\u017fed')).toBeUndefined();
  });

  test('no entries, no match', () => {
    for (const make of [exactly, like, likeIgnoringCase]) expect(make([])('x')).toBeUndefined();
  });
});
