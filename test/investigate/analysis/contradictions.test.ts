import { describe, expect, it } from 'vitest';
import type { RelatedActivity } from '#dist/investigate/activity.js';
import { isPublicAddress } from '#dist/investigate/analysis/address.js';
import { benignReasons, withoutContainers } from '#dist/investigate/analysis/benign.js';
import { contradictions } from '#dist/investigate/analysis/contradictions.js';
import { installerIn } from '#dist/investigate/analysis/package-chain.js';
import type { ChainLink, Execution, PlantedFile } from '#dist/investigate/case.js';
import type { EventRecord } from '#dist/investigate/event-record.js';
import { exec, file } from '../records.js';

const script = '/etc/init.d/netd';
const match = file(0, script, 'creation', { 'process.executable': '/usr/bin/cp' });

function link(executable: string, commandLine: string = executable): ChainLink<EventRecord> {
  return { role: 'ancestor', known: 'own', executable, commandLine, odd: [], events: [match] };
}

type Judged = Parameters<typeof contradictions>[0];

const nowhere: Execution<EventRecord> = { answer: 'no-evidence', evidence: [], evidenceLeftOut: 0 };

function judged(
  changes: Partial<Omit<Judged, 'benign'>> & {
    benign?: Judged['benign'];
    type?: string;
    address?: string;
  },
): Judged {
  const { type = 'sshd', address = '10.0.0.9', ...more } = changes;
  const session = { type, address, isInferred: false, events: [match] };
  return {
    benign: [],
    events: [match],
    execution: nowhere,
    planters: [{ chain: [link('/usr/bin/cp')], reachesEntry: true, session, events: [match] }],
    prevalence: { name: { hosts: ['web-01'], count: 1, of: 1, events: [match] } },
    ...more,
  };
}

function kinds(
  changes: Parameters<typeof judged>[0] = {},
  others: readonly EventRecord[] = [],
  surroundings: readonly RelatedActivity<EventRecord>[] = [],
): string[] {
  return contradictions(judged(changes), others, surroundings).map(({ against }) => against);
}

describe('what speaks against harmlessness', () => {
  it('is nothing for an administrator’s file', () => {
    expect(kinds()).toEqual([]);
  });

  it('is a container escape if the host’s systemd ran what a container’s session wrote', () => {
    const parent = { 'process.parent.executable': '/usr/lib/systemd/systemd' };
    const run = exec(5, ['/bin/sh', script, 'start'], parent);
    const execution = (record: EventRecord): Execution<EventRecord> => ({
      ...nowhere,
      answer: 'ran',
      evidence: [{ evidence: 'process', value: `/bin/sh ${script} start`, events: [record] }],
    });
    expect(kinds({ type: 'container', execution: execution(run) })).toEqual(['container-escape']);
    expect(kinds({ type: 'sshd', execution: execution(run) })).toEqual([]);
    const inside = exec(5, ['/bin/sh', script, 'start'], {
      ...parent,
      'process.entry_leader.entry_meta.type': 'container',
    });
    expect(kinds({ type: 'container', execution: execution(inside) })).toEqual([]);
  });

  it('is a common name, if another program wrote all the others', () => {
    const others = (executable: string): EventRecord[] =>
      ['h2', 'h3'].map((id) =>
        file(-9, script, 'creation', { 'host.id': id, 'process.executable': executable }),
      );
    expect(kinds({}, others('/usr/bin/dpkg'))).toEqual(['different-writer']);
    expect(kinds({}, others('/bin/cp'))).toEqual([]);
    expect(kinds({}, others('/usr/bin/dpkg').slice(1))).toEqual([]);
  });

  const hash = (count: number, of: number): PlantedFile<EventRecord>['prevalence'] => ({
    name: { hosts: [], count, of, events: [match] },
    hash: { hosts: [], count, of, events: [match] },
  });

  it.each([
    [2, 30, '10.0.0.9', true],
    [29, 30, '10.0.0.9', false],
    [29, 30, '8.8.4.4', true],
    [1, 30, '10.0.0.9', false],
  ])('is that %i of %i hosts have the same contents, from %s: %s', (count, of, address, is) => {
    const found = kinds({ prevalence: hash(count, of), address });
    expect(found.includes('spread')).toBe(is);
  });

  it('is a public address, an alert, and the removal of traces', () => {
    expect(kinds({ address: '203.0.113.5' })).toEqual(['public-address']);
    const activity = (
      what: RelatedActivity['what'],
      subject: string,
      relation: RelatedActivity['relation'] = 'lineage',
    ): RelatedActivity<EventRecord> => ({
      what,
      relation,
      subject,
      times: 1,
      relatedRule: false,
      isMatch: false,
      events: [match],
    });
    const deeds = [
      activity('alert', 'Malware'),
      activity('file-deleted', '/var/log/auth.log'),
      activity('file-deleted', '/root/.bash_history'),
      activity('file-deleted', '/root/notes'),
      activity('alert', 'Of others', 'host'),
      activity('command', 'ls'),
    ];
    expect(contradictions(judged({}), [], deeds)).toMatchObject([
      { against: 'deed-of-session', value: 'Malware' },
      { against: 'deed-of-session', value: '/var/log/auth.log' },
      { against: 'deed-of-session', value: '/root/.bash_history' },
    ]);
  });

  it('is a package manager that runs what its arguments say', () => {
    const chain = [
      link('/usr/bin/bash'),
      link('/usr/bin/apt-get', 'apt-get -o APT::Update::Pre-Invoke::=x update'),
    ];
    const planters = [{ chain, reachesEntry: true, events: [match] }];
    expect(kinds({ planters })).toEqual(['package-manager-told']);
  });
});

describe('what most hosts have', () => {
  const prevalence = { hosts: [], count: 29, of: 30, events: [match] };

  it('is no reason if only the name is the same', () => {
    expect(benignReasons([], { name: prevalence })).toEqual([]);
  });

  it('is a reason if the contents are the same', () => {
    expect(benignReasons([], { name: prevalence, hash: prevalence })).toMatchObject([
      { reason: 'on-most-hosts', value: '29 of 30' },
    ]);
  });
});

it('an escape from a container leaves no reason that a container gives', () => {
  const reasons = (['container', 'image-build', 'interactive-session'] as const).map((reason) => ({
    reason,
    value: 'x',
    events: [match],
  }));
  expect(withoutContainers(reasons).map(({ reason }) => reason)).toEqual(['interactive-session']);
});

describe('a package manager in the chain', () => {
  const isInstalled = (...links: ChainLink<EventRecord>[]): boolean =>
    installerIn(links) !== undefined;

  it.each<[string, ChainLink<EventRecord>[]]>([
    [
      'apt has usual options',
      [
        link('/usr/bin/dpkg', 'dpkg --force-confold --unpack x.deb'),
        link('/usr/bin/apt-get', 'apt-get -y -o Dpkg::Options::=--force-confold install x'),
      ],
    ],
    ['dpkg writes', [link('/usr/bin/dpkg'), link('/usr/bin/apt-get')]],
    [
      'a script of a package writes',
      [
        link('/usr/bin/cp'),
        link('/usr/bin/dash', '/bin/sh /var/lib/dpkg/info/x.postinst configure'),
        link('/usr/bin/dpkg'),
        link('/usr/bin/apt'),
      ],
    ],
    [
      'dnf runs a script of rpm',
      [
        link('/usr/bin/cp'),
        link('/usr/bin/bash', '/bin/sh /var/tmp/rpm-tmp.aB1cD2 1'),
        link('/usr/bin/python3.9', '/usr/bin/python3 /usr/bin/dnf -y install x'),
      ],
    ],
  ])('speaks for a file if %s', (_, links) => {
    expect(isInstalled(...links)).toBe(true);
  });

  it.each<[string, ChainLink<EventRecord>[]]>([
    ['apt itself runs a shell', [link('/usr/bin/bash'), link('/usr/bin/apt-get')]],
    [
      'apt is told to run a command',
      [link('/usr/bin/dpkg'), link('/usr/bin/apt', 'apt -o DPkg::Pre-Invoke::=x install y')],
    ],
    [
      'dnf loads plugins from elsewhere',
      [link('/usr/bin/rpm'), link('/usr/bin/dnf', 'dnf --setopt=pluginpath=/tmp/p install y')],
    ],
    ['rpm evaluates a macro', [link('/usr/bin/bash'), link('/usr/bin/rpm', 'rpm --eval %(x)')]],
    [
      'dpkg is told to run a command',
      [link('/usr/bin/bash'), link('/usr/bin/dpkg', 'dpkg --pre-invoke=x -i y')],
    ],
    ['the writer runs from /tmp', [{ ...link('/tmp/x'), odd: ['tmp'] }, link('/usr/bin/dpkg')]],
  ])('speaks for nothing if %s', (_, links) => {
    expect(isInstalled(...links)).toBe(false);
  });
});

it.each([
  ['8.8.8.8', true],
  ['172.32.0.1', true],
  ['2001:db8::1', true],
  ['::ffff:203.0.113.5', true],
  ['10.1.2.3', false],
  ['172.31.255.1', false],
  ['192.168.0.1', false],
  ['100.100.0.1', false],
  ['127.0.0.1', false],
  ['::1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['::ffff:10.0.0.1', false],
  ['not an address', false],
  ['', false],
])('whether %s is public: %s', (address, is) => {
  expect(isPublicAddress(address)).toBe(is);
});
