import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { asDocument } from '#dist/export/document.js';
import type { JsonObject } from '#dist/json/value.js';
import { normalized } from '#dist/report/normalized.js';
import { root, run, temporaryDirectory } from '../e2e/run.js';

const nothing = {
  time: null,
  host: null,
  hostId: null,
  user: null,
  userId: null,
  actions: [],
  path: null,
  originalPath: null,
  fileKind: null,
  fileSize: null,
  sha256: null,
  executable: null,
  processName: null,
  pid: null,
  commandLine: null,
  entityId: null,
  parentExecutable: null,
  parentName: null,
  parentEntityId: null,
  eventId: null,
};

const nested: JsonObject = {
  '@timestamp': '2026-03-02T04:11:09.5121993Z',
  event: { id: 'e', action: ['fork', 'exec'] },
  host: { name: 'web-01', id: 'h' },
  user: { name: 'root', id: 0 },
  file: {
    path: '/etc/init.d/x',
    size: 17,
    hash: { sha256: 'abc' },
    Ext: { original: { path: '/tmp/x' }, header_bytes: '23212f62696e2f7368' },
  },
  process: {
    executable: '/usr/bin/mv',
    name: 'mv',
    pid: 7,
    command_line: 'mv a b',
    entity_id: 'p',
    parent: { executable: '/usr/bin/sh', name: 'sh', entity_id: 'q' },
  },
};

const expected = {
  time: '2026-03-02T04:11:09.512Z',
  host: 'web-01',
  hostId: 'h',
  user: 'root',
  userId: '0',
  actions: ['fork', 'exec'],
  path: '/etc/init.d/x',
  originalPath: '/tmp/x',
  fileKind: 'script',
  fileSize: 17,
  sha256: 'abc',
  executable: '/usr/bin/mv',
  processName: 'mv',
  pid: 7,
  commandLine: 'mv a b',
  entityId: 'p',
  parentExecutable: '/usr/bin/sh',
  parentName: 'sh',
  parentEntityId: 'q',
  eventId: 'e',
};

/** An event with dotted names, its values in arrays: as in the fields form of a hit. */
function fieldsForm(event: JsonObject, prefix = ''): JsonObject {
  return Object.fromEntries(
    Object.entries(event).flatMap(([key, value]): [string, JsonObject[string]][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(fieldsForm(value as JsonObject, `${prefix}${key}.`))
        : [[`${prefix}${key}`, Array.isArray(value) ? value : [value]]],
    ),
  );
}

describe('a normalized event', () => {
  test.each([
    ['nested fields', nested],
    ['dotted fields in arrays', fieldsForm(nested)],
    ['a hit', { _index: 'i', _source: nested }],
    ['a hit in the fields form', { _index: 'i', fields: fieldsForm(nested) }],
  ])('is the same for %s', (_, document) => {
    expect(normalized(asDocument(document).event)).toEqual(expected);
  });

  test('has all members of an event that says nothing', () => {
    expect(normalized({})).toEqual(nothing);
  });

  test.each<[string, JsonObject, object]>([
    ['a time that is no date', { '@timestamp': 'yesterday' }, {}],
    ['a number that is none', { process: { pid: 'x' }, file: { size: 1.5 } }, {}],
    ['a number beyond what JavaScript holds', { process: { pid: '90071992547409930' } }, {}],
    ['an empty text', { user: { name: '' } }, {}],
    ['several values', { file: { path: ['/a', '/b'] } }, { path: '/a' }],
    ['another name of the host', { host: { hostname: 'db' } }, { host: 'db' }],
  ])('of %s', (_, event, changes) => {
    expect(normalized(event)).toEqual({ ...nothing, ...changes });
  });
});

test('the README names all members', () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const start = readme.indexOf('`normalized` what it says');
  const section = readme.slice(start, readme.indexOf('```', start));
  const named = [...section.matchAll(/`(\w+)`/g)].map(([, name]) => name).slice(1);
  expect(new Set(named)).toEqual(new Set(Object.keys(nothing)));
});

test('a report can be scanned: what it repeats of an event is no mention outside of it', async () => {
  const report = await run(['-f', 'json', '-q', 'fixtures/shapes/hits.ndjson']);
  const again = await run(['-f', 'none', '-'], { stdin: report.stdout });
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('complete: all input') });
  const changed = report.stdout.replace(/("normalized":.*?"path":")[^"]*/, '$1/etc/init.d/other');
  const directory = temporaryDirectory({ 'report.json': changed });
  const { code, stderr } = await run(['-f', 'none', `${directory}/report.json`]);
  expect(code).toBe(2);
  expect(stderr).toContain('/matches/0/normalized/path');
});
