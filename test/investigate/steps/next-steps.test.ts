import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import sqlite from 'node-sqlite3-wasm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { osqueryWords, responseWords, shellWords } from '#dist/investigate/report/step-words.js';
import { nextSteps, responseSteps } from '#dist/investigate/steps/next-steps.js';
import type { StepSubject } from '#dist/investigate/steps/subject.js';
import { sanitize } from '#dist/report/sanitize.js';
import { forbiddenIn } from '../../report/forbidden.js';
import { anyText, injections, inUtf8 } from '../hostile-text.js';
import { schema } from '../osquery-schema.js';

/** A case about which everything is known. */
const whole: StepSubject = {
  namePattern: 'a?*b',
  path: '/etc/init.d/netd',
  name: 'netd',
  service: 'netd',
  host: 'web-01',
  user: 'deploy',
  userId: '1000',
  sha256: 'ab'.repeat(32),
  executable: '/usr/bin/dash',
  commandLine: 'sh -c "cp /tmp/x /etc/init.d/netd"',
  pid: '4711',
  originalPath: '/tmp/x',
  addresses: ['198.51.100.7', '2001:db8::7'],
};

/** A case about which almost nothing is known. */
const bare: StepSubject = {
  path: '/etc/init.d/netd',
  name: 'netd',
  service: 'netd',
  addresses: [],
};

/** A case in which everything is the same string. */
function full(text: string): StepSubject {
  const { addresses: _, ...texts } = whole;
  const fields = Object.keys(texts).map((field) => [field, text]);
  return { ...bare, ...Object.fromEntries(fields), addresses: [text] };
}

const anySubject: fc.Arbitrary<StepSubject> = fc.record(
  {
    path: anyText,
    name: anyText,
    service: anyText,
    host: anyText,
    user: anyText,
    userId: anyText,
    sha256: anyText,
    executable: anyText,
    commandLine: anyText,
    pid: anyText,
    originalPath: anyText,
    addresses: fc.array(anyText, { maxLength: 3 }),
  },
  { requiredKeys: ['path', 'name', 'service', 'addresses'] },
);

function statement(subject: StepSubject, purpose: string): string {
  return nextSteps(subject).osquery.find((step) => step.purpose === purpose)?.statement ?? 'none';
}

function command(subject: StepSubject, purpose: string): string {
  return nextSteps(subject).shell.find((step) => step.purpose === purpose)?.command ?? 'none';
}

describe('the osquery statements', () => {
  let host: sqlite.Database;
  beforeAll(() => {
    host = new sqlite.Database();
    host.exec(schema);
  });
  beforeEach(() => {
    for (const table of ['file', 'processes', 'process_open_sockets', 'listening_ports', 'hash']) {
      host.exec(`DELETE FROM ${table}`);
    }
  });
  afterAll(() => host.close());

  const ask = (subject: StepSubject, purpose: string): readonly unknown[] =>
    host.all(statement(subject, purpose));

  it('show the owners and times of a file', () => {
    host.run('INSERT INTO file VALUES (?, ?, ?, 0, 0, ?, 611, 0, 60, 3600, 86400)', [
      whole.path,
      '/etc/init.d',
      'netd',
      '0755',
    ]);
    expect(ask(whole, 'planted-file')).toEqual([
      {
        path: '/etc/init.d/netd',
        owner: 'root',
        owner_group: 'root',
        mode: '0755',
        size: 611,
        accessed: '1970-01-01 00:00:00',
        modified: '1970-01-01 00:01:00',
        changed: '1970-01-01 01:00:00',
        born: '1970-01-02 00:00:00',
      },
    ]);
    expect(ask(whole, 'init-scripts')).toHaveLength(1);
    expect(ask(whole, 'generated-units')).toEqual([]);
  });

  it('find runlevel links by the whole name', () => {
    for (const [at, name] of ['S01netd', 'K99netd', 'S01netd2', 'S01xnetd'].entries()) {
      const values = [`/etc/rc${at + 1}.d/${name}`, name];
      host.run('INSERT INTO file (path, filename) VALUES (?, ?)', values);
    }
    expect(ask(whole, 'runlevel-links')).toMatchObject([
      { path: '/etc/rc1.d/S01netd' },
      { path: '/etc/rc2.d/K99netd' },
    ]);
  });

  it('find processes and sockets of the script, and connections to the addresses', () => {
    const processes: readonly (readonly [number, string, string, number])[] = [
      [1, '/usr/lib/systemd/systemd', '/sbin/init', 0],
      [10, '/usr/bin/dash', '/bin/sh /etc/init.d/netd start', 0],
      [11, '/etc/init.d/netd', 'netd', 0],
      [12, '/usr/bin/vi', 'vi /etc/hosts', 1000],
      [4711, '/usr/bin/bash', 'bash', 1001],
    ];
    for (const row of processes) {
      host.run('INSERT INTO processes (pid, path, cmdline, uid) VALUES (?, ?, ?, ?)', [...row]);
      host.run('INSERT INTO listening_ports (pid, port, family) VALUES (?, ?, ?)', [
        row[0],
        '80',
        row[0] === 11 ? 1 : 2,
      ]);
      host.run('INSERT INTO process_open_sockets (pid, remote_address) VALUES (?, ?)', [
        row[0],
        row[0] === 12 ? '::ffff:198.51.100.7' : '203.0.113.9',
      ]);
    }
    const pids = (purpose: string): unknown[] =>
      ask(whole, purpose).map((row) => (row as { pid: number }).pid);
    expect(pids('processes')).toHaveLength(5);
    expect(pids('script-processes')).toEqual([10, 11]);
    expect(pids('script-sockets')).toEqual([10, 11]);
    expect(pids('listening-ports')).toEqual([10]);
    expect(pids('address-sockets')).toEqual([12]);
    expect(pids('user-processes')).toEqual([12]);
    expect(pids('writer-processes')).toEqual([10, 4711]);
  });

  it('show whether a hash is the one in the log', () => {
    host.run('INSERT INTO hash (path, sha256) VALUES (?, ?)', [whole.path, 'ab'.repeat(32)]);
    host.run('INSERT INTO hash (path, sha256) VALUES (?, ?)', [
      '/etc/init.d/copy',
      'ab'.repeat(32),
    ]);
    expect(ask(whole, 'planted-hash')).toMatchObject([{ matches_log: 1 }]);
    expect(ask(whole, 'same-content')).toHaveLength(2);
  });

  it.each(injections)('select exactly the named file, and remain one statement: %s', (_, text) => {
    for (const path of ['/etc/init.d/other', inUtf8(text).replaceAll('\0', '')]) {
      host.run('INSERT INTO file (path) VALUES (?)', [path]);
    }
    const rows = ask(full(text), 'planted-file');
    expect(rows).toHaveLength(text.includes('\0') ? 0 : 1);
    for (const { statement } of nextSteps(full(text)).osquery) host.all(statement);
    expect(host.all('SELECT * FROM file')).toHaveLength(2);
  });

  it('are valid and safe to display, whatever the case', () => {
    fc.assert(
      fc.property(anySubject, (subject) => {
        for (const { statement } of nextSteps(subject).osquery) {
          host.all(statement);
          expect(forbiddenIn(statement)).toEqual([]);
          expect(sanitize(statement)).toBe(statement);
        }
      }),
    );
  });

  it('use ids only if they are numbers', () => {
    const hostile = { ...bare, pid: '1 OR 1=1', userId: '0; --' };
    expect(statement(hostile, 'writer-processes')).toBe('none');
    expect(statement(hostile, 'user-processes')).toBe('none');
  });

  it('never use LIKE with ESCAPE, which tables that require a path cannot use', () => {
    for (const { statement } of nextSteps(full('100%')).osquery)
      expect(statement).not.toMatch(/ESCAPE/);
  });
});

/** How every command ends, after the command proper. */
const safeOutput = / 2>&1 \| cat -v$/;

/** The words that programs would be called with. No program is started. */
function calls(commands: readonly string[]): string[][] {
  const programs = ['stat', 'sha256sum', 'sed', 'dpkg', 'rpm', 'ls', 'ps', 'grep', 'systemctl'];
  const stubs = [...programs, 'journalctl'].map(
    (name) => `${name}() { printf '%s\\0' ${name} "$@" $'\\x01'; }\n`,
  );
  const { stdout, stderr, status } = spawnSync('bash', {
    input: [...stubs, ...commands.map((command) => command.replace(safeOutput, ''))].join('\n'),
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    maxBuffer: 2 ** 28,
  });
  expect([stderr.toString(), status]).toEqual(['', 0]);
  const made: string[][] = [[]];
  for (const word of stdout.toString().split('\0').slice(0, -1)) {
    if (word === '\x01') made.push([]);
    else made.at(-1)?.push(word);
  }
  return made.slice(0, -1);
}

describe('the shell commands', () => {
  it('read the script, its traces and its service', () => {
    expect(nextSteps(whole).shell.map((step) => step.command)).toEqual([
      "LC_ALL=C find '/etc/init.d' -maxdepth 1 -name 'a?*b' -ls 2>&1 | cat -v",
      "stat '/etc/init.d/netd' 2>&1 | cat -v",
      "sha256sum '/etc/init.d/netd' 2>&1 | cat -v",
      "sed -n '1,200p' '/etc/init.d/netd' 2>&1 | cat -v",
      "dpkg -S -- '/etc/init.d/netd' 2>&1 | cat -v",
      "rpm -qf '/etc/init.d/netd' 2>&1 | cat -v",
      "stat '/tmp/x' 2>&1 | cat -v",
      "ls -ldb /etc/rc?.d/[SK][0-9][0-9]'netd' 2>&1 | cat -v",
      "stat '/usr/bin/dash' 2>&1 | cat -v",
      'ps -o pid,ppid,user,lstart,args -p 4711 2>&1 | cat -v',
      'grep -a LSB /var/log/syslog 2>&1 | cat -v',
      'journalctl --no-pager --quiet | grep -a LSB 2>&1 | cat -v',
      "systemctl --no-pager --full status -- 'netd.service' 2>&1 | cat -v",
      "systemctl --no-pager cat -- 'netd.service' 2>&1 | cat -v",
      "journalctl --no-pager --unit='netd.service' 2>&1 | cat -v",
    ]);
  });

  it.each(injections)('pass exactly the named file to programs: %s', (_, text) => {
    const shown = inUtf8(text).replaceAll('\0', '\ufffd');
    const file = shown.startsWith('-') ? `./${shown}` : shown;
    expect(
      calls(
        ['file-status', 'script-content', 'rpm-package'].map((purpose) =>
          command(full(text), purpose),
        ),
      ),
    ).toEqual([
      ['stat', file],
      ['sed', '-n', '1,200p', file],
      ['rpm', '-qf', file],
    ]);
    const [links] = calls([command(full(text), 'runlevel-links')]);
    expect(links).toEqual(['ls', '-ldb', `/etc/rc?.d/[SK][0-9][0-9]${shown}`]);
  });

  it.each([
    ['foo bar', 'foo\\x20bar.service'],
    ['foo*[a]?', 'foo\\x2a\\x5ba\\x5d\\x3f.service'],
    ['a/b', 'a-b.service'],
    ['naïve', 'na\\xc3\\xafve.service'],
    ['x\n', 'x\\x0a.service'],
    ['foo@1', 'foo@1.service'],
    ['-H', '-H.service'],
    ['netd.service', 'netd.service'],
  ])('name the unit of %j as systemd does: %s, never a pattern or option', (service, unit) => {
    const subject = { ...bare, service };
    expect(
      calls(
        ['unit-status', 'unit-content', 'unit-journal'].map((purpose) => command(subject, purpose)),
      ),
    ).toEqual([
      ['systemctl', '--no-pager', '--full', 'status', '--', unit],
      ['systemctl', '--no-pager', 'cat', '--', unit],
      ['journalctl', '--no-pager', `--unit=${unit}`],
    ]);
  });

  it('ask dpkg for the literal path, even if it contains wildcards', () => {
    const path = '/etc/init.d/[a]*?\\';
    expect(calls([command({ ...bare, path }, 'debian-package')])).toEqual([
      ['dpkg', '-S', '--', '/etc/init.d/\\[a\\]\\*\\?\\\\'],
    ]);
  });

  it('are one line each, and safe to display, whatever the case', () => {
    const subjects = fc.sample(anySubject, 200);
    const commands = subjects.flatMap((subject) =>
      nextSteps(subject).shell.map((step) => step.command),
    );
    for (const command of commands) {
      expect(forbiddenIn(command)).toEqual([]);
      expect(sanitize(command)).toBe(command);
      expect(command).toMatch(safeOutput);
    }
    // The command for the journal runs two programs, of which only the second is recorded.
    expect(calls(commands)).toHaveLength(commands.length);
    const stats = subjects.map((subject) => command(subject, 'file-status'));
    expect(calls(stats).every(([, path]) => path?.startsWith('-') === false)).toBe(true);
  });

  it('print no control characters of the script', () => {
    const { stdout } = spawnSync('bash', [
      '-c',
      'f=$(mktemp); printf \'a\\033[2Jb\\302\\233c\\342\\200\\256\' > "$f"; ' +
        `${command({ ...bare, path: 'FILE' }, 'script-content').replace("'FILE'", '"$f"')}; rm "$f"`,
    ]);
    expect(stdout.toString()).toBe('a^[[2JbM-BM-^[cM-bM-^@M-.');
  });
});

describe('the next steps', () => {
  it('leave out questions about what is unknown', () => {
    const purposes = (subject: StepSubject): string[] => {
      const { osquery, shell } = nextSteps(subject);
      return [...osquery, ...shell].map(({ purpose }) => purpose);
    };
    const missing = purposes(whole).filter((purpose) => !purposes(bare).includes(purpose));
    expect(missing).toEqual([
      'host',
      'same-content',
      'original-file',
      'executable-file',
      'user-processes',
      'writer-processes',
      'address-sockets',
      'find-file',
      'original-status',
      'executable-status',
      'writer-process',
    ]);
  });

  it('all have a description', () => {
    const { osquery, shell, response } = nextSteps(whole);
    expect(osquery.map(({ purpose }) => purpose)).toEqual(Object.keys(osqueryWords));
    expect(shell.map(({ purpose }) => purpose)).toEqual(Object.keys(shellWords));
    expect(response).toEqual(responseSteps);
    expect([...response]).toEqual(Object.keys(responseWords));
    const words = [osqueryWords, shellWords, responseWords].flatMap((table) =>
      Object.values(table),
    );
    for (const sentence of words) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});
