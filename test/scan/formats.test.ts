import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '#dist/scan/finding.js';
import { scan } from '#dist/scan/scan.js';
import { detach, type ScannedDocument, type Summary } from '#dist/scan/sink.js';
import { seed } from '../property/generators.js';
import { csv, formats, skippableFrame, utf16, zstdFrame } from './formats.js';
import { optionsWith } from './options.js';
import { streamOf } from './streams.js';

interface Scanned {
  readonly summary: Summary;
  readonly matches: readonly ScannedDocument[];
  readonly problems: readonly Problem[];
  /** The ids of the matching events. */
  readonly ids: readonly unknown[];
}

async function scanned(
  bytes: Uint8Array,
  sizes: readonly number[] = [65_536],
  maxLineBytes = 1 << 28,
): Promise<Scanned> {
  const matches: ScannedDocument[] = [];
  const problems: Problem[] = [];
  const summary = await scan(
    [streamOf(bytes, sizes)],
    {
      match: (match) => void matches.push(detach(match)),
      problem: (problem) => void problems.push(problem),
    },
    optionsWith({ read: { maxLineBytes } }),
  );
  return { summary, matches, problems, ids: matches.map(({ event }) => event['event.id']) };
}

const event = fc.record(
  {
    'event.category': fc.constantFrom(['file'], ['process', 'file'], 'process'),
    'event.action': fc.constantFrom('creation', 'rename', 'deletion'),
    'host.os.type': fc.constantFrom('linux', 'linux', 'linux', 'windows'),
    'file.path': fc.constantFrom(
      '/etc/init.d/netd',
      '/ETC/init.d/x/y',
      '/etc/init.d/filebeat',
      '/var/log/syslog',
      '/etc/init.d/"quoted" {and} [bracketed]\\',
      '/etc/init.d/\u00fcber \u{1f600}',
    ),
    'file.extension': fc.constantFrom('sh', 'swp'),
    'file.name': fc.constantFrom('netd', 'sedXY'),
    'process.name': fc.constantFrom('bash', 'sed', 'crio'),
    'process.executable': fc.constantFrom('/usr/bin/bash', '/tmp/=x', '/usr/bin/dpkg', '-c'),
  },
  { requiredKeys: ['event.category', 'event.action', 'host.os.type', 'file.path'] },
);

function sample(count: number): object[] {
  return fc
    .sample(event, { numRuns: count, seed })
    .map((fields, at) => ({ 'event.id': `e${at}`, ...fields }));
}

describe('the same 10,000 events', () => {
  const events = sample(10_000);
  const expected = scanned(Buffer.from(events.map((one) => `${JSON.stringify(one)}\n`).join('')));

  it('hold matches and other events', async () => {
    const { length } = (await expected).ids;
    expect(length).toBeGreaterThan(500);
    expect(length).toBeLessThan(10_000);
  });

  it.each([...Object.entries(formats), ['Kibana’s CSV', csv] as const])(
    'give the same matches when written as %s',
    async (_, write) => {
      const { ids, summary } = await scanned(write(events));
      expect(ids).toEqual((await expected).ids);
      expect(summary).toMatchObject({ problems: 0, complete: true });
    },
  );
});

/** Events that all match; the marker shows where each ends. */
const planted = Array.from({ length: 12 }, (_, at) => ({
  'event.id': `e${at}`,
  'event.category': 'file',
  'event.action': 'creation',
  'host.os.type': 'linux',
  'file.path': `/etc/init.d/netd${at}`,
  'process.executable': '/usr/bin/bash',
  end: '#',
}));

const compressed = /gzip|zstd/;

describe('a truncated input', () => {
  it.each(Object.entries(formats).filter(([name]) => !compressed.test(name)))(
    'of %s yields what comes before the end, and reports where it ends',
    async (name, write) => {
      const whole = write(planted);
      for (let cut = 0; cut < whole.length; cut += 131) {
        const bytes = whole.subarray(0, cut);
        const text = name.startsWith('UTF-16') ? textOf(name, bytes) : bytes.toString();
        const ended = text.split('"#"').length - 1;
        const { ids, summary, problems } = await scanned(bytes);
        expect(planted.map((one) => one['event.id']).slice(0, ids.length)).toEqual(ids);
        expect([ended, ended - 1]).toContain(ids.length);
        if (summary.complete) expect(ids.length).toBe(ended);
        else if (ended > 0) expect(problems[0]?.byteOffset).toBeTypeOf('number');
      }
    },
  );

  it.each(Object.entries(formats).filter(([name]) => compressed.test(name)))(
    'of %s yields what comes before the end, and reports the compressed byte',
    async (name, write) => {
      const whole = write(planted);
      let maxIds = 0;
      for (let cut = 20; cut < whole.length; cut += 29) {
        const { ids, summary, problems } = await scanned(whole.subarray(0, cut));
        expect(planted.map((one) => one['event.id']).slice(0, ids.length)).toEqual(ids);
        expect(ids.length).toBeGreaterThanOrEqual(maxIds);
        maxIds = ids.length;
        if (summary.complete) continue;
        const fault = problems
          .map((problem) => problem.fault)
          .find(({ kind }) => kind === 'compressed');
        if (fault !== undefined) expect(fault).toMatchObject({ reason: 'cut-short' });
        if (!/ of | and /.test(name)) expect(fault).toMatchObject({ byteOffset: cut });
      }
      // With so few events, the inner layer is decoded only at its end.
      if (name !== 'gzip of gzip') expect(maxIds).toBeGreaterThan(0);
    },
  );

  it('of CSV yields the rows before the last, and reports the last', async () => {
    const whole = csv(planted);
    for (let cut = 250; cut < whole.length; cut += 17) {
      const bytes = whole.subarray(0, cut);
      const lines = bytes.toString().split('\n').length - 2;
      const { ids } = await scanned(bytes);
      expect([lines, lines + 1]).toContain(ids.length);
    }
    const { problems } = await scanned(whole.subarray(0, whole.length - 5));
    expect(problems.at(-1)).toMatchObject({ severity: 'problem', line: 13 });
  });
});

function textOf(name: string, bytes: Buffer): string {
  const even = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  return (name.startsWith('UTF-16BE') ? even.swap16() : even).toString('utf16le');
}

describe('damaged compressed data', () => {
  const text = planted.map((one) => `${JSON.stringify(one)}\n`).join('');

  it.each([
    ['gzip', 'with a wrong checksum', (bytes: Buffer) => flip(bytes, bytes.length - 6), 12],
    ['gzip', 'with other data after it', (bytes: Buffer) => join(bytes, 'other'), 12],
    ['gzip', 'with other data after zeros', (bytes: Buffer) => join(bytes, '\0\0x'), 12],
    ['zstd', 'with other data after it', (bytes: Buffer) => join(bytes, 'no frame'), 12],
    ['zstd', 'with a block of unknown type', (bytes: Buffer) => flip(bytes, 6, 6), 0],
  ])('as %s %s yields what comes before the damage', async (format, _, damage, count) => {
    const write = formats[format];
    const { ids, problems } = await scanned(damage(write?.(planted) ?? Buffer.alloc(0)));
    expect(ids).toHaveLength(count);
    expect(problems.map(({ fault }) => fault)).toContainEqual(
      expect.objectContaining({ kind: 'compressed', compression: format, reason: 'corrupt' }),
    );
  });

  it('yields what comes before damage in its middle', async () => {
    const stored = formats.gzip?.(sample(2000)) ?? Buffer.alloc(0);
    const { ids, summary } = await scanned(flip(stored, stored.length >> 1));
    expect(ids.length).toBeGreaterThan(20);
    expect(summary.complete).toBe(false);
  });

  it('that needs too much memory is rejected by name', async () => {
    const huge = zstdFrame(Buffer.from(text));
    huge[5] = 0xff;
    const { problems } = await scanned(huge);
    expect(problems[0]?.fault).toEqual({ kind: 'foreign-format', format: 'zstd-long' });
  });

  it('with too many layers does not take forever', async () => {
    const layers = Array.from({ length: 6 }).reduce<Buffer>(
      (bytes) => skippedFirst(zstdFrame(bytes)),
      Buffer.from(text),
    );
    expect((await scanned(layers)).summary.complete).toBe(false);
  });
});

function skippedFirst(bytes: Buffer): Buffer {
  return Buffer.concat([skippableFrame(Buffer.alloc(3)), bytes]);
}

function flip(bytes: Buffer, at: number, bits = 0xff): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ bits;
  return changed;
}

function join(bytes: Buffer, text: string): Buffer {
  return Buffer.concat([bytes, Buffer.from(text)]);
}

describe('any chunks of any format', () => {
  it('give the same matches, locations and problems as the whole', async () => {
    const events = sample(12);
    const writers = [...Object.values(formats), csv];
    const cases = fc.record({
      write: fc.constantFrom(...writers),
      cut: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
      broken: fc.option(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
      sizes: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ write, cut, broken, sizes }) => {
        const written = write(events);
        const bytes = Buffer.from(written.subarray(0, Math.ceil(cut * written.length)));
        if (broken !== null && bytes.length > 0) bytes[Math.floor(broken * bytes.length)] = 0x22;
        const placesOf = ({ matches, problems }: Scanned): unknown => ({
          matches: matches.map(({ place, json }) => [place, Buffer.from(json).toString()]),
          problems: problems.map(({ line, byteOffset, fault }) => [line, byteOffset, fault]),
        });
        expect(placesOf(await scanned(bytes, sizes))).toEqual(placesOf(await scanned(bytes)));
      }),
      { numRuns: 300, seed },
    );
  });
});

describe('locations', () => {
  it('of pretty-printed documents are the line and byte at which they begin', async () => {
    const { matches, summary } = await scanned(Buffer.from(JSON.stringify(planted, null, 2)));
    const [first, second] = matches.map(({ place }) => place);
    expect(first).toEqual({ input: 's', line: 2, byteOffset: 4, position: 1 });
    expect(second).toEqual({ input: 's', line: 11, byteOffset: 222, position: 2 });
    expect(summary.lines).toBe(12 * 9 + 2);
  });

  it('of rows are those of their first lines', async () => {
    const rows = 'file.path,process.name\n"a\nb",c\nd,e,f\n';
    const { problems } = await scanned(Buffer.from(rows));
    expect(problems.map(({ line, byteOffset, fault }) => [fault.kind, line, byteOffset])).toEqual([
      ['kibana-csv', 1, 0],
      ['missing-columns', 1, 0],
      ['ragged-row', 4, 31],
      ['no-endpoint-events', undefined, undefined],
    ]);
  });
});

it('a line with several documents is read like several lines', async () => {
  const line = planted.map((one) => JSON.stringify(one)).join(' ');
  const { matches } = await scanned(Buffer.from(`{}\n${line}\n`));
  expect(matches.map(({ place }) => [place.line, place.position])).toEqual(
    planted.map((_, at) => [2, at + 1]),
  );
});

it('a row over the limit is a problem, and the others are read', async () => {
  const [header, first, ...rows] = csv(planted).toString().split('\n');
  const long = first?.replace('/etc/init.d/netd0', `/etc/init.d/${'x'.repeat(200_000)}`);
  const text = [header, first, long, ...rows].join('\n');
  const { ids, problems } = await scanned(Buffer.from(text), [65_536], 100_000);
  expect(ids).toEqual(planted.map(({ 'event.id': id }) => id));
  expect(problems.map(({ fault, line }) => [fault.kind, line])).toEqual([
    ['kibana-csv', 1],
    ['line-too-long', 3],
  ]);
});

it('half a character at the end of UTF-16 is a problem', async () => {
  const { summary } = await scanned(
    Buffer.concat([utf16(JSON.stringify(planted[0]), false), Buffer.from('x')]),
  );
  expect(summary.complete).toBe(false);
});
