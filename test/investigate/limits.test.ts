import { describe, expect, it } from 'vitest';
import type { Case } from '#dist/investigate/case.js';
import { caseOfBytes, withoutPlaces } from './scenarios.js';

type Fields = Readonly<Record<string, unknown>>;

function event(host: string, seconds: number, fields: Fields): Fields {
  return {
    '@timestamp': new Date(1_770_000_000_000 + seconds * 1000).toISOString(),
    'host.id': `id-${host}`,
    'host.name': host,
    'host.os.type': 'linux',
    'user.name': 'root',
    'user.id': '0',
    ...fields,
  };
}

function exec(host: string, seconds: number, id: string, args: readonly string[]): Fields {
  return event(host, seconds, {
    'event.category': ['process'],
    'event.action': 'exec',
    'process.entity_id': `${host}-${id}`,
    'process.executable': args[0]?.startsWith('/') ? args[0] : `/usr/bin/${args[0]}`,
    'process.args': args,
    'process.command_line': args.join(' '),
    'process.parent.entity_id': `${host}-shell`,
  });
}

function create(host: string, seconds: number, path: string, more: Fields = {}): Fields {
  return event(host, seconds, {
    'event.category': ['file'],
    'event.action': 'creation',
    'file.path': path,
    'process.entity_id': `${host}-writer`,
    'process.executable': '/usr/bin/python3',
    'process.command_line': 'python3 /opt/deploy/agent',
    'process.parent.entity_id': `${host}-shell`,
    ...more,
  });
}

function many<T>(times: number, make: (at: number) => T): T[] {
  return Array.from({ length: times }, (_, at) => make(at));
}

function caseOf(events: readonly object[]): Promise<Case> {
  return caseOfBytes([Buffer.from(events.map((one) => `${JSON.stringify(one)}\n`).join(''))]);
}

const odd = { 'process.entity_id': 'odd', 'process.command_line': 'cp /tmp/r /etc/init.d/real' };

/** What distinguishes one of many scripts that the same process wrote. */
const signs: Readonly<Record<string, Fields>> = {
  ran: exec('web', 500, 'run', ['/bin/sh', '/etc/init.d/real', 'start']),
  enabled: exec('web', 500, 'enable', ['update-rc.d', 'real', 'defaults']),
  executable: exec('web', 500, 'chmod', ['chmod', '755', '/etc/init.d/real']),
  linked: create('web', 500, '/etc/rc3.d/S20real'),
};

const decoys = many(150, (at) => create('web', at, `/etc/init.d/svc${at}`));

describe('a case with more files than it can contain', () => {
  it.each(Object.entries(signs))('begins with the script that was %s', async (_, sign) => {
    const { hosts, groups, leftOut } = await caseOf([
      ...decoys,
      create('web', 400, '/etc/init.d/real'),
      sign,
    ]);
    expect(hosts[0]?.files[0]?.path).toBe('/etc/init.d/real');
    expect(hosts[0]?.files).toHaveLength(50);
    expect(leftOut.files).toHaveLength(101);
    expect(groups.map(({ files }) => files.length)).toEqual([150]);
  });

  it('begins with the script that another process wrote', async () => {
    const { hosts } = await caseOf([...decoys, create('web', 400, '/etc/init.d/real', odd)]);
    expect(hosts[0]?.files[0]?.path).toBe('/etc/init.d/real');
  });

  it('names every file that it leaves out, with its host, its first match and how many it has', async () => {
    const { hosts, leftOut } = await caseOf([
      ...decoys,
      ...decoys.map((one) => ({ ...one, n: 1 })),
    ]);
    const kept = new Set(hosts.flatMap(({ files }) => files.map(({ path }) => path)));
    const named = leftOut.files.map(({ path }) => path);
    expect(named.filter((path) => kept.has(path))).toEqual([]);
    expect(new Set([...kept, ...named]).size).toBe(150);
    expect(leftOut.matchesNotNamed).toBe(0);
    const [first] = leftOut.files;
    const original = decoys.find((one) => one['file.path'] === first?.path);
    expect(first).toEqual({
      host: 'web',
      path: original?.['file.path'],
      first: original?.['@timestamp'],
      matches: 1,
    });
  });

  it('is the same in any order of the events', async () => {
    const events = [...decoys, create('web', 400, '/etc/init.d/real'), ...Object.values(signs)];
    const expected = withoutPlaces(await caseOf(events));
    expect(withoutPlaces(await caseOf(events.toReversed()))).toEqual(expected);
  });
});

describe('a case with more hosts than it can contain', () => {
  const rollout = many(120, (at) =>
    create(`node-${at}`, at, '/etc/init.d/agent', { 'file.hash.sha256': 'aa' }),
  );
  const others = many(40, (at) =>
    create(`other-${at}`, at, `/etc/init.d/tool-${String.fromCharCode(97 + at)}x`, {
      'file.hash.sha256': `b${at}`,
    }),
  );

  it('contains one host of those that are alike, and all others', async () => {
    const { hosts, groups, leftOut } = await caseOf([...rollout, ...others]);
    const names = hosts.map(({ name }) => name);
    expect(names.filter((name) => name?.startsWith('other-'))).toHaveLength(40);
    expect(names.slice(0, 40).every((name) => name?.startsWith('other-'))).toBe(true);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.hosts).toHaveLength(120);
    expect(leftOut.files.every(({ host }) => host.startsWith('node-'))).toBe(true);
  });

  it('begins with the host whose file differs, and says in what', async () => {
    const deviation = create('node-77', 9000, '/etc/init.d/agent', {
      'file.hash.sha256': 'cc',
      'process.entity_id': 'cp',
      'process.executable': '/usr/bin/cp',
      'process.command_line': 'cp /tmp/agent /etc/init.d/agent',
      'process.entry_leader.entry_meta.type': 'sshd',
      'process.entry_leader.entry_meta.source.ip': '198.51.100.12',
    });
    const { hosts, groups } = await caseOf([...rollout, deviation]);
    expect(hosts[0]?.name).toBe('node-77');
    expect(groups).toHaveLength(1);
    expect(groups[0]?.files).toHaveLength(119);
    expect(groups[0]?.deviations).toMatchObject([
      { hostName: 'node-77', host: 0, differs: ['contents', 'writer', 'session'] },
    ]);
  });

  it('cites matches of files that are alike, and none that the case does not contain', async () => {
    const { groups, events } = await caseOf(rollout);
    const [group] = groups;
    expect(group?.events.length).toBeGreaterThan(0);
    for (const number of group?.events ?? []) {
      expect(events[number - 1]?.subject).toBe('/etc/init.d/agent');
    }
  });
});
