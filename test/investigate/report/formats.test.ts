import { expect, it } from 'vitest';
import { caseFormats } from '#dist/investigate/report/formats.js';
import { formatOfExtension } from '#dist/report/formats.js';
import { noCase, writtenCase } from '../../report/cases.js';

it.each([
  ['txt', 'Nothing to investigate'],
  ['md', '# Case'],
  ['markdown', '# Case'],
  ['json', '{\n"tool"'],
])('a file that ends in .%s gets its format', async (extension, start) => {
  const format = formatOfExtension(caseFormats, extension);
  if (format === undefined) throw new Error('no format');
  const text = await writtenCase(await caseFormats[format].load(), noCase);
  expect(text.startsWith(start)).toBe(true);
});

it('the formats are pretty, markdown, html, json, indicators and timesketch', () => {
  expect(Object.keys(caseFormats)).toEqual([
    'pretty',
    'markdown',
    'html',
    'json',
    'indicators',
    'timesketch',
  ]);
});
