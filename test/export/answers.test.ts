import { describe, expect, test } from 'vitest';
import { interpret } from '#dist/export/interpret.js';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import { event, verdictOn } from '../rule/events.js';

function kindsOf(value: JsonValue): string[] {
  const found = interpret(value);
  return found.kind === 'collection' ? found.issues.map(({ kind }) => kind) : [found.kind];
}

const noShards: JsonObject = { total: 0, successful: 0, skipped: 0, failed: 0 };

describe('an answer without events is a problem', () => {
  test.each<[string, JsonObject, string]>([
    ['a gateway', { message: 'Forbidden' }, 'error-response'],
    ['a gateway with a request id', { message: null, requestId: 'a-b' }, 'error-response'],
    ['a managed service', { Message: 'User is not authorized' }, 'error-response'],
    [
      'a typed error',
      { __type: 'ThrottlingException', message: 'Rate exceeded' },
      'error-response',
    ],
    ['a list of errors', { errors: [{ code: 'auth', message: 'expired' }] }, 'error-response'],
    ['a framework', { detail: 'Not Found' }, 'error-response'],
    ['a validation error', { detail: [{ loc: ['query'], msg: 'missing' }] }, 'error-response'],
    ['OAuth', { error: 'invalid_token', error_description: 'expired' }, 'error-response'],
    [
      'Spring',
      { timestamp: '2026-03-02T04:00:00Z', status: 502, error: 'Bad Gateway', path: '/' },
      'error-response',
    ],
    [
      'problem details',
      { type: 'about:blank', title: 'Unauthorized', status: 401 },
      'error-response',
    ],
    ['an element of _mget', { _index: 'i', _id: '1', error: { reason: 'x' } }, 'error-response'],
    ['_get of a missing document', { _index: 'i', _id: '1', found: false }, 'not-found'],
    ['_count', { count: 7, _shards: { total: 1, successful: 1, failed: 0 } }, 'no-hits'],
    [
      '_count of no index',
      { count: 0, _shards: { total: 0, successful: 0, failed: 0 } },
      'no-shards',
    ],
    [
      '_search of no index',
      { took: 1, _shards: noShards, hits: { total: 0, hits: [] } },
      'no-shards',
    ],
    [
      'an async search of no index',
      { is_running: false, response: { took: 1, _shards: noShards, hits: { hits: [] } } },
      'no-shards',
    ],
    [
      '_eql/search of no index',
      { took: 1, _shards: noShards, hits: { total: { value: 0 }, events: [] } },
      'no-shards',
    ],
    ['a started task', { task: 'node:12' }, 'no-hits'],
    [
      'a finished task',
      { completed: true, task: { id: 1 }, response: { took: 1, total: 0 } },
      'no-hits',
    ],
    ['_tasks', { nodes: { a: { name: 'n', tasks: {} } } }, 'no-hits'],
    ['_bulk', { took: 3, errors: false, items: [] }, 'no-hits'],
    ['_reindex', { took: 3, timed_out: false, total: 5, failures: [] }, 'no-hits'],
    ['Kibana, still running', { id: 'x', isPartial: true, isRunning: true }, 'partial'],
    [
      'aggregations only',
      { took: 1, aggregations: { paths: { buckets: [] } } },
      'aggregations-only',
    ],
  ])('%s', (_, value, kind) => {
    expect(kindsOf(value)).toEqual([kind]);
    expect(kindsOf([value])).toEqual([kind]);
  });

  test('but not that of shards that were searched or skipped', () => {
    const shards = { total: 2, successful: 2, skipped: 2, failed: 0 };
    const response = { took: 1, _shards: shards, hits: { total: { value: 0 }, hits: [] } };
    expect(interpret(response)).toMatchObject({ issues: [], hasResult: true });
  });

  test('a count of zero is an answer', () => {
    expect(interpret({ count: 0 })).toMatchObject({ issues: [], hasResult: true });
  });
});

describe('what is no error', () => {
  test.each<[string, JsonObject]>([
    ['an event with a message', event({ message: 'Forbidden' })],
    ['an event with an error', event({ error: { message: 'x' } })],
    ['a line of a log with a time', { timestamp: '2026-03-02', message: 'started' }],
    ['JSON in a message', { message: JSON.stringify(event()) }],
    ['JSON in an element', { errors: [{ message: JSON.stringify({ a: 1 }) }] }],
    ['a message about the path', { message: 'created /etc/init.d/x' }],
    ['an object with other keys', { message: 'x', log: { level: 'info' } }],
    ['an empty object', {}],
  ])('%s', (_, value) => {
    expect(kindsOf(value)).toEqual(['document']);
  });
});

const planted = event({ 'file.path': '/etc/init.d/x' });
const hit = (id: string, more: JsonObject = {}): JsonObject => ({
  _index: 'i',
  _id: id,
  _source: planted,
  ...more,
});
const list = (total: number, hits: readonly JsonValue[]): JsonObject => ({
  hits: { total: { value: total, relation: 'eq' }, hits },
});
const inner = (total: number, hits: readonly JsonValue[]): JsonObject => ({
  inner_hits: { latest: list(total, hits) },
});

function idsOf(value: JsonValue): (string | undefined)[] {
  const found = interpret(value);
  if (found.kind !== 'collection') throw new Error(found.kind);
  return [...found.documents, ...found.aggregated].map(({ id }) => id);
}

describe('hits inside hits', () => {
  test('are documents, once each', () => {
    const collapsed = { took: 1, ...list(2, [hit('a', inner(2, [hit('a'), hit('b')]))]) };
    expect(idsOf(collapsed)).toEqual(['a', 'b']);
    expect(kindsOf(collapsed)).toEqual([]);
  });

  test('are counted against their own total and that of the response', () => {
    const collapsed = { took: 1, ...list(9, [hit('a', inner(5, [hit('b')]))]) };
    expect(kindsOf(collapsed)).toEqual(['fewer-hits', 'fewer-hits']);
  });

  test('are documents of a hit on a line of its own', () => {
    expect(idsOf(hit('a', inner(1, [hit('b')])))).toEqual(['a', 'b']);
    expect(kindsOf(hit('a', inner(5, [hit('b')])))).toEqual(['fewer-hits']);
  });

  test('of nested objects are no documents', () => {
    const nested = { _index: 'i', _id: 'a', _nested: { field: 'x', offset: 0 }, _source: {} };
    expect(interpret(hit('a', inner(1, [nested]))).kind).toBe('document');
  });
});

describe('hits in aggregations', () => {
  const aggregations = {
    hosts: { buckets: [{ key: 'h', doc_count: 2, top: list(2, [hit('a'), hit('b')]) }] },
  };

  test('are documents, and count as hits of the response', () => {
    const response = { took: 1, ...list(2, []), aggregations };
    expect(idsOf(response)).toEqual(['a', 'b']);
    expect(kindsOf(response)).toEqual([]);
  });

  test('may be fewer than the hits of the response', () => {
    expect(kindsOf({ took: 1, ...list(3, []), aggregations })).toEqual(['fewer-hits']);
  });

  test('are missing if there are only buckets', () => {
    const buckets = { hosts: { buckets: [{ key: '/etc/init.d/x', doc_count: 2 }] } };
    const only = (total: number): JsonObject => ({ ...list(total, []), aggregations: buckets });
    expect(kindsOf({ took: 1, ...only(2) })).toEqual(['aggregations-only']);
    expect(kindsOf({ took: 1, hits: { hits: [] }, aggregations: buckets })).toEqual([
      'aggregations-only',
    ]);
    expect(kindsOf({ took: 1, ...only(0) })).toEqual([]);
  });
});

describe('values that fields lack because the index ignores them', () => {
  const others = event({ 'file.path': undefined });
  const ignored = { 'file.path': [`/etc/init.d/${'x'.repeat(2000)}`] };

  test('are values of their fields', () => {
    const found = interpret({ _index: 'i', fields: others, ignored_field_values: ignored });
    expect(found.kind === 'document' && verdictOn(found.document.event)).toBe('match');
  });

  test('are added to the others', () => {
    const both = { ...others, 'file.path': ['/var/log/x'] };
    const found = interpret({ _index: 'i', fields: both, ignored_field_values: ignored });
    expect(found.kind === 'document' && verdictOn(found.document.event)).toBe('match');
  });
});
