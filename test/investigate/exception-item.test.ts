import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Field } from '#dist/event/fields.js';
import { readExceptionLists } from '#dist/filter/exception-list.js';
import { Exceptions } from '#dist/filter/exceptions.js';
import { exceptionItem, exceptionList } from '#dist/investigate/exception-item.js';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { temporaryDirectory } from '../e2e/run.js';
import { anyText, injections } from './hostile-text.js';

const planted: JsonObject = {
  '@timestamp': '2026-03-02T04:11:09.512Z',
  host: { id: 'h1', name: 'web-01' },
  file: { path: '/etc/init.d/netd' },
  process: { executable: '/usr/bin/dash', command_line: 'sh ./install.sh' },
  user: { name: 'deploy', id: 1000 },
};

function listFor(events: readonly JsonObject[], rule = defaultRule.identity): string {
  return exceptionList(
    events.map((event) => ({ event })),
    rule,
  );
}

/** The list for some events, written to a file and read back as `--exceptions` does. */
function readBack(...events: readonly JsonObject[]): Exceptions {
  const list = listFor(events);
  const file = `${temporaryDirectory({ 'list.ndjson': list })}/list.ndjson`;
  return new Exceptions(readExceptionLists([file], 0).active);
}

/** The same, without a file. */
function itemCovers(made: JsonObject, event: JsonObject): boolean {
  const item = exceptionItem(made);
  if (item === undefined) return false;
  return new Exceptions([{ ...item, list: 'l', osTypes: [] }]).suppressing(event).length > 0;
}

/** An event's identifying fields: the first of each row that it has, with values. Independent of the code under test. */
function identityOf(event: JsonObject): readonly { field: string; values: ReadonlySet<string> }[] {
  return [
    ['user.name', 'user.id'],
    ['process.command_line', 'process.executable'],
    ['file.path'],
    ['host.id', 'host.name', 'host.hostname'],
  ].map((names) => {
    const field = names.find((name) => new Field(name).first(event) !== undefined) ?? 'none';
    return { field, values: new Set(new Field(field).values(event)) };
  });
}

/** Whether an event belongs to an occurrence: it has all its values, and maybe more. */
function isSameOccurrence(event: JsonObject, of: JsonObject): boolean {
  const expected = identityOf(of);
  return identityOf(event).every(({ field, values }, at) => {
    const other = expected[at];
    return field === other?.field && [...other.values].every((value) => values.has(value));
  });
}

/** An event with few distinct values, so that two of them often belong to the same occurrence. */
function anyEvent(value: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> {
  return fc.record(
    {
      'user.name': value,
      'user.id': value,
      'process.command_line': value,
      'process.executable': value,
      'file.path': value,
      'host.id': value,
      'host.name': value,
      'host.hostname': value,
    },
    { requiredKeys: [] },
  );
}

const letter = fc.constantFrom<JsonValue[]>(
  'a',
  'A',
  '*',
  '?',
  'b*',
  '\\*',
  ' ',
  '\n',
  0,
  '0',
  true,
);
const single = fc.oneof({ weight: 5, arbitrary: letter }, fc.constantFrom<JsonValue>('', null));
const several = fc.oneof(single, fc.array(letter, { maxLength: 3 }));

describe('an exception item', () => {
  it('matches user, command line, path and host', () => {
    const item = exceptionItem(planted);
    expect(item?.name).toBe('/etc/init.d/netd on web-01');
    expect(
      item?.entries.map(({ field, operator, type }) => `${field} ${type} ${operator}`),
    ).toEqual([
      'user.name match included',
      'process.command_line match included',
      'file.path match included',
      'host.id match included',
    ]);
  });

  it.each<[string, JsonObject, boolean]>([
    ['the event itself', planted, true],
    ['the same at another time', { ...planted, '@timestamp': '2027-01-01T00:00:00Z' }, true],
    ['another user', { ...planted, user: { name: 'root' } }, false],
    ['a user without a name', { ...planted, user: { id: 1000 } }, false],
    ['another command', { ...planted, process: { command_line: 'sh ./install.sh -f' } }, false],
    ['another letter case', { ...planted, process: { command_line: 'SH ./install.sh' } }, false],
    ['another file', { ...planted, file: { path: '/etc/init.d/netd2' } }, false],
    ['another host', { ...planted, host: { id: 'h2', name: 'web-01' } }, false],
    ['an empty event', {}, false],
  ])('covers only the occurrence: %s', (_, event, expected) => {
    expect(readBack(planted).suppressing(event).length > 0).toBe(expected);
  });

  it.each<[string, JsonObject, string]>([
    ['its name', { id: 'h1', name: 'web-01', hostname: 'web' }, 'web-01'],
    ['its hostname if it has no name', { id: 'h1', hostname: 'web' }, 'web'],
    ['its hostname if its name is empty', { id: 'h1', name: '', hostname: 'web' }, 'web'],
    ['its id if it has neither', { id: 'h1', name: '' }, 'h1'],
    ['nothing if nothing is known', { name: '' }, 'unknown host'],
  ])('names the host by %s', (_, host, name) => {
    expect(exceptionItem({ ...planted, host })?.name).toBe(`/etc/init.d/netd on ${name}`);
  });

  it('covers only its own host if only the hostname is known', () => {
    const event = { ...planted, host: { hostname: 'web' } };
    expect(itemCovers(event, event)).toBe(true);
    expect(itemCovers(event, { ...planted, host: { hostname: 'db' } })).toBe(false);
    expect(itemCovers(event, { ...planted, host: {} })).toBe(false);
  });

  it('requires the absence of fields that the event lacks, and falls back on those it has', () => {
    const event = { user: { id: 0 }, process: { executable: '/bin/x' }, host: { name: 'w' } };
    expect(exceptionItem(event)?.entries).toEqual([
      { type: 'exists', field: 'user.name', operator: 'excluded' },
      { type: 'match', field: 'user.id', operator: 'included', value: '0' },
      { type: 'exists', field: 'process.command_line', operator: 'excluded' },
      { type: 'match', field: 'process.executable', operator: 'included', value: '/bin/x' },
      { type: 'exists', field: 'file.path', operator: 'excluded' },
      { type: 'exists', field: 'host.id', operator: 'excluded' },
      { type: 'match', field: 'host.name', operator: 'included', value: 'w' },
    ]);
  });

  it('treats wildcards in values literally', () => {
    const event = { ...planted, process: { command_line: 'sh *' } };
    expect(itemCovers(event, event)).toBe(true);
    expect(itemCovers(event, planted)).toBe(false);
  });

  it('covers its own event, and exactly the others of its occurrence', () => {
    fc.assert(
      fc.property(anyEvent(single), anyEvent(single), (made, other) => {
        expect(itemCovers(made, made)).toBe(true);
        expect(itemCovers(made, other)).toBe(
          isSameOccurrence(other, made) && isSameOccurrence(made, other),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it('requires all of several values', () => {
    const event = { ...planted, user: { name: ['a', 'b'] } };
    expect(itemCovers(event, { ...planted, user: { name: ['b', 'c', 'a'] } })).toBe(true);
    expect(itemCovers(event, { ...planted, user: { name: 'a' } })).toBe(false);
    const arrays = anyEvent(several);
    fc.assert(
      fc.property(arrays, arrays, (made, other) => {
        fc.pre(exceptionItem(made) !== undefined);
        expect(itemCovers(made, made)).toBe(true);
        const hasEmpty = identityOf(made).some(({ values }) => values.has(''));
        if (!hasEmpty) expect(itemCovers(made, other)).toBe(isSameOccurrence(other, made));
      }),
      { numRuns: 3000 },
    );
  });

  it.each<[string, JsonObject]>([
    ['an empty value among others', { ...planted, user: { name: ['', 'a'] } }],
    ['an object instead of a value', { ...planted, user: { name: { first: 'a' } } }],
  ])('does not exist if it could not be exact: %s', (_, event) => {
    expect(exceptionItem(event)).toBeUndefined();
    expect(readBack(event, planted).suppressing(planted)).toHaveLength(1);
  });

  it('has a name without hidden characters and of limited length', () => {
    const name = exceptionItem({ file: { path: `/etc/init.d/\u202e\n${'x'.repeat(5000)}` } })?.name;
    expect(name).toMatch(/^\/etc\/init\.d\/\ufffd\ufffdx+…$/);
    expect(name).toHaveLength(201);
  });
});

/** What Kibana's import requires. Source: elastic/kibana, import_exception_list_schema and import_exception_item_schema. */
const text = { type: 'string' };
const filled = { type: 'string', pattern: '\\S' };
const shared = {
  namespace_type: { enum: ['single', 'agnostic'] },
  os_types: { type: 'array', items: { enum: ['linux', 'macos', 'windows'] } },
  tags: { type: 'array', items: text },
};
const list = {
  type: 'object',
  required: ['list_id', 'name', 'description', 'type'],
  additionalProperties: false,
  properties: {
    ...shared,
    list_id: filled,
    name: text,
    description: text,
    type: { enum: ['detection', 'rule_default', 'endpoint'] },
  },
};
const entry = {
  type: 'object',
  required: ['field', 'operator', 'type'],
  properties: { field: filled, operator: { enum: ['included', 'excluded'] } },
  oneOf: [
    { properties: { type: { const: 'exists' }, value: false } },
    {
      required: ['value'],
      properties: { type: { enum: ['match', 'wildcard'] }, value: filled },
    },
  ],
};
const item = {
  type: 'object',
  required: ['item_id', 'list_id', 'name', 'description', 'type', 'entries'],
  additionalProperties: false,
  properties: {
    ...shared,
    list_id: filled,
    item_id: filled,
    name: text,
    description: text,
    type: { const: 'simple' },
    comments: { type: 'array', maxItems: 0 },
    entries: { type: 'array', minItems: 1, items: entry },
  },
};
const ajv = new Ajv({ strictTypes: false, strictRequired: false });
const [isList, isItem] = [ajv.compile(list), ajv.compile(item)];

function linesOf(events: readonly JsonObject[]): JsonObject[] {
  const list = listFor(events);
  expect(list.endsWith('\n')).toBe(true);
  return list
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);
}

describe('an exception list', () => {
  it('is valid for Kibana’s import, whatever the events', () => {
    const events = fc.array(anyEvent(fc.oneof(several, anyText)), { maxLength: 4 });
    fc.assert(
      fc.property(events, (some) => {
        const [first, ...rest] = linesOf(some);
        const counts = rest.pop();
        expect(isList(first), JSON.stringify(isList.errors)).toBe(true);
        for (const line of rest) {
          expect(isItem(line), JSON.stringify(isItem.errors)).toBe(true);
          expect(line.list_id).toBe(first?.list_id);
        }
        expect(counts).toEqual({
          exported_exception_list_count: 1,
          exported_exception_list_item_count: rest.length,
          missing_exception_list_item_count: 0,
          missing_exception_list_items: [],
          missing_exception_lists: [],
          missing_exception_lists_count: 0,
        });
      }),
    );
  });

  it('can be read by --exceptions, and covers each event by the item of its occurrence', () => {
    const other = { ...planted, host: { name: 'web-02' } };
    const list = readBack(planted, other);
    expect(list.suppressing(planted).map(({ name }) => name)).toEqual([
      '/etc/init.d/netd on web-01',
    ]);
    expect(list.suppressing(other).map(({ name }) => name)).toEqual(['/etc/init.d/netd on web-02']);
  });

  it.each(injections)('preserves any text: %s', (_, text) => {
    const event = {
      user: { name: text },
      process: { command_line: text },
      file: { path: text },
      host: { id: text },
    };
    const list = readBack(event);
    expect(list.suppressing(event)).toHaveLength(1);
    for (const row of ['user', 'process', 'file', 'host'] as const) {
      const field = Object.keys(event[row])[0] ?? '';
      expect(list.suppressing({ ...event, [row]: { [field]: `${text}x` } })).toEqual([]);
    }
  });

  it('is the same for the same events, with one item per occurrence', () => {
    const later = { ...planted, '@timestamp': '2027-01-01T00:00:00Z' };
    const once = listFor([planted]);
    expect(listFor([planted, later])).toBe(once);
    expect(listFor([{ ...planted, user: { name: 'root' } }])).not.toBe(once);
    expect(linesOf([planted, later])).toHaveLength(3);
  });

  it('names the rule whose matches it covers', () => {
    const [list = ''] = listFor([], { ...defaultRule.identity, name: 'Other Rule' }).split('\n');
    expect((JSON.parse(list) as JsonObject).description).toBe(
      'Matches of the rule Other Rule, suggested by initd-scan.',
    );
  });

  it('for no events covers nothing', () => {
    expect(linesOf([])).toHaveLength(2);
    expect(readBack().suppressing({})).toEqual([]);
  });
});
