import { describe, expect, it } from 'vitest';
import type { RelatedActivity } from '#dist/investigate/activity.js';
import type { ChainLink } from '#dist/investigate/case.js';
import { defanged, indicatorsOf } from '#dist/investigate/indicators.js';
import { caseIndicators } from '#dist/investigate/report/indicators.js';
import {
  backdoor,
  caseOf,
  caseOfFile,
  fullCase,
  hostCase,
  hostileTexts,
  plantedFile,
  writtenCase,
} from '../report/cases.js';
import { forbiddenIn } from '../report/forbidden.js';
import { plainContext } from '../report/writers.js';

function activity(changes: Partial<RelatedActivity>): RelatedActivity {
  return {
    what: 'command',
    relation: 'lineage',
    subject: 'id',
    times: 1,
    relatedRule: false,
    isMatch: false,
    events: [5],
    ...changes,
  };
}

function valuesOf(...[found]: Parameters<typeof indicatorsOf>): string[] {
  return indicatorsOf(found).map(({ kind, value }) => `${kind} ${value}`);
}

describe('the indicators of a case', () => {
  it('are by kind, each once, with all events that show it', () => {
    expect(indicatorsOf(backdoor)).toEqual([
      { kind: 'address', value: '203.0.113.77', events: [1, 8] },
      { kind: 'sha256', value: expect.stringMatching(/^3f79bb/), events: [3] },
      { kind: 'path', value: '/etc/init.d/netd', events: [3] },
      { kind: 'path', value: '/dev/shm/.x', events: [2, 3] },
      { kind: 'user', value: 'deploy', events: [1] },
    ]);
  });

  it('come from what sessions and scripts did, not from what others did', () => {
    const surroundings = [
      activity({ what: 'connection', subject: '192.0.2.67:443', relation: 'script' }),
      activity({ what: 'dns', subject: 'pool.example' }),
      activity({ what: 'file', subject: '/usr/bin/x' }),
      activity({ what: 'cron', subject: '/etc/cron.d/root' }),
      activity({ what: 'file', subject: '/opt', subjects: { count: 400, first: ['/opt/a'] } }),
      activity({ what: 'alert', subject: 'Rule' }),
      ...(['host', 'user'] as const).map((relation) =>
        activity({ relation, subject: 'curl http://192.0.2.99/ http://harmless.example/' }),
      ),
    ];
    const command = 'curl http://192.0.2.66/x http://evil.example/y';
    const of = { command, relation: 'lineage', events: [5] } as const;
    const mentioned = [
      { kind: 'address', value: '192.0.2.66', ...of },
      { kind: 'domain', value: 'evil.example', ...of },
    ] as const;
    expect(valuesOf(caseOf({ hosts: [hostCase({ surroundings, mentioned })] }))).toEqual([
      'address 192.0.2.67',
      'address 192.0.2.66',
      'domain pool.example',
      'domain evil.example',
      'path /etc/init.d/netd',
      'path /usr/bin/x',
      'path /etc/cron.d/root',
    ]);
  });

  it('include programs and scripts in unusual places, copies, and users other than root', () => {
    const chain: ChainLink[] = [
      {
        role: 'writer',
        known: 'own',
        executable: '/usr/bin/bash',
        commandLine: 'bash /dev/shm/.i --x',
        user: 'root',
        odd: ['dev-shm'],
        events: [3],
      },
      {
        role: 'entry-leader',
        known: 'own',
        executable: '/usr/sbin/php-fpm',
        commandLine: 'php-fpm: pool /tmp/a',
        user: 'www-data',
        odd: [],
        events: [2],
      },
    ];
    const planters = [{ chain, reachesEntry: true, events: [3] }];
    const copies = [{ path: '/usr/bin/.copy', events: [7] }];
    expect(valuesOf(caseOfFile({ planters, copies }))).toEqual([
      'path /etc/init.d/netd',
      'path /usr/bin/.copy',
      'path /dev/shm/.i',
      'user www-data',
    ]);
  });

  it('can be defanged', () => {
    expect(defanged({ kind: 'address', value: '192.0.2.1' })).toBe('192[.]0[.]2[.]1');
    expect(defanged({ kind: 'address', value: '2001:db8::1' })).toBe('2001[:]db8[:][:]1');
    expect(defanged({ kind: 'domain', value: 'evil.example' })).toBe('evil[.]example');
    expect(defanged({ kind: 'path', value: '/etc/rc.local' })).toBe('/etc/rc.local');
  });
});

describe('the format indicators', () => {
  const line = /^(?:address|domain|sha256|path|user) .+$/;

  it('has a line for each, with its kind', async () => {
    const text = await writtenCase(caseIndicators, backdoor);
    expect(text.split('\n').slice(0, 2)).toEqual([
      'address 203.0.113.77',
      expect.stringMatching(/^sha256 3f79bb/),
    ]);
    const context = { ...plainContext, defangs: true };
    expect(await writtenCase(caseIndicators, backdoor, { context })).toMatch(
      /^address 203\[\.\]0\[\.\]113\[\.\]77\n/,
    );
  });

  it.each(hostileTexts)('has one line for %j, which controls nothing', async (text) => {
    const files = [plantedFile({ path: text })];
    const written = await writtenCase(caseIndicators, caseOf({ hosts: [hostCase({ files })] }));
    expect(written.split('\n')).toHaveLength(text === '' ? 1 : 2);
    const all = await writtenCase(
      caseIndicators,
      fullCase(() => text),
    );
    expect(forbiddenIn(all, { newlines: true })).toEqual([]);
    for (const one of all.split('\n').filter(Boolean)) expect(one).toMatch(line);
  });
});
