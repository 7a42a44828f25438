import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initDMentions, mentionsOfBootFiles } from '#dist/event/mention.js';
import { measureQuoted } from '#dist/export/delimited.js';
import { isIdleRow } from '#dist/scan/idle-rows.js';

function isIdle(text: string, columns: number, delimiter = ','): boolean {
  const bytes = Buffer.from(`,"${text}",`, 'latin1');
  return isIdleRow(bytes, 2, bytes.length - 2, delimiter.charCodeAt(0), columns);
}

describe('a row is skipped', () => {
  it.each([
    ['plain cells', '/a,b,c', ','],
    ['quoted cells', '"/a","b","c"', ','],
    ['some quoted cells, with delimiters and quotes', '"a, ""b"", /c",b,"c"', ','],
    ['empty cells', '/a,,', ','],
    ['another delimiter', '/a\t\tb, c', '\t'],
    ['spaces inside and after values', 'a / b ,c d ,e ', ','],
    ['a mention of something else', '/etc/inid.d/x,inet.d/,i', ','],
  ])('with %s', (_, text, delimiter) => {
    expect(isIdle(text, 3, delimiter)).toBe(true);
  });
});

describe('a row is not skipped', () => {
  it.each([
    ['the path', '/etc/init.d/x,b,c'],
    ['the path in capitals', '"/etc/INIT.D/x",b,c'],
    ['a path that only later versions match', '/etc/inittab,b,c'],
    ['an escape that may spell the path', '/etc/\\u0069nit.d/x,b,c'],
    ['the path at its start', 'init.d/,b,c'],
    ['a cell too few', '/a,b'],
    ['a cell too many', '/a,b,c,d'],
    ['no slash, as a header has none', 'a,b,c'],
    ['a quote inside a cell', '/a,b"c,d'],
    ['text after a closing quote', '/a,"b" c,d'],
    ['a quoted cell that does not end', '/a,b,"c'],
    ['a quote that only seems to end its cell', '/a,b,"c""'],
    ['a space before a quoted cell', '/a, "b",c'],
    ['nothing', ''],
  ])('with %s', (_, text) => {
    expect(isIdle(text, 3)).toBe(false);
  });
});

it('every row that is skipped has all cells, and no mention', () => {
  const part = fc.constantFrom(
    ...[
      '"',
      '""',
      '","',
      ',',
      ' ',
      '\t',
      '/',
      'a',
      'init',
      '.d/',
      'INIT',
      'tab',
      '\\',
      'u00',
      '69',
    ],
    ...['\\u0069', 'ni', 't.d', 'é', '\r', '@timestamp'],
  );
  const delimiter = fc.constantFrom(',', '\t', ';');
  let skipped = 0;
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), delimiter, fc.nat(4), (parts, by, columns) => {
      const text = parts.join('');
      if (!isIdle(text, columns, by)) return;
      skipped += 1;
      expect(measureQuoted(text, by, false)).toMatchObject({ count: columns, isOpen: false });
      expect(initDMentions.mayBeIn(text) || mentionsOfBootFiles.mayBeIn(text)).toBe(false);
      expect(text).toContain('/');
    }),
    { numRuns: 20_000 },
  );
  expect(skipped).toBeGreaterThan(50);
});
