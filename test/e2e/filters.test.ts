import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ordinaryLine, plantedEvent, plantedLine, root, run, temporaryDirectory } from './run.js';

const planted = plantedLine();
const webServers = path.join(root, 'fixtures/exceptions/web-servers.ndjson');

function at(time: string | undefined, changes: object = {}): string {
  return plantedLine({ '@timestamp': time, ...changes });
}

function hitIn(index: string, id = '1'): string {
  return JSON.stringify({ _index: index, _id: id, _source: plantedEvent() });
}

const byAnsible = plantedLine({
  user: { name: 'ansible' },
  process: {
    name: 'python3',
    executable: '/usr/bin/python3',
    command_line: 'python3 /home/ansible/.ansible/tmp/AnsiballZ_copy.py',
  },
});

describe('--from and --to', () => {
  it('keep events within the window, including its ends, and events without a time', async () => {
    const early = at('2026-01-30T23:59:59.999Z');
    const first = at('2026-01-31T00:00:00Z');
    const last = at('2026-01-31T23:59:59.999Z');
    const late = at('2026-02-01T00:00:00Z');
    const timeless = at(undefined);
    const { code, lines, stderr } = await run(['--from', '2026-01-31', '--to', '2026-01-31'], {
      stdin: `${[early, first, last, late, timeless].join('\n')}\n`,
    });
    expect({ code, lines }).toEqual({ code: 1, lines: [first, last, timeless] });
    expect(stderr).toContain('3 matches in 5 lines');
    expect(stderr).toContain('suppressed: 2 outside the time window\n');
    expect(stderr).toContain('1 match without a time, kept regardless of the time window\n');
  });

  it('look back from now, as the rule does', async () => {
    const recent = at(new Date(Date.now() - 60_000).toISOString());
    const { lines } = await run(['--from', 'now-9m'], { stdin: `${planted}\n${recent}\n` });
    expect(lines).toEqual([recent]);
  });

  it('use event.ingested if there is one', async () => {
    const line = at('2020-01-01', { 'event.ingested': '2026-01-31T12:00:00Z' });
    const { lines } = await run(['--from', '2026-01-31'], { stdin: `${line}\n` });
    expect(lines).toEqual([line]);
  });

  it('exit 0 if all matches are outside the window', async () => {
    const { code, stdout } = await run(['--from', '2027'], { stdin: `${planted}\n` });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });

  it('reject an invalid time before anything is read', async () => {
    const { code, stdout, stderr } = await run(['--from', 'last week'], { stdin: `${planted}\n` });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^initd-scan: --from last week: not a date or date math\nhint: .*now-9m.*\n$/,
    );
  });
});

describe('--index', () => {
  const backing = hitIn('eu:.ds-logs-endpoint.events.file-default-2026.03.01-000003');
  const alert = hitIn('.internal.alerts-security.alerts-default-000001', '2');
  const stdin = `${backing}\n${alert}\n${planted}\n`;

  it("rule keeps the rule's own indices, and documents without one", async () => {
    const { code, lines, stderr } = await run(['--index', 'rule'], { stdin });
    expect({ code, lines }).toEqual({ code: 1, lines: [backing, planted] });
    expect(stderr).toContain('suppressed: 1 from other indices\n');
  });

  it('takes several patterns, lists of patterns, and patterns to exclude after -', async () => {
    const scan = async (...args: string[]): Promise<readonly string[]> =>
      (await run(args, { stdin })).lines;
    expect(await scan('--index', '.internal*')).toEqual([alert, planted]);
    expect(await scan('--index', '.internal*', '--index', 'logs-*')).toHaveLength(3);
    expect(await scan('--index', '*,-logs-*')).toEqual([alert, planted]);
  });
});

describe('--exceptions', () => {
  it('suppress what an item covers, and report used, unused and expired items', async () => {
    const { code, stdout, stderr } = await run(['--exceptions', webServers], {
      stdin: `${byAnsible}\n${ordinaryLine()}\n${byAnsible}\n`,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^rule version 13;/),
      'suppressed: 2 by exceptions',
      '  2 by exception “Ansible deployments” (ansible-deployments, list web-servers)',
      'unused: exception “Monitor installer” (monitor-installer, list web-servers)',
      'expired: exception “Cluster move” (cluster-move, list web-servers), on 2026-02-10T00:00:00.000Z',
      'complete: all input was read; no matches',
      '',
    ]);
  });

  it('do not apply once they have expired', async () => {
    const { code, lines } = await run(['--exceptions', webServers], { stdin: `${planted}\n` });
    expect({ code, lines }).toEqual({ code: 1, lines: [planted] });
  });

  it('are listed in json with what they cover', async () => {
    const { stdout } = await run(['-f', 'json', '--exceptions', webServers], {
      stdin: `${planted}\n${byAnsible}\n`,
    });
    const report = JSON.parse(stdout);
    expect(report.matches).toHaveLength(1);
    expect(report.covered).toEqual([
      {
        exceptions: [
          { id: 'ansible-deployments', name: 'Ansible deployments', list: 'web-servers' },
        ],
        source: { input: '<stdin>', line: 2, byteOffset: planted.length + 1 },
      },
    ]);
    expect(report.screened).toMatchObject({
      covered: 1,
      exceptions: [
        { id: 'ansible-deployments', covered: 1 },
        { id: 'monitor-installer', covered: 0 },
      ],
      expired: [{ id: 'cluster-move' }],
    });
    expect(report.summary).toMatchObject({ matches: 1, complete: true });
  });

  it('can be in several files, and a match that two items cover counts for both', async () => {
    const mine = JSON.stringify({
      item_id: 'mine',
      list_id: 'mine',
      name: 'Mine',
      entries: [{ field: 'user.name', operator: 'excluded', type: 'match', value: 'root' }],
    });
    const folder = temporaryDirectory({ 'mine.ndjson': mine });
    const { code, stderr } = await run(
      ['--exceptions', webServers, '--exceptions', path.join(folder, 'mine.ndjson')],
      { stdin: `${byAnsible}\n` },
    );
    expect(code).toBe(0);
    expect(stderr).toContain('suppressed: 1 by exceptions\n');
    expect(stderr).toContain('  1 by exception “Ansible deployments”');
    expect(stderr).toContain('  1 by exception “Mine”');
  });

  it('that need a value list are a usage error, which names the item', async () => {
    const { code, stderr } = await run(['--exceptions', 'fixtures/exceptions/value-list.ndjson'], {
      stdin: `${planted}\n`,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/value-list\.ndjson:2: exception item “All administrators”/);
  });

  it('cannot be abused to hide a deeply nested document', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const line = planted.replace('"user":{"name":"root"', `"user":{"name":${deep}`);
    const list = JSON.stringify({
      item_id: 'x',
      list_id: 'x',
      name: 'x',
      entries: [{ field: 'user.name', operator: 'excluded', type: 'match', value: 'y' }],
    });
    const folder = temporaryDirectory({ 'x.ndjson': list });
    const { code, lines } = await run(['--exceptions', 'x.ndjson'], {
      cwd: folder,
      stdin: `${line}\n`,
    });
    expect({ code, lines }).toEqual({ code: 1, lines: [line] });
  });
});

describe('--baseline', () => {
  const hits = `${hitIn('i', '1')}\n${hitIn('i', '2')}\n${planted}\n`;

  it.each(['hits.ndjson', 'hits.json'])(
    'suppresses what an earlier run wrote to %s, and exits 0',
    async (file) => {
      const folder = temporaryDirectory({ 'in.ndjson': hits });
      expect((await run(['in.ndjson', '-o', file], { cwd: folder })).code).toBe(1);
      const again = await run(['in.ndjson', '--baseline', file, '--fail-on-unused'], {
        cwd: folder,
      });
      expect({ code: again.code, stdout: again.stdout }).toEqual({ code: 0, stdout: '' });
      expect(again.stderr).toContain('suppressed: 3 by the baseline\n');
    },
  );

  it('recognizes documents of a bulk file, whose lines lack their index and id', async () => {
    const bulk = `{"create":{"_index":"i","_id":"1"}}\n${planted}\n{"create":{"_index":"i","_id":"2"}}\n${at('2026-03-04')}\n`;
    const folder = temporaryDirectory({ 'in.ndjson': bulk });
    await run(['in.ndjson', '-o', 'a.ndjson', '-o', 'b.json'], { cwd: folder });
    for (const file of ['a.ndjson', 'b.json']) {
      const { code, stdout } = await run(['in.ndjson', '--baseline', file], { cwd: folder });
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    }
  });

  it('leaves new matches, and lists entries that suppressed nothing', async () => {
    const folder = temporaryDirectory({
      'in.ndjson': `${hitIn('i', '2')}\n${hitIn('i', '3')}\n`,
      'known.ndjson': `${hitIn('i', '1')}\n${hitIn('i', '2')}\n`,
    });
    const { code, lines, stderr } = await run(['in.ndjson', '--baseline', 'known.ndjson'], {
      cwd: folder,
    });
    expect({ code, lines }).toEqual({ code: 1, lines: [hitIn('i', '3')] });
    expect(stderr).toContain('unused: line 1 of baseline known.ndjson (i 1)\n');
  });

  it('that is broken is a usage error with file and line', async () => {
    const folder = temporaryDirectory({ 'known.ndjson': `${planted}\n{"event":\n` });
    const { code, stderr } = await run(['--baseline', 'known.ndjson'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^initd-scan: known\.ndjson:2: not an event or search hit\nhint: /);
  });

  it('lists a limited number of unused entries, and more of them in json', async () => {
    const many = Array.from({ length: 1500 }, (_, id) => hitIn('i', `${id}`)).join('\n');
    const folder = temporaryDirectory({ 'known.ndjson': many });
    const { stdout, stderr } = await run(['--baseline', 'known.ndjson', '-f', 'json'], {
      cwd: folder,
      stdin: `${ordinaryLine()}\n`,
    });
    expect(stderr.match(/unused/g)).toHaveLength(20);
    expect(stderr).toContain('  and 1480 more (-f json lists up to 1,000)');
    const { screened } = JSON.parse(stdout);
    expect(screened.unusedBaseline).toHaveLength(1000);
    expect(screened.unusedBaselineNotListed).toBe(500);
  });
});

describe('--fail-on-unused', () => {
  it('exits 2 if an exception is unused, and reports it even with -q', async () => {
    const args = ['--exceptions', webServers, '--fail-on-unused'];
    const loud = await run(args, { stdin: `${byAnsible}\n` });
    const quiet = await run([...args, '-q'], { stdin: `${byAnsible}\n` });
    expect([loud.code, quiet.code]).toEqual([2, 2]);
    expect(quiet.stderr).toMatch(/^unused: exception “Monitor installer”/);
  });

  it('does not fail if every exception and baseline entry is used', async () => {
    const items = readFileSync(webServers, 'utf8').split('\n').slice(0, 2).join('\n');
    const folder = temporaryDirectory({ 'used.ndjson': items, 'known.ndjson': planted });
    const args = ['--exceptions', 'used.ndjson', '--baseline', 'known.ndjson', '--fail-on-unused'];
    const stdin = `${byAnsible}\n${planted}\n`;
    expect((await run(args, { cwd: folder, stdin })).code).toBe(0);
    expect((await run(args, { cwd: folder, stdin: `${planted}\n` })).code).toBe(2);
    expect((await run(args, { cwd: folder, stdin: `${byAnsible}\n` })).code).toBe(2);
  });
});

describe('filters together', () => {
  it('work with many inputs, and --max-alerts limits the matches that are left', async () => {
    const folder = temporaryDirectory({
      'a.ndjson': `${at('2020-01-01')}\n${planted}\n`,
      'b.ndjson': `${byAnsible}\n${hitIn('other')}\n${planted}\n${planted}\n`,
    });
    const { code, stdout } = await run(
      ['.', '-f', 'json', '--from', '2026', '--index', 'rule', '--max-alerts', '2'].concat(
        '--exceptions',
        webServers,
      ),
      { cwd: folder },
    );
    const { matches, inputs, summary, screened } = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(matches).toHaveLength(2);
    expect(inputs.map((input: { matches: number }) => input.matches)).toEqual([1, 2]);
    expect(summary).toMatchObject({ matches: 3, withheld: 1 });
    expect(screened).toMatchObject({ outOfWindow: 1, outOfScope: 1, covered: 1, known: 0 });
  });

  it('add nothing to reports if there are none', async () => {
    const { stdout, stderr } = await run(['-f', 'json'], { stdin: `${planted}\n` });
    expect(JSON.parse(stdout)).not.toHaveProperty('screened');
    expect(stderr).not.toContain('suppressed');
    expect(stderr.split('\n')).toHaveLength(5);
  });
});
