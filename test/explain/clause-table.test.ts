import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClauseTable } from '#dist/explain/clause-table.js';
import { Explainer, type Explanation } from '#dist/explain/explanation.js';
import { HiddenEvents, hiddenEvent } from '#dist/explain/hidden-events.js';
import { defaultRule } from '#dist/rule/revisions.js';
import type { SourceLocation } from '#dist/scan/sink.js';
import { letters, oracle } from '../oracle/oracle.js';
import { events, seed } from '../property/generators.js';
import { event } from '../rule/events.js';

const { clauses } = defaultRule;
const explainer = new Explainer(defaultRule);

function explained(changes: Parameters<typeof event>[0]): Explanation {
  const explanation = explainer.explain(event(changes));
  if (explanation === undefined) throw new Error('the event is not under /etc/init.d/');
  return explanation;
}

const byDpkg = explained({ 'process.executable': '/usr/bin/dpkg' });
const byName = explained({ 'process.name': 'crio' });

describe('the clause table', () => {
  test('counts events, hosts, and the first and last time', () => {
    const table = new ClauseTable();
    table.add(byDpkg, 'a', 2000);
    table.add(byDpkg, 'b', 1000);
    table.add(byDpkg, 'a', undefined);
    const sum = { events: 3, alone: 3, hosts: 2, moreHosts: false, first: 1000, last: 2000 };
    expect(table.clauses()).toEqual([{ clause: 'installer-executable', role: 'excludes', ...sum }]);
    expect(table.entries()).toMatchObject([{ pattern: '/usr/bin/dpkg', copies: 1, ...sum }]);
    expect(table.verdicts).toEqual({ match: 0, excluded: 3, stopped: 0 });
  });

  test('distinguishes a bounded number of hosts, and marks counts that may be higher', () => {
    const table = new ClauseTable(2);
    for (const host of ['a', 'b', 'c', 'd', 'a']) table.add(byDpkg, host, undefined);
    expect(table.clauses()).toMatchObject([{ events: 5, hosts: 2, moreHosts: true }]);
  });

  test('does not keep very long names', () => {
    const table = new ClauseTable();
    table.add(byDpkg, 'x'.repeat(100_000), undefined);
    expect(table.clauses()).toMatchObject([{ events: 1, hosts: 0, moreHosts: true }]);
  });

  test('counts as alone the events that would match without an entry, over many events', () => {
    const exclusions = clauses.filter(({ role }) => role === 'excludes');
    const table = new ClauseTable();
    const sample = fc.sample(events, { seed, numRuns: 6000 });
    for (const one of sample) {
      const explanation = explainer.explain(one);
      if (explanation) table.add(explanation, 'h', undefined);
    }
    const excluded = sample.filter((one) => {
      const { failed, excluded } = oracle(one);
      return failed.length === 0 && excluded.length > 0;
    });
    expect(table.verdicts.excluded).toBe(excluded.length);
    const seen = new Set<string>();
    for (const { clause, pattern, alone } of table.entries()) {
      const letter = letters.charAt(exclusions.findIndex(({ id }) => id === clause));
      seen.add(`${letter} ${pattern}`);
      const raised = excluded.filter((one) => oracle(one, { letter, entry: pattern }).match);
      expect(raised.length, `${letter} ${pattern}`).toBe(alone);
    }
    // An entry that is not in the table decided nothing: without it, nothing more matches.
    for (const [at, { conditions }] of exclusions.entries()) {
      for (const entry of new Set(conditions.flatMap(({ patterns }) => patterns))) {
        const letter = letters.charAt(at);
        if (seen.has(`${letter} ${entry}`)) continue;
        expect(excluded.some((one) => oracle(one, { letter, entry }).match)).toBe(false);
      }
    }
  });
});

describe('hidden events', () => {
  const place: SourceLocation = { input: 'logs/a.ndjson', line: 1, byteOffset: 0 };
  const at = (path: string) => hiddenEvent(byName, { path, time: undefined, place });

  test('are listed up to a limit in total and per host, and the rest are counted', () => {
    const hidden = new HiddenEvents({ hosts: 3, events: 4, eventsPerHost: 2 });
    for (let i = 0; i < 10; i += 1) hidden.add('loud', at(`/etc/init.d/${i}`));
    for (const host of ['b', 'c', 'd']) hidden.add(host, at('/etc/init.d/x'));
    expect(hidden.events).toBe(13);
    expect(hidden.notListed).toBe(9);
    expect(hidden.hosts().map(({ host, events, listed }) => [host, events, listed.length])).toEqual(
      [
        ['loud', 10, 2],
        ['b', 1, 1],
        ['c', 1, 1],
      ],
    );
  });

  test('are listed without very long paths and host names', () => {
    const hidden = new HiddenEvents();
    hidden.add('a', at(`/etc/init.d/${'x'.repeat(100_000)}`));
    hidden.add('h'.repeat(100_000), at('/etc/init.d/x'));
    expect(hidden.hosts()).toHaveLength(1);
    expect(hidden.hosts()[0]?.listed[0]?.path).toHaveLength(4097);
    expect(hidden.notListed).toBe(1);
  });
});
