import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExceptionLists } from '#dist/filter/exception-list.js';
import { root, temporaryDirectory } from '../e2e/run.js';

const now = Date.parse('2026-03-02T12:00:00Z');

function fixture(name: string): string {
  return path.join(root, 'fixtures/exceptions', name);
}

function read(...lines: readonly string[]): ReturnType<typeof readExceptionLists> {
  const directory = temporaryDirectory({ 'list.ndjson': `${lines.join('\n')}\n` });
  return readExceptionLists([path.join(directory, 'list.ndjson')], now);
}

function item(changes: object): string {
  return JSON.stringify({
    item_id: 'i',
    list_id: 'l',
    name: 'Item',
    type: 'simple',
    entries: [{ field: 'a', operator: 'included', type: 'match', value: '1' }],
    ...changes,
  });
}

function entry(changes: object): string {
  return item({
    entries: [{ field: 'a', operator: 'included', type: 'match', value: '1', ...changes }],
  });
}

describe('an export of exception lists', () => {
  it('has active and expired items', () => {
    const { active, expired } = readExceptionLists([fixture('web-servers.ndjson')], now);
    expect(active).toEqual([
      {
        id: 'ansible-deployments',
        name: 'Ansible deployments',
        list: 'web-servers',
        osTypes: ['linux'],
        entries: [
          { type: 'match', field: 'user.name', operator: 'included', value: 'ansible' },
          {
            type: 'wildcard',
            field: 'process.command_line',
            operator: 'included',
            value: '*/AnsiballZ_*.py',
          },
        ],
      },
      {
        id: 'monitor-installer',
        name: 'Monitor installer',
        list: 'web-servers',
        osTypes: [],
        entries: [
          {
            type: 'match_any',
            field: 'process.executable',
            operator: 'included',
            values: ['/opt/monitor/bin/setup', '/opt/monitor/bin/update'],
          },
          {
            type: 'nested',
            field: 'file.Ext.code_signature',
            entries: [
              { type: 'match', field: 'subject_name', operator: 'included', value: 'Monitor GmbH' },
              { type: 'match', field: 'trusted', operator: 'included', value: 'true' },
            ],
          },
        ],
      },
    ]);
    expect(expired.map(({ id, expires }) => [id, expires])).toEqual([
      ['cluster-move', '2026-02-10T00:00:00.000Z'],
    ]);
  });

  it('has items that apply until their expire_time', () => {
    const at = (time: string): number => read(item({ expire_time: time })).active.length;
    expect(at('2026-03-02T12:00:00.001Z')).toBe(1);
    expect(at('2026-03-02T12:00:00Z')).toBe(1);
    expect(at('2026-03-02T11:59:59.999Z')).toBe(0);
  });

  it('can have blank lines, a byte order mark and CRLF, several lists, and no counts', () => {
    const { active } = read(`\ufeff${item({ item_id: 'x' })}\r`, '', '  ', item({ list_id: 'm' }));
    expect(active.map(({ id, list }) => [id, list])).toEqual([
      ['x', 'l'],
      ['i', 'm'],
    ]);
  });

  it.each([
    ['a line of invalid JSON', [item({}), '{"item_id":'], 'list.ndjson:2: expected a JSON object'],
    [
      'a line that is not an object',
      [item({}), '', '[1]'],
      'list.ndjson:3: expected a JSON object',
    ],
    ['null', [item({}), 'null', item({})], 'list.ndjson:2: expected a JSON object'],
    [
      'something else',
      ['{"event":{}}'],
      'list.ndjson:1: neither an exception list nor an exception item',
    ],
    ['an item without an id', [item({ item_id: 1 })], 'list.ndjson:1: an exception item needs'],
    ['no entries', [item({ entries: [] })], '“Item”: no entries'],
    ['entries that are not a list', [item({ entries: {} })], '“Item”: no entries'],
    ['an entry that is not an object', [item({ entries: ['a'] })], 'an entry has no field'],
    ['an entry without a field', [entry({ field: undefined })], 'an entry has no field'],
    ['an unknown type', [entry({ type: 'regex' })], 'unknown entry type "regex" on a'],
    ['no type', [entry({ type: undefined })], 'unknown entry type undefined on a'],
    ['an unknown operator', [entry({ operator: 'is' })], 'operator "is" is neither'],
    ['no operator', [entry({ operator: undefined })], 'operator undefined is neither'],
    ['match with a list', [entry({ value: ['1'] })], 'the entry "match" on a needs a string'],
    ['wildcard without a value', [entry({ type: 'wildcard', value: undefined })], 'needs a string'],
    ['match_any with a string', [entry({ type: 'match_any' })], 'needs a list of strings'],
    [
      'match_any with nothing',
      [entry({ type: 'match_any', value: [] })],
      'needs a list of strings',
    ],
    ['nested without entries', [entry({ type: 'nested' })], 'a nested entry needs'],
    [
      'a nested value list',
      [entry({ type: 'nested', entries: [{ field: 'b', operator: 'included', type: 'list' }] })],
      'b is compared with a value list',
    ],
    [
      'nested in nested',
      [
        entry({
          type: 'nested',
          entries: [{ field: 'b', operator: 'included', type: 'nested', entries: [] }],
        }),
      ],
      'unknown entry type "nested" on b',
    ],
    ['analyzed text', [entry({ field: 'process.name.text' })], 'process.name.text is analyzed'],
    ['a bad expire_time', [item({ expire_time: 'soon' })], 'expire_time soon is not a date'],
    ['bad os_types', [item({ os_types: 'linux' })], 'os_types is not a list of strings'],
  ])('with %s is rejected', (_, lines, message) => {
    expect(() => read(...lines)).toThrow(message);
  });

  it('with a value list is rejected with the name of the item', () => {
    expect(() => readExceptionLists([fixture('value-list.ndjson')], now)).toThrow(
      /value-list\.ndjson:2: exception item “All administrators”: user\.name is compared with a value list/,
    );
  });

  it('that does not exist is rejected', () => {
    expect(() => readExceptionLists(['no/such/file'], now)).toThrow('cannot read no/such/file');
  });
});
