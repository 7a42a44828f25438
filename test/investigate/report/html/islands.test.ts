import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseEvent } from '#dist/investigate/case.js';
import { islandText, rawChunks } from '#dist/investigate/report/html/islands.js';
import { forbiddenIn } from '../../../report/forbidden.js';
import { anyText } from '../../hostile-text.js';

describe('JSON in a page', () => {
  it('cannot end its element, and means the same', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyText), (value) => {
        const text = islandText(JSON.stringify(value));
        expect(text).not.toContain('<');
        expect(forbiddenIn(text)).toEqual([]);
        expect(JSON.parse(text)).toEqual(value);
      }),
    );
  });
});

describe('raw lines in a page', () => {
  const events = Array.from({ length: 600 }, (_, at) => ({ number: at + 1 }) as CaseEvent);
  const text = (line: string, bytes = line.length) => ({ beginning: Buffer.from(line), bytes });
  const read = (chunks: readonly string[]): unknown[] =>
    chunks.map((chunk) => JSON.parse(gunzipSync(Buffer.from(chunk, 'base64')).toString()));

  it('are those that were kept, by number, in chunks', () => {
    const texts = (number: number) => (number % 250 === 1 ? text(`{"n":${number}}`) : undefined);
    expect(read(rawChunks(events, texts, 0))).toEqual([
      { 1: ['{"n":1}'] },
      { 251: ['{"n":251}'] },
      { 501: ['{"n":501}'] },
    ]);
  });

  it('say how long they are if only their beginning is kept', () => {
    const chunks = rawChunks(events.slice(0, 1), () => text('{"n":', 90_000), 0);
    expect(read(chunks)).toEqual([{ 1: ['{"n":', 90_000] }]);
  });

  it('are characters that mean nothing in a page', () => {
    const [chunk = ''] = rawChunks(events.slice(0, 1), () => text('</script><script>x'), 0);
    expect(chunk).toMatch(/^[A-Za-z0-9+/]+=*$/);
  });

  it('end before the page becomes too large', () => {
    const random = text(randomBytes(12_000).toString('base64'));
    const all = rawChunks(events, () => random, 0);
    expect(all).toHaveLength(3);
    expect(rawChunks(events, () => random, (18 << 20) - (all[0]?.length ?? 0))).toEqual([all[0]]);
    expect(rawChunks(events, () => random, 18 << 20)).toEqual([]);
  });
});
