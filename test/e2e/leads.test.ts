import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { plantedLine, root, run, temporaryDirectory } from './run.js';

const leads = path.join(root, 'fixtures/leads');
const redHat = path.join(leads, 'red-hat.ndjson');
const commands = path.join(leads, 'commands.ndjson');

/** The lines of a text that name leads. */
function leadLinesIn(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('lead '));
}

/** Kinds and subjects of the leads that a scan lists. */
async function listed(...args: readonly string[]): Promise<string[]> {
  const { stderr } = await run(['--leads', '-f', 'ndjson', ...args]);
  return leadLinesIn(stderr).map((line) => line.replace(/: \S+ \S+ /, ': ').slice('lead '.length));
}

describe('a log of Red Hat', () => {
  const telemetry = readFileSync(path.join(root, 'fixtures/telemetry/web-fleet.ndjson'), 'utf8');
  const directory = (): string =>
    temporaryDirectory({
      'events.ndjson': telemetry.replaceAll('/etc/init.d/', '/etc/rc.d/init.d/'),
    });

  test('is not clean without --leads either', async () => {
    const { code, stderr, stdout } = await run([directory()]);
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^beside the rule: \d+ creations under \/etc\/rc\.d\/init\.d\/ \(\/etc\/init\.d on Red Hat; the rule never matches there\).*--leads/m,
    );
    expect(stderr).toMatch(/no matches, but \d+ leads beside the rule\n$/);
  });

  test('has the matches of the same log of Debian as leads', async () => {
    const { lines } = await run(['fixtures/telemetry/web-fleet.ndjson', '-f', 'ndjson']);
    const file = path.join(temporaryDirectory({}), 'leads.ndjson');
    const { code } = await run([directory(), '--leads', '--leads-output', file]);
    expect(code).toBe(0);
    const written = readFileSync(file, 'utf8').replaceAll('/etc/rc.d/init.d/', '/etc/init.d/');
    for (const line of lines) expect(written.split('\n')).toContain(line);
  });

  test.each([[[]], [['--leads']], [['--exit-zero']], [['--leads', '--exit-zero', '-q']]])(
    'exits 1 with --fail-on-leads and %j',
    async (more) => {
      expect((await run(['--fail-on-leads', ...more, redHat])).code).toBe(1);
      expect((await run([...more, redHat])).code).toBe(0);
    },
  );

  test('exits 2 if there is a problem too', async () => {
    const { code } = await run(['--fail-on-leads', redHat, 'fixtures/broken/cut-short.ndjson']);
    expect(code).toBe(2);
  });

  test('names the hosts on which the rule cannot match', async () => {
    const { stderr } = await run(['--leads', '-f', 'none', redHat]);
    expect(stderr).toContain(
      '1 host with leads runs Red Hat or a relative: the rule could not match scripts under /etc/rc.d/init.d/ there\n',
    );
  });

  test('shows commands only for scripts without a file event', async () => {
    expect(await listed(redHat)).toEqual(['red-hat-path: /etc/rc.d/init.d/netaux by /usr/bin/cp']);
  });
});

test.each([
  ['an installation and an upgrade of Debian packages', 'debian-packages.ndjson'],
  ['installations of RPM packages', 'red-hat-packages.ndjson'],
  ['a deployment with Ansible', 'ansible.ndjson'],
  ['a container build', 'container-build.ndjson'],
])('there is no lead in %s', async (_, file) => {
  const { code, stderr } = await run(['--leads', '--fail-on-leads', path.join(leads, file)]);
  expect(code).toBe(0);
  expect(stderr).not.toContain('lead');
  expect(stderr).toMatch(/complete: all input was read; no matches\n$/);
});

describe('leads of all kinds', () => {
  const expected = [
    'link: ln -s /opt/.cache/d /etc/init.d/dbus-cache by /usr/bin/ln',
    'link: ln -s ../init.d/dbus-cache S99dbus-cache by /usr/bin/ln',
    'no-file-event: /usr/bin/perl /usr/sbin/update-rc.d dbus-cache defaults by /usr/bin/perl',
    'no-file-event: insserv dbus-cache by /usr/sbin/insserv',
    "no-file-event: bash -c cd /etc/init.d; echo '/opt/.cache/d &' >> ssh by /usr/bin/bash",
    'no-file-event: systemctl start dbus-cache by /usr/bin/systemctl',
    'no-file-event: systemctl restart ssh by /usr/bin/systemctl',
    'other-root: /etc/init.d by /usr/bin/mv',
    'newer-version: /etc/init/dbus-cache.conf by /usr/bin/cp',
    'red-hat-path: /etc/rc.d/init.d/ntpd by /usr/bin/sed',
  ];

  test('are listed in the order of the log', async () => {
    expect(await listed(commands)).toEqual(expected);
  });

  test.each([1, 4])('are found in a large log, with %i threads', async (jobs) => {
    const lines = readFileSync(commands, 'utf8').trimEnd().split('\n');
    const other = plantedLine({ 'file.path': '/srv/x', 'process.command_line': 'x'.repeat(4000) });
    const padding = `${other}\n`.repeat(900);
    const text = lines.map((line) => `${padding}${line}\n`).join('');
    const file = path.join(temporaryDirectory({ 'events.ndjson': text }), 'events.ndjson');
    expect(await listed('-j', `${jobs}`, file)).toEqual(expected);
  });

  test('are found in responses, arrays and several lines', async () => {
    const events = readFileSync(commands, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const hits = events.map((_source: unknown) => ({ _source }));
    const response = {
      took: 1,
      timed_out: false,
      hits: { total: { value: 15, relation: 'eq' }, hits },
    };
    const files = {
      'array.json': JSON.stringify(events),
      'pretty.json': events.map((event: unknown) => JSON.stringify(event, null, 2)).join('\n'),
      'response.json': JSON.stringify(response, null, 2),
    };
    for (const name of Object.keys(files)) {
      expect(await listed(path.join(temporaryDirectory(files), name))).toEqual(expected);
    }
  });

  test('depend on events in any order and in any input', async () => {
    const [link = '', ...more] = readFileSync(redHat, 'utf8').trimEnd().split('\n');
    const reversed = temporaryDirectory({ 'a.ndjson': [link, ...more].reverse().join('\n') });
    expect(await listed(reversed)).toHaveLength(1);
    const split = temporaryDirectory({
      'a.ndjson': more.filter((line) => !line.includes('"file"')).join('\n'),
      'b.ndjson': more.filter((line) => line.includes('"file"')).join('\n'),
    });
    expect(await listed(split)).toHaveLength(1);
    const withoutFile = temporaryDirectory({
      'a.ndjson': more.filter((line) => !line.includes('"file"')).join('\n'),
    });
    expect((await listed(withoutFile)).map((line) => line.split(':')[0])).toEqual(
      Array(4).fill('no-file-event'),
    );
  });
});

describe('reports', () => {
  test('in ndjson, have only matches on stdout, and output is input', async () => {
    const { stdout, stderr } = await run(['--leads', commands, '-f', 'ndjson', '-q']);
    expect(stdout).toBe('');
    expect(leadLinesIn(stderr)).toHaveLength(10);
    const file = path.join(temporaryDirectory({}), 'leads.ndjson');
    const second = await run(['--leads', '--leads-output', file, commands, '-f', 'ndjson']);
    expect(leadLinesIn(second.stderr)).toEqual([]);
    const lines = readFileSync(commands, 'utf8').split('\n');
    const written = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(written).toHaveLength(10);
    for (const line of written) expect(lines).toContain(line);
    expect(await listed(file)).toHaveLength(10);
  });

  test('in json, list the leads apart', async () => {
    const { stdout } = await run(['--leads', commands, '-f', 'json']);
    const report = JSON.parse(stdout);
    expect(report.matches).toEqual([]);
    expect(report.leads).toHaveLength(10);
    expect(report.leads[0]).toMatchObject({
      kind: 'link',
      source: { input: commands, line: 1 },
      event: { process: { name: 'ln' } },
    });
    expect(report.leadsNotListed).toBe(0);
    expect(report.leadTotals).toMatchObject({
      events: 10,
      kinds: { link: { events: 2, hosts: ['deb-03'], first: '2026-03-05T09:00:00.700Z' } },
      areListed: true,
    });
  });

  test('in csv, tell leads from matches by the column kind', async () => {
    const directory = temporaryDirectory({
      'a.ndjson': `${plantedLine()}\n${readFileSync(commands, 'utf8')}`,
    });
    const { lines } = await run(['--leads', '-f', 'csv', directory]);
    const kinds = lines.map((line) => line.trimEnd().split(',').at(-1));
    expect(kinds.slice(0, 3)).toEqual(['"kind"', '"match"', '"link"']);
    expect(kinds).toHaveLength(12);
  });

  test('in sarif, have notes of a rule of their own', async () => {
    const { stdout } = await run(['--leads', commands, '-f', 'sarif']);
    const [{ results, tool }] = JSON.parse(stdout).runs;
    expect(results).toHaveLength(10);
    for (const { ruleId, ruleIndex, level } of results) {
      expect({ ruleId, level }).toEqual({ ruleId: 'initd-scan/lead', level: 'note' });
      expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    }
    expect(results[0].properties.kind).toBe('link');
  });

  test('in junit, list the leads without failing', async () => {
    const { stdout } = await run(['--leads', commands, '-f', 'junit']);
    const output = /<system-out>([\s\S]*)<\/system-out>/.exec(stdout)?.[1] ?? '';
    expect(leadLinesIn(output)).toHaveLength(10);
    expect(stdout).not.toContain('<failure');
  });

  test('in pretty, have a section after the matches', async () => {
    const directory = temporaryDirectory({
      'a.ndjson': `${readFileSync(commands, 'utf8')}${plantedLine()}\n`,
    });
    const { stdout } = await run(['--leads', '-f', 'pretty', directory]);
    const section = stdout.slice(stdout.indexOf('\nLeads: not matches'));
    expect(stdout.indexOf('matches   paths')).toBeLessThan(stdout.indexOf('\nLeads:'));
    expect(section.match(/^ {2}2026-/gm)).toHaveLength(10);
    expect(section).toMatch(/^link: .*\n {2}2026-.* "ln -s \/opt\/\.cache\/d /m);
    const long = await run(['--leads', '-f', 'pretty', '--long', directory]);
    expect(long.stdout).toMatch(/^ln -s \/opt\/\.cache\/d \/etc\/init\.d\/dbus-cache\n {2}time /m);
  });

  test('as alerts, never hold leads', async () => {
    const { stdout, stderr } = await run(['--leads', commands, '-f', 'alerts']);
    expect(stdout).toBe('');
    expect(leadLinesIn(stderr)).toHaveLength(10);
  });

  test('in a file of their own require --leads', async () => {
    const { code, stderr } = await run(['--leads-output', 'x', commands]);
    expect(code).toBe(2);
    expect(stderr).toContain('--leads-output requires --leads');
  });
});

describe('filters', () => {
  const item = (field: string, value: string): string =>
    JSON.stringify({
      item_id: 'i',
      list_id: 'l',
      name: 'Known',
      entries: [{ field, operator: 'included', type: 'match', value }],
    });

  test('by exceptions suppress leads, which use the exceptions', async () => {
    const list = path.join(
      temporaryDirectory({ 'list.ndjson': item('host.name', 'rh-02') }),
      'list.ndjson',
    );
    for (const more of [[], ['--leads']]) {
      const { code, stderr } = await run([
        ...['--exceptions', list, '--fail-on-unused', '--fail-on-leads', redHat],
        ...more,
      ]);
      expect(stderr).toContain('suppressed: 1 lead\n');
      expect(stderr).toMatch(/no matches\n$/);
      expect(code).toBe(0);
    }
  });

  test('by a baseline suppress leads that an earlier run reported', async () => {
    const directory = temporaryDirectory({});
    const json = path.join(directory, 'known.json');
    const ndjson = path.join(directory, 'known.ndjson');
    await run(['--leads', '-o', json, '--leads-output', ndjson, commands]);
    for (const baseline of [json, ndjson]) {
      const { code, stderr } = await run([
        ...['--leads', '--baseline', baseline, '--fail-on-unused', '--fail-on-leads', commands],
      ]);
      expect(stderr).toContain('suppressed: 10 leads\n');
      expect(code).toBe(0);
    }
  });

  test('by time suppress leads, but events outside the window still tell of scripts', async () => {
    const { stderr } = await run(['--leads', '--from', '2026-03-05T09:00:02.5Z', redHat]);
    expect(stderr).toContain('suppressed: 1 lead\n');
    expect(stderr).toMatch(/no matches\n$/);
    const { stderr: some } = await run(['--leads', '--to', '2026-03-05T09:00:01.9Z', commands]);
    expect(leadLinesIn(some)).toHaveLength(2);
  });

  test('by time keep what matches outside the window tell', async () => {
    const matched = readFileSync(redHat, 'utf8').replaceAll('/etc/rc.d/init.d/', '/etc/init.d/');
    const directory = temporaryDirectory({ 'a.ndjson': matched });
    const { stderr } = await run(['--leads', '--from', '2026-03-05T09:00:02.5Z', directory]);
    expect(leadLinesIn(stderr)).toEqual([]);
    const limited = await run(['--leads', '--max-alerts', '0', directory]);
    expect(leadLinesIn(limited.stderr)).toEqual([]);
  });
});
