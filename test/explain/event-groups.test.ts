import { describe, expect, test } from 'vitest';
import { EventGroups, groupLimits } from '#dist/explain/event-groups.js';
import { Explainer } from '#dist/explain/explanation.js';
import { explainPretty } from '#dist/explain/pretty.js';
import { ExplainTotals } from '#dist/explain/totals.js';
import type { JsonObject } from '#dist/json/value.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { plantedEvent } from '../e2e/run.js';
import { Memory, matchOf, plainContext, summaryOf } from '../report/writers.js';

const explainer = new Explainer(defaultRule);

function eventOf(changes: JsonObject): JsonObject {
  return plantedEvent(changes) as JsonObject;
}

function byDpkg(name: string, time: string, host: string): JsonObject {
  return eventOf({
    '@timestamp': time,
    host: { name: host, os: { type: 'linux' } },
    file: { path: `/etc/init.d/${name}` },
    process: { name: 'dpkg', executable: '/usr/bin/dpkg', pid: 1 + name.length },
  });
}

function grouped(events: readonly JsonObject[], limits = groupLimits): EventGroups {
  const groups = new EventGroups(defaultRule, false, limits);
  for (const [at, event] of events.entries()) {
    groups.add(matchOf(event, { line: at + 1 }), explainer.explainAny(event), []);
  }
  return groups;
}

describe('equal events', () => {
  test('are one group, with their number, hosts, first and last time, and the place of the first', () => {
    const [section, ...others] = grouped([
      byDpkg('ssh', '2026-03-02T05:00:00Z', 'web-01'),
      byDpkg('ssh', '2026-03-02T04:00:00Z', 'web-02'),
      byDpkg('cron', '2026-03-02T06:00:00Z', 'web-01'),
    ]).sections();
    expect(others).toEqual([]);
    expect(section).toMatchObject({ verdict: 'excluded', events: 3 });
    expect([...(section?.groups.values() ?? [])]).toMatchObject([
      {
        subject: '/etc/init.d/ssh',
        deed: 'created by /usr/bin/dpkg',
        events: 2,
        hosts: new Set(['web-01', 'web-02']),
        first: Date.parse('2026-03-02T04:00:00Z'),
        last: Date.parse('2026-03-02T05:00:00Z'),
        place: 'logs/a.ndjson:1',
      },
      { subject: '/etc/init.d/cron', events: 1, place: 'logs/a.ndjson:3' },
    ]);
  });

  test.each([
    ['path', { file: { path: '/etc/init.d/other' } }],
    ['program', { process: { name: 'sh', executable: '/usr/bin/sh' } }],
    ['user', { user: { name: 'ana' } }],
  ])('are not those with another %s', (_, changes) => {
    const [section] = grouped([eventOf({}), eventOf(changes)]).sections();
    expect(section?.groups.size).toBe(2);
  });

  test('stand in the order of what matters: matches, leads, other excluded events, stopped ones', () => {
    const stopped = { event: { category: ['file'], action: ['deletion', 'x'] } };
    const verdicts = grouped([
      eventOf({ ...stopped, host: { name: 'a', os: { type: 'macos' } } }),
      byDpkg('ssh', '2026-03-02T05:00:00Z', 'web-01'),
      eventOf({}),
    ])
      .sections()
      .map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['match', 'excluded', 'stopped']);
  });
});

test('every event is counted, however many differ, and memory is bounded', () => {
  const limits = { sections: 3, groups: 10, hostsPerGroup: 2 };
  const events = Array.from({ length: 300 }, (_, n) =>
    eventOf({
      file: { path: `/etc/init.d/${n}` },
      host: { name: `host-${n}`, os: { type: `os-${n % 50}` } },
    }),
  );
  const sections = grouped(events, limits).sections();
  expect(sections).toHaveLength(4);
  const groups = sections.flatMap((section) => [...section.groups.values()]);
  expect(groups.length).toBeLessThanOrEqual(10 + 4);
  expect(groups.reduce((sum, group) => sum + group.events, 0)).toBe(300);
  expect(sections.reduce((sum, section) => sum + section.events, 0)).toBe(300);
  const others = groups.find(({ subject }) => subject === undefined);
  expect(others).toMatchObject({ moreHosts: true, place: expect.stringMatching(/^logs\/a/) });
});

test('a long text is truncated, and texts that only differ at their end are told apart', () => {
  const path = `/etc/init.d/${'x'.repeat(10_000)}`;
  const [section] = grouped([
    eventOf({ file: { path: `${path}1` } }),
    eventOf({ file: { path: `${path}2` } }),
  ]).sections();
  const subjects = [...(section?.groups.values() ?? [])].map(({ subject }) => subject ?? '');
  expect(subjects).toHaveLength(2);
  for (const subject of subjects) expect(subject.length).toBeLessThan(5000);
});

describe('the report', () => {
  async function reportOf(events: readonly JsonObject[], width?: number): Promise<string> {
    const memory = new Memory();
    const reporter = explainPretty(memory, { ...plainContext, width });
    const totals = new ExplainTotals();
    for (const event of events) {
      const explanation = explainer.explainAny(event);
      totals.add(matchOf(event), explanation);
      await reporter.event(matchOf(event), explanation, []);
    }
    await reporter.finish(summaryOf(), totals);
    return memory.text;
  }

  const many = Array.from({ length: 900 }, (_, n) =>
    byDpkg(`svc${n % 9}`, new Date(1.77e12 + n * 1000).toISOString(), `web-${n % 30}`),
  );

  test('has the tables first, and a line for many equal events', async () => {
    const report = await reportOf(many);
    expect(report.indexOf('Deciding clauses')).toBe(0);
    expect(report.split('\n').length).toBeLessThan(25);
    expect(report).toContain('\nexcluded: 900 events\n  because   installer-executable: ');
    expect(report).toMatch(/^ {2}100× {2}\/etc\/init\.d\/svc0 {2}created by .* first in logs/m);
  });

  test.each([60, 80])('wraps in %d columns', async (width) => {
    const report = await reportOf(many, width);
    const lines = report.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });
});
