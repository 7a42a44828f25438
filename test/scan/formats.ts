import { gzipSync } from 'node:zlib';

/** Writes events in a format that exports have. */
export type Writer = (events: readonly object[]) => Buffer;

const newline = (events: readonly object[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const hit = (event: object, at: number): object => ({ _index: 'i', _id: `${at}`, _source: event });

function search(events: readonly object[]): object {
  return {
    took: 3,
    timed_out: false,
    _shards: { total: 2, successful: 2, skipped: 0, failed: 0 },
    hits: {
      total: { value: events.length, relation: 'eq' },
      max_score: 1,
      hits: events.map(hit),
    },
  };
}

function eql(events: readonly object[]): object {
  return {
    is_partial: false,
    is_running: false,
    took: 3,
    timed_out: false,
    hits: { total: { value: events.length, relation: 'eq' }, events: events.map(hit) },
  };
}

function sequences(events: readonly object[]): object {
  const pairs = events.flatMap((event, at) =>
    at % 2 === 0
      ? [{ join_keys: ['x'], events: [event, ...events.slice(at + 1, at + 2)].map(hit) }]
      : [],
  );
  return {
    is_partial: false,
    is_running: false,
    hits: { total: { value: pairs.length, relation: 'eq' }, sequences: pairs },
  };
}

/** Splits events into two halves at a line end. */
function halves(events: readonly object[]): [string, string] {
  const half = Math.ceil(events.length / 2);
  return [newline(events.slice(0, half)), newline(events.slice(half))];
}

/** A zstd frame with uncompressed blocks. */
export function zstdFrame(bytes: Uint8Array): Buffer {
  const blockBytes = 1000;
  const parts = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x50])];
  for (let at = 0; at === 0 || at < bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes);
    const isLast = at + blockBytes >= bytes.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    parts.push(header, Buffer.from(block));
  }
  return Buffer.concat(parts);
}

/** A frame that decoders skip. */
export function skippableFrame(bytes: Uint8Array): Buffer {
  const header = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  header.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

export function utf16(text: string, isBigEndian: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

/** Every format except CSV, which cannot represent every event. */
export const formats: Readonly<Record<string, Writer>> = {
  'a document per line': (events) => Buffer.from(newline(events)),
  gzip: (events) => gzipSync(newline(events)),
  'gzip of two members': (events) => Buffer.concat(halves(events).map((half) => gzipSync(half))),
  'gzip and zeros': (events) => Buffer.concat([gzipSync(newline(events)), Buffer.alloc(100)]),
  'gzip of gzip': (events) => gzipSync(gzipSync(newline(events))),
  zstd: (events) => zstdFrame(Buffer.from(newline(events))),
  'zstd of several frames': (events) => {
    const [first, second] = halves(events).map((half) => zstdFrame(Buffer.from(half)));
    const skipped = skippableFrame(Buffer.from('skipped'));
    return Buffer.concat([skipped, first ?? skipped, skipped, second ?? skipped]);
  },
  'UTF-8 with a byte order mark': (events) => Buffer.from(`\ufeff${newline(events)}`),
  'UTF-16LE': (events) => utf16(newline(events), false),
  'UTF-16LE with a byte order mark': (events) => utf16(`\ufeff${newline(events)}`, false),
  'UTF-16BE': (events) => utf16(newline(events), true),
  'UTF-16BE with a byte order mark': (events) => utf16(`\ufeff${newline(events)}`, true),
  'one array': (events) => Buffer.from(JSON.stringify(events)),
  'one array, an element per line': (events) =>
    Buffer.from(`[\n${newline(events).trimEnd().replaceAll('\n', ',\n')}\n]\n`),
  'a pretty-printed array': (events) => Buffer.from(pretty(events)),
  'pretty-printed documents': (events) => Buffer.from(events.map(pretty).join('')),
  'pretty-printed documents in UTF-16 and gzip': (events) =>
    gzipSync(utf16(`\ufeff${events.map(pretty).join('')}`, false)),
  'documents without line ends': (events) => Buffer.from(newline(events).replaceAll('\n', '')),
  'documents separated by carriage returns': (events) =>
    Buffer.from(newline(events).replaceAll('\n', '\r')),
  'documents separated by spaces': (events) => Buffer.from(newline(events).replaceAll('\n', ' ')),
  'a _search response': (events) => Buffer.from(JSON.stringify(search(events))),
  'a pretty-printed _search response': (events) => Buffer.from(pretty(search(events))),
  'an _eql/search response': (events) => Buffer.from(JSON.stringify(eql(events))),
  'a pretty-printed _eql/search response': (events) => Buffer.from(pretty(eql(events))),
  'pretty-printed sequences': (events) => Buffer.from(pretty(sequences(events))),
  'a pretty-printed multi-search response': (events) =>
    Buffer.from(pretty({ took: 1, responses: [search([]), search(events)] })),
  'a pretty-printed async response': (events) =>
    Buffer.from(
      pretty({ id: 'x', is_partial: false, is_running: false, response: search(events) }),
    ),
  'a pretty-printed array of responses': (events) =>
    Buffer.from(pretty([search(events.slice(0, 1)), search(events.slice(1))])),
};

/** Fields in {@link csv}. */
const fields = [
  'event.id',
  'event.category',
  'event.action',
  'host.os.type',
  'file.path',
  'file.extension',
  'file.name',
  'process.name',
];

/** CSV as Kibana's Discover writes it, for events with dotted fields. One label was chosen by the user. */
export const csv: Writer = (events) => {
  const cell = (value: unknown): string => {
    const text = value === undefined ? '-' : Array.isArray(value) ? value.join(', ') : `${value}`;
    const guarded = /^[=+@-]/.test(text) ? `'${text}` : text;
    return /^[\w.]*$/.test(guarded) ? guarded : `"${guarded.replaceAll('"', '""')}"`;
  };
  const names = [...fields, 'process.executable'];
  const labels = [...fields, 'Who (process.executable)'].map(cell);
  const rows = (events as Record<string, unknown>[]).map((event) =>
    names.map((name) => cell(event[name])).join(','),
  );
  return Buffer.from(`\ufeff${[labels.join(','), ...rows].join('\n')}\n`);
};
