import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapped } from '#dist/report/wrap.js';

describe('a line', () => {
  it.each([
    ['that fits stays as it is', 'one two three', 4, 30, ['#1  one two three']],
    ['is wrapped between words', 'one two three four five', 4, 30, ['#1  one two three four five']],
    [
      'indents what follows',
      'one two three four five six',
      4,
      24,
      ['#1  one two three four', '    five six'],
    ],
    [
      'is cut within a word that is too long',
      'x'.repeat(25),
      4,
      24,
      [`#1  ${'x'.repeat(20)}`, `    ${'x'.repeat(5)}`],
    ],
    [
      'counts wide characters twice',
      '漢字'.repeat(6),
      4,
      24,
      ['#1  漢字漢字漢字漢字漢字', '    漢字'],
    ],
    [
      'keeps everything in a narrow terminal',
      'one two three four five six',
      30,
      40,
      ['#1', `${' '.repeat(20)}one two three four`, `${' '.repeat(20)}five six`],
    ],
    [
      'is not wrapped in a file',
      'one two three four five six',
      4,
      undefined,
      ['#1  one two three four five six'],
    ],
  ] as const)('%s', (_, text, hang, width, expected) => {
    expect(wrapped('#1  ', text, hang, width)).toEqual(expected);
  });

  it('loses nothing but blanks, and is never wider than the terminal', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '/', '-'), maxLength: 200 });
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 41, max: 120 }),
        (line, hang, width) => {
          const lines = wrapped(' '.repeat(hang), line, hang, width);
          expect(lines.join('').replaceAll(' ', '')).toBe(line.replaceAll(' ', ''));
          for (const one of lines) expect(one.length).toBeLessThanOrEqual(Math.max(width, hang));
        },
      ),
      { seed: 20261128 },
    );
  });
});
