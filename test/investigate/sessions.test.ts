import { describe, expect, it, test } from 'vitest';
import type { HostCase } from '#dist/investigate/case.js';
import { create, event, exec, type Fields } from './log.js';
import { caseOfBytes } from './scenarios.js';

const script = '/etc/init.d/netd';

/** A process: its id, its parent, and the first process of its session. */
function process(id: string, parent: string, leader?: string): Fields {
  return {
    'process.entity_id': id,
    'process.parent.entity_id': parent,
    ...(leader === undefined ? {} : { 'process.entry_leader.entity_id': leader }),
  };
}

function accept(seconds: number, address: string, fields: Fields = {}): object {
  return event(seconds, {
    'event.category': ['network'],
    'event.action': 'connection_accepted',
    'process.entity_id': 'listener',
    'process.executable': '/usr/sbin/sshd',
    'source.ip': address,
    ...fields,
  });
}

function login(seconds: number, leader: string, address: string, more: Fields = {}): object {
  return exec(seconds, ['-bash'], {
    ...process(leader, 'listener', leader),
    'process.entry_leader.entry_meta.type': 'sshd',
    'process.entry_leader.entry_meta.source.ip': address,
    'process.executable': '/usr/bin/bash',
    ...more,
  });
}

async function hostOf(events: readonly object[]): Promise<HostCase> {
  const lines = events.map((one) => `${JSON.stringify(one)}\n`).join('');
  const { hosts } = await caseOfBytes([Buffer.from(lines)]);
  const [host] = hosts;
  if (host === undefined) throw new Error('the case has no host');
  return host;
}

describe('the sessions that planted files', () => {
  it('are told apart, with what each did', async () => {
    const { sessions, surroundings } = await hostOf([
      login(0, 'a', '198.51.100.1'),
      create(10, script, process('w1', 'a', 'a')),
      create(20, '/root/.ssh/authorized_keys', process('w2', 'a', 'a')),
      login(100, 'b', '198.51.100.2'),
      create(110, '/etc/init.d/other', process('w3', 'b', 'b')),
      exec(120, ['rm', '-f', '/etc/cron.d/x'], process('w4', 'b', 'b')),
    ]);
    expect(sessions).toMatchObject([
      { number: 1, address: '198.51.100.1', files: [script] },
      { number: 2, address: '198.51.100.2', files: ['/etc/init.d/other'] },
    ]);
    expect(surroundings.map(({ subject, session }) => [subject, session?.number])).toEqual([
      ['/root/.ssh/authorized_keys', 1],
      ['rm -f /etc/cron.d/x', 2],
    ]);
  });

  test.each(['/usr/sbin/cron', '/usr/sbin/crond', '/usr/sbin/atd'])(
    'do not include other jobs of %s',
    async (scheduler) => {
      const daemon = { 'process.entry_leader.entry_meta.type': 'init' };
      const { surroundings } = await hostOf([
        exec(0, [scheduler], { ...process('cron', 'init', 'cron'), ...daemon }),
        exec(9, ['/bin/sh', '-c', 'x'], { ...process('job', 'cron', 'cron'), ...daemon }),
        exec(9.5, ['wget', 'x'], { ...process('more', 'job', 'cron'), ...daemon }),
        create(10, script, process('w', 'job', 'cron')),
        exec(12, ['/bin/sh', '-c', 'backup'], { ...process('other', 'cron', 'cron'), ...daemon }),
      ]);
      expect(surroundings.map(({ subject }) => subject)).toEqual(['wget x']);
    },
  );
});

describe('two processes with the same entity id', () => {
  const events = [
    login(0, 'a', '198.51.100.1', { 'user.name': 'marta' }),
    login(1, 'b', '198.51.100.2', { 'user.name': 'root' }),
    exec(5, ['less', '/etc/motd'], { ...process('w', 'a', 'a'), 'user.name': 'marta' }),
    exec(5.1, ['tee', script], { ...process('w', 'b', 'b'), 'user.name': 'root' }),
    create(5.2, script, { ...process('w', 'b', 'b'), 'user.name': 'root' }),
  ];

  it('are not mixed up, and it is said', async () => {
    const { files, surroundings } = await hostOf(events);
    const [creator] = files[0]?.planters ?? [];
    expect(creator?.session?.address).toBe('198.51.100.2');
    expect(creator?.chain.map(({ entityId }) => entityId)).toEqual(['w', 'b']);
    expect(creator?.chain[0]?.sameId).toMatchObject({ command: 'less /etc/motd', user: 'marta' });
    const ofSession = surroundings.filter(({ relation }) => relation === 'lineage');
    expect(ofSession).toEqual([]);
  });

  it('are one if init or another process adopted it', async () => {
    const [first, second] = [process('w', 'b', 'b'), process('w', 'reaper', 'b')];
    const { files } = await hostOf([
      login(1, 'b', '198.51.100.2'),
      exec(5, ['tee', script], first),
      exec(6, ['tee', '-a', script], second),
      create(7, script, second),
    ]);
    expect(files[0]?.planters[0]?.chain[0]?.sameId).toBeUndefined();
  });
});

describe('without session data', () => {
  const sshd = { 'process.executable': '/usr/sbin/sshd' };
  const daemons = [
    exec(-1000, ['/usr/sbin/sshd', '-D'], { ...process('listener', 'init'), ...sshd }),
    exec(1, ['sshd: marta'], { ...process('session', 'listener'), ...sshd }),
    exec(2, ['-bash'], { ...process('shell', 'session'), 'process.executable': '/usr/bin/bash' }),
    create(30, script, {
      ...process('w', 'shell'),
      'process.Ext.ancestry': ['shell', 'session', 'listener', 'init'],
    }),
  ];

  it('a session is inferred from the connection that its daemon accepted just before', async () => {
    const events = [accept(-60, '192.0.2.7'), accept(0.9, '192.0.2.8'), accept(3, '192.0.2.9')];
    const { files, hasSessionData } = await hostOf([...events, ...daemons]);
    expect(hasSessionData).toBe(false);
    expect(files[0]?.planters[0]?.session).toMatchObject({
      type: 'sshd',
      address: '192.0.2.8',
      isInferred: true,
    });
  });

  it('nothing is inferred from a connection long before or after', async () => {
    const { files } = await hostOf([accept(-60, '192.0.2.7'), accept(3, '192.0.2.9'), ...daemons]);
    expect(files[0]?.planters[0]?.session).toBeUndefined();
  });
});

describe('logins to the host', () => {
  it('are listed once each, with who attached to a terminal', async () => {
    const { surroundings } = await hostOf([
      accept(-10, '192.0.2.8'),
      login(-9, 'other', '192.0.2.8'),
      login(-8, 'other', '192.0.2.8'),
      exec(-5, ['tmux', 'attach'], process('t', 'other', 'other')),
      accept(-3, '192.0.2.9'),
      create(10, script, process('w', 'shell', 'leader')),
    ]);
    expect(surroundings.map(({ what, subject, times }) => [what, subject, times])).toEqual([
      ['login', '192.0.2.8', 1],
      ['command', 'tmux attach', 1],
      ['login', '192.0.2.9', 1],
    ]);
  });
});

describe('the address that a session came from', () => {
  const jump = { 'host.id': 'h2', 'host.name': 'jump', 'host.ip': ['127.0.0.1', '10.0.0.1'] };
  const planted = [
    login(0, 'a', '10.0.0.1', { 'host.ip': '10.0.0.2', 'user.name': 'olivia' }),
    create(10, script, { ...process('w', 'a', 'a'), 'user.name': 'root', 'host.ip': '10.0.0.2' }),
  ];

  it('is looked up on other hosts, up to where their session came from', async () => {
    const { addresses } = await hostOf([
      login(-50, 'j', '198.51.100.61', jump),
      event(-1, {
        ...process('ssh', 'j', 'j'),
        ...jump,
        'event.category': ['network'],
        'event.action': 'connection_attempted',
        'process.args': ['ssh', '10.0.0.2'],
        'user.name': 'olivia',
        'source.ip': '10.0.0.1',
        'destination.ip': '10.0.0.2',
      }),
      login(50, 'x', '10.0.0.1', { 'host.id': 'h3', 'host.name': 'db' }),
      ...planted,
    ]);
    expect(addresses).toMatchObject([
      {
        address: '10.0.0.1',
        hosts: ['jump'],
        hops: [{ command: 'ssh 10.0.0.2', user: 'olivia', address: '198.51.100.61' }],
        otherHosts: ['db'],
        otherHostsCount: 1,
      },
    ]);
  });

  it('is not listed if no other host shows anything about it', async () => {
    const { addresses } = await hostOf(planted);
    expect(addresses).toEqual([]);
  });

  it('does not hide the alerts of the person behind sudo', async () => {
    const alert = event(20, {
      ...jump,
      'event.kind': 'alert',
      'rule.name': 'Lateral Movement',
      'user.name': 'olivia',
    });
    const { surroundings } = await hostOf([alert, ...planted]);
    expect(surroundings).toMatchObject([
      { what: 'alert', subject: 'Lateral Movement', relation: 'user' },
    ]);
  });
});

describe('a container', () => {
  it('is named, with what its processes ran before', async () => {
    const { files } = await hostOf([
      exec(5, ['cp', '/x', script], {
        ...process('w', 'shell', 'leader'),
        'container.id': 'c0ffee',
        'container.image.name': 'debian',
        'container.image.tag': ['12'],
        'orchestrator.namespace': 'shop',
        'process.previous': [{ args: ['chroot', '/host', '/bin/bash'] }],
      }),
      create(10, script, process('w', 'shell', 'leader')),
    ]);
    expect(files[0]?.planters[0]).toMatchObject({
      container: { id: 'c0ffee', image: 'debian:12', namespace: 'shop' },
      earlier: [{ entityId: 'w', command: 'chroot /host /bin/bash' }],
    });
  });
});

describe('a false name', () => {
  test.each([
    ['/tmp/.x', ['[kworker/0:1]'], true],
    ['/usr/bin/python3', ['[kworker/0:1]'], true],
    ['/dev/shm/.x', ['/usr/sbin/sshd', '-D'], true],
    ['/usr/bin/dash', ['/bin/sh', '-c', 'x'], false],
    ['/usr/bin/bash', ['-bash'], false],
    ['/tmp/x', ['./x'], false],
    ['/usr/bin/[', ['[', '-f', 'x'], false],
  ])('of %s as %j: %j', async (executable, args, expected) => {
    const fields = { 'process.executable': executable, 'process.args': args };
    const { files } = await hostOf([create(10, script, { ...process('w', 'shell'), ...fields })]);
    const odd = files[0]?.planters[0]?.chain[0]?.odd ?? [];
    expect(odd.includes('false-name')).toBe(expected);
  });
});
