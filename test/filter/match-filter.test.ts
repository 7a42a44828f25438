import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MatchFilter } from '#dist/filter/match-filter.js';
import { filtersNothing, hasUnused } from '#dist/filter/options.js';
import type { JsonObject } from '#dist/json/value.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { plantedEvent, plantedLine, temporaryDirectory } from '../e2e/run.js';

const rulePatterns = defaultRule.identity.indexPatterns;
const none = { indices: [], exceptions: [], baselines: [] };
const event = plantedEvent() as JsonObject;
const item = JSON.stringify({
  item_id: 'i',
  list_id: 'l',
  name: 'By root',
  entries: [{ field: 'user.name', operator: 'included', type: 'match', value: 'root' }],
});

function file(content: string): string {
  return path.join(temporaryDirectory({ 'file.ndjson': content }), 'file.ndjson');
}

describe('a filter', () => {
  it('is only needed if an option requires it', () => {
    expect(filtersNothing(none)).toBe(true);
    for (const [option, value] of [
      ['from', 'now-1d'],
      ['to', 'now'],
      ['indices', ['logs-*']],
      ['exceptions', ['file']],
      ['baselines', ['file']],
    ] as const) {
      expect(filtersNothing({ ...none, [option]: value })).toBe(false);
    }
  });

  it('gives one reason: index, time, exceptions, baseline, in this order', () => {
    const filter = new MatchFilter(
      {
        from: '2026-03-01',
        indices: ['logs-*'],
        exceptions: [file(item)],
        baselines: [file(plantedLine())],
      },
      rulePatterns,
      Date.now(),
    );
    const late = { ...event, '@timestamp': '2020-01-01' };
    expect(filter.check({ event: late, index: 'metrics-x' })).toEqual({ kind: 'out-of-scope' });
    expect(filter.check({ event: late, index: 'logs-x' })).toEqual({ kind: 'out-of-window' });
    expect(hasUnused(filter.summary())).toBe(true);
    expect(filter.check({ event })).toMatchObject({
      kind: 'exceptions',
      exceptions: [{ id: 'i' }],
    });
    // The match is in the baseline too, so neither is unused.
    expect(hasUnused(filter.summary())).toBe(false);
    const timeless = { ...event, '@timestamp': 'then', user: { name: 'eve' } };
    expect(filter.check({ event: timeless })).toBeUndefined();
    expect(filter.summary()).toMatchObject({
      outOfScope: 1,
      outOfWindow: 1,
      covered: 1,
      known: 0,
      withoutTime: 1,
    });
  });

  it('does not suppress a match that is nested too deeply to be compared', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 20_000; depth += 1) deep = [deep];
    const odd = { ...event, note: deep } as JsonObject;
    const filter = new MatchFilter(
      { ...none, baselines: [file(plantedLine())] },
      rulePatterns,
      Date.now(),
    );
    expect(filter.check({ event: odd })).toBeUndefined();
    expect(filter.check({ event })).toEqual({ kind: 'known' });
  });
});
