import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '#dist/cli/parse.js';
import { queryBody } from '#dist/command/query.js';
import { revisions } from '#dist/rule/revisions.js';
import { root, temporaryDirectory } from './run.js';

// The types of Elastic's official client say what Elasticsearch accepts and returns. The compiler holds JSON to them: it is
// valid TypeScript, and in a literal no unknown key and no unknown word passes.

const client = path.join(root, 'node_modules/@elastic/elasticsearch/index.js');
const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2023', '--types', 'node'];
const modules = ['--module', 'nodenext', '--typeRoots', path.join(root, 'node_modules/@types')];

/** JSON, and the type of the client that it should have. */
type Typed = readonly [name: string, type: string, json: string];

/** The names of those values that do not have their types, with the compiler's messages. */
async function mistyped(values: readonly Typed[]): Promise<Record<string, string[]>> {
  const lines = values.map(([, type, json], at) => {
    const oneLine = JSON.stringify(JSON.parse(json));
    return `export const value${at}: ${type} = ${oneLine};`;
  });
  const source = [`import type { estypes } from ${JSON.stringify(client)};`, ...lines, ''];
  const folder = temporaryDirectory({ 'values.mts': source.join('\n') });
  const args = [compiler, ...options, ...modules, path.join(folder, 'values.mts')];
  const found: Record<string, string[]> = {};
  try {
    await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 1 << 26 });
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    if (stdout === undefined || stdout === '') throw error;
    for (const [, line = '', message = ''] of stdout.matchAll(/values\.mts\((\d+),\d+\): (.*)/g)) {
      const name = values[Number(line) - 2]?.[0] ?? 'the client';
      found[name] = [...(found[name] ?? []), message];
    }
    if (Object.keys(found).length === 0) throw new Error(stdout);
  }
  return found;
}

const read = (file: string): string => readFileSync(path.join(root, 'fixtures', file), 'utf8');

const linesOf = (file: string): string[] => read(file).trimEnd().split('\n');

/** A member of a JSON object, as JSON. */
const member = (json: string, key: string): string =>
  JSON.stringify((JSON.parse(json) as Record<string, unknown>)[key]);

const search = 'estypes.SearchResponse<object, object>';
const eql = 'estypes.EqlSearchResponse<object>';
const hit = 'estypes.SearchHit<object>';

// The client's types are of version 9: there, ES|QL always says how long it took, and hits have no type.
const hitBefore8 = `${hit} & { _type: '_doc' }`;
const hitsBefore8 = `Omit<estypes.SearchHitsMetadata<object>, 'hits'> & { hits: (${hitBefore8})[] }`;
const searchBefore8 = `Omit<${search}, 'hits'> & { hits: ${hitsBefore8} }`;
const esqlBefore9 = "Omit<estypes.EsqlEsqlResult, 'took' | 'is_partial'>";
// They do not know that a column of METADATA _source holds objects.
const esqlWithSource = `Omit<${esqlBefore9}, 'values'> & { values: (estypes.FieldValue | object)[][] }`;

/** The files of responses, with their types. */
const files: readonly (readonly [file: string, type: string])[] = [
  ['shapes/search-response.json', search],
  ['shapes/search-response-old.json', searchBefore8],
  ['shapes/search-response-pretty.json', search],
  ['broken/failed-shards.json', search],
  ['broken/fewer-hits.json', search],
  ['broken/more-than-counted.json', search],
  ['broken/timed-out.json', search],
  ['shapes/async-response.json', 'estypes.AsyncSearchGetResponse<object>'],
  ['shapes/msearch-response.json', 'estypes.MsearchResponse<object>'],
  ['broken/msearch-error.json', 'estypes.MsearchResponse<object>'],
  ['shapes/mget-response.json', 'estypes.MgetResponse<object>'],
  ['shapes/eql-response.json', eql],
  ['shapes/eql-sequences.json', eql],
  ['broken/partial-response.json', eql],
  ['shapes/esql-response.json', 'estypes.EsqlEsqlResult'],
  ['shapes/esql-columnar.json', esqlBefore9],
  ['shapes/esql-metadata.json', esqlWithSource],
  ['shapes/sql-response.json', 'estypes.SqlQueryResponse'],
  ['broken/sql-cursor.json', 'estypes.SqlQueryResponse'],
  ['broken/error-response.json', 'estypes.ErrorResponseBase'],
];

/** The files of hits and pages, one per line. */
const lineFiles: readonly (readonly [file: string, type: string])[] = [
  ['shapes/scroll-pages.ndjson', 'estypes.ScrollResponse<object>'],
  ['shapes/hits.ndjson', hit],
  ['shapes/fields-hits.ndjson', hit],
  ['shapes/source-and-fields.ndjson', hit],
  ['shapes/elasticdump.ndjson', hitBefore8],
];

const kibana = 'shapes/kibana-search-response.json';

const responses: readonly Typed[] = [
  ...files.map(([file, type]): Typed => [file, type, read(file)]),
  ...lineFiles.flatMap(([file, type]) => linesOf(file).map((line): Typed => [file, type, line])),
  [kibana, search, member(read(kibana), 'rawResponse')],
  ...['shapes/bulk.ndjson', 'shapes/bulk-update.ndjson'].flatMap((file) =>
    linesOf(file)
      .filter((line) => /^\{"(?:create|index|update|delete)":/.test(line))
      .map((line): Typed => [file, 'estypes.BulkOperationContainer', line]),
  ),
];

describe('the official client’s types', () => {
  it('let what they describe pass, and nothing else', async () => {
    const query = '{"index":"a","query":"any where true"}';
    const found = await mistyped([
      ['right', 'estypes.EqlSearchRequest', query],
      ['unknown key', 'estypes.EqlSearchRequest', '{"index":"a","queri":"any where true"}'],
      ['unknown word', 'estypes.SearchTotalHits', '{"value":1,"relation":"equal"}'],
      ['unknown clause', 'estypes.QueryDslQueryContainer', '{"ranges":{}}'],
    ]);
    expect(Object.keys(found)).toEqual(['unknown key', 'unknown word', 'unknown clause']);
  });

  it('accept every request that query prints', async () => {
    const commands = [
      [],
      ['--from', 'now-7d', '--to', 'now', '--size', '500'],
      [
        '--from',
        '2026-01-01T00:00:00Z',
        '--exceptions',
        path.join(root, 'fixtures/exceptions/web-servers.ndjson'),
      ],
      ...revisions.map(({ rule }) => ['--rule-version', rule.identity.label]),
    ];
    const requests = commands.map((args): Typed => {
      const invocation = parseCommandLine(['query', ...args], '1.2.3');
      if ('text' in invocation) throw new Error(invocation.text);
      return [
        args.join(' '),
        "Omit<estypes.EqlSearchRequest, 'index'>",
        queryBody(invocation.args),
      ];
    });
    expect(await mistyped(requests)).toEqual({});
  });

  it('describe the responses among the fixtures', async () => {
    expect(await mistyped(responses)).toEqual({});
  });
});
