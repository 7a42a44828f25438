import { describe, expect, it, test } from 'vitest';
import type { Case } from '#dist/investigate/case.js';
import { defaultParts } from '#dist/investigate/report/parts.js';
import { casePretty } from '#dist/investigate/report/pretty.js';
import { writtenCase } from '../report/cases.js';
import { plainContext } from '../report/writers.js';
import { create, event, exec, type Fields, overSsh } from './log.js';
import { caseOfBytes } from './scenarios.js';

const script = '/etc/init.d/netd';

async function caseOf(events: readonly object[]): Promise<Case> {
  return caseOfBytes([Buffer.from(events.map((one) => `${JSON.stringify(one)}\n`).join(''))]);
}

/** What someone sees first: everything before the trees of processes. */
async function firstScreen(events: readonly object[]): Promise<string> {
  const context = { ...plainContext, parts: defaultParts, foldsParts: true };
  const text = await writtenCase(casePretty, await caseOf(events), { context });
  return text.slice(0, text.search(/^(?:Who wrote it|Host )/m));
}

/** The lines of it with a label, without the numbers of events. */
function linesWith(screen: string, label: string): readonly string[] {
  return screen
    .split('\n')
    .filter((line) => line.startsWith(`  ${label} `))
    .map((line) => line.slice(13).replace(/ \[[\d, ]+\]$/, ''));
}

/** A process of a login as root from an address. */
function of(id: string, login: string, address: string, more: Fields = {}): Fields {
  const session = overSsh(id, login, { leader: login, address });
  return { ...session, 'user.id': '0', 'user.name': 'root', ...more };
}

const first = '198.51.100.21';
const second = '203.0.113.150';

function copy(id: string, login = 'a', address = first): Fields {
  return of(id, login, address, { 'process.executable': '/usr/bin/cp' });
}

function removal(seconds: number, path: string, fields: Fields): object {
  return event(seconds, {
    'event.category': ['file'],
    'event.action': 'deletion',
    'file.path': path,
    ...fields,
  });
}

const run = exec(20, ['/bin/sh', script, 'start'], {
  'process.entity_id': 'run',
  'process.parent.entity_id': 'pid1',
  'process.parent.executable': '/usr/lib/systemd/systemd',
  'process.parent.pid': 1,
  'user.id': '0',
});

describe('a script that was removed', () => {
  const removed = [create(10, script, copy('cp')), run, removal(30, script, copy('rm'))];

  it('does not run any more, which is not the same as that it never did', async () => {
    const [boot] = linesWith(await firstScreen(removed), 'BOOT');
    expect(boot).toBe('removed  02:40:30Z, after it ran');
  });

  it('is not the answer for the host: what the session left there comes first, and beside it', async () => {
    const hidden = create(5, '/etc/init.d/udevd2', {
      ...of('crio', 'a', first),
      'process.executable': '/var/tmp/crio',
      'process.name': 'crio',
    });
    const screen = await firstScreen([hidden, ...removed]);
    expect(screen).toMatch(
      /^Still there, although the rule ignores them: \/etc\/init\.d\/udevd2 on web-01, .*; unknown whether they run at boot \[1\]/,
    );
    expect(linesWith(screen, 'BOOT')).toEqual([
      'removed  02:40:30Z, after it ran; BUT other things may run: init script /etc/init.d/udevd2',
    ]);
    expect(linesWith(screen, 'ALSO')[0]).toContain('init script /etc/init.d/udevd2');
  });

  it('says nothing of what was removed as well', async () => {
    const cron = '/etc/cron.d/netd';
    const events = [...removed, create(31, cron, copy('cp2')), removal(32, cron, copy('rm2'))];
    expect(linesWith(await firstScreen(events), 'BOOT')[0]).not.toContain('BUT');
  });

  it('comes after one that will run', async () => {
    const enabled = [
      create(40, '/etc/init.d/sshd2', copy('cp3')),
      exec(41, ['chmod', '755', '/etc/init.d/sshd2'], of('chmod', 'a', first)),
      exec(42, ['systemctl', 'enable', 'sshd2'], of('enable', 'a', first)),
    ];
    const [host] = (await caseOf([...removed, ...enabled])).hosts;
    expect(
      host?.files.map(({ path, execution, boot }) => [path, execution.answer, boot.answer]),
    ).toEqual([
      ['/etc/init.d/sshd2', 'no-evidence', 'yes'],
      [script, 'ran', 'no'],
    ]);
  });
});

describe('a no', () => {
  const ignored = create(10, '/etc/init.d/netd.bak', copy('cp'));

  test.each([
    ['nothing else', [], 'no       systemd ignores names like this one'],
    [
      'a unit',
      [create(11, '/etc/systemd/system/x.service', copy('cp2'))],
      'no, but  systemd ignores names like this one; BUT other things may run: systemd unit /etc/systemd/system/x.service',
    ],
    [
      'a link that stops something',
      [create(11, '/etc/rc2.d/K01netd', copy('cp2'))],
      'no       systemd ignores names like this one',
    ],
  ])('is one if the session set up %s', async (_, more, expected) => {
    const screen = await firstScreen([ignored, ...more]);
    expect(linesWith(screen, 'BOOT')).toEqual([expected]);
  });
});

describe('a run by systemd', () => {
  it('is not a start at boot', async () => {
    const screen = await firstScreen([create(10, script, copy('cp')), run]);
    expect(linesWith(screen, 'BOOT')).toEqual([
      'unknown  executable: systemd has run it; not in the log: whether it is enabled',
    ]);
    expect(linesWith(screen, 'RAN')).toEqual([
      'YES      02:40:20Z, by systemd: /bin/sh /etc/init.d/netd start',
    ]);
  });
});

describe('a file that two sessions wrote', () => {
  const events = [
    create(10, script, copy('cp')),
    create(11, '/root/.ssh/authorized_keys', copy('keys')),
    create(100, '/tmp/n', copy('n', 'b', second)),
    event(101, {
      'event.category': ['file'],
      'event.action': 'rename',
      'file.path': script,
      'file.Ext.original.path': '/tmp/n',
      ...of('mv', 'b', second, { 'process.executable': '/usr/bin/mv' }),
    }),
  ];

  it('has the deeds of each, and none is said of the other', async () => {
    const screen = await firstScreen(events);
    expect(linesWith(screen, 'ALSO')).toEqual([
      `by ${first}: SSH keys in /root/.ssh/authorized_keys; by ${second}: 1 file`,
    ]);
    expect(linesWith(screen, 'HARMLESS?')[0]).toMatch(
      /sessions from public addresses \(198\.51\.100\.21; 203\.0\.113\.150\); 198\.51\.100\.21 added SSH keys$/,
    );
  });

  it('was replaced', async () => {
    const screen = await firstScreen(events);
    expect(screen).toMatch(
      /^#1 {2}\/etc\/init\.d\/netd on web-01, planted [\d-]+ 02:40:10Z, replaced 02:41:41Z \[/m,
    );
    expect(linesWith(screen, 'WHAT')[0]).toMatch(/^replaced .* by \/tmp\/n, moved here/);
  });

  it('says whose an alert is that none of them set off', async () => {
    const alert = event(50, {
      ...of('x', 'c', '192.0.2.9'),
      'event.kind': 'alert',
      'event.category': ['process'],
      'rule.name': 'Odd thing',
      'event.code': 'behavior',
    });
    const [line] = linesWith(await firstScreen([...events, alert]), 'ALERTS');
    expect(line).toBe('Odd thing 02:40:50Z (another process)');
  });
});

describe('a file that an editor wrote again and again', () => {
  const vim = of('vim', 'a', first, { 'process.executable': '/usr/bin/vim' });
  const away = (seconds: number): object =>
    event(seconds, {
      'event.category': ['file'],
      'event.action': 'rename',
      'file.path': `${script}~`,
      'file.Ext.original.path': script,
      ...vim,
    });

  it('was changed, in one deed', async () => {
    const events = [away(10), create(10.1, script, vim), away(60), create(60.1, script, vim)];
    const screen = await firstScreen(events);
    expect(screen).toMatch(/netd on web-01, changed 2 times, [\d-]+ 02:40:10Z to 02:41:00Z \[/);
    expect(linesWith(screen, 'WHAT')).toEqual(['there before; contents not in the log']);
  });
});

describe('a script of another root', () => {
  it('is named, like any other', async () => {
    const other = create(5, '/host/etc/init.d/keepalive', copy('cp0'));
    const screen = await firstScreen([other, create(10, script, copy('cp'))]);
    expect(linesWith(screen, 'ALSO')).toEqual([
      'init script under another root: /host/etc/init.d/keepalive',
    ]);
  });
});

describe('hosts that have the same file', () => {
  const hash = 'ab'.repeat(32);
  const deployed = (host: number, sha256: string | undefined = hash): object =>
    create(host, script, {
      ...of(`salt${host}`, `minion${host}`, '10.0.0.1'),
      'host.id': `h${host}`,
      'host.name': `web-${host}`,
      'process.executable': '/usr/bin/salt-minion',
      'file.hash.sha256': sha256,
    });
  const fleet = [1, 2, 3, 4].map((host) => deployed(host));

  it('add up, with one that has other contents now', async () => {
    const other = create(100, script, {
      ...copy('cp'),
      'host.id': 'h4',
      'host.name': 'web-4',
      'file.hash.sha256': 'cd'.repeat(32),
    });
    const screen = await firstScreen([
      ...fleet,
      removal(99, script, { 'host.id': 'h4', 'host.name': 'web-4' }),
      other,
    ]);
    expect(linesWith(screen, 'ALIKE')).toEqual([
      '3 files on 3 hosts; 4 of 4 hosts have or had these contents; DEVIATES: web-4 in contents, writer, session (#1)',
    ]);
    expect(linesWith(screen, 'WHAT').join('\n')).not.toContain('same contents');
  });

  it('do not deviate in contents that the log does not show', async () => {
    const unknown = { ...deployed(5), 'file.hash.sha256': undefined };
    const { groups } = await caseOf([...fleet, unknown]);
    expect(groups.flatMap(({ deviations }) => deviations.map(({ differs }) => differs))).toEqual([
      ['contents-unknown'],
    ]);
  });
});

describe('the key', () => {
  it('explains the signs that there are, and no others', async () => {
    const alone = create(10, script, { 'process.entity_id': undefined });
    expect(await firstScreen([alone])).not.toContain('became root');
    const became = [
      exec(0, ['bash'], of('a', 'a', first, { 'user.id': '1000', 'user.name': 'jo' })),
      create(10, script, copy('cp')),
    ];
    expect(await firstScreen(became)).toMatch(
      /^Key: › then; ⇒ ROOT became root; .*\[5\] event number 5$/m,
    );
  });

  it('does not take the text of an event for a sign', async () => {
    const name = create(10, `${script} ⇒ ROOT`, copy('cp'));
    expect(await firstScreen([name])).not.toContain('became root');
  });
});
