// Composes inputs that hold one planted event, in the states in which people have such inputs.

import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ordinaryLine, plantedEvent } from '../e2e/run.js';
import { tar, zip } from '../input/archives.js';
import { utf16, zstdFrame } from '../scan/formats.js';
import { randomFrom, writeJson } from './generators.js';

/** JSON on one line that holds the planted event. */
interface Wrapped {
  readonly text: string;
  /** What was done to the event, for the message of a failure. */
  readonly steps: readonly string[];
  /** How deep the event is in JSON text inside JSON text. */
  readonly levels: number;
}

/** An input that holds the planted event, or what damage left of it. */
export interface WrappedInput {
  readonly bytes: Uint8Array;
  readonly steps: readonly string[];
  /** Whether the event's JSON is whole in it, and nothing around it makes that doubtful. */
  readonly isWhole: boolean;
}

const nested = (path: string): object => plantedEvent({ file: { path } });

const dotted = (path: string): object => ({
  '@timestamp': '2026-03-02T04:11:09.512Z',
  'event.category': ['file'],
  'event.action': 'creation',
  'host.os.type': 'linux',
  'file.path': path,
  'process.executable': '/tmp/.x/run',
});

const event = (path: string): fc.Arbitrary<Wrapped> =>
  fc
    .tuple(fc.constantFrom(nested(path), dotted(path)), fc.nat(), fc.constantFrom(0, 0, 0.1, 1))
    .map(([value, start, escapes]) => ({
      text: writeJson(JSON.parse(JSON.stringify(value)), {
        random: randomFrom(start),
        escapes,
        space: 0,
      }),
      steps: [`event escaped ${escapes}`],
      levels: 0,
    }));

type Step = readonly [name: string, wrap: (json: string) => string, isText?: 'text'];

const inText = (json: string): string => JSON.stringify(json);

const search = (hits: string): string =>
  '{"took":3,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},' +
  `"hits":{"total":{"value":1,"relation":"eq"},"max_score":1,"hits":[${hits}]}}`;

const hit = (json: string): string => `{"_index":"i","_id":"1","_source":${json}}`;

const keys = [
  ...['data', 'events', 'value', 'result', 'event', 'file', 'process', 'host', 'fields', 'doc'],
  ...['hits', 'web-01', '0', 'a/b~c', '', '_source', 'message', 'response', 'rawResponse', 'body'],
  ...['error', 'docs', 'responses', 'rows', 'columns', 'id', 'status', '__proto__', 'toString'],
];

const steps: readonly Step[] = [
  ...keys.map((key): Step => [`key ${key}`, (json) => `{${inText(key)}:${json}}`]),
  ['last of several keys', (json) => `{"@timestamp":"2026-03-02T04:11:09Z","n":1,"x":${json}}`],
  ['first of several keys', (json) => `{"x":${json},"host":{"name":"web-01"},"n":[null]}`],
  ['array', (json) => `[${json}]`],
  ['array of arrays', (json) => `[[],[${json}],[[]]]`],
  ['array of anything', (json) => `[null,1,"a",{},${json},${ordinaryLine()}]`],
  ['tagged pair', (json) => `["logs.endpoint",1772424669.5,${json}]`],
  ['hit', hit],
  ['search response', (json) => search(hit(json))],
  [
    'multi-search response',
    (json) => `{"took":1,"responses":[${search('')},${search(hit(json))}]}`,
  ],
  [
    'async response',
    (json) => `{"id":"x","is_partial":false,"is_running":false,"response":${search(hit(json))}}`,
  ],
  ['mget response', (json) => `{"docs":[{"_index":"i","_id":"1","found":true,"_source":${json}}]}`],
  [
    'ES|QL response',
    (json) => `{"columns":[{"name":"_source","type":"_source"}],"values":[[${json}]]}`,
  ],
  [
    'metrics',
    (json) =>
      `{"aggregations":{"a":{"buckets":[{"key":"k","doc_count":1,"t":{"hits":{"total":{"value":1,"relation":"eq"},"hits":[${hit(json)}]}}}]}}}`,
  ],
  ['message', (json) => `{"message":${inText(json)}}`, 'text'],
  [
    'message of a shipper',
    (json) =>
      `{"@timestamp":"2026-03-02T04:11:09Z","agent":{"type":"filebeat"},"message":${inText(json)}}`,
    'text',
  ],
  ['event.original', (json) => `{"event":{"original":${inText(json)}}}`, 'text'],
  [
    'docker',
    (json) => `{"log":${inText(`${json}\n`)},"stream":"stdout","time":"2026-03-02T04:11:09Z"}`,
    'text',
  ],
  ['journal', (json) => `{"_HOSTNAME":"web-01","PRIORITY":"6","MESSAGE":${inText(json)}}`, 'text'],
  [
    'Splunk',
    (json) => `{"preview":false,"offset":0,"result":{"_raw":${inText(json)},"host":"web-01"}}`,
    'text',
  ],
  ['string', inText, 'text'],
  ['text in an array', (json) => `[${inText(json)}]`, 'text'],
];

const wrapped = (path: string): fc.Arbitrary<Wrapped> =>
  fc
    .tuple(event(path), fc.array(fc.constantFrom(...steps), { maxLength: 6 }))
    .map(([first, chosen]) =>
      chosen.reduce<Wrapped>(
        ({ text, steps, levels }, [name, wrap, isText]) => ({
          text: wrap(text),
          steps: [...steps, name],
          levels: levels + (isText === undefined ? 0 : 1),
        }),
        first,
      ),
    );

/** Text that programs write before each line. */
const prefixes = [
  ...[
    '',
    '',
    '',
    '',
    'Mar  2 04:11:09 web-01 shipper[812]: ',
    '<14>1 2026-03-02T04:11:09Z web-01 app - - - ',
  ],
  ...[
    '12:',
    'logs/a.ndjson:12:',
    '2026-03-02T04:11:09.512345678Z stdout F ',
    'web-01\t',
    'CreateTime:1772424669512\t',
  ],
  ...['web-1  | ', 'data: ', '\x1e', '2026-03-02 04:11:09,512 INFO [main] '],
];

/** What ends a line without being part of the next. */
const lineEnds: ReadonlySet<string> = new Set(['\n', '\r\n', '\n\n', '\n--\n', '\n# a comment\n']);

const ends = ['\n', '\n', '\n', '\r\n', '\n\n', ',\n', '\r', '\n\x1e', '\n--\n', '\n# a comment\n'];

const before = [
  ...[
    '',
    '',
    '',
    '\ufeff',
    '\ufeff\ufeff',
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n',
  ],
  ...[
    '```json\n',
    '# exported by hand\n',
    'GET /logs-endpoint*/_search\n',
    'event: message\nid: 7\n',
    '\n\n',
  ],
];

const after = ['', '', '', '\n```\n', '\n', '\n\n', ' '];

/** Damage around the event, which leaves it whole. */
interface Damage {
  readonly name: string;
  readonly around: (text: string) => string;
  /** Whether the event must be found in spite of it. */
  readonly isClear: boolean;
}

const torn = '{"@timestamp":"2026-03-02T04:11:09Z","event":{"category":["fi';

const garbage = fc
  .array(
    fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        '"',
        '\\',
        ',',
        ':',
        'a',
        '0',
        ' ',
        '\0',
        '\x1e',
        'é',
        '{"',
        '"}',
        '\n',
        '\ufffd',
        "'",
        '```',
        'data:',
        '"""',
      ],
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

const damages: fc.Arbitrary<Damage> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constant({ name: 'whole', around: (text: string) => text, isClear: true }),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Damage>(
      { name: 'torn line before', around: (text) => `${torn}\n${text}`, isClear: true },
      { name: 'torn text before', around: (text) => `${torn}${text}`, isClear: true },
      { name: 'torn line after', around: (text) => `${text}\n${torn}`, isClear: true },
      { name: 'torn text after', around: (text) => `${text}${torn}`, isClear: true },
      { name: 'NULs before', around: (text) => `\0\0\0\0${text}`, isClear: true },
      { name: 'NULs around', around: (text) => `\0\0\0\n\0${text}\0\0\n\0`, isClear: true },
      { name: 'words after', around: (text) => `${text} (2 hits)`, isClear: true },
      { name: 'words before', around: (text) => `found ${text}`, isClear: true },
      { name: 'other documents', around: (text) => `{"a":1}\n${text}\n{"b":[2]}`, isClear: true },
      { name: 'a document beside', around: (text) => `{"a":1}${text}`, isClear: true },
      {
        name: 'plain text',
        around: (text) => `Trying 10.0.0.7...\n${text}\n* closing connection`,
        isClear: true,
      },
      { name: 'NaN', around: (text) => `{"score":NaN,"hit":${text}}`, isClear: true },
      { name: 'trailing comma', around: (text) => `[${text},]`, isClear: true },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(garbage, garbage).map(([first, second]) => ({
      name: `garbage ${JSON.stringify([first, second])}`,
      around: (text: string) => `${first}${text}${second}`,
      isClear: false,
    })),
  },
);

/** A text that holds the planted event. */
interface Input {
  readonly text: string;
  readonly steps: readonly string[];
  readonly isWhole: boolean;
}

const lines = (path: string): fc.Arbitrary<Input> =>
  fc
    .tuple(
      wrapped(path),
      damages,
      fc.record({
        prefix: fc.constantFrom(...prefixes),
        isPrefixOfAll: fc.boolean(),
        end: fc.constantFrom(...ends),
        before: fc.constantFrom(...before),
        after: fc.constantFrom(...after),
        others: fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })),
      }),
    )
    .map(([{ text, steps, levels }, damage, framing]) => {
      const { prefix, isPrefixOfAll, end, before, after } = framing;
      const other = `${isPrefixOfAll ? prefix : ''}${ordinaryLine()}${end}`;
      const [first, second] = framing.others;
      const line = prefix + damage.around(text);
      // Text around a string or a list of strings makes it doubtful where JSON text begins.
      const isFramed =
        prefix !== '' ||
        damage.name !== 'whole' ||
        before.startsWith('\ufeff') ||
        !lineEnds.has(end);
      // Without line ends, torn text swallows text with escaped quotation marks: that is a problem, and no more is asked.
      const isSwallowed = damage.name === 'torn text before' && levels > 0 && !lineEnds.has(end);
      const isClear = damage.isClear && !isSwallowed;
      return {
        text: `${before}${other.repeat(first)}${line}${end}${other.repeat(second)}${after}`,
        steps: [...steps, damage.name, JSON.stringify(framing)],
        isWhole: isClear && levels <= 8 && !(isFramed && !text.startsWith('{')),
      };
    });

/** A table with the event as JSON in a cell. */
const tables = (path: string): fc.Arbitrary<Input> =>
  fc
    .tuple(
      wrapped(path),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('_source', '_raw', 'message'),
      fc.constantFrom('\n', '\r\n'),
      fc.nat({ max: 2 }),
    )
    .map(([{ text, steps, levels }, delimiter, column, end, others]) => {
      const row = (json: string): string =>
        ['2026-03-02T04:11:09Z', 'web-01', json]
          .map((cell) => `"${cell.replaceAll('"', '""')}"`)
          .join(delimiter);
      const header = ['@timestamp', 'host.name', column].join(delimiter);
      const rows = [...Array<string>(others).fill(ordinaryLine()), text, ordinaryLine()].map(row);
      return {
        text: [header, ...rows].map((line) => line + end).join(''),
        steps: [...steps, `table ${JSON.stringify({ delimiter, column, end })}`],
        isWhole: levels === 0 && text.startsWith('{'),
      };
    });

/** A text that breaks off after it mentions the script. */
const cutTexts = (path: string): fc.Arbitrary<Input> =>
  fc
    .tuple(
      fc.oneof({ weight: 4, arbitrary: lines(path) }, { weight: 1, arbitrary: tables(path) }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([{ text, steps }, at]) => {
      // Where the file's name is escaped, nothing is cut off.
      const file = path.slice(path.lastIndexOf('/') + 1);
      const name = text.lastIndexOf(file);
      const from = name < 0 ? text.length : name + file.length;
      const end = Math.ceil(from + at * (text.length - from));
      return { text: text.slice(0, end), steps: [...steps, `cut off at ${end}`], isWhole: false };
    });

type Encoding = readonly [name: string, encode: (bytes: Uint8Array) => Uint8Array];

function utf32(text: string, isBigEndian: boolean): Buffer {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(4 * points.length);
  for (const [at, point] of points.entries()) {
    if (isBigEndian) bytes.writeUInt32BE(point, 4 * at);
    else bytes.writeUInt32LE(point, 4 * at);
  }
  return bytes;
}

const charsets: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-16LE': (text) => utf16(`\ufeff${text}`, false),
  'UTF-16BE': (text) => utf16(`\ufeff${text}`, true),
  'UTF-16LE without a mark': (text) => utf16(text, false),
  'UTF-32LE': (text) => utf32(`\ufeff${text}`, false),
  'UTF-32BE': (text) => utf32(`\ufeff${text}`, true),
};

const containers: readonly Encoding[] = [
  ['gzip', (bytes) => gzipSync(bytes)],
  ['zstd', zstdFrame],
  ['tar', (content) => tar([{ name: 'empty' }, { name: 'logs/x.ndjson', content }])],
  [
    'zip',
    (content) =>
      zip([
        { name: 'logs/x.ndjson', content },
        { name: 'README.md', content: 'Logs.' },
      ]),
  ],
  ['stored zip', (content) => zip([{ name: 'x', content, method: 0, hasDescriptor: true }])],
];

/** Inputs with one event of a planted file, wrapped, framed, damaged and encoded in any way. */
export const wrappedInputs = (path: string): fc.Arbitrary<WrappedInput> =>
  fc
    .tuple(
      fc.oneof(
        { weight: 8, arbitrary: lines(path) },
        { weight: 2, arbitrary: tables(path) },
        { weight: 2, arbitrary: cutTexts(path) },
      ),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant('UTF-8') },
        { weight: 2, arbitrary: fc.constantFrom(...Object.keys(charsets)) },
      ),
      fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 2, arbitrary: fc.array(fc.constantFrom(...containers), { maxLength: 3 }) },
      ),
      fc.oneof(
        { weight: 9, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
      ),
    )
    .map(([{ text, steps, isWhole }, charset, encodings, part]) => {
      const plain = charsets[charset]?.(text) ?? Buffer.from(text);
      const bytes = encodings.reduce<Uint8Array>((inner, [, encode]) => encode(inner), plain);
      // Only where a format shows by its first bytes that there was more, a cut that leaves nothing of the event is seen.
      const isCut = part < 1 && /gzip|zstd|zip/.test(encodings.at(-1)?.[0] ?? '');
      const length = isCut ? 64 + Math.floor(part * (bytes.length - 64)) : bytes.length;
      return {
        bytes: bytes.subarray(0, length),
        steps: [
          ...steps,
          charset,
          ...encodings.map(([name]) => name),
          ...(isCut ? [`first ${length} bytes`] : []),
        ],
        isWhole: isWhole && !isCut,
        [fc.toStringMethod]: () => `${steps.join(' > ')} > ${charset}\n${JSON.stringify(text)}`,
      };
    });
