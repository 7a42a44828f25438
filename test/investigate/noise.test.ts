import { describe, expect, it } from 'vitest';
import type { Case, HostCase, PlantedFile } from '#dist/investigate/case.js';
import { caseOfBytes, withoutPlaces } from './scenarios.js';

/** An event of one host, some seconds after the match. */
function event(
  seconds: number,
  fields: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    '@timestamp': new Date(1_770_000_000_000 + seconds * 1000).toISOString(),
    'host.id': 'h1',
    'host.name': 'web-01',
    'host.os.type': 'linux',
    ...fields,
  };
}

/** The start of a program. */
function exec(seconds: number, id: string, args: readonly string[], parent: string): object {
  return event(seconds, {
    'event.category': ['process'],
    'event.action': 'exec',
    'process.entity_id': id,
    'process.executable': args[0]?.startsWith('/') ? args[0] : `/usr/bin/${args[0]}`,
    'process.args': args,
    'process.parent.entity_id': parent,
  });
}

/** A file written by a process of the session. */
function create(
  seconds: number,
  path: string,
  id: string,
  more: Readonly<Record<string, unknown>> = {},
): object {
  return event(seconds, {
    'event.category': ['file'],
    'event.action': 'creation',
    'file.path': path,
    'process.entity_id': id,
    'process.executable': `/usr/bin/${id}`,
    'process.parent.entity_id': 'shell',
    'process.entry_leader.entity_id': 'login',
    ...more,
  });
}

function many<T>(times: number, make: (at: number) => T): T[] {
  return Array.from({ length: times }, (_, at) => make(at));
}

function caseOf(events: readonly object[]): Promise<Case> {
  return caseOfBytes([Buffer.from(events.map((one) => `${JSON.stringify(one)}\n`).join(''))]);
}

async function hostOf(events: readonly object[]): Promise<HostCase> {
  const { hosts } = await caseOf(events);
  const [host] = hosts;
  if (host === undefined) throw new Error('the case has no host');
  return host;
}

async function fileOf(events: readonly object[]): Promise<PlantedFile> {
  const { files } = await hostOf(events);
  const [file] = files;
  if (file === undefined) throw new Error('the case has no file');
  return file;
}

/** A planted script, with its causes long before and its effects long after. */
const story: readonly object[] = [
  exec(-3600, 'login', ['bash'], 'sshd'),
  exec(-3500, 'shell', ['/tmp/.k/dropper'], 'login'),
  create(0, '/etc/init.d/evil', 'tee'),
  exec(9000, 'chmod', ['chmod', '755', '/etc/init.d/evil'], 'x1'),
  exec(9001, 'enable', ['update-rc.d', 'evil', 'defaults'], 'x2'),
  exec(20_000, 'run', ['/bin/sh', '/etc/init.d/evil', 'start'], 'init'),
];

/** Activity of others, closer in time to the match than most of the story. */
const noises: Readonly<Record<string, (at: number) => object>> = {
  'commands that stop it': (at) =>
    exec(1 + at / 10, `n${at}`, ['service', 'evil', 'stop'], 'other'),
  'commands that start it': (at) =>
    exec(1 + at / 10, `n${at}`, ['service', 'evil', 'start', `${at}`], 'other'),
  'commands that disable and enable it': (at) =>
    exec(1 + at / 10, `n${at}`, ['update-rc.d', 'evil', at % 2 ? 'enable' : 'disable'], 'other'),
  'one run after another': (at) =>
    exec(1 + at / 10, `n${at}`, ['/bin/sh', '/etc/init.d/evil', `${at}`], 'other'),
  'links that stop it': (at) =>
    create(1 + at / 10, `/etc/rc${at % 7}.d/K${10 + (at % 90)}evil`, `n${at}`, {
      'process.parent.entity_id': 'other',
      'process.entry_leader.entity_id': 'other',
    }),
  'cron jobs': (at) =>
    create(1 + at / 10, `/etc/cron.d/${at}`, `n${at}`, {
      'process.parent.entity_id': 'other',
      'process.entry_leader.entity_id': 'other',
    }),
};

describe('a case under noise', () => {
  it.each(Object.entries(noises))(
    'still shows who planted the script and why it runs, despite %s',
    async (_, make) => {
      const file = await fileOf([...story, ...many(3000, make)]);
      const [creator] = file.planters;
      expect(creator?.chain.map(({ executable }) => executable)).toEqual([
        '/usr/bin/tee',
        '/tmp/.k/dropper',
        '/usr/bin/bash',
      ]);
      expect(creator?.reachesEntry).toBe(true);
      expect(file.boot.answer).toBe('yes');
      expect(file.boot.reasons.map(({ reason }) => reason)).toContain('executable');
      expect(file.execution.answer).toBe('ran');
    },
  );

  it.each(Object.entries(noises))('is the same in any order of %s', async (_, make) => {
    const events = [...story, ...many(1500, make)];
    const expected = withoutPlaces(await caseOf(events));
    expect(withoutPlaces(await caseOf(events.toReversed()))).toEqual(expected);
    const halves = [...events.filter((_, at) => at % 2), ...events.filter((_, at) => at % 2 === 0)];
    expect(withoutPlaces(await caseOf(halves))).toEqual(expected);
  });

  it('keeps the activity of the session before that of others', async () => {
    const commands = many(300, (at) => exec(30_000 + at, `c${at}`, ['curl', `${at}`], 'shell'));
    const cron = noises['cron jobs'];
    const { surroundings, isCut } = await hostOf([
      ...story,
      ...commands,
      ...many(3000, (at) => cron?.(at) ?? {}),
    ]);
    expect(surroundings.filter(({ relation }) => relation === 'lineage').length).toBeGreaterThan(
      290,
    );
    expect(isCut).toBe(true);
  });

  it('keeps what one program did once, however often others did something like it, and folds that', async () => {
    const others = { 'process.parent.entity_id': 'o', 'process.entry_leader.entity_id': 'o' };
    const units = many(800, (at) =>
      create(1 + at / 100, `/usr/lib/systemd/system/pkg${at}.service`, 'dpkg', others),
    );
    const temporary = many(800, (at) =>
      create(1 + at / 100, `/var/spool/cron/crontabs/tmp.${at}`, 'cron', others),
    );
    const rule = create(-18_000, '/etc/sudoers.d/ops', 'visudo', others);
    const { surroundings, cut } = await hostOf([...story, ...units, ...temporary, rule]);
    const byOthers = surroundings.filter(({ relation }) => relation === 'host');
    expect(byOthers.map(({ subject }) => subject)).toEqual([
      '/etc/sudoers.d/ops',
      '/usr/lib/systemd/system/',
      '/var/spool/cron/crontabs/',
    ]);
    expect(byOthers[0]?.subjects).toBeUndefined();
    expect(byOthers[1]?.subjects?.count).toBeGreaterThan(100);
    expect(cut).toEqual(['surroundings']);
  });

  it('folds no commands, and nothing of different programs, directories or users', async () => {
    const others = { 'process.parent.entity_id': 'o', 'process.entry_leader.entity_id': 'o' };
    const { surroundings } = await hostOf([
      ...story,
      ...many(6, (at) => create(at, `/etc/cron.d/a${at}`, `tool${at}`, others)),
      ...many(6, (at) =>
        create(at, `/etc/sudoers.d/${at}`, 'tee', { ...others, 'user.name': `u${at}` }),
      ),
      ...many(6, (at) => create(at, `/etc/profile.d/${at}/x`, 'tee', others)),
      ...many(30, (at) => exec(10 + at, `c${at}`, ['curl', `${at}`], 'shell')),
    ]);
    expect(surroundings.filter(({ subjects }) => subjects !== undefined)).toEqual([]);
  });
});

describe('a case of many matches', () => {
  it('has every creator of a file, even if another one wrote it many times before', async () => {
    const { planters, matchesLeftOut } = await fileOf([
      ...many(50, (at) => create(at / 100, '/etc/init.d/evil', 'touch')),
      create(10, '/etc/init.d/evil', 'implant'),
    ]);
    expect(planters.map(({ chain }) => chain[0]?.executable)).toEqual([
      '/usr/bin/touch',
      '/usr/bin/implant',
    ]);
    expect(matchesLeftOut).toBe(48);
  });

  it('counts the creators of a file, files of a host, and hosts over the limits', async () => {
    const planters = await caseOf(many(30, (at) => create(at, '/etc/init.d/evil', `p${at}`)));
    expect(planters.hosts[0]?.files[0]?.planters).toHaveLength(20);
    expect(planters.hosts[0]?.files[0]?.matchesLeftOut).toBe(10);
    expect(planters.limits.matchesLeftOut).toBe(10);

    const files = await caseOf(many(60, (at) => create(at, `/etc/init.d/f${at}`, 'tee')));
    expect(files.hosts[0]?.files).toHaveLength(50);
    expect(files.hosts[0]?.matchesLeftOut).toBe(10);
    expect(files.limits.matchesLeftOut).toBe(10);

    const hosts = await caseOf(
      many(110, (at) => create(at, '/etc/init.d/evil', 'tee', { 'host.id': `h${at}` })),
    );
    expect(hosts.hosts).toHaveLength(100);
    expect(hosts.limits.matchesLeftOut).toBe(10);
  });

  it.each([
    ['files', many(60, (at) => create(at, `/etc/init.d/f${at}`, 'tee'))],
    ['creators', many(60, (at) => create(at, '/etc/init.d/evil', `p${at}`))],
    ['hosts', many(110, (at) => create(at, '/etc/init.d/evil', 'tee', { 'host.id': `h${at}` }))],
  ])('is the same with too many %s in any order', async (_, events) => {
    const expected = withoutPlaces(await caseOf(events));
    expect(withoutPlaces(await caseOf(events.toReversed()))).toEqual(expected);
  });
});

describe('a case of many processes', () => {
  it('counts processes that were not traced, and evidence that is omitted', async () => {
    const starts = many(90, (at) =>
      exec(20 + at, `r${at}`, ['/bin/sh', '/etc/init.d/evil', `${at % 30}`], 'init'),
    );
    const { execution } = await fileOf([create(0, '/etc/init.d/evil', 'tee'), ...starts]);
    expect(execution.evidence).toHaveLength(50);
    expect(execution.evidenceLeftOut).toBeGreaterThan(0);

    const sessions = many(900, (at) =>
      create(at / 100, `/etc/init.d/f${at % 50}`, `p${at}`, {
        'process.entry_leader.entity_id': `login${at}`,
      }),
    );
    const { processesLeftOut, isCut } = await hostOf(sessions);
    expect(processesLeftOut).toBeGreaterThan(0);
    expect(isCut).toBe(true);
  });
});

describe('a case of huge events', () => {
  it('keeps at most 8,192 characters of a string, and gives its original length', async () => {
    const long = 'A'.repeat(100_000);
    const { events } = await caseOf([
      ...story,
      ...many(3, (at) => exec(100 + at, `long${at}`, ['curl', `${at}${long}`], 'shell')),
    ]);
    const texts = events.flatMap(({ subject = '' }) => subject);
    expect(texts.some((text) => text.endsWith('… (100001 characters)'))).toBe(true);
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(9000);
  });

  it('still finds the script among more arguments than it keeps', async () => {
    const others = many(2000, (at) => `/tmp/decoy-${at}`);
    const { boot } = await fileOf([
      create(0, '/etc/init.d/evil', 'tee'),
      exec(1, 'chmod', ['chmod', '755', ...others, '/etc/init.d/evil', ...others], 'shell'),
    ]);
    expect(boot.reasons.map(({ reason }) => reason)).toContain('executable');
  });

  it('has the full path of the executable, whatever its length', async () => {
    const executable = `/tmp/${'x'.repeat(20_000)}`;
    const { planters } = await fileOf([
      create(0, '/etc/init.d/evil', 'tee', { 'process.executable': executable }),
    ]);
    expect(planters[0]?.chain[0]?.executable).toBe(executable);
  });
});

describe('activity close to the matches', () => {
  it('is measured from the closest match: one far in the future adds nothing in between, except of its session', async () => {
    const other = { 'process.parent.entity_id': 'x', 'process.entry_leader.entity_id': 'other' };
    const { surroundings } = await hostOf([
      create(0, '/etc/init.d/evil', 'tee'),
      create(4e8, '/etc/init.d/evil2', 'tee'),
      create(3600, '/etc/cron.d/near', 'vi'),
      create(2e8, '/etc/cron.d/between', 'nano', other),
      create(2e8, '/etc/cron.d/own', 'vi'),
      create(4e8 + 3600, '/etc/cron.d/later', 'vi'),
    ]);
    expect(surroundings.map(({ subject }) => subject)).toEqual([
      '/etc/cron.d/near',
      '/etc/cron.d/own',
      '/etc/cron.d/later',
    ]);
  });
});
