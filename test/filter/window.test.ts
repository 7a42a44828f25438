import { describe, expect, it } from 'vitest';
import { TimeWindow } from '#dist/filter/window.js';

const now = Date.parse('2026-03-02T12:00:00Z');
const window = new TimeWindow(
  { from: '2026-03-02T04:00:00Z', to: '2026-03-02T05:00:00.000Z' },
  now,
);

describe('a time window', () => {
  it.each([
    ['its first moment', { '@timestamp': '2026-03-02T04:00:00.000Z' }, true],
    ['its last moment', { '@timestamp': '2026-03-02T05:00:00.000Z' }, true],
    ['a moment before', { '@timestamp': '2026-03-02T03:59:59.999999999Z' }, false],
    ['a moment after', { '@timestamp': '2026-03-02T05:00:00.001Z' }, false],
    [
      'ingested in the window, although it happened before',
      { '@timestamp': '2026-03-01T00:00:00Z', event: { ingested: '2026-03-02T04:30:00Z' } },
      true,
    ],
    [
      'ingested after the window, although it happened in it',
      { '@timestamp': '2026-03-02T04:30:00Z', 'event.ingested': '2026-03-03T00:00:00Z' },
      false,
    ],
    [
      'ingestion time null',
      { '@timestamp': '2026-03-02T04:30:00Z', event: { ingested: null } },
      true,
    ],
    ['milliseconds as a number', { '@timestamp': Date.parse('2026-03-02T04:30:00Z') }, true],
    ['seconds as a number', { '@timestamp': Date.parse('2026-03-02T04:30:00Z') / 1000 }, true],
    ['seconds as text', { '@timestamp': `${Date.parse('2026-03-02T04:30:00Z') / 1000}.25` }, true],
    ['seconds before', { event: { ingested: Date.parse('2026-03-02T03:30:00Z') / 1000 } }, false],
    ['nanoseconds as text', { '@timestamp': `${Date.parse('2026-03-02T04:30:00Z')}000001` }, true],
    ['any of several', { '@timestamp': ['2020-01-01', '2026-03-02T04:30:00Z'] }, true],
    ['none of several', { '@timestamp': ['2020-01-01', '2021-01-01'] }, false],
    ['no time', {}, undefined],
    ['no valid time', { '@timestamp': 'Mon Mar 2 04:30:00 2026' }, undefined],
  ])('%s', (_, event, expected) => {
    expect(window.includes(event)).toBe(expected);
  });

  it('can be open at either end', () => {
    const event = { '@timestamp': '2026-03-02T11:55:00Z' };
    expect(new TimeWindow({ from: 'now-9m' }, now).includes(event)).toBe(true);
    expect(new TimeWindow({ from: 'now-1m' }, now).includes(event)).toBe(false);
    expect(new TimeWindow({ to: 'now-1h' }, now).includes(event)).toBe(false);
    expect(new TimeWindow({ to: 'now/d' }, now).includes(event)).toBe(true);
  });

  it('rejects an invalid time, with a hint, and an end before the start', () => {
    expect(() => new TimeWindow({ from: 'yesterday' }, now)).toThrow('--from yesterday');
    expect(() => new TimeWindow({ to: 'now-9' }, now)).toThrow('--to now-9');
    expect(() => new TimeWindow({ from: 'now', to: 'now-1h' }, now)).toThrow('ends before');
    try {
      new TimeWindow({ from: 'yesterday' }, now);
    } catch (error) {
      expect(error).toMatchObject({ name: 'UsageError', hint: expect.stringContaining('now-9m') });
    }
  });
});
