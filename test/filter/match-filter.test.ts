import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MatchFilter } from '#dist/filter/match-filter.js';
import { openMatchFilter } from '#dist/filter/open.js';
import { hasUnused } from '#dist/filter/options.js';
import type { JsonObject } from '#dist/json/value.js';
import { plantedEvent, plantedLine, temporaryFolder } from '../e2e/run.js';

const none = { indices: [], exceptions: [], baselines: [] };
const event = plantedEvent() as JsonObject;
const item = JSON.stringify({
  item_id: 'i',
  list_id: 'l',
  name: 'By root',
  entries: [{ field: 'user.name', operator: 'included', type: 'match', value: 'root' }],
});

function file(content: string): string {
  return path.join(temporaryFolder({ 'file.ndjson': content }), 'file.ndjson');
}

describe('a screen', () => {
  it('is not there where nothing is asked of it', async () => {
    expect(await openMatchFilter(none)).toBeUndefined();
    expect(await openMatchFilter({ ...none, to: 'now' })).toBeInstanceOf(MatchFilter);
  });

  it('names one reason: index, time, exceptions, baseline, in this order', () => {
    const screen = new MatchFilter(
      {
        from: '2026-03-01',
        indices: ['logs-*'],
        exceptions: [file(item)],
        baselines: [file(plantedLine())],
      },
      Date.now(),
    );
    const late = { ...event, '@timestamp': '2020-01-01' };
    expect(screen.hold({ event: late, index: 'metrics-x' })).toEqual({ kind: 'out-of-scope' });
    expect(screen.hold({ event: late, index: 'logs-x' })).toEqual({ kind: 'out-of-window' });
    expect(hasUnused(screen.summary())).toBe(true);
    expect(screen.hold({ event })).toMatchObject({ kind: 'covered', by: [{ id: 'i' }] });
    // The match was in the baseline too: neither of the two is unused.
    expect(hasUnused(screen.summary())).toBe(false);
    const timeless = { ...event, '@timestamp': 'then', user: { name: 'eve' } };
    expect(screen.hold({ event: timeless })).toBeUndefined();
    expect(screen.summary()).toMatchObject({
      outOfScope: 1,
      outOfWindow: 1,
      covered: 1,
      known: 0,
      withoutTime: 1,
    });
  });

  it('puts out what is nested too deeply to be compared', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 20_000; depth += 1) deep = [deep];
    const odd = { ...event, note: deep } as JsonObject;
    const screen = new MatchFilter({ ...none, baselines: [file(plantedLine())] }, Date.now());
    expect(screen.hold({ event: odd })).toBeUndefined();
    expect(screen.hold({ event })).toEqual({ kind: 'known' });
  });
});
