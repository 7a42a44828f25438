import { describe, expect, test } from 'vitest';
import { explainFormats } from '#dist/explain/formats.js';
import { caseFormats } from '#dist/investigate/report/formats.js';
import { formatOfExtension, formats } from '#dist/report/formats.js';

describe('the formats', () => {
  test('are listed in the order that help shows', () => {
    expect(Object.keys(formats)).toEqual([
      'pretty',
      'ndjson',
      'json',
      'csv',
      'sarif',
      'junit',
      'alerts',
      'none',
    ]);
    expect(Object.keys(explainFormats)).toEqual(['pretty', 'ndjson', 'json', 'csv']);
  });

  test.each([
    ['txt', 'pretty'],
    ['ndjson', 'ndjson'],
    ['jsonl', 'ndjson'],
    ['json', 'json'],
    ['csv', 'csv'],
    ['sarif', 'sarif'],
    ['xml', 'junit'],
    ['md', undefined],
    ['', undefined],
    ['JSON', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
  ])('the extension %j selects %s', (extension, format) => {
    expect(formatOfExtension(formats, extension)).toBe(format);
  });

  test.each([
    ['scan', formats],
    ['explain', explainFormats],
    ['investigate', caseFormats],
  ] as const)('of %s share no extension', (_, registry) => {
    const extensions = Object.values(registry).flatMap((entry) => entry.extensions);
    expect(new Set(extensions).size).toBe(extensions.length);
  });
});
