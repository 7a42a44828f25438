// Generates clean exports: events that the rule does not match, in the formats and shapes that people export.

import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { tar, zip } from '../input/archives.js';
import { csv, formats, utf16, type Writer, zstdFrame } from '../scan/formats.js';

/** An event with dotted fields. */
type Fields = Readonly<Record<string, unknown>>;

const index = '.ds-logs-endpoint.events.file-default-2026.03.01-000001';

const common = (dataset: string): Fields => ({
  '@timestamp': '2026-03-02T04:11:09.512Z',
  'agent.type': 'endpoint',
  'data_stream.dataset': `endpoint.events.${dataset}`,
  'event.module': 'endpoint',
  'host.name': 'web-01',
  'host.os.type': 'linux',
});

/** What an attacker, or an administrator, types that mentions the path. */
const commands = fc.constantFrom(
  ...['cat /etc/init.d/ssh', '/etc/init.d/ssh restart', 'sh -c "vi /etc/init.d/README"', 'ls'],
  ...['grep -r \'{"file":{"path":"/etc/init.d/x"}}\' /var/log', 'echo [1, 2] | tee a\tb'],
);

const fileEvent: fc.Arbitrary<Fields> = fc
  .record({
    path: fc.constantFrom('/var/log/a.log', '/tmp/b c', '/etc/cron.d/x', '/host/etc/init.d/x'),
    action: fc.constantFrom('creation', 'deletion', 'rename', 'overwrite'),
    command: commands,
  })
  .map(({ path, action, command }) => ({
    ...common('file'),
    'event.category': ['file'],
    'event.action': action,
    'file.path': path,
    'file.name': path.slice(path.lastIndexOf('/') + 1),
    'process.name': 'bash',
    'process.executable': '/usr/bin/bash',
    'process.command_line': command,
  }));

/** Events of init scripts that the rule excludes, or that do not create one. */
const harmless: fc.Arbitrary<Fields> = fc
  .constantFrom(
    ['creation', '/etc/init.d/ssh.dpkg-new', 'dpkg', '/usr/bin/dpkg'],
    ['rename', '/etc/init.d/ssh', 'dpkg', '/usr/bin/dpkg'],
    ['creation', '/etc/init.d/docker', 'rpm', '/usr/bin/rpm'],
    ['creation', '/etc/init.d/filebeat', 'sh', '/usr/bin/dash'],
    ['deletion', '/etc/init.d/old', 'rm', '/usr/bin/rm'],
    ['creation', '/etc/init.d/x', 'sh', '/nix/store/abc/bin/sh'],
  )
  .map(([action, path = '', name, executable]) => ({
    ...common('file'),
    'event.category': ['file'],
    'event.action': action,
    'file.path': path,
    'file.name': path.slice(path.lastIndexOf('/') + 1),
    'process.name': name,
    'process.executable': executable,
  }));

const processEvent: fc.Arbitrary<Fields> = commands.map((command) => ({
  ...common('process'),
  'event.category': ['process'],
  'event.action': 'exec',
  'process.name': 'bash',
  'process.executable': '/usr/bin/bash',
  'process.args': command.split(' '),
  'process.command_line': command,
}));

const networkEvent: fc.Arbitrary<Fields> = commands.map((command) => ({
  ...common('network'),
  'event.category': ['network'],
  'event.action': 'connection_attempted',
  'destination.ip': '10.0.0.7',
  'process.name': 'curl',
  'process.executable': '/usr/bin/curl',
  'process.command_line': command,
}));

/** Events of all kinds, the first of which is a file event. Kibana would not show the others by themselves. */
const events: fc.Arbitrary<readonly Fields[]> = fc
  .tuple(
    fc.oneof(fileEvent, harmless),
    fc.array(fc.oneof(fileEvent, harmless, processEvent, networkEvent), { maxLength: 5 }),
  )
  .map(([first, rest]) => [first, ...rest].map((one, at) => ({ ...one, 'event.id': `e${at}` })));

type Node = { [key: string]: unknown };

/** An event with nested fields. */
function nested(fields: Fields): Node {
  const root: Node = {};
  for (const [name, value] of Object.entries(fields)) {
    const keys = name.split('.');
    const last = keys.pop() ?? '';
    let node = root;
    for (const key of keys) {
      node[key] ??= {};
      node = node[key] as Node;
    }
    node[last] = value;
  }
  return root;
}

const lines = (values: readonly unknown[]): Buffer =>
  Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const hit = (event: object, at: number): object => ({
  ...{ _index: index, _id: `id${at}`, _score: 1 },
  _source: event,
});

const searchOf = (hits: readonly object[]): object => ({
  ...{ took: 3, timed_out: false, _shards: { total: 2, successful: 2, skipped: 0, failed: 0 } },
  hits: { total: { value: hits.length, relation: 'eq' }, max_score: 1, hits },
});

/** The columns and rows of events with dotted fields. */
function tableOf(events: readonly Fields[]): [columns: string[], rows: unknown[][]] {
  const columns = [...new Set([...events.flatMap(Object.keys), 'file.path', 'process.executable'])];
  return [columns, events.map((event) => columns.map((name) => event[name] ?? null))];
}

const typed = (columns: readonly string[]): object[] =>
  columns.map((name) => ({ name, type: 'keyword' }));

const more: Readonly<Record<string, Writer>> = {
  'a hit per line': (events) => lines(events.map(hit)),
  'a hit with fields per line': (events) =>
    lines(
      events.map((event, at) => ({
        ...{ _index: index, _id: `id${at}` },
        fields: Object.fromEntries(
          Object.entries(event).map(([key, value]) => [key, [value].flat()]),
        ),
      })),
    ),
  'a bulk file': (events) =>
    lines(events.flatMap((event, at) => [{ create: { _index: index, _id: `id${at}` } }, event])),
  'a bulk file of updates': (events) =>
    lines(events.flatMap((doc, at) => [{ update: { _index: index, _id: `id${at}` } }, { doc }])),
  'an array of hits': (events) => json(events.map(hit)),
  'an old search response': (events) =>
    json({ took: 1, timed_out: false, hits: { total: events.length, hits: events.map(hit) } }),
  'a multi-get response': (events) =>
    json({ docs: events.map((event, at) => ({ ...hit(event, at), found: true })) }),
  'a multi-search response': (events) =>
    json({ took: 1, responses: [searchOf([]), searchOf(events.map(hit))] }),
  'an async response': (events) =>
    json({ id: 'x', is_partial: false, is_running: false, response: searchOf(events.map(hit)) }),
  "Kibana's search response": (events) =>
    json({ id: 'x', rawResponse: searchOf(events.map(hit)), isPartial: false, isRunning: false }),
  'an empty response after another': (events) => lines([searchOf(events.map(hit)), searchOf([])]),
  'a search response per line': (events) =>
    lines(events.map((event, at) => searchOf([hit(event, at)]))),
  'a scroll in pages': (events) =>
    lines(
      events.map((event, at) => ({
        _scroll_id: 'abc',
        ...{ took: 3, timed_out: false },
        hits: { total: { value: events.length, relation: 'eq' }, hits: [hit(event, at)] },
      })),
    ),
};

/** Formats of tables, for events with dotted fields. */
const tables: Readonly<Record<string, Writer>> = {
  'an ES|QL response': (events) => {
    const [columns, values] = tableOf(events as Fields[]);
    return json({ took: 3, is_partial: false, columns: typed(columns), values });
  },
  'an SQL response': (events) => {
    const [columns, rows] = tableOf(events as Fields[]);
    return json({ columns: typed(columns), rows });
  },
  "OpenSearch's SQL response": (events) => {
    const [columns, datarows] = tableOf(events as Fields[]);
    return json({ schema: typed(columns), datarows, total: datarows.length, status: 200 });
  },
  'CSV of Kibana': csv,
  'TSV of Elasticsearch': (events) => {
    const [columns, rows] = tableOf(events as Fields[]);
    const cell = (value: unknown): string =>
      value === null ? '' : [value].flat().join(',').replaceAll('\t', '\\t');
    return Buffer.from([columns, ...rows].map((row) => `${row.map(cell).join('\t')}\n`).join(''));
  },
};

/** A clean export. */
export interface CleanExport {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether the format is one about which there is always a warning. */
  readonly isText: boolean;
}

const shapes: Readonly<Record<string, Writer>> = { ...formats, ...more };

type Encoding = readonly [name: string, encode: (bytes: Uint8Array) => Uint8Array];

const encodings: readonly Encoding[] = [
  ['gzip', (bytes) => gzipSync(bytes)],
  ['zstd', zstdFrame],
  ['tar', (content) => tar([{ name: 'logs/events.json', content }])],
  ['zip', (content) => zip([{ name: 'logs/events.json', content }])],
  ['UTF-16', (bytes) => utf16(`\ufeff${Buffer.from(bytes).toString()}`, false)],
];

/** Clean exports, of which about one in four is compressed, in an archive or in UTF-16. */
export const cleanExports: fc.Arbitrary<CleanExport> = fc
  .tuple(
    events,
    fc.constantFrom(...Object.keys(shapes), ...Object.keys(tables)),
    fc.boolean(),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...encodings) },
    ),
  )
  .map(([events, name, isNested, encoding]) => {
    const shape = shapes[name];
    const bytes =
      shape?.(isNested ? events.map(nested) : events) ?? tables[name]?.(events) ?? Buffer.alloc(0);
    const isPlainText = !/gzip|zstd|UTF-16/.test(name);
    const [encodingName, encode] = isPlainText && encoding !== undefined ? encoding : ['plain'];
    return {
      name: `${name}, ${encodingName}`,
      bytes: encode?.(bytes) ?? bytes,
      isText: /^[CT]SV/.test(name),
    };
  });
