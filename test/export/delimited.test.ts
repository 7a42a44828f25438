import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { countPlain, measureQuoted, splitQuoted } from '#dist/export/delimited.js';
import { seed } from '../property/generators.js';

test.each<[text: string, cells: readonly string[], strict: boolean, open: boolean]>([
  ['a,b', ['a', 'b'], true, false],
  ['', [''], true, false],
  ['a,', ['a', ''], true, false],
  ['"a,b",c', ['a,b', 'c'], true, false],
  ['"a""b"', ['a"b'], true, false],
  ['"",x', ['', 'x'], true, false],
  ['"a\nb",c', ['a\nb', 'c'], true, false],
  [' "a" , "b" ', ['a', 'b'], true, false],
  ['a"b,c', ['a"b', 'c'], false, false],
  ['"a"b",c', ['a"b', 'c'], false, false],
  ['"a,b', ['a,b'], true, true],
  ['x,"', ['x', ''], true, true],
])('%j is split at commas that are not quoted', (text, cells, isStrict, isOpen) => {
  expect(splitQuoted(text, ',')).toEqual({ cells, isStrict, isOpen });
  expect(measureQuoted(text, ',', false)).toEqual({ count: cells.length, isStrict, isOpen });
});

test('a line may begin in a quoted cell', () => {
  expect(measureQuoted('a",b', ',', true)).toEqual({ count: 2, isStrict: true, isOpen: false });
  expect(measureQuoted('a,b', ',', true)).toEqual({ count: 1, isStrict: true, isOpen: true });
});

describe('quoted cells', () => {
  const cell = fc
    .array(fc.constantFrom('"', ',', '\n', 'a', ' ', '""'), { maxLength: 6 })
    .map((parts) => parts.join(''));
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

  it('are split as csv-parse splits them', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
        const text = cells.map(quoted).join(',');
        const [expected] = parse(text) as string[][];
        expect(splitQuoted(text, ',')).toEqual({ cells: expected, isStrict: true, isOpen: false });
      }),
      { seed },
    );
  });

  it('are counted line by line as in one piece', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
        const text = cells.join(',');
        const whole = splitQuoted(text, ',');
        let count = 1;
        let isOpen = false;
        let isFirst = true;
        for (const line of text.split('\n')) {
          if (!isFirst && !isOpen) return;
          const measure = measureQuoted(line, ',', isOpen);
          count += measure.count - 1;
          ({ isOpen } = measure);
          isFirst = false;
        }
        expect({ count, isOpen }).toEqual({ count: whole.cells.length, isOpen: whole.isOpen });
      }),
      { seed, numRuns: 1000 },
    );
  });
});

test('lone quotes, delimiters and brackets take linear time', () => {
  for (const part of ['"', '",', ',"', '" "', ' ', ',']) {
    const text = part.repeat(1_000_000);
    expect(splitQuoted(text, ',').cells.length).toBeGreaterThan(0);
    expect(countPlain(text, ',')).toBeGreaterThan(0);
  }
});
