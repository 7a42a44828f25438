import { describe, expect, test } from 'vitest';
import { BoundedHosts, HostTally } from '#dist/report/hosts.js';
import { matchOf } from './writers.js';

describe('values by host', () => {
  test('are made once per host, and once for events that name no host', () => {
    const hosts = new BoundedHosts((number) => ({ number, events: 0 }), 10);
    for (const name of ['a', undefined, 'b', 'a', 'b', 'b']) {
      const host = hosts.get(name);
      if (host !== undefined) host.events += 1;
    }
    expect(hosts.ranked(({ events }) => events)).toEqual([
      ['b', { number: 2, events: 3 }],
      ['a', { number: 0, events: 2 }],
      [undefined, { number: 1, events: 1 }],
    ]);
    expect(hosts.overflow).toBe(0);
  });

  test('are bounded in number and in the length of names, and lookups beyond are counted', () => {
    const hosts = new BoundedHosts((number) => number, 2, 3);
    expect(['abcd', 'a', 'b', 'c', undefined, 'a'].map((name) => hosts.get(name))).toEqual([
      undefined,
      0,
      1,
      undefined,
      undefined,
      0,
    ]);
    expect(hosts.overflow).toBe(3);
  });
});

describe('the tally of matches by host', () => {
  const tallyOf = (names: readonly string[]): readonly string[] => {
    const tally = new HostTally();
    for (const name of names) tally.add(matchOf({ host: name === '' ? {} : { name } }));
    return tally.lines();
  };

  test('is one line, hosts with the most matches first', () => {
    expect(tallyOf([])).toEqual([]);
    expect(tallyOf(['a', 'b', 'b', ''])).toEqual(['hosts: b (2), a (1), (no name) (1)']);
    expect(tallyOf(['g', 'a', 'b', 'c', 'd', 'e', 'f', 'g'])).toEqual([
      'hosts: g (2), a (1), b (1), c (1), d (1), others (2)',
    ]);
  });

  test('names a host by host.hostname if host.name is missing', () => {
    const tally = new HostTally();
    tally.add(matchOf({ host: { hostname: 'db-07' } }));
    tally.add(matchOf({ host: { name: '', hostname: 'db-07' } }));
    tally.add(matchOf({ host: { name: 'web-01', hostname: 'web-01.lan' } }));
    expect(tally.lines()).toEqual(['hosts: db-07 (2), web-01 (1)']);
  });

  test('is bounded in names, hosts and matches', () => {
    expect(tallyOf(['x'.repeat(300), 'a'])).toEqual(['hosts: a (1), others (1)']);
    const many = Array.from({ length: 2000 }, (_, at) => `host-${at}`);
    expect(tallyOf(many)[0]).toMatch(/, others \(1995\)$/);
    expect(tallyOf(Array.from({ length: 10_001 }, () => 'a'))).toEqual([
      'hosts of the first 10000 matches: a (10000)',
    ]);
  });
});
