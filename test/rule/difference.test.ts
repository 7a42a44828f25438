import { describe, expect, test } from 'vitest';
import { differenceOf } from '#dist/rule/difference.js';
import { revisionOf, revisions } from '#dist/rule/revisions.js';

const between = (from: string, to: string) =>
  differenceOf(revisionOf(from).rule, revisionOf(to).rule);

describe('the difference between two revisions', () => {
  test('names the clauses that only one has, and the entries that only one lists', () => {
    expect(between('13', '114').clauses).toEqual([
      expect.objectContaining({
        id: 'temporary-extension',
        kind: 'changed',
        conditions: [
          { field: 'file.extension', from: 'in', to: 'in', removed: [], added: ['dpkg-new'] },
        ],
      }),
      expect.objectContaining({
        id: 'installer-folder',
        conditions: [
          expect.objectContaining({ removed: [], added: ['/opt/puppetlabs/puppet/bin/ruby'] }),
        ],
      }),
      expect.objectContaining({
        id: 'configuration-tool-name',
        kind: 'added',
        conditions: [
          expect.objectContaining({
            added: [
              ...['executor', 'univention-config-registry', 'install'],
              ...['dockerd-entrypoint.sh', 'platform-python*', 'ssm-agent-worker'],
            ],
          }),
        ],
      }),
    ]);
  });

  test('names another operator, and the optional field', () => {
    const { clauses } = between('117', '118');
    expect(clauses[0]).toMatchObject({
      id: 'under-init-d',
      conditions: [{ field: 'file.path', from: ':', to: 'like', removed: [], added: [] }],
    });
    expect(clauses.find(({ id }) => id === 'dpkg-original-name')?.conditions[0]?.field).toBe(
      '?file.Ext.original.name',
    );
  });

  test('names tags, indices, techniques and references', () => {
    expect(between('12', '13').identity).toEqual([]);
    expect(between('11', '12').identity).toMatchObject([{ name: 'references', removed: [] }]);
    expect(between('114', '115').identity).toEqual([
      {
        name: 'indices',
        removed: ['logs-endpoint.events.*'],
        added: ['logs-endpoint.events.file*'],
      },
    ]);
    expect(between('118', '119').identity).toMatchObject([
      { name: 'ATT&CK', added: ['TA0003 / T1037.004', 'TA0004 / T1037', 'TA0004 / T1037.004'] },
    ]);
    expect(between('120', '120-9.5').identity).toMatchObject([
      { name: 'tags', added: ['Tactic: Privilege Escalation'] },
    ]);
  });

  test('is empty between equal queries, and the reverse in the other direction', () => {
    for (const { rule: from } of revisions) {
      expect(differenceOf(from, from)).toEqual({ identity: [], clauses: [] });
      for (const { rule: to } of revisions) {
        const there = differenceOf(from, to);
        const back = differenceOf(to, from);
        const entries = ({ clauses }: typeof there, kind: 'added' | 'removed') =>
          clauses
            .flatMap(({ id, conditions }) =>
              conditions.flatMap((one) => one[kind].map((entry) => `${id} ${one.field} ${entry}`)),
            )
            .sort();
        expect(entries(back, 'added')).toEqual(entries(there, 'removed'));
      }
    }
  });

  test('makes the second of the first', () => {
    for (const { rule: from } of revisions) {
      for (const { rule: to } of revisions) {
        const { clauses } = differenceOf(from, to);
        const patternsOf = (rule: typeof from, id: string): string[] =>
          rule.clauses
            .filter((clause) => clause.id === id)
            .flatMap(({ conditions }) => conditions.flatMap(({ patterns }) => patterns));
        for (const { id, conditions } of clauses) {
          const removed = conditions.flatMap((one) => one.removed);
          const kept = patternsOf(from, id).filter((entry) => !removed.includes(entry));
          const made = [...kept, ...conditions.flatMap((one) => one.added)];
          expect([...new Set(made)].sort()).toEqual([...new Set(patternsOf(to, id))].sort());
        }
      }
    }
  });
});
