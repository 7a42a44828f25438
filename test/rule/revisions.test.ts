import { describe, expect, it, test } from 'vitest';
import type { JsonObject } from '#dist/json/value.js';
import type { ClauseId } from '#dist/rule/clause-id.js';
import { ruleEql } from '#dist/rule/eql.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { lintRule } from '#dist/rule/lint.js';
import { defaultRule, newestRule, revisionOf, revisions } from '#dist/rule/revisions.js';
import { queries } from '../oracle/revisions.js';
import { type Changes, event } from './events.js';

function verdictOf(label: string, document: JsonObject): 'match' | ClauseId {
  const verdict = evaluate(revisionOf(label).rule.clauses, document);
  return verdict.outcome === 'match' ? 'match' : verdict.clause;
}

describe('the revisions', () => {
  it('are all versions in EQL', () => {
    const labels = revisions.map(({ rule }) => rule.identity.label);
    expect(labels.join(' ')).toBe('11 12 13 14 113 114 115 116 117 118 119 120-9.5 120 121 122');
    expect(defaultRule).toBe(revisionOf('13').rule);
    expect(newestRule).toBe(revisions.at(-1)?.rule);
  });

  // Version, its number, dates of query and publication, and stacks.
  test.each([
    ['11', 11, '2024-06-27', '2024-06-28', '8.9 to 8.14'],
    ['12', 12, '2024-06-27', '2024-10-01', '8.10 to 8.15'],
    ['13', 13, '2024-10-18', '2024-10-28', '8.10 to 8.15'],
    ['14', 14, '2025-02-03', '2025-02-04', '8.12'],
    ['113', 113, '2024-10-18', '2025-01-21', '8.13 to 8.17'],
    ['114', 114, '2025-02-03', '2025-02-04', '8.13 to 8.17'],
    ['115', 115, '2025-02-03', '2025-02-07', '8.13 to 8.17'],
    ['116', 116, '2025-02-03', '2025-04-08', '8.14 to 8.18, 9.0'],
    ['117', 117, '2025-02-03', '2025-04-30', '8.14 to 8.18, 9.0'],
    ['118', 118, '2026-01-07', '2026-01-12', '8.19, 9.1 to 9.3'],
    ['119', 119, '2026-01-07', '2026-04-07', '8.19, 9.1 to 9.4'],
    ['120-9.5', 120, '2026-01-07', '2026-07-21', '9.5'],
    ['120', 120, '2026-09-10', '2026-09', '8.19, 9.3, 9.4'],
    ['121', 121, '2026-09-10', undefined, '8.19, 9.3, 9.4'],
    ['122', 122, '2026-09-10', undefined, '9.5'],
  ])('%s has its own number, dates and stacks', (label, version, queryDate, published, stacks) => {
    const { rule, stacks: having } = revisionOf(label);
    expect(rule.identity).toMatchObject({ label, version, queryDate, published });
    expect(having).toBe(stacks);
  });

  const sentinelOne = 'logs-sentinel_one_cloud_funnel.*';

  test.each([
    [
      ['11', '12', '13', '14'],
      ['logs-endpoint.events.*', 'endgame-*'],
    ],
    [
      ['113', '114'],
      ['logs-endpoint.events.*', 'endgame-*', sentinelOne],
    ],
    [
      ['115', '116', '117', '118', '119', '120-9.5', '120', '121', '122'],
      ['endgame-*', 'logs-endpoint.events.file*', sentinelOne],
    ],
  ])('%s search %s', (labels, patterns) => {
    for (const label of labels) {
      const { identity, subject } = revisionOf(label).rule;
      expect(identity.indexPatterns).toEqual(patterns);
      expect(subject.products.collected.length > 0).toBe(patterns.includes(sentinelOne));
    }
  });

  const common = [...defaultRule.identity.tags];
  const privilegeEscalation = 'Tactic: Privilege Escalation';
  const more = [
    ...['Noise: Medium', 'Performance: Normal', 'Rule Type: Event Correlation (EQL)'],
    ...['Platform: Linux', 'Resources: Osquery'],
  ];

  test.each([
    ['14', common],
    ['119', [...common, 'Data Source: SentinelOne']],
    ['120-9.5', [...common, 'Data Source: SentinelOne', privilegeEscalation]],
    ['120', [...common, 'Data Source: SentinelOne']],
    ['121', [...common, 'Data Source: SentinelOne', ...more]],
    ['122', [...common, 'Data Source: SentinelOne', ...more, privilegeEscalation]],
  ])('%s has its tags', (label, tags) => {
    expect(revisionOf(label).rule.identity.tags).toEqual(tags);
  });

  it('name a subtechnique under two tactics from 119 on', () => {
    const namesOf = (label: string): string[] =>
      revisionOf(label).rule.identity.threat.flatMap(({ tactic, techniques }) =>
        techniques.flatMap(({ id, subtechniques = [] }) => [
          tactic.id,
          id,
          ...subtechniques.map((one) => one.id),
        ]),
      );
    expect(namesOf('118')).toEqual(['TA0003', 'T1037']);
    for (const label of ['119', '120-9.5', '122']) {
      expect(namesOf(label)).toEqual([
        'TA0003',
        'T1037',
        'T1037.004',
        'TA0004',
        'T1037',
        'T1037.004',
      ]);
    }
  });

  it('have the entries of the oracle, in order and with duplicates', () => {
    for (const [label, { required, excluded }] of Object.entries(queries)) {
      const { clauses } = revisionOf(label).rule;
      const stated = clauses.map(({ conditions }) =>
        conditions.map(({ field, operator, patterns }) => [
          field.name,
          operator === 'is null' ? 'null' : operator,
          ...patterns,
        ]),
      );
      expect(stated, label).toEqual([...required.map((test) => [test]), ...excluded]);
    }
  });

  it('keep the meaning of each clause id: the same fields in the same roles', () => {
    const fields = new Map<string, string>();
    for (const { rule } of revisions) {
      for (const { id, role, conditions } of rule.clauses) {
        const signature = [role, ...conditions.map(({ field }) => field.name)].join(' ');
        expect(fields.get(id) ?? signature, id).toBe(signature);
        fields.set(id, signature);
      }
    }
  });

  it('cannot be changed by accident', () => {
    for (const { rule } of revisions) {
      expect(Object.isFrozen(rule.identity)).toBe(true);
      expect(Object.isFrozen(rule.clauses)).toBe(true);
    }
  });

  test.each([
    ...Array.from({ length: 10 }, (_, at) => [`${at + 1}`, /new_terms/] as const),
    ...['0', '15', '112', '123', '120-9.4', '', '13 ', '١٣'].map(
      (label) => [label, /unknown version/] as const,
    ),
  ])('there is no %j, and the error says why', (label, why) => {
    expect(() => revisionOf(label)).toThrow(RangeError);
    expect(() => revisionOf(label)).toThrow(why);
  });
});

describe('what versions make of an event', () => {
  // The changes of an event that 13 matches, and the verdicts of versions on it.
  test.each<[string, Changes, Readonly<Record<string, 'match' | ClauseId>>]>([
    [
      'install',
      { 'process.name': 'install', 'process.executable': '/usr/bin/install' },
      {
        11: 'match',
        13: 'match',
        113: 'match',
        14: 'configuration-tool-name',
        122: 'configuration-tool-name',
      },
    ],
    [
      'a path in capitals',
      { 'file.path': '/ETC/init.d/x' },
      { 13: 'match', 117: 'match', 118: 'under-init-d', 122: 'under-init-d' },
    ],
    [
      'a file that dpkg renames into place',
      { 'event.action': 'rename', 'file.Ext.original.name': 'x.dpkg-new' },
      { 13: 'match', 117: 'match', 118: 'dpkg-original-name', 122: 'dpkg-original-name' },
    ],
    [
      'a Beat',
      { 'file.path': '/etc/init.d/filebeat' },
      { 11: 'match', 12: 'match', 13: 'elastic-path', 122: 'elastic-path' },
    ],
    [
      'a store in capitals',
      { 'process.executable': '/NIX/store/x' },
      { 11: 'installer-folder', 12: 'installer-folder', 13: 'match', 122: 'match' },
    ],
    [
      'Puppet’s ruby',
      { 'process.executable': '/opt/puppetlabs/puppet/bin/ruby' },
      { 13: 'match', 114: 'installer-folder', 118: 'installer-executable' },
    ],
    [
      'a job of Upstart',
      { 'file.path': '/etc/init/x.conf' },
      {
        13: 'under-init-d',
        119: 'under-init-d',
        '120-9.5': 'under-init-d',
        120: 'match',
        122: 'match',
      },
    ],
    ['inittab', { 'file.path': '/etc/inittab.new' }, { 13: 'under-init-d', 121: 'match' }],
    [
      'the directory of Upstart',
      { 'file.path': '/etc/init' },
      { 119: 'under-init-d', 120: 'match' },
    ],
    [
      'cp of a monitoring agent',
      { 'process.name': 'cp', 'file.path': '/etc/init.d/unified-monitoring-agent' },
      { 13: 'match', 118: 'cp-monitoring-agent' },
    ],
    [
      'the installer of VMware Tools',
      { 'process.name': './vmware-install.pl', 'file.path': '/etc/init.d/vmware-tools' },
      { 13: 'match', 118: 'vmware-installer' },
    ],
    [
      'a wildcard that is a plain character',
      { 'process.name': 'platform-python3.6' },
      { 13: 'match', 114: 'match', 122: 'match' },
    ],
    [
      'an entry with a space at its end',
      { 'process.executable': '/var/lib/docker/overlay2/1a/dockerd' },
      { 13: 'match', 122: 'match' },
    ],
  ])('%s', (_, changes, verdicts) => {
    for (const [label, verdict] of Object.entries(verdicts)) {
      expect(verdictOf(label, event(changes)), label).toBe(verdict);
    }
  });

  test('the optional field may be missing or null', () => {
    for (const value of [undefined, null, [null], []]) {
      expect(verdictOf('122', event({ 'file.Ext.original.name': value }))).toBe('match');
    }
  });
});

test('EQL marks the optional field, and lists paths', () => {
  const eql = ruleEql(newestRule);
  expect(eql).toContain('?file.Ext.original.name like "*.dpkg-new" or');
  expect(eql).toContain(
    'file.path like ("/etc/init.d/*", "/etc/init/*", "/etc/init", "/etc/inittab*") and not (',
  );
  expect(ruleEql(revisionOf('118').rule)).toContain('file.path like "/etc/init.d/*" and not (');
});

test('lint finds dead entries of 122', () => {
  const findings = lintRule(newestRule.clauses);
  expect(findings).toContainEqual(
    expect.objectContaining({
      kind: 'plain-wildcard',
      id: 'configuration-tool-name',
      pattern: 'platform-python*',
    }),
  );
  expect(findings).toContainEqual(
    expect.objectContaining({
      kind: 'outer-space',
      id: 'installer-folder',
      pattern: '/var/lib/docker/overlay2/*/dockerd ',
      trimmed: '/var/lib/docker/overlay2/*/dockerd',
    }),
  );
  // The wildcard that 13 has in an exact list is gone.
  expect(findings.map(({ pattern }) => pattern)).not.toContain('/dev/fd/*');
});
