import { describe, expect, test } from 'vitest';
import { withAction } from '#dist/export/bulk.js';
import type { ResponseIssue } from '#dist/export/collection.js';
import { asDocument } from '#dist/export/document.js';
import { type Interpretation, interpret } from '#dist/export/interpret.js';
import { Pages } from '#dist/export/pages.js';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import { event, verdictOn } from '../rule/events.js';

const index = '.ds-logs-endpoint.events.file-default-2025.03.11-000004';

/** A planted script and one that dpkg wrote, both nested as Elastic Defend writes events. */
const planted: JsonObject = {
  '@timestamp': '2025-03-11T02:14:09.4418211Z',
  event: { kind: 'event', category: ['file'], type: ['creation'], action: 'creation' },
  host: { name: 'web-01', os: { type: 'linux' } },
  file: { path: '/etc/init.d/sshd-helper', name: 'sshd-helper' },
  process: { name: 'sh', executable: '/usr/bin/dash' },
};
const installed: JsonObject = {
  ...planted,
  file: { path: '/etc/init.d/nginx.dpkg-new', name: 'nginx.dpkg-new', extension: 'dpkg-new' },
  process: { name: 'dpkg', executable: '/usr/bin/dpkg' },
};

const hit = (id: string, source: JsonObject): JsonObject => ({
  _index: index,
  _id: id,
  _score: 1,
  _source: source,
});
const shards: JsonObject = { total: 1, successful: 1, skipped: 0, failed: 0 };
const eq = (value: number): JsonObject => ({ value, relation: 'eq' });
const gte = (value: number): JsonObject => ({ value, relation: 'gte' });

function search(hits: readonly JsonValue[], total: JsonValue, more: JsonObject = {}): JsonObject {
  return {
    took: 3,
    timed_out: false,
    _shards: shards,
    hits: { total, max_score: 1, hits },
    ...more,
  };
}

type Collection = Extract<Interpretation, { kind: 'collection' }>;

function collected(value: JsonValue): Collection {
  const found = interpret(value);
  if (found.kind !== 'collection') throw new Error(`interpreted as ${found.kind}`);
  return found;
}

/** The issues of a collection, and those of its pages if there are no others. */
function issuesOf(value: JsonValue): readonly ResponseIssue[] {
  const { issues, pages } = collected(value);
  const check = new Pages<{ readonly input: unknown }>();
  const early = pages.flatMap((page) => check.add(page, { input: 0 }));
  return [...issues, ...[...early, ...check.end()].map(({ issue }) => issue)];
}

/** The verdicts on a collection's documents. */
function verdicts(value: JsonValue): string[] {
  return collected(value).documents.map((document) => verdictOn(document.event));
}

const both = ['match', 'installer-executable'];

describe('one document', () => {
  test('a bare event is its own document', () => {
    expect(interpret(planted)).toEqual({
      kind: 'document',
      document: { event: planted, envelope: planted },
    });
  });

  test('a hit yields its source, index and id; the whole hit is output', () => {
    const found = hit('a1', planted);
    expect(interpret(found)).toEqual({
      kind: 'document',
      document: { event: planted, envelope: found, index, id: 'a1' },
    });
  });

  test('a hit of elasticdump may have a type', () => {
    expect(asDocument({ ...hit('a1', planted), _type: '_doc' }).event).toBe(planted);
  });

  test('a get response is a hit', () => {
    const got = {
      _index: index,
      _id: 'a1',
      _version: 1,
      _seq_no: 7,
      _primary_term: 1,
      found: true,
      _source: planted,
    };
    expect(asDocument(got)).toEqual({ event: planted, envelope: got, index, id: 'a1' });
  });

  test('a hit without a source is read from its fields', () => {
    const fields = event({ 'event.action': ['creation'], 'file.path': ['/etc/init.d/x'] });
    const found = { _index: index, _id: 'a1', _score: null, fields, sort: [1741659249441] };
    expect(asDocument(found)).toEqual({ event: fields, envelope: found, index, id: 'a1' });
    expect(verdictOn(asDocument(found).event)).toBe('match');
  });

  test('a hit with a source and fields has those of both', () => {
    const { process: _, ...withoutProcess } = planted;
    const found = {
      ...hit('a1', withoutProcess),
      fields: { 'process.executable': ['/usr/bin/dpkg'], 'file.path': ['/etc/init.d/sshd-helper'] },
    };
    expect(verdictOn(asDocument(found).event)).toBe('installer-executable');
    expect(verdictOn(asDocument(hit('a1', withoutProcess)).event)).toBe('no-executable');
  });

  test('if a hit has a field in both, the source takes precedence', () => {
    const found = {
      ...hit('a1', event({ 'process.executable': '/tmp/x' })),
      fields: { 'process.executable': ['/usr/bin/dpkg'] },
    };
    expect(verdictOn(asDocument(found).event)).toBe('match');
  });

  test('an index or id that is not a string is ignored', () => {
    const { index, id } = asDocument({ _index: 1, _id: null, _source: planted });
    expect({ index, id }).toEqual({ index: undefined, id: undefined });
  });

  test('a hit with neither source nor fields is a document without fields', () => {
    expect(verdictOn(asDocument({ _index: index, _id: 'a1', _score: 1 }).event)).toBe('file-event');
  });

  test('@metadata from Beats and Agent changes nothing', () => {
    const beat = { ...planted, '@metadata': { beat: 'filebeat', type: '_doc', version: '8.15.3' } };
    expect(interpret(beat)).toEqual({
      kind: 'document',
      document: { event: beat, envelope: beat },
    });
    expect(verdictOn(beat)).toBe('match');
  });

  test('a Kibana alert with nested and dotted keys is read in full', () => {
    const alert = {
      'kibana.alert.rule.name': 'System V Init Script Created',
      'kibana.alert.original_event.action': 'creation',
      'event.kind': 'signal',
      'event.category': ['file'],
      event: { action: 'creation' },
      'host.os.type': 'linux',
      file: { path: '/etc/init.d/x' },
      'file.name': 'x',
      process: { executable: '/tmp/x' },
    };
    const found = {
      _index: '.internal.alerts-security.alerts-default-000001',
      _id: 'a1',
      _source: alert,
    };
    expect(verdictOn(asDocument(found).event)).toBe('match');
  });
});

describe('an event is still an event with keys of responses', () => {
  test.each<[string, JsonObject]>([
    ['ECS error fields', { error: { message: 'no such file', code: '2', type: 'io' } }],
    ['an error and a message', { error: 'no such file', message: 'Endpoint file event' }],
    ['an error and a status', { error: { reason: 'x', type: 'y' }, status: 500, message: 'x' }],
    ['custom fields of Filebeat', { fields: { env: 'prod', 'file.path': '/tmp/other' } }],
    [
      'fields that look like those of a hit',
      { fields: { 'file.path': ['/tmp/other'] }, tags: ['x'] },
    ],
    ['a number of hits', { hits: 3 }],
    ['hits of another kind', { hits: { total: 3, sources: ['a'] } }],
    ['hits like those of a search', { hits: { total: 1, hits: [{ _source: {} }] } }],
    ['hits like those of EQL', { hits: { events: [] } }],
    ['responses', { responses: [{ status: 200 }] }],
    ['responses of Elastic Defend', { Responses: [{ action: { action: 'kill_process' } }] }],
    ['a response', { response: { hits: { hits: [] } } }],
    ['a result', { result: { error: 'x' } }],
    ['docs', { docs: ['a'] }],
    ['columns and values', { columns: ['a'], values: [['b']] }],
    ['is_running and is_partial', { is_running: true, is_partial: true }],
    ['took and timed_out', { took: 3, timed_out: true }],
    ['index and create', { index: { _index: 'x' }, create: {} }],
    ['the body of an update', { doc: { file: { path: '/tmp/x' } } }],
    ['columns', { columns: [{ name: 'file.path' }], rows: [] }],
  ])('%s', (_, keys) => {
    const odd = { ...planted, ...keys };
    expect(interpret(odd)).toEqual({ kind: 'document', document: { event: odd, envelope: odd } });
    expect(verdictOn(odd)).toBe('match');
    const dotted = { ...event(), ...keys };
    expect(interpret(dotted)).toEqual({
      kind: 'document',
      document: { event: dotted, envelope: dotted },
    });
  });

  test('an object with custom fields is not a hit unless all its keys are those of hits', () => {
    const odd = { fields: { a: 1 }, message: 'x' };
    expect(asDocument(odd).event).toBe(odd);
  });
});

describe('a _search response', () => {
  const hits = [hit('a1', planted), hit('a2', installed)];

  test('holds its hits', () => {
    const collection = collected(search(hits, eq(2)));
    expect(collection.documents.map(({ id }) => id)).toEqual(['a1', 'a2']);
    expect(collection.documents[0]).toEqual({ event: planted, envelope: hits[0], index, id: 'a1' });
    expect(verdicts(search(hits, eq(2)))).toEqual(both);
    expect(collection).toMatchObject({ issues: [], pages: [], hasResult: true });
  });

  test('may have a number as its total, as in old versions', () => {
    expect(collected(search(hits, 2)).issues).toEqual([]);
    expect(collected(search(hits, 7)).issues).toEqual([
      { kind: 'fewer-hits', hits: 2, total: 7, atLeast: false },
    ]);
  });

  test('without hits is a result', () => {
    expect(collected(search([], eq(0)))).toEqual({
      kind: 'collection',
      documents: [],
      aggregated: [],
      issues: [],
      pages: [],
      hasResult: true,
    });
  });

  test('with fewer hits than its total is incomplete', () => {
    expect(collected(search(hits, eq(11))).issues).toEqual([
      { kind: 'fewer-hits', hits: 2, total: 11, atLeast: false },
    ]);
  });

  test('of size 0 is incomplete', () => {
    expect(issuesOf(search([], eq(4)))).toEqual([
      { kind: 'fewer-hits', hits: 0, total: 4, atLeast: false },
    ]);
  });

  test('whose total is a lower bound may lack more', () => {
    expect(collected(search(hits, gte(10_000))).issues).toEqual([
      { kind: 'fewer-hits', hits: 2, total: 10_000, atLeast: true },
    ]);
    expect(collected(search(hits, gte(2))).issues).toEqual([
      { kind: 'fewer-hits', hits: 2, total: 2, atLeast: true },
    ]);
  });

  test('without a total cannot be checked', () => {
    expect(collected({ hits: { hits } }).issues).toEqual([{ kind: 'no-total', hits: 2 }]);
    expect(collected({ hits: { total: null, hits } }).issues).toEqual([
      { kind: 'no-total', hits: 2 },
    ]);
    expect(collected({ hits: { hits: [] } }).issues).toEqual([]);
  });

  test('that timed out is reported, and its hits are kept', () => {
    const late = search(hits, eq(2), { timed_out: true });
    expect(collected(late).issues).toEqual([{ kind: 'timed-out' }]);
    expect(verdicts(late)).toEqual(both);
  });

  test('with failed shards is reported with their number', () => {
    const broken = { total: 5, successful: 3, skipped: 0, failed: 2, failures: [{ shard: 1 }] };
    expect(collected(search(hits, eq(2), { _shards: broken })).issues).toEqual([
      { kind: 'shards-failed', failed: 2, total: 5 },
    ]);
    expect(collected(search(hits, eq(2), { _shards: { failed: 1 } })).issues).toEqual([
      { kind: 'shards-failed', failed: 1 },
    ]);
  });

  test('can have several issues at once', () => {
    const bad = search([], eq(2), { timed_out: true, _shards: { total: 2, failed: 1 } });
    expect(issuesOf(bad).map(({ kind }) => kind)).toEqual([
      'timed-out',
      'shards-failed',
      'fewer-hits',
    ]);
  });

  const sorted = hits.map((one, at) => ({ ...one, sort: [at] }));
  const sort = { first: [0], last: [1] };

  test.each<[string, JsonObject, readonly JsonValue[], JsonObject]>([
    ['by scroll', { _scroll_id: 'FGluY2' }, hits, { search: { kind: 'scroll', id: 'FGluY2' } }],
    [
      'by point in time',
      { pit_id: '46ToAw' },
      sorted,
      { search: { kind: 'pit', id: '46ToAw' }, sort },
    ],
    ['by search_after', {}, sorted, { sort }],
  ])('paged %s is checked together with its other pages', (_, more, page, facts) => {
    const collection = collected(search(page, gte(10_000), more));
    expect(collection.issues).toEqual([]);
    expect(collection.pages).toEqual([
      { hits: 2, total: 10_000, relation: 'gte', firstId: 'a1', ...facts },
    ]);
  });

  test('may be an empty last page', () => {
    const last = search([], eq(20), { _scroll_id: 'x' });
    expect(collected(last)).toMatchObject({
      issues: [],
      pages: [{ hits: 0, total: 20, relation: 'eq' }],
    });
  });

  test('reports elements that are not documents, and continues', () => {
    const odd = search([hits[0] ?? null, null, 'x', 7, [], hits[1] ?? null], eq(6));
    expect(verdicts(odd)).toEqual(both);
    expect(collected(odd).issues).toEqual([
      { kind: 'not-a-document', found: 'null' },
      { kind: 'not-a-document', found: 'a string' },
      { kind: 'not-a-document', found: 'a number' },
      { kind: 'not-a-document', found: 'an array' },
    ]);
  });

  test('may be reduced by filter_path', () => {
    expect(verdicts({ hits: { hits: [{ _source: planted }, { _source: installed }] } })).toEqual(
      both,
    );
  });

  test('may hold fields instead of sources', () => {
    const fields = event({ 'file.path': ['/etc/init.d/x'] });
    expect(verdicts(search([{ _index: index, _id: 'a1', fields }], eq(1)))).toEqual(['match']);
  });
});

describe('an _eql/search response', () => {
  const eql = (hits: JsonObject, more: JsonObject = {}): JsonObject => ({
    is_partial: false,
    is_running: false,
    took: 6,
    timed_out: false,
    hits,
    ...more,
  });
  const events = [
    { _index: index, _id: 'a1', _source: planted },
    { _index: index, _id: 'a2', _source: installed },
  ];

  test('holds its events', () => {
    const collection = collected(eql({ total: eq(2), events }));
    expect(collection.documents.map(({ id }) => id)).toEqual(['a1', 'a2']);
    expect(verdicts(eql({ total: eq(2), events }))).toEqual(both);
    expect(collection).toMatchObject({ issues: [], pages: [], hasResult: true });
  });

  test('holds the events of its sequences', () => {
    const sequences = [
      { join_keys: ['web-01'], events },
      { join_keys: ['web-02'], events: [events[0] ?? null] },
    ];
    const response = eql({ total: eq(2), sequences });
    expect(verdicts(response)).toEqual([...both, 'match']);
    expect(collected(response).issues).toEqual([]);
  });

  test('may have missing events in its sequences, which neither match nor are reported', () => {
    const missing = { _index: '', _id: '', missing: true };
    const response = eql({ total: eq(1), sequences: [{ events: [events[0] ?? null, missing] }] });
    expect(verdicts(response).filter((verdict) => verdict === 'match')).toHaveLength(1);
    expect(collected(response).issues).toEqual([]);
  });

  test('without events is a result', () => {
    expect(collected(eql({ total: eq(0), events: [] }))).toMatchObject({
      documents: [],
      issues: [],
      hasResult: true,
    });
  });

  test('with fewer events than its total is incomplete', () => {
    expect(collected(eql({ total: eq(3), events })).issues).toEqual([
      { kind: 'fewer-hits', hits: 2, total: 3, atLeast: false },
    ]);
  });

  test('with as many events as the default size causes a warning', () => {
    const ten = Array.from({ length: 10 }, () => events[0] ?? null);
    expect(collected(eql({ total: eq(10), events: ten })).issues).toEqual([
      { kind: 'default-size', hits: 10 },
    ]);
    expect(collected(eql({ total: gte(100), events: ten })).issues).toEqual([
      { kind: 'fewer-hits', hits: 10, total: 100, atLeast: true },
    ]);
  });

  test('that is partial or still running is reported', () => {
    for (const more of [
      { is_partial: true },
      { is_running: true },
      { is_partial: true, is_running: true },
    ]) {
      expect(collected(eql({ total: eq(2), events }, more)).issues).toEqual([{ kind: 'partial' }]);
    }
  });

  test('that timed out is reported', () => {
    expect(collected(eql({ total: eq(2), events }, { timed_out: true })).issues).toEqual([
      { kind: 'timed-out' },
    ]);
  });
});

describe('the response of an async search', () => {
  const around = { id: 'FmRldE8zREVEUzA2ZVpUeGs2ejJFUFEaMkZ5QTVrSTZSaVN3WlNFVmtlWHJsdzoxMDc=' };
  const inner = search([hit('a1', planted), hit('a2', installed)], eq(2));

  test('holds the response', () => {
    const done = { ...around, is_partial: false, is_running: false, response: inner };
    expect(verdicts(done)).toEqual(both);
    expect(collected(done)).toMatchObject({ issues: [], hasResult: true });
  });

  test('that is incomplete is reported, and its hits are kept', () => {
    const running = { ...around, is_partial: true, is_running: true, response: inner };
    expect(verdicts(running)).toEqual(both);
    expect(collected(running).issues).toEqual([{ kind: 'partial' }]);
  });

  test('without a result yet is partial, and not a document', () => {
    const running = { ...around, is_partial: true, is_running: true, start_time_in_millis: 1 };
    expect(collected(running)).toMatchObject({ documents: [], issues: [{ kind: 'partial' }] });
  });

  test('of ES|QL may only report that it is running', () => {
    expect(collected({ ...around, is_running: true })).toMatchObject({
      documents: [],
      issues: [{ kind: 'partial' }],
    });
  });

  test('that failed is an error', () => {
    const failed = {
      ...around,
      is_partial: true,
      is_running: false,
      error: { type: 'status_exception', reason: 'error while executing search' },
    };
    expect(collected(failed)).toMatchObject({
      documents: [],
      issues: [
        {
          kind: 'error-response',
          type: 'status_exception',
          reason: 'error while executing search',
        },
      ],
    });
  });

  test('has the issues of the inner response too', () => {
    const done = {
      ...around,
      is_partial: true,
      is_running: false,
      response: search([], eq(5), { _shards: { total: 3, failed: 1 } }),
    };
    expect(issuesOf(done).map(({ kind }) => kind)).toEqual([
      'partial',
      'shards-failed',
      'fewer-hits',
    ]);
  });

  test('of Kibana’s own search holds the raw response', () => {
    const kibana = { id: 'x', isPartial: false, isRunning: false, rawResponse: inner };
    expect(verdicts(kibana)).toEqual(both);
  });
});

describe('several responses in one', () => {
  const one = search([hit('a1', planted)], eq(1), { status: 200 });
  const other = search([hit('a2', installed)], eq(1), { status: 200 });
  const error = {
    error: { type: 'index_not_found_exception', reason: 'no such index [x]' },
    status: 404,
  };

  test('msearch: all responses are read', () => {
    expect(verdicts({ took: 9, responses: [one, other] })).toEqual(both);
    expect(collected({ took: 9, responses: [one, other] }).issues).toEqual([]);
  });

  test('msearch: an error among them is reported, and the others are kept', () => {
    const several = { took: 9, responses: [one, error, other] };
    expect(verdicts(several)).toEqual(both);
    expect(collected(several).issues).toEqual([
      {
        kind: 'error-response',
        type: 'index_not_found_exception',
        reason: 'no such index [x]',
        status: 404,
      },
    ]);
  });

  test('msearch: each is checked against its own total', () => {
    const short = search([hit('a1', planted)], eq(4));
    expect(collected({ responses: [short, other] }).issues).toEqual([
      { kind: 'fewer-hits', hits: 1, total: 4, atLeast: false },
    ]);
  });

  test('mget: all docs are read', () => {
    const docs = [hit('a1', planted), hit('a2', installed)];
    expect(verdicts({ docs })).toEqual(both);
  });

  test('an array: all responses are read', () => {
    expect(verdicts([one, other])).toEqual(both);
    expect(collected([one, error]).issues).toHaveLength(1);
  });
});

describe('an ES|QL response', () => {
  const names = [
    '@timestamp',
    'event.category',
    'event.action',
    'host.os.type',
    'file.path',
    'file.extension',
    'process.executable',
  ];
  const columns = names.map((name) => ({ name, type: name === '@timestamp' ? 'date' : 'keyword' }));
  const row = (path: string, executable: JsonValue): JsonValue[] => [
    '2025-03-11T02:14:09.441Z',
    'file',
    'creation',
    'linux',
    path,
    null,
    executable,
  ];
  const rows = [row('/etc/init.d/x', '/tmp/x'), row('/etc/init.d/y', '/usr/bin/dpkg')];
  const turned = names.map((_, at) => rows.map((cells) => cells[at] ?? null));

  test('is read row by row', () => {
    expect(verdicts({ took: 4, columns, values: rows })).toEqual(both);
    const { documents, issues } = collected({ columns, values: rows });
    expect(issues).toEqual([]);
    expect(documents[0]?.event).toEqual({
      '@timestamp': '2025-03-11T02:14:09.441Z',
      'event.category': 'file',
      'event.action': 'creation',
      'host.os.type': 'linux',
      'file.path': '/etc/init.d/x',
      'process.executable': '/tmp/x',
    });
    expect(documents[0]?.envelope).toEqual(documents[0]?.event);
  });

  test('is read column by column if it is columnar', () => {
    expect(collected({ columns, values: turned }).documents).toEqual(
      collected({ columns, values: rows }).documents,
    );
  });

  test('is read both ways if there are as many rows as columns', () => {
    const rows = names.map((_, at) => row(`/etc/init.d/${at}`, '/tmp/x'));
    const byColumn = names.map((_, column) => rows.map((cells) => cells[column] ?? null));
    const matches = names.map(() => 'match');
    for (const values of [rows, byColumn]) {
      expect(verdicts({ columns, values }).filter((verdict) => verdict === 'match')).toEqual(
        matches,
      );
    }
  });

  test('null is not a value, so a null executable excludes the event', () => {
    expect(verdicts({ columns, values: [row('/etc/init.d/x', null)] })).toEqual(['no-executable']);
    expect(verdicts({ columns, values: turned.map(() => [null]) })).toEqual(['file-event']);
  });

  test('a field with several values is an array', () => {
    const several = row('/etc/init.d/x', ['/tmp/x', '/usr/bin/dpkg']);
    expect(verdicts({ columns, values: [several] })).toEqual(['installer-executable']);
  });

  test('without rows is a result', () => {
    const empty = {
      ...{ kind: 'collection', documents: [], aggregated: [], issues: [], pages: [] },
      hasResult: true,
    };
    expect(collected({ columns, values: [] })).toEqual(empty);
    expect(collected({ columns, values: columns.map(() => []) })).toEqual(empty);
    expect(collected({ columns: [], values: [] })).toEqual(empty);
  });

  test('with METADATA holds hits', () => {
    const values = rows.map((cells, at) => [...cells, index, `a${at + 1}`]);
    const withMetadata = { columns: [...columns, { name: '_index' }, { name: '_id' }], values };
    expect(verdicts(withMetadata)).toEqual(both);
    const [first] = collected(withMetadata).documents;
    expect(first).toMatchObject({ index, id: 'a1' });
    expect(first?.event).not.toHaveProperty('_index');
    expect(first?.envelope).toEqual({ _index: index, _id: 'a1', _source: first?.event });
  });

  test('with _source holds whole documents and the other columns', () => {
    const table = {
      columns: ['_id', '_source', 'process.executable'].map((name) => ({ name })),
      values: [
        ['a1', planted, '/tmp/x'],
        ['a2', planted, '/usr/bin/dpkg'],
      ],
    };
    expect(verdicts(table)).toEqual(both);
    expect(collected(table).documents.map(({ id }) => id)).toEqual(['a1', 'a2']);
  });

  test('reports rows with the wrong number of cells', () => {
    const odd = { columns, values: [rows[0] ?? null, ['file'], null, rows[1] ?? null, 'x'] };
    expect(verdicts(odd)).toEqual(both);
    expect(collected(odd).issues.map(({ kind }) => kind)).toEqual([
      'not-a-document',
      'not-a-document',
      'not-a-document',
    ]);
  });

  test('with as many rows as the default limit causes a warning', () => {
    const thousand = Array.from({ length: 1_000 }, () => rows[1] ?? null);
    expect(collected({ columns, values: thousand }).issues).toEqual([
      { kind: 'default-size', hits: 1_000 },
    ]);
    expect(collected({ columns, values: thousand.slice(1) }).issues).toEqual([]);
  });

  test('that is partial is reported', () => {
    expect(collected({ columns, values: rows, is_partial: true }).issues).toEqual([
      { kind: 'partial' },
    ]);
  });

  test('a column named __proto__ is a field like any other', () => {
    const hostile = {
      columns: [{ name: '__proto__' }, { name: 'constructor' }, ...columns],
      values: [[{ 'file.path': '/etc/init.d/z' }, 'x', ...row('/tmp/x', '/tmp/x')]],
    };
    const [document] = collected(hostile).documents;
    expect(document && Object.keys(document.event)).toContain('__proto__');
    expect(document && Object.getPrototypeOf(document.event)).toBe(Object.prototype);
    expect(verdicts(hostile)).toEqual(['under-init-d']);
  });

  test('columns without a name are skipped', () => {
    const odd = {
      columns: [null, { type: 'keyword' }, ...columns],
      values: [[1, 2, ...(rows[0] ?? [])]],
    };
    expect(verdicts(odd)).toEqual(['match']);
  });

  test('of SQL has rows, and a cursor if there are more', () => {
    expect(verdicts({ columns, rows })).toEqual(both);
    expect(collected({ columns, rows }).issues).toEqual([]);
    const more = {
      columns,
      rows,
      cursor: 'sDXF1ZXJ5QW5kRmV0Y2gBAAAAAAAAAAEWWWdrRlVfSS1TbDYtcW9lc1FJNmlYdw==',
    };
    expect(verdicts(more)).toEqual(both);
    expect(collected(more).issues).toEqual([{ kind: 'partial' }]);
  });
});

describe('a bulk file', () => {
  test.each(['create', 'index', 'update', 'delete'] as const)('has %s actions', (operation) => {
    expect(interpret({ [operation]: { _index: index, _id: 'a1' } })).toEqual({
      kind: 'action',
      action: { index, id: 'a1' },
    });
    expect(interpret({ [operation]: {} })).toEqual({ kind: 'action', action: {} });
    expect(
      interpret({
        [operation]: { _index: index, routing: 'x', pipeline: 'y', retry_on_conflict: 3 },
      }),
    ).toEqual({ kind: 'action', action: { index } });
  });

  test.each<[string, JsonObject]>([
    ['two operations', { create: {}, index: {} }],
    ['another operation', { upsert: { _index: index } }],
    ['no metadata', { index: 'x' }],
    ['metadata with unknown keys', { index: { file: 'x' } }],
    ['a document with one key', { file: { path: '/etc/init.d/x' } }],
  ])('%s is not an action', (_, value) => expect(interpret(value).kind).toBe('document'));

  test('the body of an update is its doc', () => {
    const body = { doc: planted, detect_noop: false };
    expect(interpret(body)).toEqual({
      kind: 'document',
      document: { event: planted, envelope: body },
    });
    expect(verdictOn(asDocument({ doc: planted, doc_as_upsert: true }).event)).toBe('match');
  });

  test('the body of an update may be its upsert', () => {
    const body = { script: { source: 'ctx._source.count++' }, upsert: planted };
    expect(asDocument(body)).toEqual({ event: planted, envelope: body });
  });

  test('if the body has both, the doc takes precedence', () => {
    const body = { doc: { process: { executable: '/usr/bin/dpkg' } }, upsert: planted };
    expect(verdictOn(asDocument(body).event)).toBe('installer-executable');
  });

  test('a document without an index and id has those of its action', () => {
    const action = { index, id: 'a1' };
    expect(withAction(asDocument(planted), action)).toEqual({
      event: planted,
      index,
      id: 'a1',
    });
    const found = { _index: 'other', _id: 'a2', _source: planted };
    expect(withAction(asDocument(found), action)).toMatchObject({ index: 'other', id: 'a2' });
    expect(withAction(asDocument(planted), {}).index).toBeUndefined();
  });
});

describe('an error is neither an event nor a clean result', () => {
  test.each<[string, JsonObject, object]>([
    [
      'of Elasticsearch',
      {
        error: {
          root_cause: [
            { type: 'security_exception', reason: 'missing authentication credentials' },
          ],
          type: 'security_exception',
          reason: 'missing authentication credentials',
        },
        status: 401,
      },
      { type: 'security_exception', reason: 'missing authentication credentials', status: 401 },
    ],
    [
      'of Kibana',
      {
        statusCode: 401,
        error: 'Unauthorized',
        message: '[security_exception]: unable to authenticate',
      },
      { reason: '[security_exception]: unable to authenticate', status: 401 },
    ],
    [
      'of the cloud proxy',
      { ok: false, message: 'Unknown resource.' },
      { reason: 'Unknown resource.' },
    ],
    [
      'of an old version',
      { error: 'IndexMissingException[[x] missing]', status: 404 },
      {
        reason: 'IndexMissingException[[x] missing]',
        status: 404,
      },
    ],
    ['without a reason', { error: { type: 'x' } }, { type: 'x', reason: '{"type":"x"}' }],
    ['that is null', { error: null }, { reason: 'null' }],
  ])('%s', (_, value, expected) => {
    expect(collected(value)).toEqual({
      kind: 'collection',
      documents: [],
      aggregated: [],
      issues: [{ kind: 'error-response', ...expected }],
      pages: [],
      hasResult: false,
    });
  });
});

describe('values without events', () => {
  test.each<[string, JsonValue, string]>([
    ['null', null, 'null'],
    ['a string', '/etc/init.d/x', 'a string'],
    ['a number', 7, 'a number'],
    ['a boolean', true, 'a boolean'],
  ])('%s', (_, value, found) => expect(interpret(value)).toEqual({ kind: 'none', found }));

  test('an empty array has no documents, and is not a result from Elasticsearch', () => {
    expect(collected([])).toEqual({
      kind: 'collection',
      documents: [],
      aggregated: [],
      issues: [],
      pages: [],
      hasResult: false,
    });
  });

  test('an empty object is a document without fields', () => {
    expect(interpret({})).toEqual({ kind: 'document', document: { event: {}, envelope: {} } });
  });
});

describe('an array', () => {
  test('holds events and hits', () => {
    expect(verdicts([planted, hit('a2', installed)])).toEqual(both);
  });

  test('reports elements that are not documents', () => {
    const odd = [planted, 1, null, [], 'x', installed];
    expect(verdicts(odd)).toEqual(both);
    expect(collected(odd).issues).toEqual([
      { kind: 'not-a-document', found: 'a number' },
      { kind: 'not-a-document', found: 'null' },
      { kind: 'not-a-document', found: 'an array' },
      { kind: 'not-a-document', found: 'a string' },
    ]);
  });
});

test('arrays in an array are read', () => {
  expect(verdicts([[planted], [[installed]]])).toEqual(both);
});

describe('hostile keys', () => {
  const parse = (text: string) => JSON.parse(text) as JsonObject;

  test('__proto__ does not turn a document into a hit, a response or an error', () => {
    for (const text of [
      '{"__proto__":{"_source":{"file":{"path":"/etc/init.d/x"}}}}',
      '{"__proto__":{"hits":{"hits":[]}}}',
      '{"__proto__":{"error":"x"}}',
      '{"__proto__":{"doc":{"a":1}}}',
      '{"__proto__":[]}',
    ]) {
      const value = parse(text);
      expect(interpret(value)).toEqual({
        kind: 'document',
        document: { event: value, envelope: value },
      });
    }
  });

  test('__proto__ in a source or in fields remains a key', () => {
    const document = asDocument(
      parse('{"_source":{"__proto__":{"a":1}},"fields":{"__proto__":{"b":2}}}'),
    );
    expect(Object.keys(document.event)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(document.event)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  test('__proto__ and constructor are not bulk operations', () => {
    expect(interpret(parse('{"__proto__":{"_index":"x"}}')).kind).toBe('document');
    expect(interpret({ constructor: { _index: 'x' } }).kind).toBe('document');
  });
});
