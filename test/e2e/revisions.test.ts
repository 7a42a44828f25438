import { describe, expect, it } from 'vitest';
import { plantedLine, run, temporaryDirectory } from './run.js';

/** Events on which 13 and 122 differ, and one that both match. */
const byInstall = plantedLine({ process: { name: 'install', executable: '/usr/bin/install' } });
const upstartJob = plantedLine({ file: { path: '/etc/init/netd.conf' } });
const inittab = plantedLine({ file: { path: '/etc/inittab' } });
const directory = plantedLine({ file: { path: '/etc/init' } });
const planted = plantedLine();
const all = [byInstall, upstartJob, inittab, directory, planted];
const input = `${all.join('\n')}\n`;

describe('--rule-version', () => {
  it.each([
    ['13', [byInstall, planted]],
    ['113', [byInstall, planted]],
    ['14', [planted]],
    ['120-9.5', [planted]],
    ['120', [upstartJob, inittab, directory, planted]],
    ['122', [upstartJob, inittab, directory, planted]],
  ])('%s finds its matches, and the summary names it', async (version, matches) => {
    const { lines, stderr, code } = await run(['--rule-version', version], { stdin: input });
    expect(lines).toEqual(matches);
    expect(stderr).toContain(`rule version ${version}${version === '122' ? ', the newest' : '; '}`);
    expect(code).toBe(1);
  });

  it('finds the same in a response, an array, a table and text inside a document', async () => {
    const events = all.map((line) => JSON.parse(line) as Record<string, never>);
    const hits = {
      hits: { total: { value: 5 }, hits: events.map((event) => ({ _source: event })) },
    };
    const columns = ['event.category', 'event.action', 'host.os.type', 'file.path'];
    const table = [
      [...columns, 'process.executable', 'process.name'].join(','),
      ...['/etc/init.d/a', '/etc/init/a', '/etc/init', '/etc/inittab', '/etc/initramfs'].map(
        (path) => `file,creation,linux,${path},/usr/bin/bash,bash`,
      ),
    ];
    const cases: readonly (readonly [string, string, number, number])[] = [
      ['response', JSON.stringify({ took: 1, timed_out: false, ...hits }, null, 2), 2, 4],
      ['array', JSON.stringify(events), 2, 4],
      ['text', all.map((line) => `${JSON.stringify({ log: line })}\n`).join(''), 2, 4],
      ['table', `${table.join('\n')}\n`, 1, 4],
    ];
    for (const [name, stdin, old, now] of cases) {
      for (const [version, matches] of [
        ['13', old],
        ['122', now],
      ] as const) {
        const { lines, stderr } = await run(['--rule-version', version], { stdin });
        expect(lines.length, `${name} ${version}\n${stderr}`).toBe(matches);
        expect(stderr).not.toContain('INCOMPLETE');
      }
    }
  });

  it('finds them with several threads', async () => {
    const padded = `${plantedLine({ file: { path: '/var/log/x' }, padding: 'x'.repeat(900) })}\n`;
    const block = padded.repeat(200);
    const folder = temporaryDirectory({
      'big.ndjson': Buffer.concat(
        Array.from({ length: 150 }, () => Buffer.from(`${block}${upstartJob}\n${inittab}\n`)),
      ),
    });
    const { lines, stderr } = await run([folder, '-j', '4', '--rule-version', '122']);
    expect(lines).toHaveLength(300);
    expect(stderr).toContain('complete: all input was read');
  });

  it.each(['/etc/init/x', '/etc/inittab'])(
    'makes a mention of %s outside events a problem, if it is about such files',
    async (path) => {
      const stdin = `${planted}\n${JSON.stringify({ note: `edited ${path}` })}\n`;
      const newest = await run(['--rule-version', '122'], { stdin });
      expect(newest.stderr).toContain('the document mentions init.d/, /etc/init/ or /etc/inittab');
      expect(newest.code).toBe(2);
      const usual = await run([], { stdin });
      expect(usual.code).toBe(1);
    },
  );

  it.each([
    ['0', 'unknown version of the rule: 0'],
    ['7', 'version 7 of the rule cannot judge single events'],
    ['latest', 'unknown version of the rule: latest'],
  ])('%s is refused', async (version, message) => {
    for (const command of ['scan', 'explain', 'investigate', 'rule', 'query']) {
      const { code, stderr, stdout } = await run([command, '--rule-version', version]);
      expect(stdout).toBe('');
      expect(stderr).toContain(message);
      expect(stderr).toContain('known versions: 11, 12, 13, 14, 113');
      expect(code).toBe(2);
    }
  });

  it('applies to rule, query and --index rule', async () => {
    const eql = await run(['rule', '-f', 'eql', '--rule-version', '122']);
    expect(eql.stdout).toContain('?file.Ext.original.name like "*.dpkg-new"');
    const query = await run(['query', '--rule-version', '122']);
    expect((JSON.parse(query.stdout) as { query: string }).query).toBe(eql.stdout.trimEnd());
    const text = await run(['rule', '--rule-version', '120-9.5']);
    expect(text.stdout).toMatch(/version {3}120-9\.5 \(query dated 2026-01-07\)/);
    const stdin = `${JSON.stringify({ _index: 'logs-endpoint.events.network-a', _source: JSON.parse(planted) })}\n`;
    expect((await run(['--index', 'rule'], { stdin })).code).toBe(1);
    expect((await run(['--index', 'rule', '--rule-version', '122'], { stdin })).code).toBe(0);
  });

  it('finds two dead entries in 122', async () => {
    const { stdout } = await run(['rule', '--lint', '--rule-version', '122']);
    expect(stdout).toContain(
      'configuration-tool-name: process.name in `platform-python*` matches only a literal *',
    );
    expect(stdout).toContain(
      '`/var/lib/docker/overlay2/*/dockerd ` matches only values with the white space',
    );
  });

  it('investigates what it matches, and does not say that Upstart will not run it', async () => {
    const all = ['investigate', '--parts', 'all', '-f', 'pretty', '--rule-version', '122'];
    const { stdout } = await run(all, {
      stdin: `${upstartJob}\n`,
    });
    expect(stdout).toContain('Planted file /etc/init/netd.conf');
    expect(stdout).toContain('Will it run at boot? Unknown');
    expect(stdout).toContain('which init system the host runs');
  });
});

describe('an event of SentinelOne', () => {
  const event = plantedLine({
    agent: { type: 'filebeat' },
    data_stream: { dataset: 'sentinel_one_cloud_funnel.event' },
    event: {
      category: ['file'],
      action: 'modification',
      dataset: 'sentinel_one_cloud_funnel.event',
    },
  });

  it('is one of another product only to revisions that do not read it', async () => {
    const older = await run([], { stdin: `${event}\n` });
    expect(older.code).toBe(2);
    expect(older.stderr).toContain('is not an Elastic Defend or Endgame event');
    const newer = await run(['--rule-version', '113'], { stdin: `${event}\n` });
    expect(newer.stderr).toContain('complete: all input was read; no matches');
    expect(newer.code).toBe(0);
  });
});

describe('rule --versions and --diff', () => {
  it('list every version, as text and JSON', async () => {
    const { lines } = await run(['rule', '--versions']);
    expect(lines.filter((line) => /^\d/.test(line))).toHaveLength(15);
    expect(lines.find((line) => line.startsWith('13 '))).toMatch(/^13 \* +2024-10-18 +2024-10-28/);
    const { stdout } = await run(['rule', '--versions', '-f', 'json']);
    const { versions } = JSON.parse(stdout) as { versions: { label: string; isNewest: boolean }[] };
    expect(versions.filter(({ isNewest }) => isNewest)).toMatchObject([
      { label: '122', version: 122, stacks: '9.5' },
    ]);
  });

  it('show what changed, as text and JSON', async () => {
    const { stdout } = await run(['rule', '--diff', '13..122']);
    expect(stdout).toContain('  file.path : → like\n    + /etc/init/*\n    + /etc/init\n');
    expect(stdout).toContain('    + "/var/lib/docker/overlay2/*/dockerd "\n');
    expect(stdout).toContain('    - /dev/fd/*\n');
    expect((await run(['rule', '--diff', '13..113'])).stdout).toContain(
      'The queries are the same.',
    );
    const json = await run(['rule', '--diff', '13..122', '-f', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      from: { label: '13' },
      to: { label: '122' },
      clauses: expect.arrayContaining([
        expect.objectContaining({ id: 'configuration-tool-name', kind: 'added' }),
      ]),
    });
  });

  it.each([['--versions'], ['--diff', '13..14']])('%s has no EQL', async (...option) => {
    const { code, stderr } = await run(['rule', ...option, '-f', 'eql']);
    expect(stderr).toContain('does not support --format eql');
    expect(code).toBe(2);
  });
});

describe('explain --compare', () => {
  it('shows the events on which the versions differ, and the clauses that make it', async () => {
    const { lines, stderr, code } = await run(['explain', '--compare', '122'], { stdin: input });
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ event }) => JSON.stringify(event))).toEqual(all.slice(0, -1));
    expect(records[0]).toMatchObject({
      verdict: 'match',
      comparison: {
        version: '122',
        verdict: 'excluded',
        clauses: [{ id: 'configuration-tool-name' }],
        differBy: ['configuration-tool-name'],
      },
    });
    expect(records[1]).toMatchObject({
      verdict: 'stopped',
      comparison: { verdict: 'match', clauses: [], differBy: ['under-init-d'] },
    });
    expect(stderr).toContain(
      'versions 13 and 122 differ on 4 events: 1 matched only by 13, 3 only by 122, 0 by neither',
    );
    expect(code).toBe(0);
  });

  it('shows them as text, CSV and JSON, and from the other side', async () => {
    const args = ['explain', '--compare', '13', '--rule-version', '122'];
    const { stdout } = await run([...args, '-f', 'pretty'], { stdin: input });
    expect(stdout).toContain(
      'match: 3 events\n  in 13     stopped\n  because   under-init-d: file.path does not match /etc/init.d/*\n',
    );
    expect(stdout).toMatch(/Clauses that make the difference\n +events\n +3 {2}under-init-d\n/);
    const csv = await run([...args, '-f', 'csv'], { stdin: input });
    expect(csv.lines).toHaveLength(5);
    expect(csv.lines[0]).toContain('"compared_version","compared_verdict"');
    const json = await run([...args, '-f', 'json'], { stdin: input });
    expect(JSON.parse(json.stdout)).toMatchObject({
      comparison: {
        versions: ['122', '13'],
        events: { onlyFirst: 3, onlyOther: 1, neither: 0 },
        clauses: [
          { clause: 'under-init-d', events: 3 },
          { clause: 'configuration-tool-name', events: 1 },
        ],
      },
    });
  });

  it('can be narrowed to a clause of either version', async () => {
    const narrowed = ['explain', '--compare', '122', '--clause', 'configuration-tool-name'];
    const { lines, stderr } = await run(narrowed, { stdin: input });
    expect(lines).toHaveLength(1);
    expect(stderr).toContain('differ on 4 events');
    const alone = await run(['explain', '--clause', 'configuration-tool-name'], { stdin: input });
    expect(alone.stderr).toContain('version 13 of the rule has no clause configuration-tool-name');
    expect(alone.stderr).toContain('versions with it: 14, 114');
    expect(alone.code).toBe(2);
  });
});
