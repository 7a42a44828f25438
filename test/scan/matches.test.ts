import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena } from '#dist/scan/arena.js';
import { BufferPool } from '#dist/scan/buffer-pool.js';
import { eachMatch, Matches } from '#dist/scan/matches.js';

/** Collects the lines with some numbers. */
function collected(text: Buffer, selected: ReadonlySet<number>, buffers = new BufferPool()) {
  const matches = new Matches(buffers);
  let start = 0;
  for (let line = 0; start < text.length; line += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const at = { lookBehindStart: 0, isTerminated: newline >= 0, droppedNuls: 0 };
    if (selected.has(line)) {
      matches.add({ bytes: text, start, end, line, byteOffset: 1000 + start, ...at });
    }
    start = end + 1;
  }
  return matches.drain(new Arena());
}

describe('matches on lines', () => {
  it('are found one by one, whether they are consecutive or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '))),
        fc.array(fc.nat(12)),
        fc.boolean(),
        (lines, selected, terminated) => {
          const text = Buffer.from(lines.join('\n') + (terminated ? '\n' : ''));
          const set = new Set(selected);
          const finding = collected(text, set);
          const found = finding === undefined ? [] : [...eachMatch(finding)];
          const all = text.toString().split('\n');
          const expected = all.flatMap((json, line) =>
            // If the text ends in a newline, no line follows it.
            set.has(line) && !(line === all.length - 1 && json === '') ? [{ line, json }] : [],
          );
          expect(found.map(({ line, json }) => ({ line, json: json.toString() }))).toEqual(
            expected,
          );
          for (const { byteOffset, json } of found) {
            const from = byteOffset - 1000;
            expect(text.subarray(from, from + json.length)).toEqual(json);
          }
        },
      ),
    );
  });

  it('are undefined if none were added', () => {
    expect(new Matches(new BufferPool()).drain(new Arena())).toBeUndefined();
  });
});

describe('recycled buffers', () => {
  const text = Buffer.from(`${'x'.repeat(999)}\n`.repeat(100));
  const all = new Set(Array.from({ length: 100 }, (_, line) => line));

  it('are reused, and old references to them become empty', () => {
    const buffers = new BufferPool();
    const first = collected(text, all, buffers);
    if (first === undefined) expect.unreachable('no matches');
    const kept = [...eachMatch(first)];
    const { buffer } = first.lines as Uint8Array<ArrayBuffer>;
    const { byteLength } = buffer;
    buffers.recycle([buffer]);
    expect(kept.map(({ json }) => json.length)).toEqual(kept.map(() => 0));
    expect(() => [...eachMatch(first)]).toThrow('were recycled');
    const again = buffers.take(byteLength);
    expect(again.buffer.byteLength).toBe(byteLength);
    expect(again.subarray(0, 999).toString()).toBe('x'.repeat(999));
  });

  it('are kept in limited number, and not if they are too small or very large', () => {
    const buffers = new BufferPool();
    const few = (bytes: number, times: number) =>
      Array.from({ length: times }, () => buffers.take(bytes));
    buffers.recycle(few(70_000, 30).map((bytes) => bytes.fill('y').buffer));
    const again = few(70_000, 30).filter((bytes) => bytes[0] === 'y'.charCodeAt(0));
    expect(again.length).toBeGreaterThan(0);
    expect(again.length).toBeLessThan(20);
    const others = [new ArrayBuffer(65_536), buffers.take(20_000_000).buffer];
    buffers.recycle(others);
    expect(others.map(({ byteLength }) => byteLength)).toEqual([65_536, 20_000_000]);
  });
});
