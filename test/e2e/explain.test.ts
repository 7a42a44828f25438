import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { forbiddenIn } from '../report/forbidden.js';
import { ordinaryLine, plantedLine, root, run, temporaryDirectory } from './run.js';

const fixture = 'fixtures/explain/init-d.ndjson';
const comparedFixture = 'fixtures/explain/versions.ndjson';

/** A record of the ndjson format, with the members that the tests use. */
interface Record_ {
  readonly source: { readonly line: number };
  readonly verdict: string;
  readonly nearMiss?: boolean;
  readonly otherCase?: string;
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
    ['pretty', 'txt'],
    ['ndjson', 'ndjson'],
    ['json', 'json'],
    ['csv', 'csv'],
  ])('as %s is unchanged', async (format, extension) => {
    const { code, stdout } = await run(['explain', '-q', '-f', format, fixture]);
    expect(code).toBe(0);
    const file = path.join(root, `fixtures/golden/explain-${format}.${extension}`);
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
    expect(one.lines.length).toBeGreaterThan(100);
    expect(three.stdout === one.stdout).toBe(true);
    expect(three.stderr.split('\n').slice(0, -4)).toEqual(one.stderr.split('\n').slice(0, -4));
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
