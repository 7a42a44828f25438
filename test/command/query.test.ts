import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dateMath, parseDate } from '#dist/filter/date-math.js';
import { MatchFilter } from '#dist/filter/match-filter.js';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { plantedEvent, root, run, shell, temporaryDirectory } from '../e2e/run.js';
import { forbiddenIn } from '../report/forbidden.js';
import { type Expression, parseEql } from '../rule/eql-parser.js';

/** All values of a field, however a document nests it. */
function valuesOf(document: JsonValue, field: string, name = ''): string[] {
  if (document === null) return [];
  if (Array.isArray(document)) return document.flatMap((one) => valuesOf(one, field, name));
  if (typeof document !== 'object') return name === field ? [String(document)] : [];
  return Object.entries(document).flatMap(([key, value]) =>
    valuesOf(value as JsonValue, field, name === '' ? key : `${name}.${key}`),
  );
}

function glob(pattern: string, flags: string): RegExp {
  const plain = pattern.replace(/[.+^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`^${plain.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, flags);
}

/** Evaluates an EQL expression as Elasticsearch does. */
function holds(expression: Expression, document: JsonObject): boolean {
  if ('and' in expression) return expression.and.every((part) => holds(part, document));
  if ('or' in expression) return expression.or.some((part) => holds(part, document));
  if ('not' in expression) return !holds(expression.not, document);
  const { field, operator, values: expected } = expression;
  const values = valuesOf(document, field);
  if (expected === undefined) return values.length === 0;
  const flags: Readonly<Record<string, string>> = { ':': 'is', like: 's' };
  return values.some((value) =>
    expected.some((one) =>
      flags[operator] === undefined ? value === one : glob(one, flags[operator]).test(value),
    ),
  );
}

type Dsl = Readonly<Record<string, unknown>>;

/** Evaluates the request's Query DSL as Elasticsearch does. */
function selects(query: Dsl, document: JsonObject, now: number): boolean {
  const [[clause, body] = ['', {}]] = Object.entries(query) as [string, Dsl][];
  const [[field, expected] = ['', undefined]] = Object.entries(body);
  const values = valuesOf(document, field);
  switch (clause) {
    case 'bool': {
      const { filter = [], must_not = [], should = [] } = body as Record<string, Dsl[]>;
      return (
        filter.every((one) => selects(one, document, now)) &&
        !must_not.some((one) => selects(one, document, now)) &&
        (should.length === 0 || should.some((one) => selects(one, document, now)))
      );
    }
    case 'exists':
      return valuesOf(document, String(expected)).length > 0;
    case 'term':
      return values.includes(String(expected));
    case 'terms':
      return values.some((value) => (expected as string[]).includes(value));
    case 'wildcard':
      return values.some((value) => glob((expected as { value: string }).value, 's').test(value));
    case 'range': {
      const { gte, lte } = expected as { gte: string; lte: string };
      const from = dateMath(gte, now, false) ?? Number.NaN;
      const to = dateMath(lte, now, true) ?? Number.NaN;
      return values
        .map((value) => parseDate(value) ?? Number.NaN)
        .some((time) => time >= from && time <= to);
    }
    case 'nested': {
      const { path: parent, query: inner } = body as { path: string; query: Dsl };
      const keys = parent.split('.');
      return objectsUnder(document, keys).some((object) => {
        const alone = keys.reduceRight<JsonValue>((value, key) => ({ [key]: value }), object);
        return selects(inner, alone as JsonObject, now);
      });
    }
    default:
      throw new TypeError(`no such clause: ${clause}`);
  }
}

function objectsUnder(node: JsonValue | undefined, [key, ...rest]: readonly string[]): JsonValue[] {
  if (node === undefined || node === null || typeof node !== 'object') return [];
  if (Array.isArray(node)) {
    return node.flatMap((one) => objectsUnder(one, key === undefined ? [] : [key, ...rest]));
  }
  return key === undefined ? [node] : objectsUnder((node as JsonObject)[key], rest);
}

const webServers = path.join(root, 'fixtures/exceptions/web-servers.ndjson');

describe('query', () => {
  it('prints a request body with the rule, a size, and the rule’s time window', async () => {
    const { code, stdout, stderr } = await run(['query']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const ends = { gte: 'now-9m', format: 'strict_date_optional_time||epoch_millis' };
    expect(JSON.parse(stdout)).toEqual({
      query: (await run(['rule', '--format', 'eql'])).stdout.trimEnd(),
      size: 10000,
      filter: {
        bool: {
          filter: [
            {
              bool: {
                should: [
                  { range: { 'event.ingested': ends } },
                  {
                    bool: {
                      filter: [{ range: { '@timestamp': ends } }],
                      must_not: [{ exists: { field: 'event.ingested' } }],
                    },
                  },
                ],
                minimum_should_match: 1,
              },
            },
          ],
        },
      },
    });
  });

  it('adds exceptions to the filter, except expired ones', async () => {
    const { stdout } = await run([
      'query',
      '--exceptions',
      webServers,
      '--size',
      '50',
      '--to',
      'now/d',
    ]);
    const body = JSON.parse(stdout);
    expect(body.size).toBe(50);
    expect(body.filter.bool.filter[0].bool.should[0].range['event.ingested'].lte).toBe('now/d');
    expect(body.filter.bool.must_not).toEqual([
      {
        bool: {
          filter: [
            { terms: { 'host.os.type': ['linux'] } },
            { term: { 'user.name': 'ansible' } },
            {
              wildcard: {
                'process.command_line': { value: '*/AnsiballZ_*.py', case_insensitive: false },
              },
            },
          ],
        },
      },
      {
        bool: {
          filter: [
            {
              terms: {
                'process.executable': ['/opt/monitor/bin/setup', '/opt/monitor/bin/update'],
              },
            },
            {
              nested: {
                path: 'file.Ext.code_signature',
                query: {
                  bool: {
                    filter: [
                      { term: { 'file.Ext.code_signature.subject_name': 'Monitor GmbH' } },
                      { term: { 'file.Ext.code_signature.trusted': 'true' } },
                    ],
                  },
                },
                ignore_unmapped: true,
              },
            },
          ],
        },
      },
    ]);
  });

  it.each([
    [['--from', 'yesterday'], /--from yesterday: not a date or date math\nhint: .*now-9m/],
    [['--from', 'now', '--to', 'now-1d'], /ends before it begins/],
    [['--size', '0'], /at least 1/],
    [['--exceptions', 'fixtures/exceptions/value-list.ndjson'], /“All administrators”/],
  ])('rejects %j', async (args, message) => {
    const { code, stdout, stderr } = await run(['query', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('selects in Elasticsearch what scan reports here', async () => {
    const extra = JSON.stringify({
      item_id: 'x',
      list_id: 'x',
      name: 'not root, with a path, on Linux or macOS',
      os_types: ['linux', 'macos'],
      entries: [
        { field: 'user.name', operator: 'excluded', type: 'match', value: 'root' },
        { field: 'user.name', operator: 'excluded', type: 'match_any', value: ['app', 'ansible'] },
        { field: 'file.owner', operator: 'included', type: 'exists' },
        { field: 'file.owner', operator: 'excluded', type: 'wildcard', value: 'r*' },
        { field: 'file.group', operator: 'excluded', type: 'exists' },
      ],
    });
    const folder = temporaryDirectory({ 'extra.ndjson': extra });
    const exceptions = [webServers, path.join(folder, 'extra.ndjson')];
    const window = { from: '2026-03-01||/M', to: '2026-03-02' };
    const { stdout } = await run(
      ['query', '--from', window.from, '--to', window.to].concat(
        exceptions.flatMap((file) => ['--exceptions', file]),
      ),
    );
    const body = JSON.parse(stdout);
    const { category, where } = parseEql(body.query);
    const now = Date.parse('2026-03-05T00:00:00Z');
    const filter = new MatchFilter(
      { ...window, indices: [], baselines: [], exceptions },
      defaultRule.identity.indexPatterns,
      now,
    );
    const signed = (...code_signature: object[]): object => ({
      process: { executable: '/opt/monitor/bin/setup' },
      file: { path: '/etc/init.d/monitor', Ext: { code_signature } },
    });
    const vendor = { subject_name: 'Monitor GmbH', trusted: true };
    const ansible = {
      executable: '/usr/bin/python3',
      command_line: 'python3 /tmp/AnsiballZ_copy.py',
    };
    const table: readonly (readonly [object, boolean])[] = [
      [{}, true],
      [{ '@timestamp': '2026-03-02T23:59:59.999Z' }, true],
      [{ '@timestamp': '2026-03-03T00:00:00Z' }, false],
      [{ '@timestamp': '2026-02-28T23:59:59.999Z' }, false],
      [{ '@timestamp': '2026-01-01', 'event.ingested': '2026-03-01' }, true],
      [{ 'event.ingested': '2026-01-01' }, false],
      [{ user: { name: 'ansible' }, process: ansible }, false],
      [{ user: { name: 'Ansible' }, process: ansible }, true],
      [{ user: { name: 'ansible' } }, true],
      [{ user: { name: ['app', 'ansible'] }, process: ansible }, false],
      [signed(vendor), false],
      [signed({ subject_name: 'Eve' }, vendor), false],
      [signed({ ...vendor, trusted: false }, { subject_name: 'Eve', trusted: true }), true],
      [{ user: { name: 'eve' }, 'file.owner': 'eve' }, false],
      [{ user: { name: 'eve' }, 'file.owner': 'root' }, true],
      [{ user: {}, 'file.owner': 'eve' }, false],
      [{ user: { name: 'eve' }, 'file.owner': 'eve', 'file.group': 'eve' }, true],
      [{ user: { name: 'eve' } }, true],
      [{ user: { name: ['root', 'eve'] }, 'file.owner': 'eve' }, true],
      [{ process: { executable: '/usr/bin/dpkg' } }, false],
      [{ process: { name: 'bash' } }, false],
      [{ file: { path: '/ETC/init.d/x' } }, true],
      [{ file: { path: '/etc/init.d/filebeat' } }, false],
      [{ file: { path: '/etc/init.d/x', extension: 'swp' } }, false],
      [{ file: { path: '/etc/cron.d/x' } }, false],
      [{ host: { os: { type: 'windows' } } }, false],
    ];
    for (const [changes, expected] of table) {
      const event = plantedEvent(changes as Record<string, unknown>) as JsonObject;
      const inElasticsearch =
        valuesOf(event, 'event.category').includes(category) &&
        holds(where, event) &&
        selects(body.filter, event, now);
      const here =
        evaluate(defaultRule.clauses, event).outcome === 'match' &&
        filter.check({ event }) === undefined;
      expect([changes, here, inElasticsearch]).toEqual([changes, expected, expected]);
    }
  });

  it('gets a response that scan can read, with a warning or problem if it may lack events', async () => {
    const event = (id: number): object => ({ _index: 'i', _id: `${id}`, _source: plantedEvent() });
    const answer = (count: number, more: object = {}): string =>
      JSON.stringify({
        is_partial: false,
        is_running: false,
        took: 3,
        timed_out: false,
        hits: {
          total: { value: count, relation: 'eq' },
          events: Array.from({ length: count }, (_, id) => event(id)),
        },
        ...more,
      });
    const three = await run([], { stdin: answer(3) });
    expect({ code: three.code, matches: three.lines.length }).toEqual({ code: 1, matches: 3 });
    const failed = await run([], { stdin: answer(3, { shard_failures: [{ shard: 0 }] }) });
    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(/problem: the search failed on 1 shard/);
    const full = await run(['-f', 'none'], { stdin: answer(10_000) });
    expect(full.stderr).toMatch(/warning: .*10000 documents.*there may be more/);
  });

  it('has no text from exception lists that a terminal or CI runner would obey', async () => {
    const value = '##[error]x\u009b31m\u202e\u001b[2J';
    const entry = { field: 'user.name', operator: 'included', type: 'match', value };
    const item = { type: 'simple', item_id: 'i', list_id: 'l', name: value, entries: [entry] };
    const folder = temporaryDirectory({ 'list.ndjson': `${JSON.stringify(item)}\n` });
    const { code, stdout } = await run(['query', '--exceptions', 'list.ndjson'], { cwd: folder });
    expect(code).toBe(0);
    expect(forbiddenIn(stdout, { newlines: true })).toEqual([]);
    expect(stdout).not.toContain('##[');
    expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(value));
  });

  it('can be piped to Elasticsearch, and the response to scan', async () => {
    const hit = JSON.stringify({ _index: 'i', _id: '1', _source: plantedEvent() });
    const answer = { took: 1, timed_out: false, hits: { events: [JSON.parse(hit)] } };
    const folder = temporaryDirectory({ 'answer.json': JSON.stringify(answer) });
    const { stdout } = await shell(
      '$SCAN query --from now-30d | (cat > body.json; cat answer.json) | $SCAN -q || test $? = 1',
      folder,
    );
    expect(stdout).toBe(`${hit}\n`);
    expect(JSON.parse(readFileSync(path.join(folder, 'body.json'), 'utf8'))).toHaveProperty(
      'query',
    );
  });
});
