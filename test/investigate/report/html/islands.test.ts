import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseEvent } from '#dist/investigate/case.js';
import { islandText, rawLinesJson } from '#dist/investigate/report/html/islands.js';
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
  const events = [1, 2, 3].map((number) => ({ number }) as CaseEvent);
  const text = (line: string, bytes = line.length) => ({ beginning: Buffer.from(line), bytes });

  it('are those that were kept, by number', () => {
    const texts = (number: number) => (number === 2 ? undefined : text(`{"n":${number}}`));
    expect(JSON.parse(rawLinesJson(events, texts, 0))).toEqual({
      1: ['{"n":1}'],
      3: ['{"n":3}'],
    });
  });

  it('say how long they are if only their beginning is kept', () => {
    const raw = rawLinesJson(events.slice(0, 1), () => text('{"n":', 90_000), 0);
    expect(JSON.parse(raw)).toEqual({ 1: ['{"n":', 90_000] });
  });

  it('end before the page becomes too large', () => {
    const long = text('<'.repeat(1 << 20));
    const raw = rawLinesJson(events, () => long, 1 << 20);
    expect(Object.keys(JSON.parse(raw) as object)).toEqual(['1', '2']);
    expect(rawLinesJson(events, () => long, 1 << 25)).toBe('{}');
  });
});
