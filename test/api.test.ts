import { judge, type Match, rule, rules, type Summary, scan } from 'initd-scan';
import { describe, expect, it } from 'vitest';
import { ordinaryLine, plantedEvent, plantedLine, temporaryDirectory } from './e2e/run.js';

describe('the public API, as a user of the package calls it', () => {
  it('judge returns a match, or the clause that decided with its evidence', () => {
    expect(judge(JSON.parse(plantedLine()))).toEqual({ outcome: 'match' });
    const byDpkg = plantedEvent({ process: { executable: '/usr/bin/dpkg' } });
    expect(judge(JSON.parse(JSON.stringify({ _index: 'i', _source: byDpkg })))).toEqual({
      outcome: 'excluded',
      clause: 'installer-executable',
      evidence: [
        {
          field: 'process.executable',
          value: '/usr/bin/dpkg',
          operator: 'in',
          pattern: '/usr/bin/dpkg',
        },
      ],
    });
    expect(judge({})).toEqual({ outcome: 'not-concerned', clause: 'file-event' });
  });

  it('judge names the fields without which an init script’s event cannot be judged', () => {
    expect(judge({ 'file.path': '/etc/init.d/x' })).toEqual({
      outcome: 'not-concerned',
      clause: 'file-event',
      missing: ['event.category', 'host.os.type', 'event.action'],
    });
    const { process: _, ...unnamed } = plantedEvent() as Record<string, unknown>;
    expect(judge(unnamed)).toMatchObject({
      clause: 'no-executable',
      missing: ['process.executable'],
    });
    expect(judge({ 'file.path': '/var/log/x' })).not.toHaveProperty('missing');
  });

  it('scan reports matches and problems as it finds them, and returns a summary', async () => {
    const directory = temporaryDirectory({
      'a.ndjson': `${ordinaryLine()}\n${plantedLine()}\nnonsense\n`,
    });
    const matches: Match[] = [];
    const problems: string[] = [];
    const summary: Summary = await scan([directory], {
      onMatch: (match) => {
        matches.push(match);
      },
      onProblem: ({ fault }) => {
        problems.push(fault.kind);
      },
    });
    expect(matches.map(({ place }) => place.line)).toEqual([2]);
    expect(matches[0]?.event).toEqual(JSON.parse(plantedLine()));
    expect(problems).toEqual(['malformed-line']);
    expect(summary).toMatchObject({ matches: 1, problems: 1, lines: 3, complete: false });
  });

  it('judge and scan take another version of the rule, or its label', async () => {
    expect(rules.map(({ label }) => label)).toContain('120-9.5');
    expect(rules).toContain(rule);
    const inittab = plantedEvent({ file: { path: '/etc/inittab' } });
    const outcomes = rules.map((one) => [one.label, judge(inittab, { rule: one }).outcome]);
    expect(outcomes.filter(([, outcome]) => outcome === 'match').map(([label]) => label)).toEqual([
      '120',
      '121',
      '122',
    ]);
    expect(judge(inittab, { rule: '122' })).toEqual({ outcome: 'match' });
    expect(judge(inittab)).toEqual({ outcome: 'not-concerned', clause: 'under-init-d' });
    expect(() => judge(inittab, { rule: '10' })).toThrow(RangeError);
    const directory = temporaryDirectory({ 'a.ndjson': `${JSON.stringify(inittab)}\n` });
    expect(await scan([directory], { rule: '122' })).toMatchObject({ matches: 1 });
    expect(await scan([directory])).toMatchObject({ matches: 0 });
    await expect(scan([directory], { rule: '1' })).rejects.toThrow(RangeError);
  });

  it('rejects invalid options and events', async () => {
    await expect(scan([], { jobs: 0 })).rejects.toThrow(RangeError);
    await expect(scan([], { maxLineBytes: Number.NaN })).rejects.toThrow(RangeError);
    expect(() => judge(null as never)).toThrow(TypeError);
  });

  it('rule identifies the rule', () => {
    expect(rule).toMatchObject({ id: '474fd20e-14cc-49c5-8160-d9ab4ba16c8b', version: 13 });
  });
});
