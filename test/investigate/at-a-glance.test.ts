import { describe, expect, it, test } from 'vitest';
import type { Case, PlantedFile } from '#dist/investigate/case.js';
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

async function fileOf(events: readonly object[]): Promise<PlantedFile> {
  const file = (await caseOf(events)).hosts[0]?.files.find(({ path }) => path === script);
  if (file === undefined) throw new Error('no case');
  return file;
}

/** The lines of the findings with a label, in a folded report. */
async function linesOf(events: readonly object[], label: string): Promise<readonly string[]> {
  const context = { ...plainContext, parts: defaultParts, foldsParts: true };
  const text = await writtenCase(casePretty, await caseOf(events), { context });
  return text.split('\n').filter((line) => line.startsWith(`  ${label} `));
}

/** A process of a session, and the session's first process. */
function of(id: string, leader: string, parent: string, more: Fields = {}): Fields {
  const session = overSsh(id, parent, { leader, address: '203.0.113.5' });
  return { ...session, 'user.name': 'jo', ...more };
}

const otherLogin: Fields = { 'process.entry_leader.entry_meta.source.ip': '198.51.100.7' };

/** A login, tmux, and a file that is written in it. */
const shared = [
  exec(0, ['bash'], of('login', 'login', 'sshd')),
  exec(10, ['tmux', 'new', '-s', 'w'], of('tmux', 'login', 'login')),
  exec(20, ['bash'], of('shell', 'login', 'tmux')),
  create(1000, script, of('tee', 'login', 'shell')),
  exec(999, ['tee', script], of('tee', 'login', 'shell')),
];

/** Another login, and a command of it. */
function later(seconds: number, args: readonly string[], more: Fields = {}): readonly object[] {
  return [
    exec(seconds, ['bash'], of('other', 'other', 'sshd', { ...otherLogin, ...more })),
    exec(seconds + 5, args, of('attach', 'other', 'other', { ...otherLogin, ...more })),
  ];
}

describe('a session that others can attach to', () => {
  test.each([[['tmux', 'attach', '-t', 'w']], [['tmux', 'a']], [['tmux', '-L', 'x', 'attach']]])(
    'names who did by %j, in the finding and among the indicators',
    async (args) => {
      const events = [...shared, ...later(900, args)];
      const { attached } = (await fileOf(events)).planters[0] ?? {};
      expect(attached).toMatchObject([
        { known: 'by-command', address: '198.51.100.7', user: 'jo', command: args.join(' ') },
      ]);
      const [from] = await linesOf(events, 'FROM');
      expect(from?.replace(/attached .*?Z/, 'attached at …')).toContain(
        `SSH login from 203.0.113.5; then 198.51.100.7 attached at … (${args.join(' ')}, jo) [`,
      );
      expect(await linesOf(events, 'addresses ')).toEqual([
        '  addresses  203.0.113.5  198.51.100.7',
      ]);
    },
  );

  test.each([
    ['only lists sessions', later(900, ['tmux', 'ls'])],
    ['begins one of its own', later(900, ['tmux', 'new', '-s', 'x'])],
    ['uses another program', later(900, ['screen', '-x'])],
  ])('names a login that %s only as one that may have', async (_, events) => {
    const { attached } = (await fileOf([...shared, ...events])).planters[0] ?? {};
    expect(attached).toMatchObject([{ known: 'by-login', address: '198.51.100.7' }]);
    const [from] = await linesOf([...shared, ...events], 'FROM');
    expect(from).toMatch(
      /; then 198\.51\.100\.7, logged in [\d-]+ [\d:]+Z, may have attached \(jo\) \[/,
    );
  });

  test.each([
    ['came after the file', later(1100, ['tmux', 'a'])],
    ['is another user’s', later(900, ['tmux', 'a'], { 'user.name': 'kim' })],
  ])('does not name a login that %s', async (_, events) => {
    const { attached } = (await fileOf([...shared, ...events])).planters[0] ?? {};
    expect(attached).toBeUndefined();
  });

  it('is none without such a program in the chain', async () => {
    const events = shared.filter((one) => !JSON.stringify(one).includes('"tmux"'));
    const plain = JSON.parse(JSON.stringify(events).replaceAll('"tmux"', '"login"')) as object[];
    const { attached } = (await fileOf([...plain, ...later(900, ['tmux', 'a'])])).planters[0] ?? {};
    expect(attached).toBeUndefined();
  });
});

describe('a temporary file', () => {
  const vim = of('vim', 'login', 'login', { 'process.executable': '/usr/bin/vim.basic' });
  const edited = [exec(0, ['/usr/bin/vim.basic', script], vim), create(5, script, vim)];

  it('of an editor is neither an init script nor a way to run', async () => {
    const swap = create(1, '/etc/init.d/.netd.swp', { ...vim, 'file.extension': 'swp' });
    const [host] = (await caseOf([...edited, swap])).hosts;
    expect(host?.surroundings.find(({ subject }) => subject.endsWith('.swp'))?.partOf).toBe(script);
    expect(host?.excludedScripts).toBeUndefined();
    expect(host?.files[0]?.against?.some(({ deed }) => deed === 'init-script') ?? false).toBe(
      false,
    );
  });

  it('is none if another program wrote it, whatever its name', async () => {
    const by = of('cp', 'login', 'login', { 'process.executable': '/usr/bin/cp' });
    const events = [
      ...edited,
      exec(10, ['/usr/bin/cp', '/tmp/x', '/etc/init.d/.netd.swp'], by),
      create(11, '/etc/init.d/.netd.swp', { ...by, 'file.extension': 'swp' }),
    ];
    const [host] = (await caseOf(events)).hosts;
    expect(host?.surroundings.some(({ partOf }) => partOf !== undefined)).toBe(false);
    expect(host?.excludedScripts?.map(({ path }) => path)).toEqual(['/etc/init.d/.netd.swp']);
  });
});

describe('a file that several programs wrote', () => {
  const bySalt = of('salt', 'salt', 'init', {
    'process.executable': '/usr/bin/salt-minion',
    'process.entry_leader.entry_meta.type': 'init',
    'process.entry_leader.entry_meta.source.ip': undefined,
  });
  const byHand = of('cp', 'login', 'login', { 'process.executable': '/usr/bin/cp' });

  it('is supported only by what holds for all of them', async () => {
    const one = await fileOf([create(0, script, bySalt)]);
    expect(one.benign.map(({ reason }) => reason)).toEqual(['configuration-tool']);
    const both = await fileOf([create(0, script, bySalt), create(60, script, byHand)]);
    expect(both.benign).toEqual([]);
  });

  it('has a line for each origin after those who came from there', async () => {
    const events = [create(0, script, bySalt), create(60, script, byHand)];
    const [address, service] = await linesOf(events, 'FROM');
    expect(address).toContain('SSH login from 203.0.113.5');
    expect(service).toContain('no login: service salt-minion');
  });
});

describe('what else a session set up', () => {
  const by = of('x', 'login', 'login', { 'process.executable': '/tmp/x' });
  const replaced = event(20, {
    ...by,
    'event.category': ['file'],
    'event.action': 'rename',
    'file.path': '/usr/bin/.ss',
    'file.Ext.original.path': '/usr/bin/ss',
  });
  const events = [
    create(0, script, by),
    replaced,
    create(21, '/usr/bin/ss', by),
    exec(30, ['sh', '-c', 'echo "* * * * * root /.x" >> /etc/crontab'], of('sh', 'login', 'x')),
  ];

  it('is in the finding, and speaks against the file', async () => {
    expect((await linesOf(events, 'ALSO'))[0]).toContain(
      'replaced /usr/bin/ss; cron file /etc/crontab (by a command); ',
    );
    expect((await linesOf(events, 'HARMLESS?'))[0]).toContain(
      'the session replaced system programs and set up other persistence [',
    );
  });

  it('stands beside the answer to whether the script runs at boot', async () => {
    expect((await linesOf(events, 'BOOT'))[0]).toContain('; BUT other things may run: cron');
  });

  it('does not speak against what a configuration tool wrote', async () => {
    const tool = { 'process.executable': '/usr/bin/salt-minion' };
    const file = await fileOf([
      create(0, script, { ...by, ...tool }),
      create(1, '/etc/cron.d/agent', { ...by, ...tool }),
    ]);
    expect(file.against?.filter(({ deed }) => deed === 'cron')).toEqual([]);
  });
});

describe('an odd process', () => {
  it('is what speaks against a file, in words', async () => {
    const leader = of('fpm', 'fpm', 'init', {
      'process.entry_leader.entry_meta.type': 'init',
      'process.entry_leader.entry_meta.source.ip': undefined,
    });
    const service = { ...leader, 'process.executable': '/usr/sbin/php-fpm8.2' };
    const shell = { ...leader, 'process.entity_id': 'sh', 'process.parent.entity_id': 'fpm' };
    const [line] = await linesOf(
      [
        exec(0, ['/usr/sbin/php-fpm8.2'], service),
        exec(10, ['sh', '-c', 'x'], {
          ...shell,
          'process.parent.executable': '/usr/sbin/php-fpm8.2',
        }),
        create(11, script, { ...shell, 'process.executable': '/usr/bin/sh' }),
      ],
      'HARMLESS?',
    );
    expect(line).toContain('AGAINST: a network service started a shell [');
  });
});

describe('who planted a file', () => {
  const sshd = (executable: string): readonly object[] => [
    exec(0, ['/usr/local/bin/dropper'], {
      'process.entity_id': 'dropper',
      'process.executable': '/usr/local/bin/dropper',
    }),
    exec(1, [executable], {
      'process.entity_id': 'sshd',
      'process.executable': executable,
      'process.parent.entity_id': 'dropper',
    }),
    exec(2, ['bash'], { 'process.entity_id': 'bash', 'process.parent.entity_id': 'sshd' }),
    create(3, script, {
      'process.entity_id': 'bash',
      'process.parent.entity_id': 'sshd',
      'process.Ext.ancestry': ['sshd', 'dropper'],
    }),
  ];

  test.each(['/tmp/sshd', '/usr/sbin/sshd'])(
    'does not end at %s if another program started it',
    async (executable) => {
      const [who] = await linesOf(sshd(executable), 'WHO');
      expect(who).toContain('/usr/local/bin/dropper › ');
    },
  );
});
