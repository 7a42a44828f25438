import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Baseline } from '#dist/filter/baseline.js';
import { plantedEvent, temporaryDirectory } from '../e2e/run.js';

const event = plantedEvent() as never;
const other = plantedEvent({ '@timestamp': '2026-03-03T00:00:00Z' }) as never;

function baseline(...contents: readonly string[]): Baseline {
  const directory = temporaryDirectory(
    Object.fromEntries(contents.map((content, at) => [`${at}.txt`, content])),
  );
  return new Baseline(contents.map((_, at) => path.join(directory, `${at}.txt`)));
}

function hit(id: string, source: unknown, index = 'i'): string {
  return JSON.stringify({ _index: index, _id: id, _source: source });
}

describe('a baseline', () => {
  it('recognizes a document by _index and _id, even if its fields changed', () => {
    const known = baseline(`${hit('1', event)}\n`);
    expect(known.has({ event: other, index: 'i', id: '1' })).toBe(true);
    expect(known.has({ event, index: 'i', id: '2' })).toBe(false);
    expect(known.has({ event, index: 'j', id: '1' })).toBe(false);
  });

  it('recognizes a document by its fields, in any order, if either side has no _id', () => {
    const reordered = Object.fromEntries(Object.entries(event).reverse()) as never;
    const bare = baseline(`${JSON.stringify(event)}\n`);
    expect(bare.has({ event: reordered })).toBe(true);
    expect(bare.has({ event, index: 'i', id: '1' })).toBe(true);
    expect(bare.has({ event, index: 'i' })).toBe(true);
    expect(bare.has({ event: other })).toBe(false);
    expect(baseline(hit('1', event)).has({ event: reordered })).toBe(true);
  });

  it('distinguishes values that look alike', () => {
    const known = baseline('{"a":"1","b":[1,2]}\n');
    expect(known.has({ event: { a: '1', b: [1, 2] } })).toBe(true);
    expect(known.has({ event: { a: 1, b: [1, 2] } })).toBe(false);
    expect(known.has({ event: { a: '1', b: [2, 1] } })).toBe(false);
    expect(known.has({ event: { a: '1', b: { 0: 1, 1: 2 } } })).toBe(false);
  });

  it('can be a json report', () => {
    const report = {
      tool: { name: 'initd-scan', version: '0' },
      matches: [
        { source: { input: 'x', line: 1, index: 'i', id: '1' }, event },
        { source: { input: 'x', line: 2 }, event: other },
      ],
    };
    const known = baseline(JSON.stringify(report, null, 2));
    expect(known.has({ event: {}, index: 'i', id: '1' })).toBe(true);
    expect(known.has({ event: other })).toBe(true);
    expect(known.unused).toEqual([]);
  });

  it('lists the unused entries, each document once', () => {
    const lines = [hit('1', event), '', hit('2', event), hit('1', event), JSON.stringify(other)];
    const known = baseline(`${lines.join('\n')}\n`, JSON.stringify(other));
    expect(known.has({ event, index: 'i', id: '2' })).toBe(true);
    expect(known.unused.map(({ unit, number, id }) => [unit, number, id])).toEqual([
      ['line', 1, '1'],
      ['line', 5, undefined],
    ]);
  });

  it('can be empty', () => {
    expect(baseline('').has({ event })).toBe(false);
  });

  it.each([
    ['a broken line', '{"a":1}\n{"a":\n', /0\.txt:2: not an event or search hit/],
    ['a response', '{"hits":{"hits":[]}}', /0\.txt:1: not an event or search hit/],
    ['a list', '[{"a":1}]', /0\.txt:1: not an event or search hit/],
    ['a number', '{"a":1}\n\n42', /0\.txt:3: not an event or search hit/],
    [
      'a report with a match that has no event',
      '{"tool":{"name":"initd-scan"},"matches":[{"source":{}}]}',
      /0\.txt: match 1 has no event/,
    ],
  ])('with %s is rejected', (_, content, message) => {
    expect(() => baseline(content)).toThrow(message);
  });

  it('that does not exist is rejected', () => {
    expect(() => new Baseline(['no/such/file'])).toThrow('cannot read no/such/file');
  });
});
