import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { interpret } from '#dist/export/interpret.js';
import type { JsonObject, JsonValue, ValueText } from '#dist/json/value.js';
import type { Fault, SegmentPosition } from '#dist/scan/finding.js';
import {
  type DamageKind,
  type JsonText,
  type JsonTextTarget,
  JsonValueSplitter,
} from '#dist/scan/json-values.js';
import { seed } from '../property/generators.js';

/** Records what it receives. */
class Recorder implements JsonTextTarget {
  readonly needsEveryValue: boolean;
  readonly mentions: JsonTextTarget['mentions'];
  readonly values: JsonValue[] = [];
  readonly positions: (number | undefined)[] = [];
  readonly locations: SegmentPosition[] = [];
  readonly frames: JsonValue[] = [];
  readonly faults: [kind: string, byteOffset: number][] = [];

  constructor(needsEveryValue: boolean, includesBootFiles = false) {
    this.needsEveryValue = needsEveryValue;
    this.mentions = { includesBootFiles };
  }

  value({ bytes, start, end, line, byteOffset, position }: JsonText): void {
    this.locations.push({ line, byteOffset });
    this.positions.push(position);
    const text = bytes.toString('utf8', start, end);
    try {
      this.values.push(JSON.parse(text) as JsonValue);
    } catch {
      this.faults.push([`invalid: ${text}`, byteOffset]);
    }
  }

  response({ value, text }: ValueText): void {
    expect(JSON.parse(text)).toEqual(value);
    this.frames.push(value);
  }

  lineTooLong(bytes: number, at: SegmentPosition): void {
    this.fault({ kind: 'line-too-long', bytes, limit: 0 }, at);
  }

  fault({ kind }: Fault, { byteOffset }: SegmentPosition): void {
    this.faults.push([kind, byteOffset]);
  }

  damage({ byteOffset }: JsonText, kind: DamageKind): void {
    this.faults.push([kind === 'malformed' ? 'malformed-value' : kind, byteOffset]);
  }
}

function cut(
  text: string | Buffer,
  { sizes = [100_000], every = true, limit = 1 << 28, bootFiles = false } = {},
): { found: Recorder; count: number } {
  const bytes = Buffer.from(text as string);
  const found = new Recorder(every, bootFiles);
  const values = new JsonValueSplitter(found, limit);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    values.write(bytes.subarray(at, at + size));
    at += size;
  }
  values.end();
  return { found, count: values.count };
}

const string = fc.oneof(
  fc.constantFrom(
    '{"a":[',
    '}',
    ']\\',
    '"',
    '\\"',
    'hits',
    'took',
    'a\nb',
    '/etc/init.d/x',
    'INIT.D',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

/** JSON values without keys of responses, so that only their position decides what they are. */
const { value } = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    string,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, false, 0, -1.5e-7),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(
    string.map((key) => `_${key}`),
    tie('value'),
    { maxKeys: 4 },
  ),
}));
const object = fc.dictionary(
  string.map((key) => `_${key}`),
  value,
  { maxKeys: 4 },
) as fc.Arbitrary<JsonObject>;

const indent = fc.constantFrom<(string | number)[]>(0, 1, 4, '\t');
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 });

describe('values end where they end for JSON.parse', () => {
  it('if they are consecutive', () => {
    const separator = fc.constantFrom('\n', ' ', '', '\r', '\n\n\t', '\ufeff');
    fc.assert(
      fc.property(fc.array(object), indent, separator, sizes, (objects, space, between, parts) => {
        const pieces = objects.map((one) => JSON.stringify(one, null, space));
        const text = pieces.join(between);
        const { found } = cut(text, { sizes: parts });
        expect(found.faults).toEqual([]);
        expect(found.values).toEqual(pieces.map((piece) => JSON.parse(piece)));
        expect(found.positions).toEqual(objects.map(() => undefined));
      }),
      { seed, numRuns: 300 },
    );
  });

  it('in an array, with their positions', () => {
    fc.assert(
      fc.property(fc.array(value), indent, sizes, (all, space, parts) => {
        const text = JSON.stringify(all, null, space);
        const { found, count } = cut(text, { sizes: parts });
        expect(found.faults).toEqual([]);
        expect(found.values).toEqual(JSON.parse(text));
        expect(count).toBe(text.split('\n').length);
        const bytes = Buffer.from(text);
        for (const [at, { line, byteOffset }] of found.locations.entries()) {
          expect(bytes.toString('utf8', 0, byteOffset).split('\n').length - 1).toBe(line);
          const one = JSON.stringify(all[at])[0];
          expect(bytes.toString('latin1', byteOffset, byteOffset + 1)).toBe(one);
        }
      }),
      { seed, numRuns: 300 },
    );
  });

  it('in responses, whose frames hold everything else', () => {
    const hit: fc.Arbitrary<JsonValue> = fc
      .record({ _id: fc.nat(99).map(String), _source: object, isPaged: fc.boolean() })
      .map(({ isPaged, ...fields }) => (isPaged ? { ...fields, sort: [1] } : fields));
    const odd = fc.constantFrom<JsonValue[]>(null, 1, 'x', [{}], []);
    const list = fc.array(fc.oneof({ weight: 9, arbitrary: hit }, { weight: 1, arbitrary: odd }));
    const total = fc.record({ value: fc.nat(4), relation: fc.constantFrom('eq', 'gte') });
    const hits = fc.oneof(
      fc.record({ total, hits: list }),
      fc.record({ hits: list, total: fc.nat(3) }),
      fc.record({ hits: list }),
      fc.record({ total, events: list }),
      fc.record({ total, sequences: fc.array(fc.record({ events: list }), { maxLength: 3 }) }),
    );
    const search = fc
      .tuple(hits, fc.boolean(), fc.boolean(), fc.boolean(), object)
      .map(([hits, timed_out, isFirst, isPaged, aggregations]) => {
        const _shards = { total: 3, failed: timed_out ? 1 : 0, failures: [{ reason: 'x' }] };
        const rest = { _scroll_id: isPaged ? 'x' : undefined, timed_out, _shards, aggregations };
        return isFirst ? { hits, ...rest } : { ...rest, hits };
      });
    const response = fc.oneof(
      search,
      fc.array(search, { maxLength: 3 }).map((responses) => ({ took: 1, responses })),
      search.map((response) => ({ id: 'x', is_partial: true, is_running: false, response })),
      list.map((docs) => ({ docs })),
    );
    fc.assert(
      fc.property(response, indent, sizes, (whole, space, parts) => {
        const text = JSON.stringify(whole, null, space);
        const { found } = cut(text, { sizes: parts });
        expect(found.faults).toEqual([]);
        const expected = interpret(JSON.parse(text) as JsonValue);
        const isCut = found.frames.length > 0;
        const interpretation = interpret((isCut ? found.frames : found.values)[0] as JsonValue);
        const documents = isCut ? found.values : undefined;
        if (expected.kind !== 'collection' || interpretation.kind !== 'collection') {
          expect(interpretation).toEqual(expected);
          return;
        }
        expect({ ...interpretation, documents: [] }).toEqual({ ...expected, documents: [] });
        expect(documents ?? expected.documents.map(({ envelope }) => envelope)).toEqual(
          expected.documents.map(({ envelope }) => envelope),
        );
        if (isCut) expect(found.positions).toEqual(found.values.map((_, at) => at + 1));
      }),
      { seed, numRuns: 500 },
    );
  });

  it('never a false negative: skipped values do not hold the path', () => {
    const spelled = fc
      .tuple(
        fc.constantFrom('/etc/init.d/x', '/ETC/INIT.D/', 'init.d/', '/etc/init_d', 'a.d'),
        fc.infiniteStream(fc.nat(9)),
      )
      .map(([text, choices]) =>
        Array.from(text, (character) => {
          const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
          const choice = choices.next().value;
          if (choice === 0) return `\\u${hex}`;
          if (choice === 1) return `\\u${hex.toUpperCase()}`;
          return choice === 2 && character === '/' ? '\\/' : character;
        }).join(''),
      );
    fc.assert(
      fc.property(fc.array(spelled, { minLength: 1 }), sizes, (texts, parts) => {
        const all = texts.map((text) => JSON.parse(`{"a":[{"b":"${text}"}]}`) as JsonValue);
        const pieces = texts.map((text) => `{"a":[{"b":\n"${text}"}]}`);
        const { found } = cut(`[${pieces.join(',')}]`, { sizes: parts, every: false });
        const candidates = all.filter((one) => /init\.d\//i.test(JSON.stringify(one)));
        for (const one of candidates) expect(found.values).toContainEqual(one);
      }),
      { seed, numRuns: 500 },
    );
  });
});

test('responses are examined even if they hold nothing', () => {
  const responses = [
    '{\n"error":{"reason":"no"}}',
    '{"x":1,\n"is_partial":true}',
    '{\n"hits":{"hits":[]}}',
  ];
  const { found } = cut([...responses, '{\n"event":1}'].join('\n'), { every: false });
  expect(found.values).toEqual(responses.map((response) => JSON.parse(response)));
});

describe('broken JSON is reported, and reading continues after it', () => {
  const good = '{\n  "a": 1\n}';

  test.each<[reason: string, text: string, found: number, faults: [string, number][]]>([
    [
      'an object instead of a key',
      `{\n "x": {"y": 1,\n${good}\n${good}`,
      2,
      [['malformed-value', 17]],
    ],
    ['a missing brace', `[{"x": {"y": 1},\n{"b":1},\n{"c":1}\n]`, 2, [['malformed-value', 17]]],
    ['a bracket of the wrong kind', `{"x":[1}\n${good}`, 1, [['malformed-value', 7]]],
    ['a missing quote', `{\n"x": "y,\n"z": 1}\n${good}`, 1, [['malformed-value', 10]]],
    ['an extra bracket', `${good}]\n${good}`, 2, [['malformed-value', 12]]],
    ['a missing comma', `[{"a":1}\n{"b":1}]`, 2, [['malformed-value', 9]]],
    ['an extra comma at the end', `[{"a":1},\n]`, 1, [['malformed-value', 10]]],
    ['an extra comma at the start', `[,\n{"a":1}]`, 1, [['malformed-value', 1]]],
    ['invalid JSON in a document', `{"a" 1}\n${good}`, 1, [['invalid: {"a" 1}', 0]]],
    ['invalid JSON between documents', `${good}\nnot\n${good}`, 2, [['invalid: not', 13]]],
    ['an array that does not end', `[${good},\n${good}`, 2, [['cut-short', 27]]],
    ['a document that does not end', `${good}\n{"a":`, 1, [['cut-short', 13]]],
    ['a string that does not end', `${good}\n{"a`, 1, [['cut-short', 13]]],
    [
      'a response that does not end',
      '{"took":1,"hits":{"hits":[{"a":1},{"b":1}',
      2,
      [['cut-short', 41]],
    ],
    [
      'a response with an extra comma',
      '{"took":1,,"hits":{"hits":[{"a":1}]}}',
      1,
      [['damaged-response', 0]],
    ],
  ])('%s', (_, text, count, faults) => {
    for (const size of [1, 7, 1000]) {
      const { found } = cut(text, { sizes: [size] });
      expect(found.values).toHaveLength(count);
      expect(found.faults).toEqual(faults);
    }
  });

  it('a document over the limit, between others', () => {
    const long = JSON.stringify({ x: 'x'.repeat(5000) });
    for (const text of [
      `[{"a":1},${long},{"b":1}]`,
      `{"hits":{"hits":[{"a":1},${long},{"b":1}]}}`,
    ]) {
      const { found } = cut(text, { sizes: [500], limit: 1000 });
      expect(found.values).toEqual([{ a: 1 }, { b: 1 }]);
      expect(found.faults).toEqual([['line-too-long', text.indexOf(long)]]);
    }
  });
});

describe('if boot files are searched for', () => {
  it('no value that holds the path of one is skipped, in any chunks', () => {
    const path = fc.constantFrom(
      '/etc/init',
      '/ETC/init/x',
      '\\/etc\\/init\\/x',
      '/etc/inittab',
      '\\u002fetc\\u002finit',
      '{\\"a\\":\\"\\\\\\/etc\\\\\\/init\\"}',
    );
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 4 }), sizes, (paths, parts) => {
        const text = `[${paths.map((one) => `{"a":"x","b":"${one}"},{"c":"/etc/x/ini"}`).join(',')}]`;
        const expected = paths.map((one) => ({ a: 'x', b: JSON.parse(`"${one}"`) as string }));
        const { found } = cut(text, { sizes: parts, every: false, bootFiles: true });
        expect(found.faults).toEqual([]);
        expect(found.values).toEqual(expected);
        const usual = cut(text, { sizes: parts, every: false }).found;
        expect(usual.values.length).toBeLessThanOrEqual(expected.length);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('a value that ends within `/init` is not one', () => {
    for (const end of ['/', '/i', '/in', '/ini']) {
      const { found } = cut(`[{"a":"/etc${end}"}]`, { sizes: [1], every: false, bootFiles: true });
      expect(found.values).toEqual([]);
    }
  });
});
