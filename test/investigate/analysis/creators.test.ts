import { describe, expect, it } from 'vitest';
import { chainReasons } from '#dist/investigate/analysis/benign.js';
import { type ProcessChain, Processes } from '#dist/investigate/analysis/processes.js';
import type { Case } from '#dist/investigate/case.js';
import { byTime, type EventRecord } from '#dist/investigate/event-record.js';
import { exec, file, matchOf } from '../records.js';
import { caseOfBytes } from '../scenarios.js';

const script = '/etc/init.d/netd';

/** The chain that led to a match. */
function chainOf(match: EventRecord, others: readonly EventRecord[]): ProcessChain {
  return new Processes([match, ...others].sort(byTime)).chain(match);
}

describe('the creator of a file', () => {
  it('is the program that wrote it, not the one that the process executed later', () => {
    const match = file(10, script, 'creation', { 'process.entity_id': 'w' });
    const later = exec(20, ['apt-get', 'update'], { 'process.entity_id': 'w' });
    const { links } = chainOf(match, [later]);
    expect(links.map(({ executable }) => executable)).toEqual(['/usr/bin/bash']);
    expect(chainReasons({ links, above: [], session: undefined })).toEqual([]);
  });

  it('has the parent that the event names, even without entity ids', () => {
    const parent = { 'process.parent.executable': '/tmp/dropper' };
    const { links } = chainOf(file(10, script, 'creation', parent), []);
    expect(links).toMatchObject([{ role: 'writer' }, { executable: '/tmp/dropper', odd: ['tmp'] }]);
  });

  it('has a finite chain even if parents form a cycle', () => {
    const match = file(10, script, 'creation', {
      'process.entity_id': 'a',
      'process.parent.entity_id': 'b',
    });
    const other = exec(5, ['bash'], {
      'process.entity_id': 'b',
      'process.parent.entity_id': 'a',
    });
    expect(chainOf(match, [other]).links.map(({ entityId }) => entityId)).toEqual(['a', 'b']);
  });

  it('is marked as unusual if its script is in an unusual location, regardless of what runs it', () => {
    const process = {
      'process.entity_id': 'w',
      'process.executable': '/usr/bin/python3',
      'process.args': ['python3', '/dev/shm/.x.py'],
    };
    expect(chainOf(file(10, script, 'creation', process), []).links).toMatchObject([
      { odd: ['dev-shm'] },
    ]);
  });
});

describe('where the session came from', () => {
  const ids = { 'process.entity_id': 'w', 'process.Ext.ancestry': ['shell', 'sshd'] };
  const login = (leader: string, address: string): Record<string, unknown> => ({
    'process.entity_id': `of ${leader}`,
    'process.Ext.ancestry': ['sshd'],
    'process.entry_leader.entity_id': leader,
    'process.entry_leader.entry_meta.type': 'sshd',
    'process.entry_leader.entry_meta.source.ip': address,
    'process.parent.entity_id': 'sshd',
    'process.parent.executable': '/usr/sbin/sshd',
  });

  it('is not taken from another login to the same daemon', () => {
    const match = file(10, script, 'creation', ids);
    const other = exec(5, ['ls'], login('other', '198.51.100.9'));
    expect(chainOf(match, [other]).session).toBeUndefined();
  });

  it('is taken from any process of the chain with the same leader', () => {
    const match = file(10, script, 'creation', {
      ...ids,
      'process.entry_leader.entity_id': 'shell',
    });
    const own = exec(5, ['bash'], {
      ...login('shell', '203.0.113.7'),
      'process.entity_id': 'shell',
    });
    expect(chainOf(match, [own]).session?.event.entryAddress).toBe('203.0.113.7');
  });
});

describe('a benign reason', () => {
  it.each([
    ['a program that only calls itself dpkg', '/tmp/evil', ['dpkg', '-i', 'x']],
    ['a shell that mentions puppet', '/usr/bin/bash', ['bash', '-c', ': puppet agent; tee x']],
    ['a package manager in /tmp', '/tmp/dpkg', ['dpkg']],
  ])('is not given by %s', (_, executable, args) => {
    const process = { 'process.executable': executable, 'process.args': args };
    const { links } = chainOf(file(10, script, 'creation', process), []);
    expect(chainReasons({ links, above: [], session: undefined })).toEqual([]);
  });
});

describe('a case', () => {
  async function caseOf(
    events: readonly (readonly [number, Record<string, unknown>])[],
  ): Promise<Case> {
    const lines = events.map(([seconds, fields]) => matchOf(seconds, fields).json);
    return caseOfBytes([Buffer.concat(lines.flatMap((json) => [json, Buffer.from('\n')]))]);
  }

  const planted = (host: string, user: string): Record<string, unknown> => ({
    'event.category': 'file',
    'event.action': 'creation',
    'host.id': host,
    'host.name': host,
    'user.name': user,
    'file.path': script,
    'process.executable': '/usr/bin/tee',
  });
  const alert = (host: string, user: string): Record<string, unknown> => ({
    'event.kind': 'alert',
    'host.id': host,
    'host.name': host,
    'user.name': user,
    'rule.name': `${user} on ${host}`,
  });

  it('includes alerts of the same user on other hosts, within two days', async () => {
    const found = await caseOf([
      [0, planted('a', 'alice')],
      [1, planted('b', 'bob')],
      [5, alert('b', 'alice')],
      [6, alert('c', 'bob')],
      [3 * 86_400, alert('c', 'alice')],
    ]);
    const alertsByHost = found.hosts.map(({ surroundings }) =>
      surroundings.filter(({ relation }) => relation === 'user').map(({ subject }) => subject),
    );
    expect(alertsByHost).toEqual([['alice on b'], ['bob on c']]);
  });

  it('draws no conclusion about execution from processes before the script was planted', async () => {
    const old = {
      'event.category': 'process',
      'event.action': 'exec',
      'host.id': 'a',
      'process.executable': '/usr/bin/ls',
      'process.args': ['ls'],
    };
    const before = await caseOf([
      [0, planted('a', 'root')],
      [-90, old],
    ]);
    expect(before.hosts[0]?.files[0]?.execution.answer).toBe('no-process-events');
    const after = await caseOf([
      [0, planted('a', 'root')],
      [90, old],
    ]);
    expect(after.hosts[0]?.files[0]?.execution.answer).toBe('no-evidence');
  });

  it('uses the time of the event that raised an alert, not that of the alert', async () => {
    const signal = {
      ...planted('a', 'root'),
      'event.kind': 'signal',
      'host.os.type': 'linux',
      'kibana.alert.original_time': '2026-02-02T02:40:00.000Z',
    };
    const found = await caseOf([[600, signal]]);
    expect(found.hosts[0]?.files[0]?.facts).toMatchObject([
      { fact: 'created', value: '2026-02-02T02:40:00.000Z' },
      ...(found.hosts[0]?.files[0]?.facts.slice(1) ?? []),
    ]);
  });
});
