import { describe, expect, it, test } from 'vitest';
import type { HostCase } from '#dist/investigate/case.js';
import { casePretty } from '#dist/investigate/report/pretty.js';
import { writtenCase } from '../report/cases.js';
import type { Fields } from './log.js';
import * as log from './log.js';
import { caseOfBytes } from './scenarios.js';

const script = '/etc/init.d/netd';

const byRoot = { 'user.name': 'root' };

function exec(seconds: number, args: readonly string[], fields: Fields): object {
  return log.exec(seconds, args, { ...byRoot, ...fields });
}

function create(seconds: number, path: string, fields: Fields): object {
  return log.create(seconds, path, { ...byRoot, ...fields });
}

/** A process: its id, its parent, the first process of its session, and how that came in. */
function process(id: string, parent: string, leader: string, type = 'init'): Fields {
  return {
    'process.entity_id': id,
    'process.parent.entity_id': parent,
    'process.entry_leader.entity_id': leader,
    'process.entry_leader.entry_meta.type': type,
  };
}

function accept(seconds: number, address: string, program: string, fields: Fields = {}): object {
  return log.event(seconds, {
    'event.category': ['network'],
    'event.action': 'connection_accepted',
    'process.entity_id': `worker of ${program}`,
    'process.executable': program,
    'source.ip': address,
    'destination.port': 443,
    ...fields,
  });
}

async function caseOf(events: readonly object[]) {
  const lines = events.map((one) => `${JSON.stringify(one)}\n`).join('');
  return caseOfBytes([Buffer.from(lines)]);
}

async function hostOf(events: readonly object[]): Promise<HostCase> {
  const [host] = (await caseOf(events)).hosts;
  if (host === undefined) throw new Error('the case has no host');
  return host;
}

async function creatorOf(events: readonly object[]) {
  const [creator] = (await hostOf(events)).files[0]?.planters ?? [];
  if (creator === undefined) throw new Error('the file has no creator');
  return creator;
}

/** The session that wrote a file at a time, from an address. */
function writing(seconds: number, path: string, address = '203.0.113.7'): readonly object[] {
  const at = { 'process.entry_leader.entry_meta.source.ip': address };
  return [
    exec(seconds - 5, ['-bash'], {
      ...process('login', 'listener', 'login', 'sshd'),
      ...at,
      'process.executable': '/usr/bin/bash',
    }),
    create(seconds, path, process('tee', 'login', 'login', 'sshd')),
    exec(seconds + 1, ['cat', '/etc/shadow'], {
      ...process('cat', 'login', 'login', 'sshd'),
      ...at,
    }),
  ];
}

/** A job of a scheduler that plants the script. */
function job(seconds: number, scheduler = '/usr/sbin/cron', user = 'root'): readonly object[] {
  return [
    exec(-900_000, [scheduler], process('cron', 'init', 'cron')),
    exec(seconds, ['/bin/sh', '-c', '/opt/x'], {
      ...process('job', 'cron', 'cron'),
      'user.name': user,
    }),
    create(seconds + 1, script, { ...process('w', 'job', 'cron'), 'user.name': user }),
    exec(seconds + 2, ['/bin/sh', '-c', 'backup'], process('other', 'cron', 'cron')),
  ];
}

describe('the job that planted a file', () => {
  test.each([
    ['/etc/cron.d/x', '/usr/sbin/cron', 'by-time', 'cron'],
    ['/var/spool/cron/crontabs/root', '/usr/sbin/cron', 'by-name', 'cron'],
    ['/var/spool/cron/root', '/usr/sbin/crond', 'by-name', 'cron'],
    ['/var/spool/cron/atjobs/a0001', '/usr/sbin/atd', 'by-time', 'at'],
    ['/var/spool/at/a0001', '/usr/sbin/atd', 'by-time', 'at'],
  ])('is followed to who wrote %s', async (path, daemon, known, scheduler) => {
    const found = await hostOf([...writing(-600, path), ...job(0, daemon)]);
    const creator = found.files[0]?.planters[0];
    expect(creator?.job).toMatchObject({
      scheduler,
      file: { path, known, session: { type: 'sshd', address: '203.0.113.7' } },
    });
    expect(creator?.job?.file?.chain.map(({ entityId }) => entityId)).toEqual(['tee', 'login']);
    expect(creator?.job?.file?.events).toHaveLength(1);
    expect(found.sessions).toMatchObject([
      { address: '203.0.113.7', jobFiles: [path], files: [script] },
      { type: 'init', files: [script] },
    ]);
  });

  it('is followed into the session of its writer, and not into other jobs', async () => {
    const { surroundings } = await hostOf([...writing(-600, '/etc/cron.d/x'), ...job(0)]);
    const commands = surroundings.filter(({ what }) => what === 'command');
    expect(commands.map(({ subject, relation }) => [subject, relation])).toEqual([
      ['cat /etc/shadow', 'lineage'],
    ]);
  });

  it('is found days before, and other jobs of that time are not activity', async () => {
    const { files, surroundings } = await hostOf([
      create(-800_000, '/etc/cron.d/old', process('someone', 'init', 'someone', 'sshd')),
      ...writing(-500_000, '/etc/cron.d/x'),
      ...job(0),
    ]);
    expect(files[0]?.planters[0]?.job?.file?.path).toBe('/etc/cron.d/x');
    expect(surroundings.map(({ subject }) => subject)).not.toContain('/etc/cron.d/old');
  });

  test.each([
    ['there is none', []],
    ['it was written later', writing(60, '/etc/cron.d/x')],
    ['it is the crontab of another user', writing(-60, '/var/spool/cron/crontabs/marta')],
    ['it is a backup', writing(-60, '/etc/cron.d/x~')],
    ['it is a job of at', writing(-60, '/var/spool/cron/atjobs/a01')],
    [
      'a package manager wrote it',
      [
        create(-60, '/etc/cron.d/x', {
          ...process('dpkg', 'apt', 'apt', 'sshd'),
          'process.executable': '/usr/bin/dpkg',
          'process.args': ['/usr/bin/dpkg', '--unpack', 'x.deb'],
        }),
      ],
    ],
  ])('is unknown if %s', async (_, events) => {
    const creator = await creatorOf([...events, ...job(0)]);
    expect(creator.job).toMatchObject({ scheduler: 'cron' });
    expect(creator.job?.file).toBeUndefined();
  });

  it('is named in the finding, with where it came from', async () => {
    const found = await caseOf([...writing(-600, '/etc/cron.d/x'), ...job(0)]);
    const text = await writtenCase(casePretty, found);
    expect(text).toMatch(
      /FROM +cron job \/etc\/cron\.d\/x \(inferred\); who wrote it: SSH login from 203\.0\.113\.7 \[/,
    );
    expect(text).toMatch(
      /WHO .*\/bin\/sh -c \/opt\/x.*; the job \/etc\/cron\.d\/x: -bash \(root\)/,
    );
    const unknown = await writtenCase(casePretty, await caseOf(job(0)));
    expect(unknown).toMatch(/FROM +cron job; unknown: the log does not show who wrote it \[/);
  });
});

describe('the unit that planted a file', () => {
  const service = (args: readonly string[]): readonly object[] => [
    exec(0, args, process('service', 'init', 'service')),
    create(1, script, process('w', 'service', 'service')),
  ];

  test.each([
    ['/etc/systemd/system/updater.timer', ['/opt/updater', 'run'], 'by-name'],
    ['/etc/systemd/system/x.service', ['/bin/sh', '-c', 'true'], 'by-time'],
  ])('is followed to who wrote %s', async (path, args, known) => {
    const creator = await creatorOf([...writing(-60, path), ...service(args)]);
    expect(creator.job).toMatchObject({
      scheduler: 'systemd',
      file: { path, known, session: { address: '203.0.113.7' } },
    });
  });

  it('is not guessed among several, or for a network service', async () => {
    const units = [
      ...writing(-60, '/etc/systemd/system/a-b.service'),
      create(-50, '/etc/systemd/system/c-d.service', process('tee', 'login', 'login', 'sshd')),
    ];
    expect((await creatorOf([...units, ...service(['/bin/true'])])).job).toBeUndefined();
    const nginx = service(['/usr/sbin/nginx']);
    const one = writing(-60, '/etc/systemd/system/x.service');
    expect((await creatorOf([...one, ...nginx])).job).toBeUndefined();
  });
});

describe('the request that led a network service to plant a file', () => {
  const shell = (service: string): readonly object[] => [
    exec(-9000, [service], process('service', 'init', 'service')),
    exec(0, ['sh', '-c', 'x'], process('sh', 'service', 'service')),
    exec(200, ['tee', script], process('w', 'sh', 'service')),
    create(201, script, process('w', 'sh', 'service')),
  ];

  test.each([
    ['/usr/sbin/php-fpm8.2', '/usr/sbin/nginx'],
    ['/usr/sbin/php-fpm8.2', '/usr/sbin/haproxy'],
    ['/usr/sbin/apache2', '/usr/sbin/apache2'],
    ['/usr/lib/jvm/java-17/bin/java', '/usr/sbin/httpd'],
    ['/usr/bin/node', '/usr/bin/node'],
    ['/usr/lib/postgresql/15/bin/postgres', '/usr/lib/postgresql/15/bin/postgres'],
  ])('%s is inferred from the connection that %s accepted just before', async (service, by) => {
    const found = await hostOf([
      accept(-30, '198.51.100.9', by),
      accept(-0.5, '203.0.113.9', by),
      accept(-0.2, '127.0.0.1', by),
      accept(0.4, '198.51.100.9', by),
      ...shell(service),
    ]);
    expect(found.files[0]?.planters[0]?.inbound).toMatchObject({
      address: '203.0.113.9',
      port: '443',
      program: by,
      before: 500,
    });
    expect(found.sessions).toMatchObject([{ type: 'init', inbound: '203.0.113.9' }]);
  });

  test.each([
    ['long before', [accept(-30, '203.0.113.9', '/usr/sbin/nginx')]],
    ['later', [accept(1, '203.0.113.9', '/usr/sbin/nginx')]],
    ['from the host itself', [accept(-1, '::1', '/usr/sbin/nginx')]],
    ['by another program', [accept(-1, '203.0.113.9', '/usr/sbin/smbd')]],
  ])('is not inferred from one %s', async (_, events) => {
    const creator = await creatorOf([...events, ...shell('/usr/sbin/php-fpm8.2')]);
    expect(creator.inbound).toBeUndefined();
  });

  it('is not inferred for a login', async () => {
    const creator = await creatorOf([
      accept(-1, '203.0.113.9', '/usr/sbin/nginx'),
      ...writing(0, script, '198.51.100.3'),
    ]);
    expect(creator.inbound).toBeUndefined();
  });

  it('is found among many connections, in any order of the events', async () => {
    const noise = Array.from({ length: 3000 }, (_, at) =>
      accept(100 + at / 30, `198.51.100.${at % 200}`, '/usr/sbin/nginx', {
        'event.id': `noise ${at}`,
      }),
    );
    const events = [
      ...shell('/usr/sbin/php-fpm8.2'),
      accept(-0.5, '203.0.113.9', '/usr/sbin/nginx'),
      ...noise,
    ];
    for (const order of [events, events.toReversed()]) {
      expect((await creatorOf(order)).inbound?.address).toBe('203.0.113.9');
    }
  });

  it('is marked as inferred in the finding', async () => {
    const found = await caseOf([
      accept(-0.5, '203.0.113.9', '/usr/sbin/nginx'),
      ...shell('/usr/sbin/php-fpm8.2'),
    ]);
    expect(await writtenCase(casePretty, found)).toMatch(
      /FROM +no login: service php-fpm8\.2; request from 203\.0\.113\.9 to nginx \(inferred\) \[/,
    );
  });
});
