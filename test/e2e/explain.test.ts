import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { forbiddenIn } from '../report/forbidden.js';
import { ordinaryLine, plantedLine, root, run, temporaryDirectory } from './run.js';

const fixture = 'fixtures/explain/init-d.ndjson';
const comparedFixture = 'fixtures/explain/versions.ndjson';

/** Events beside the rule, and some that are no leads: of rpm and dpkg, and about a file that is not a script. */
const leads = 'fixtures/explain/leads.ndjson';

/** A record of the ndjson format, with the members that the tests use. */
interface Record_ {
  readonly source: { readonly line: number };
  readonly verdict: string;
  readonly nearMiss?: boolean;
  readonly otherCase?: string;
  readonly lead?: { readonly kind: string; readonly isTemporary: boolean; readonly reason: string };
  readonly clauses: readonly { readonly id: string; readonly role: string }[];
  readonly event: object;
}

async function records(...args: readonly string[]): Promise<Record_[]> {
  const { lines } = await run(['explain', '-q', '-f', 'ndjson', ...args]);
  return lines.map((line) => JSON.parse(line) as Record_);
}

/** Times differ from run to run. */
function steady(report: string): string {
  return report.replace(/"seconds":[\d.]+/, '"seconds":0');
}

describe('a report of explain', () => {
  // The whole report in each format, byte for byte. After an intended change, run the tests with UPDATE_GOLDEN=1, which
  // rewrites the files, and review the difference before committing it.
  it.each([
    ['pretty', 'txt', fixture],
    ['ndjson', 'ndjson', fixture],
    ['json', 'json', fixture],
    ['csv', 'csv', fixture],
    ['leads-pretty', 'txt', leads],
    ['leads-json', 'json', leads],
  ])('as %s is unchanged', async (name, extension, input) => {
    const format = name.replace('leads-', '');
    const { code, stdout } = await run(['explain', '-q', '-f', format, input]);
    expect(code).toBe(0);
    const file = path.join(root, `fixtures/golden/explain-${name}.${extension}`);
    if (process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, steady(stdout));
    }
    expect(steady(stdout)).toBe(readFileSync(file, 'utf8'));
  });

  it.each([
    ['pretty', 'txt'],
    ['ndjson', 'ndjson'],
    ['json', 'json'],
    ['csv', 'csv'],
  ])('that compares two versions as %s is unchanged', async (format, extension) => {
    const args = ['explain', '-q', '-f', format, '--compare', '122', comparedFixture];
    const { code, stdout } = await run(args);
    expect(code).toBe(0);
    const file = path.join(root, `fixtures/golden/explain-compare-${format}.${extension}`);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, steady(stdout));
    expect(steady(stdout)).toBe(readFileSync(file, 'utf8'));
  });

  it('has exactly the events under /etc/init.d/, with verdicts and the clauses that decided', async () => {
    const shown = (await records(fixture)).map(({ source, verdict, clauses }) =>
      [source.line, verdict, ...clauses.map(({ id }) => id)].join(' '),
    );
    expect(shown).toEqual([
      '1 match',
      '2 excluded installer-executable',
      '3 excluded installer-executable',
      '4 excluded elastic-path',
      '5 excluded installer-folder installer-name',
      '6 excluded no-executable',
      '7 excluded ln-runlevel-link',
      '8 excluded installer-executable',
      '9 stopped created-or-renamed',
      '10 stopped created-or-renamed',
      '11 stopped linux',
      '12 match',
      '13 stopped file-event created-or-renamed',
      '14 stopped created-or-renamed',
      '15 match',
    ]);
  });

  it('marks near misses, and paths that are in another directory on Linux', async () => {
    const all = await records(fixture);
    expect(all.filter(({ nearMiss }) => nearMiss).map(({ source }) => source.line)).toEqual([
      9, 10, 11,
    ]);
    expect(all.filter(({ otherCase }) => otherCase).map(({ source }) => source.line)).toEqual([12]);
  });

  it('contains each event as it was read, digit for digit', async () => {
    const line = plantedLine().replace('4711', '47110000000000000001');
    const { stdout } = await run(['explain', '-q', '-f', 'ndjson', '-'], { stdin: `${line}\n` });
    expect(stdout).toContain(`"event":${line}}\n`);
  });

  it('cannot control a terminal in the formats for people, whatever an event contains', async () => {
    const { stdout, stderr } = await run(['explain', '-f', 'pretty', fixture]);
    expect(forbiddenIn(stdout, { newlines: true })).toEqual([]);
    expect(forbiddenIn(stderr, { newlines: true })).toEqual([]);
    const { stderr: tables } = await run(['explain', '-f', 'csv', fixture]);
    expect(forbiddenIn(tables, { newlines: true })).toEqual([]);
  });
});

describe('the tables', () => {
  it('are printed on stderr for line-based formats, unless -q', async () => {
    for (const format of ['ndjson', 'csv']) {
      const { stderr } = await run(['explain', '-f', format, fixture]);
      expect(stderr).toContain('Deciding clauses ("alone"');
      expect(stderr).toContain('15 events under /etc/init.d/: 3 matched, 7 excluded, 5 stopped\n');
      expect((await run(['explain', '-q', '-f', format, fixture])).stderr).toBe('');
    }
  });

  it('separate decisive entries from others, and list events that may hide', async () => {
    const { stdout } = await run(['explain', '-q', '-f', 'json', fixture]);
    const report = JSON.parse(stdout);
    const named = (rows: readonly { clause: string; pattern: string | null; alone: number }[]) =>
      rows.map(({ clause, pattern, alone }) => `${clause} ${pattern} ${alone}`).sort();
    expect(named(report.entriesThatDecidedAlone)).toEqual([
      'elastic-path /etc/init.d/*beat* 1',
      'installer-executable /usr/bin/dpkg 2',
      'ln-runlevel-link /etc/init.d/rc*.d/* 1',
      'ln-runlevel-link ln 1',
      'no-executable null 1',
    ]);
    expect(named(report.entriesThatOnlyAgreed)).toEqual([
      // Listed twice, so that removing one changes nothing.
      'installer-executable /usr/bin/podman 0',
      'installer-folder /dev/fd/* 0',
      'installer-name crio 0',
    ]);
    expect(report.excludedByChoice).toMatchObject({ events: 4, notListed: 0 });
    expect(report.excludedByChoice.hosts[0]).toMatchObject({ host: 'db-01', events: 2 });
  });
});

describe('leads', () => {
  it('are shown with their kind, wherever the file is', async () => {
    const shown = (await records(leads)).map(({ source, verdict, lead }) =>
      [source.line, verdict, lead?.kind ?? '-'].join(' '),
    );
    expect(shown).toEqual([
      '1 stopped red-hat-path',
      '2 stopped red-hat-path',
      '4 stopped changed-in-place',
      '5 stopped other-root',
      '6 stopped changed-in-place',
      '7 excluded chosen-by-attacker',
      '8 excluded chosen-by-attacker',
      '9 stopped -',
      '10 excluded chosen-by-attacker',
      '11 excluded -',
    ]);
  });

  it('have the reason why the rule does not report them, in every format', async () => {
    const reason = 'the rule looks under /etc/init.d/ only';
    for (const format of ['pretty', 'ndjson', 'json', 'csv']) {
      const { stdout } = await run(['explain', '-q', '-f', format, leads]);
      expect(stdout, format).toContain(reason);
      expect(stdout, format).toContain('red-hat-path');
    }
  });

  it('are counted as a scan counts them: a temporary file only if it stays', async () => {
    const { stdout, stderr } = await run(['explain', '-f', 'json', leads]);
    const { leads: counts, excludedByChoice, elsewhere } = JSON.parse(stdout);
    const byKind = Object.fromEntries(
      Object.entries<{ events: number }>(counts.kinds).map(([kind, { events }]) => [kind, events]),
    );
    expect(byKind).toEqual({
      'red-hat-path': 2,
      'other-root': 1,
      'changed-in-place': 2,
      'chosen-by-attacker': 2,
    });
    expect(elsewhere).toBe(4);
    expect(excludedByChoice.events).toBe(2);
    expect(excludedByChoice.hosts[0].listed.map(({ path }: { path: string }) => path)).toEqual([
      '/etc/init.d/kworker',
      '/etc/init.d/sshd.swp',
    ]);
    expect(stderr).toContain(
      '6 events under /etc/init.d/ and 4 leads elsewhere: 0 matched, 4 excluded, 6 stopped\n',
    );
    const last = stderr.trimEnd().split('\n').at(-1);
    const scanned = (await run([leads])).stderr.trimEnd().split('\n').at(-1);
    expect(last).toContain('7 leads');
    expect(last).toBe(scanned);
  });

  it('outside /etc/init.d/ are decided by the clause that looks there', async () => {
    const under = await records(leads, '--clause', 'under-init-d');
    expect(under.map(({ source }) => source.line)).toEqual([1, 2, 4, 5]);
    // Even those that are not shown keep the summary from reading like an all-clear.
    const { stderr } = await run(['explain', '--clause', 'linux', leads]);
    expect(stderr).toContain('0 events under /etc/init.d/: 0 matched');
    expect(stderr.trimEnd()).toMatch(/no matches, but 7 leads beside the rule$/);
  });

  it('include commands that no file event tells of, at the end', async () => {
    const commands = 'fixtures/leads/commands.ndjson';
    const kinds = (await records(commands)).map(({ lead }) => lead?.kind);
    expect(kinds).toEqual([
      ...['other-root', 'newer-version', 'red-hat-path', 'link', 'link'],
      ...Array.from({ length: 5 }, () => 'no-file-event'),
    ]);
    const { stderr } = await run(['explain', '-f', 'ndjson', commands]);
    expect(stderr).toContain(' and 10 leads elsewhere: ');
    expect(stderr.trimEnd()).toMatch(/no matches, but 10 leads beside the rule$/);
    const scanned = await run(['--leads', '-f', 'none', commands]);
    expect(scanned.stderr.trimEnd().split('\n').at(-1)).toBe(stderr.trimEnd().split('\n').at(-1));
  });

  it('are shown with the exceptions that cover them, and then not counted', async () => {
    const item = {
      type: 'simple',
      item_id: 'mine',
      list_id: 'ours',
      name: 'vim on web-07',
      entries: [{ field: 'process.name', operator: 'included', type: 'match', value: 'vim' }],
    };
    const folder = temporaryDirectory({ 'list.ndjson': `${JSON.stringify(item)}\n` });
    const list = path.join(folder, 'list.ndjson');
    const { lines, stderr } = await run(['explain', '--exceptions', list, '-f', 'ndjson', leads]);
    const covered = lines.map((line) => JSON.parse(line)).filter(({ coveredBy }) => coveredBy);
    expect(covered.map(({ source }) => source.line)).toEqual([4, 8]);
    expect(stderr.trimEnd()).toMatch(/no matches, but 6 leads beside the rule$/);
  });

  it('include what only the newest version of the rule matches', async () => {
    const file = { path: '/etc/init/ttymon.conf', name: 'ttymon.conf', extension: 'conf' };
    const folder = temporaryDirectory({ 'in.ndjson': `${plantedLine({ file })}\n` });
    const input = path.join(folder, 'in.ndjson');
    const kinds = async (...args: string[]) =>
      (await records(...args, input)).map(({ verdict, lead }) => [verdict, lead?.kind]);
    expect(await kinds()).toEqual([['stopped', 'newer-version']]);
    expect(await kinds('--rule-version', '122')).toEqual([['match', undefined]]);
  });

  it('are no temporary files that were removed outside the time that is shown', async () => {
    const args = ['explain', '-q', '-f', 'json', '--to', '2026-03-04T01:18:30Z', leads];
    const { events, excludedByChoice } = JSON.parse((await run(args)).stdout);
    expect(events.at(-1).event.file.path).toBe('/etc/init.d/.cron.swp');
    expect(excludedByChoice.hosts[0].listed.map(({ path }: { path: string }) => path)).toEqual([
      '/etc/init.d/kworker',
    ]);
  });

  it('are filtered by time', async () => {
    const some = await records(leads, '--from', '2026-03-04T01:15:00Z');
    expect(some.map(({ source }) => source.line)).toEqual([5, 6, 7, 8, 9, 10, 11]);
  });
});

describe('--clause', () => {
  it('shows and counts only events that one of the clauses decided', async () => {
    const lines = async (...ids: string[]) =>
      (await records(fixture, ...ids.flatMap((id) => ['--clause', id]))).map(
        ({ source }) => source.line,
      );
    expect(await lines('installer-name')).toEqual([5]);
    expect(await lines('created-or-renamed')).toEqual([9, 10, 13, 14]);
    expect(await lines('elastic-path', 'no-executable')).toEqual([4, 6]);
    const { stderr } = await run(['explain', '--clause', 'linux', fixture]);
    expect(stderr).toContain('1 event under /etc/init.d/: 0 matched, 0 excluded, 1 stopped\n');
  });

  it('lists the clauses if one is unknown, and suggests the one that was meant', async () => {
    const { code, stderr } = await run(['explain', '--clause', 'instaler-name', fixture]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/did you mean installer-name\? known clauses: file-event, linux, /);
  });
});

describe('explain as a command', () => {
  it('exits 0 if it read everything, with or without matches, else 2', async () => {
    expect((await run(['explain', fixture])).code).toBe(0);
    expect((await run(['explain', 'fixtures/broken/cut-short.ndjson'])).code).toBe(2);
    expect((await run(['explain', 'no-such-file'])).code).toBe(2);
  });

  it('writes files in its own formats in addition to stdout', async () => {
    const folder = temporaryDirectory();
    const args = ['explain', '-q', path.join(root, fixture), '-o', 'a.csv', '-o', 'json:b'];
    const { lines, code } = await run(args, { cwd: folder });
    expect(code).toBe(0);
    expect(lines).toHaveLength(15);
    expect(readFileSync(path.join(folder, 'a.csv'), 'utf8').split('\r\n').length).toBeGreaterThan(
      15,
    );
    expect(JSON.parse(readFileSync(path.join(folder, 'b'), 'utf8')).events).toHaveLength(15);
  });

  it('has the same output with several threads as with one', async () => {
    const block = `${Array.from({ length: 40 }, () => ordinaryLine()).join('\n')}\n`;
    const some = readFileSync(path.join(root, fixture), 'utf8') + block.repeat(400);
    const folder = temporaryDirectory({
      'big.ndjson': some.repeat(Math.ceil(45_000_000 / some.length)),
    });
    const run_ = (jobs: string) => run(['explain', '-j', jobs, 'big.ndjson'], { cwd: folder });
    const [one, three] = [await run_('1'), await run_('3')];
    const withoutTimes = (text: string) => text.replace(/[\d.]+ s \(.*\)/, '');
    expect(one.lines.length).toBeGreaterThan(100);
    expect(three.stdout === one.stdout).toBe(true);
    expect(withoutTimes(three.stderr)).toEqual(withoutTimes(one.stderr));
  });

  it('filters by time as a scan does', async () => {
    expect(await records(fixture, '--from', '2026-03-02T04:14:00Z')).toHaveLength(2);
  });
});

describe('rule --lint', () => {
  it("finds redundant and ineffective entries in the rule's tables", async () => {
    const { stdout, code } = await run(['rule', '--lint', '--format', 'json']);
    expect(code).toBe(0);
    const { findings } = JSON.parse(stdout) as {
      findings: readonly { kind: string; id: string; pattern: string }[];
    };
    expect(findings.map(({ kind, pattern }) => `${kind} ${pattern}`)).toEqual([
      'duplicate /bin/podman',
      'duplicate /usr/bin/podman',
      'plain-wildcard /dev/fd/*',
      'covered /dev/fd/*',
      'missing-twin /usr/sbin/dockerd',
      'missing-twin /usr/bin/apt',
      'missing-twin /usr/sbin/pacman',
    ]);
    const text = await run(['rule', '--lint']);
    expect(text.lines).toHaveLength(findings.length + 2);
  });
});

describe('exceptions', () => {
  it('are listed with the matches that they cover, in every format, but not with excluded events', async () => {
    const list = 'fixtures/exceptions/web-servers.ndjson';
    const process = {
      name: 'python3',
      executable: '/usr/bin/python3',
      command_line: 'python3 /tmp/AnsiballZ_copy.py',
    };
    const covered = plantedLine({ user: { name: 'ansible' }, process });
    const byDpkg = plantedLine({
      user: { name: 'ansible' },
      process: { ...process, executable: '/usr/bin/dpkg' },
    });
    const folder = temporaryDirectory({ 'in.ndjson': `${covered}\n${byDpkg}\n${plantedLine()}\n` });
    const file = path.join(folder, 'in.ndjson');
    const found = await run(['explain', '--exceptions', list, '-f', 'ndjson', file]);
    expect(found.lines.map((line) => JSON.parse(line).coveredBy)).toEqual([
      [expect.objectContaining({ name: 'Ansible deployments', list: 'web-servers' })],
      undefined,
      undefined,
    ]);
    for (const format of ['pretty', 'csv']) {
      const { stdout } = await run(['explain', '--exceptions', list, '-f', format, file]);
      expect(stdout.match(/suppressed by exception “Ansible deployments”/g)).toHaveLength(1);
    }
  });

  it('cannot make rule --lint print what a terminal or CI runner would obey', async () => {
    const value = '##[error]x*\u009b31m\u202e\u001b[2J';
    const entry = { field: 'process.name', operator: 'included', type: 'match', value };
    const item = { type: 'simple', item_id: 'i', list_id: 'l', name: value, entries: [entry] };
    const folder = temporaryDirectory({ 'list.ndjson': `${JSON.stringify(item)}\n` });
    for (const format of ['text', 'json']) {
      const args = ['rule', '--lint', '--format', format, '--exceptions', 'list.ndjson'];
      const { code, stdout } = await run(args, { cwd: folder });
      expect(code).toBe(0);
      expect(stdout).toContain('[error]');
      expect(forbiddenIn(stdout, { newlines: true })).toEqual([]);
      expect(stdout).not.toContain('##[');
      if (format === 'text') continue;
      const { findings } = JSON.parse(stdout) as { findings: readonly { pattern: string }[] };
      expect(findings.map(({ pattern }) => pattern)).toContain(value);
    }
  });

  it('are checked by rule --lint, and rejected without it', async () => {
    const item = {
      type: 'simple',
      item_id: 'mine',
      id: 'mine',
      list_id: 'l',
      name: 'crio',
      os_types: [],
      entries: [{ field: 'process.name', operator: 'included', type: 'match', value: 'crio' }],
    };
    const folder = temporaryDirectory({ 'list.ndjson': `${JSON.stringify(item)}\n` });
    const file = path.join(folder, 'list.ndjson');
    const { code, stdout } = await run(['rule', '--lint', '--exceptions', file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/exception “crio” \(list l\): process.name == `crio` is redundant/);
    expect((await run(['rule', '--exceptions', file])).code).toBe(2);
  });
});
