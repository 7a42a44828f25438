import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LintedGroup, type ListedPatterns, lintConditions } from '#dist/rule/lint.js';
import { wildcard } from '#dist/rule/operators.js';
import { contains, languageOf, overlaps } from '#dist/rule/pattern-sets.js';
import { seed } from '../property/generators.js';

/** Every string up to a length. */
function strings(letters: readonly string[], length: number): string[] {
  const shorter = length === 0 ? [] : strings(letters, length - 1);
  const last = shorter.filter((text) => text.length === length - 1);
  return length === 0
    ? ['']
    : [...shorter, ...last.flatMap((text) => letters.map((l) => text + l))];
}

// `c` does not occur in patterns. Strings longer than the patterns distinguish * from ?.
const universe = strings(['a', 'A', '0', 'c'], 6);
const pattern = fc.string({ unit: fc.constantFrom('a', 'A', '0', '*', '?'), maxLength: 4 });
const operator = fc.constantFrom(':' as const, 'like' as const, 'in' as const);

function matchingStrings(
  kind: ':' | 'like' | 'in',
  text: string,
  among: readonly string[],
): Set<string> {
  if (kind === 'in') return new Set([text]);
  return new Set(among.filter(wildcard(text, kind === ':')));
}

describe('the language of a pattern', () => {
  test('agrees with brute force over all short strings', () => {
    fc.assert(
      fc.property(operator, pattern, operator, pattern, (k1, p1, k2, p2) => {
        const among = [...universe, p1, p2];
        const [outer, inner] = [matchingStrings(k1, p1, among), matchingStrings(k2, p2, among)];
        const within = [...inner].every((text) => outer.has(text));
        const shared = [...inner].some((text) => outer.has(text));
        expect(contains(languageOf(k1, p1), languageOf(k2, p2))).toBe(within);
        expect(overlaps(languageOf(k1, p1), languageOf(k2, p2))).toBe(shared);
      }),
      { seed, numRuns: 1500 },
    );
  });

  test('is compared in bounded time, even if patterns are designed to be expensive', () => {
    const hard = languageOf('like', `${'*a?'.repeat(30)}${'?'.repeat(40)}`);
    const harder = languageOf('like', `*${'a*b?'.repeat(30)}`);
    expect(contains(hard, harder)).toBe(false);
  });
});

function group(id: string, ...conditions: ListedPatterns[]): LintedGroup {
  return { id, conditions };
}

function on(field: string, op: ListedPatterns['operator'], ...patterns: string[]): ListedPatterns {
  return { field, operator: op, patterns };
}

function kinds(groups: LintedGroup[], required: LintedGroup[] = []): string[] {
  return lintConditions(groups, required).map(({ kind, id, pattern: of }) => `${id} ${kind} ${of}`);
}

describe('lint', () => {
  test.each<[what: string, groups: LintedGroup[], found: string[]]>([
    ['no oddities', [group('g', on('f', 'in', 'a', 'b'))], []],
    ['an entry twice', [group('g', on('f', 'in', 'a', 'b', 'a'))], ['g duplicate a']],
    [
      'a wildcard in an exact list',
      [group('g', on('f', 'in', 'a*'), on('f', '==', '?'), on('f', 'like', 'b*?'))],
      ['g plain-wildcard a*', 'g plain-wildcard ?'],
    ],
    [
      'an entry that another contains',
      [group('g', on('f', 'like', '/snap/*', '/snap/x/*'))],
      ['g covered /snap/x/*'],
    ],
    [
      'the later of two equivalent entries',
      [group('g', on('f', ':', 'a*', 'A*'))],
      ['g covered A*'],
    ],
    [
      'an entry that another group contains',
      [group('g', on('f', 'in', '/snap/x')), group('h', on('f', 'like', '/snap/*'))],
      ['g covered /snap/x'],
    ],
    [
      'no entry that another group contains only under an additional condition',
      [
        group('g', on('f', 'in', '/snap/x')),
        group('h', on('f', 'like', '/snap/*'), on('n', '==', 'ln')),
      ],
      [],
    ],
    [
      'an entry with the same additional condition',
      [
        group('g', on('f', 'in', '/snap/x'), on('n', 'in', 'ln')),
        group('h', on('f', 'like', '/snap/*'), on('n', ':', 'l*')),
      ],
      ['g covered /snap/x', 'g covered ln'],
    ],
    [
      'nothing about other fields',
      [group('g', on('f', 'in', 'x')), group('h', on('e', 'like', '*'))],
      [],
    ],
    [
      'a program in one of two directories',
      [group('g', on('f', 'in', '/bin/a', '/usr/bin/a', '/usr/bin/b', '/sbin/c', '/opt/d'))],
      ['g missing-twin /usr/bin/b', 'g missing-twin /sbin/c'],
    ],
  ])('%s', (_, groups, found) => {
    expect(kinds(groups)).toEqual(found);
  });

  test('an entry that cannot match because of a requirement', () => {
    const required = [group('r', on('path', ':', '/etc/init.d/*'))];
    const groups = [
      group('g', on('path', 'like', '/etc/rc.local', '/ETC/*', '*beat', '/etc/cron*')),
    ];
    expect(kinds(groups, required)).toEqual([
      'g unreachable /etc/rc.local',
      'g unreachable /etc/cron*',
    ]);
  });
});
