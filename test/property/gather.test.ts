import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '#dist/event/json.js';
import { Wanted, type WantedFacts } from '#dist/filter/wanted.js';
import type { FileInput, Input } from '#dist/input/input.js';
import { stateOf } from '#dist/input/inputs.js';
import { recognise } from '#dist/input/recognise.js';
import type { Finding } from '#dist/scan/finding.js';
import { Kernel } from '#dist/scan/kernel/kernel.js';
import type { Needle } from '#dist/scan/kernel/needle.js';
import { scan } from '#dist/scan/scan.js';
import { scanSegment } from '#dist/scan/segment.js';
import type { FoundDocument } from '#dist/scan/sink.js';
import { randomFrom, seed, writeJson } from './generators.js';
import { matchesByNdjson, readReference } from './reference.js';

const folder = mkdtempSync(path.join(tmpdir(), 'initd-scan-gather-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const module = Kernel.compile('seek');

/** Entity ids as Elastic Defend writes them: those of a host differ at their ends only. */
const ids = Array.from({ length: 12 }, (_, at) =>
  Buffer.from(`d5de9763-b406-4d11-89dc-eff581d0b724-${60_470 + at}-174165918${at}`).toString(
    'base64',
  ),
);
const texts: readonly string[] = [
  ...ids,
  `${ids[0]?.slice(0, -6)}/a+/8=`,
  'service',
  'SERVICE',
  'alert',
  'a',
  '/etc/cron.d/netd',
  '/root/.ssh/authorized_keys',
  'say "hi"',
  'C:\\x\\/y',
  'new\nline',
  'naïve/é',
  '\u{1f600}',
  'broken\ufffd',
  '\ud800',
  '',
];

const needle: fc.Arbitrary<Needle> = fc.record(
  {
    text: fc.oneof(
      fc.constantFrom(...texts.filter((text) => text !== '')),
      fc.constantFrom('/etc/cron', '/authorized_keys', 'e', '"', '/'),
    ),
    place: fc.constantFrom('whole', 'start', 'end', 'owner'),
    weak: fc.boolean(),
  },
  { requiredKeys: ['text', 'place'] },
);
const hosts = ['web-01', 'db.example.com'];
const facts: fc.Arbitrary<WantedFacts> = fc.record({
  needles: fc.array(needle, { minLength: 1, maxLength: 6 }),
  presence: fc.array(
    fc.record({ needle: fc.constantFrom(...texts), host: fc.constantFrom(...hosts, 'other') }),
    { maxLength: 4 },
  ),
});

/** Events whose texts may be those that are sought. */
const event: fc.Arbitrary<JsonObject> = fc
  .record({
    id: fc.constantFrom(...ids),
    parent: fc.constantFrom(...ids),
    ancestry: fc.array(fc.constantFrom(...ids), { maxLength: 3 }),
    texts: fc.array(fc.constantFrom(...texts), { maxLength: 2 }),
    key: fc.constantFrom(...texts),
    host: fc.constantFrom(...hosts),
    shape: fc.nat(3),
  })
  .map(({ id, parent, ancestry, texts, key, host, shape }): JsonObject => {
    const process: JsonValue[] = [
      { entity_id: id, parent: { entity_id: parent }, Ext: { ancestry } },
      { 'parent.entity_id': [parent], entity_id: [id, parent] },
      { entity_id: [[id]], Ext: { ancestry: [[...ancestry]] } },
      { args: [id, ...ancestry] },
    ];
    return {
      event: { category: ['process'], action: 'exec' },
      process: process[shape] ?? null,
      host: { name: host, os: { type: 'linux' } },
      texts,
      [key]: 1,
    };
  });

const eventLine = fc
  .tuple(event, fc.nat(), fc.constantFrom(0, 0, 0.05, 1), fc.constantFrom(0, 0.2))
  .map(([event, start, escapes, space]) =>
    writeJson(event, { random: randomFrom(start), escapes, space }),
  );

/** A line that is no event by itself, or broken. */
const oddLine = fc.oneof(
  fc.constantFrom('', ' ', '42', '{"a":"service"', '{"create":{"_index":"i"}}', '{}', '}{'),
  fc.constantFrom('{"a" "service"}', '{"entity_id":"a","b":}', '{"a":"\\u0061"x}'),
  fc.array(event, { maxLength: 3 }).map((events) => JSON.stringify(events)),
  fc
    .array(event, { minLength: 2, maxLength: 3 })
    .map((events) => events.map((one) => JSON.stringify(one)).join(' ')),
  event.map((one) => JSON.stringify({ took: 1, hits: { total: 1, hits: [{ _source: one }] } })),
  event.map((one) => JSON.stringify({ _index: 'i', _id: 'x', _source: one })),
);

const input = fc
  .tuple(
    fc.array(fc.oneof({ weight: 5, arbitrary: eventLine }, { weight: 1, arbitrary: oddLine }), {
      maxLength: 12,
    }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
    fc.constantFrom('', '\ufeff'),
  )
  .map(([lines, end, terminated, mark]) =>
    Buffer.from(mark + lines.join(end) + (terminated ? end : '')),
  )
  .filter((bytes) => recognise(bytes, true) === 'lines');

interface Gathered {
  readonly matches: readonly string[];
  readonly lines: number;
  readonly documents: readonly FoundDocument[];
}

function placeOf({ place: { line, byteOffset, position } }: FoundDocument): string {
  return `${line}@${byteOffset}${position === undefined ? '' : `#${position}`}`;
}

/** One text that tells whether two runs gathered the same bytes. */
function digestOf(documents: readonly FoundDocument[]): string {
  const hash = createHash('sha256');
  for (const { json } of documents) hash.update(json).update('\n');
  return hash.digest('hex');
}

async function gathered(inputs: Iterable<Input>, gather: WantedFacts, jobs = 1): Promise<Gathered> {
  const documents: FoundDocument[] = [];
  const summary = await scan(
    inputs,
    {
      match: () => expect.unreachable('a match'),
      gathered: (document) => void documents.push(document),
      problem: () => {},
    },
    {
      jobs,
      gather,
      maxLineBytes: 1 << 28,
      validate: false,
      allowEmpty: true,
      allowMalformed: false,
      maxAlerts: 1,
    },
  );
  expect(summary.matches).toBe(0);
  return { matches: documents.map(placeOf), lines: summary.lines, documents };
}

function expected(bytes: Buffer, facts: WantedFacts): Omit<Gathered, 'documents'> {
  const wanted = new Wanted(facts);
  const { matches, lines } = readReference(bytes, false, (event) => wanted.wants(event));
  return { matches, lines };
}

function streamOf(bytes: Buffer, sizes: readonly number[]): Input {
  return {
    kind: 'stream',
    name: 's',
    async *open() {
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        yield bytes.subarray(at, at + size);
        at += size;
      }
    },
  };
}

function fileOf(bytes: Buffer, name = 'input.ndjson'): FileInput {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return { kind: 'file', name: file, path: file, state: stateOf(statSync(file)) };
}

describe('the engine gathers what reading every line finds wanted', () => {
  it('in any chunks, with line numbers and byte offsets, and lines as they came in', async () => {
    await fc.assert(
      fc.asyncProperty(
        input,
        facts,
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
        async (bytes, facts, sizes) => {
          const { documents, ...found } = await gathered([streamOf(bytes, sizes)], facts);
          expect(found).toEqual(expected(bytes, facts));
          for (const { json, place } of documents) {
            if (place.position !== undefined) continue;
            const { byteOffset } = place;
            const marked = bytes.subarray(byteOffset).indexOf('\ufeff') === 0 ? 3 : 0;
            const from = byteOffset + marked;
            expect(Buffer.from(json)).toEqual(bytes.subarray(from, from + json.length));
          }
        },
      ),
      { seed, numRuns: 800 },
    );
  });

  it('in any cuts into ranges', async () => {
    const kernel = new Kernel(module, 1 << 16);
    await fc.assert(
      fc.asyncProperty(
        input,
        facts,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        async (bytes, gather, cuts) => {
          const { path: file, state } = fileOf(bytes);
          const wanted = new Wanted(gather);
          kernel.seek(wanted.needles);
          const options = { maxLineBytes: 1 << 28, validate: false, gather, wanted };
          const starts = [
            ...new Set([0, ...cuts.map((cut) => Math.floor(cut * bytes.length))]),
          ].sort((a, b) => a - b);
          const matches: string[] = [];
          let lines = 0;
          for (const [at, start] of starts.entries()) {
            const end = starts[at + 1] ?? Number.POSITIVE_INFINITY;
            const findings: Finding[] = [];
            let counted = 0;
            const segment = { kind: 'file', path: file, state, start, end } as const;
            for await (const part of scanSegment(segment, kernel, options)) {
              findings.push(...part.findings);
              counted += part.end?.lines ?? 0;
            }
            for (const finding of findings) {
              if (finding.kind !== 'gathered') continue;
              const place = `${lines + finding.line + 1}@${finding.byteOffset}`;
              matches.push(finding.position === undefined ? place : `${place}#${finding.position}`);
            }
            lines += counted;
          }
          expect({ matches, lines }).toEqual(expected(bytes, gather));
        },
      ),
      { seed, numRuns: 500 },
    );
  });

  it('as ndjson reads it, document by document', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(eventLine, { maxLength: 12 }), facts, async (lines, facts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const wanted = new Wanted(facts);
        const { documents } = await gathered([fileOf(bytes)], facts);
        expect(documents.map(({ event }) => event)).toEqual(
          await matchesByNdjson(bytes, (event) => wanted.wants(event)),
        );
      }),
      { seed, numRuns: 500 },
    );
  });

  it('by several threads, in the same order, over large and small files', async () => {
    const lines = fc.sample(
      fc.oneof({ weight: 9, arbitrary: eventLine }, { weight: 1, arbitrary: oddLine }),
      { numRuns: 4000, seed },
    );
    const gather: WantedFacts = {
      needles: [
        { text: ids[3] ?? '', place: 'owner' },
        { text: 'say "hi"', place: 'whole' },
        { text: '/authorized_keys', place: 'end' },
        { text: 'service', place: 'whole', weak: true },
        ...Array.from({ length: 1000 }, (_, n): Needle => ({ text: `x${n}`, place: 'whole' })),
      ],
      presence: [{ needle: 'service', host: 'web-01' }],
    };
    const block = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const times = Math.ceil(45_000_000 / block.length);
    const big = fileOf(Buffer.concat(Array.from({ length: times }, () => block)), 'big.ndjson');
    const small = fileOf(block, 'small.ndjson');
    const inputs = [small, big, small, small];
    const { documents, ...one } = await gathered(inputs, gather, 1);
    const { documents: others, ...several } = await gathered(inputs, gather, 3);
    expect(several).toEqual(one);
    expect(digestOf(others)).toBe(digestOf(documents));
    const once = expected(block, gather).matches;
    expect(one.matches).toHaveLength(once.length * (times + 3));
    expect(once.length).toBeGreaterThan(100);
    expect(one.matches.slice(0, once.length)).toEqual(once);
    const later = (place: string): string => {
      const [, line = '', offset = '', position = ''] = /^(\d+)@(\d+)(.*)$/.exec(place) ?? [];
      return `${Number(line) + lines.length}@${Number(offset) + block.length}${position}`;
    };
    expect(one.matches.slice(2 * once.length, 3 * once.length)).toEqual(once.map(later));
  });
});
