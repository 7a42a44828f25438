import { describe, expect, it } from 'vitest';
import { lintExceptions } from '#dist/filter/exception-lint.js';
import type { Exception, ExceptionEntry } from '#dist/filter/exceptions.js';
import { defaultRule } from '#dist/rule/revisions.js';

const { clauses } = defaultRule;

function item(name: string, ...entries: ExceptionEntry[]): Exception {
  return { id: name, name, list: 'l', osTypes: [], entries };
}

function match(field: string, value: string): ExceptionEntry {
  return { type: 'match', field, operator: 'included', value };
}

function wildcard(field: string, value: string): ExceptionEntry {
  return { type: 'wildcard', field, operator: 'included', value };
}

function found(...exceptions: Exception[]): string[] {
  return lintExceptions(exceptions, clauses).map(
    ({ id, kind, pattern }) => `${id.replace(/ \(list l\)$/, '')}: ${kind} ${pattern}`,
  );
}

describe('the lint of exception lists reports', () => {
  it('duplicates, wildcards in exact entries, and paths that no match can have', () => {
    expect(
      found(
        item('a', {
          type: 'match_any',
          field: 'user.name',
          operator: 'included',
          values: ['x', 'x', 'y*'],
        }),
        item('b', wildcard('file.path', '/etc/cron.d/*')),
      ),
    ).toEqual([
      'exception “a”: duplicate x',
      'exception “a”: plain-wildcard y*',
      'exception “b”: unreachable /etc/cron.d/*',
    ]);
  });

  it('items that the rule or another item makes redundant', () => {
    expect(found(item('a', match('process.name', 'crio')))).toEqual([
      'exception “a”: covered crio',
    ]);
    const narrow = item('narrow', match('user.name', 'a'), match('host.name', 'h'));
    expect(found(narrow, item('wide', match('user.name', 'a')))).toEqual([
      'exception “narrow”: covered a',
      'exception “narrow”: covered h',
    ]);
  });

  it('nothing about entries that are not patterns: negations, nested entries, existence', () => {
    const negated: ExceptionEntry = {
      ...match('host.name', 'h'),
      operator: 'excluded',
    } as ExceptionEntry;
    const exists: ExceptionEntry = { type: 'exists', field: 'user.name', operator: 'included' };
    const nested: ExceptionEntry = {
      type: 'nested',
      field: 'file.Ext',
      entries: [{ type: 'match', field: 'x', operator: 'included', value: 'y' }],
    };
    const plain = item('plain', match('user.name', 'a'), match('host.name', 'h'));
    for (const entry of [negated, exists, nested]) {
      expect(found(plain, item('other', match('user.name', 'a'), entry))).toEqual([]);
    }
  });
});
