import { describe, expect, it } from 'vitest';
import { hostOf } from '#dist/event/ecs.js';
import type { JsonObject } from '#dist/json/value.js';

describe('the host of an event', () => {
  it.each<[string, JsonObject, string[]]>([
    ['its names', { 'host.name': ['a', 'b', 'a'], 'host.hostname': 'c' }, ['a', 'b']],
    ['its hostname if it has no name', { host: { hostname: 'c' } }, ['c']],
    ['its hostname if its name is empty', { host: { name: '', hostname: 'c' } }, ['c']],
    ['unknown without either', { host: { id: 'h1' } }, []],
    ['unknown if both are empty', { host: { name: '', hostname: [''] } }, []],
  ])('is %s', (_, event, names) => {
    expect(hostOf(event)).toEqual(names);
  });
});
