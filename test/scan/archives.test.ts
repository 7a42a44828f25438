import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArchiveBudget } from '#dist/input/archive.js';
import { type MemberScan, scanArchive } from '#dist/scan/archives.js';
import type { Problem, SegmentPart } from '#dist/scan/finding.js';
import { scan } from '#dist/scan/scan.js';
import type { Summary } from '#dist/scan/sink.js';
import { ordinaryLine, plantedLine } from '../e2e/run.js';
import { chunksOf, tar, zip } from '../input/archives.js';
import { zstdFrame } from './formats.js';
import { optionsWith } from './options.js';
import { streamOf } from './streams.js';

interface Scanned {
  readonly summary: Summary;
  /** Where the matches are: `input:line`. */
  readonly places: readonly string[];
  readonly problems: readonly Problem[];
}

async function scanned(inputs: readonly Uint8Array[], size = 65_536): Promise<Scanned> {
  const places: string[] = [];
  const problems: Problem[] = [];
  const summary = await scan(
    inputs.map((bytes, at) => streamOf(bytes, [size], `i${at}`)),
    {
      match: ({ place }) => void places.push(`${place.input}:${place.line}`),
      problem: (problem) => void problems.push(problem),
    },
    optionsWith({}),
  );
  return { summary, places, problems };
}

const lines = `${ordinaryLine()}\n${plantedLine()}\n`;
const member = { name: 'logs/a.ndjson', content: lines };
const other = { name: 'b.ndjson', content: `${plantedLine()}\n` };

describe('the members of an archive', () => {
  it('are inputs of their own, between those before and after the archive', async () => {
    const { summary, places, problems } = await scanned([
      Buffer.from(lines),
      tar([member, other]),
      zip([member, other]),
      Buffer.from(lines),
    ]);
    expect(places).toEqual([
      'i0:2',
      'i1!logs/a.ndjson:2',
      'i1!b.ndjson:1',
      'i2!logs/a.ndjson:2',
      'i2!b.ndjson:1',
      'i3:2',
    ]);
    expect(problems).toEqual([]);
    expect(summary.complete).toBe(true);
    expect(summary.inputs.map(({ name, matches }) => [name, matches])).toEqual([
      ['i0', 1],
      ['i1', 0],
      ['i1!logs/a.ndjson', 1],
      ['i1!b.ndjson', 1],
      ['i2', 0],
      ['i2!logs/a.ndjson', 1],
      ['i2!b.ndjson', 1],
      ['i3', 1],
    ]);
    expect(summary.inputs[2]).toMatchObject({ lines: 2, bytes: lines.length });
  });

  it('may be archives, compressed, and in any other format', async () => {
    const inner = zip([
      { name: 'c.json.gz', content: gzipSync(`[${plantedLine()}]`) },
      { name: 'd.tar.zst', content: zstdFrame(tar([other])) },
      { name: 'wide.txt', content: Buffer.from(`\ufeff${lines}`, 'utf16le') },
    ]);
    const { places, problems, summary } = await scanned([
      gzipSync(tar([member, { name: 'in.zip', content: inner }, other])),
    ]);
    expect(problems).toEqual([]);
    expect(places).toEqual([
      'i0!logs/a.ndjson:2',
      'i0!in.zip!c.json.gz:1',
      'i0!in.zip!d.tar.zst!b.ndjson:1',
      'i0!in.zip!wide.txt:2',
      'i0!b.ndjson:1',
    ]);
    const nested = summary.inputs.find(({ name }) => name === 'i0!in.zip');
    expect(nested).toMatchObject({ bytes: inner.length, problems: 0 });
  });

  it('that cannot be read are problems, and the others are scanned', async () => {
    const { places, problems } = await scanned([
      zip([
        { name: 'secret', content: 'x', flags: 1 },
        { name: 'log.7z', content: Buffer.from('377abcaf271c0004', 'hex') },
        member,
      ]),
    ]);
    expect(places).toEqual(['i0!logs/a.ndjson:2']);
    expect(problems).toMatchObject([
      { input: 'i0!secret', fault: { kind: 'encrypted-member' } },
      { input: 'i0!log.7z', fault: { kind: 'foreign-format' } },
    ]);
  });

  it('that hold no logs, such as pictures, are not problems', async () => {
    const picture = Buffer.from('89504e470d0a1a0a0000', 'hex');
    const { summary } = await scanned([
      tar([{ name: 'x.png', content: picture }, { name: 'empty' }, member]),
    ]);
    expect(summary).toMatchObject({ complete: true, problems: 0, matches: 1 });
  });

  it('that are links are named once for the archive', async () => {
    const links = ['a', 'b', 'c', 'd'].map((name) => ({ name, type: '2' }));
    const { problems, summary } = await scanned([tar([...links, member])]);
    expect(summary.complete).toBe(true);
    expect(problems).toMatchObject([
      { input: 'i0', fault: { kind: 'archive-links', count: 4, names: ['a', 'b', 'c'] } },
    ]);
  });
});

it('an archive without a member is an input without documents', async () => {
  const { problems } = await scanned([zip([])]);
  expect(problems).toMatchObject([{ input: 'i0', fault: { kind: 'no-document' } }]);
});

it('a truncated archive yields what was whole, and is incomplete', async () => {
  for (const whole of [tar([member, other]), zip([member, other])]) {
    for (let cut = 100; cut < whole.length; cut += 97) {
      const { summary, places } = await scanned([whole.subarray(0, cut)], 1000);
      expect(['i0!logs/a.ndjson:2', 'i0!b.ndjson:1'].slice(0, places.length)).toEqual(places);
      // A tar archive ends with zeros.
      if (whole.length - cut > 1024) expect(summary.complete).toBe(false);
    }
  }
});

it('damage of the compression around an archive is reported for the archive', async () => {
  const whole = gzipSync(tar([member, other]), { level: 0 });
  const { problems } = await scanned([whole.subarray(0, 700)]);
  expect(problems).toMatchObject([
    { input: 'i0!logs/a.ndjson', fault: { kind: 'member-damaged', reason: 'cut-short' } },
    { input: 'i0', fault: { kind: 'compressed', compression: 'gzip', reason: 'cut-short' } },
  ]);
});

it('a planted event is found in archives and compressions in any order', async () => {
  type Wrapping = (bytes: Uint8Array) => Buffer;
  const wrappings: Record<string, Wrapping> = {
    gzip: (bytes) => gzipSync(bytes),
    zstd: (bytes) => zstdFrame(bytes),
    tar: (content) =>
      tar([
        { name: 'x', content: '' },
        { name: 'm', content },
      ]),
    zip: (content) => zip([{ name: 'm', content }]),
    'stored zip': (content) => zip([{ name: 'm', content, method: 0, hasDescriptor: true }]),
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(wrappings)), { maxLength: 4 }),
      fc.integer({ min: 1, max: 3000 }),
      async (names, size) => {
        const bytes = names.reduce<Uint8Array>(
          (inner, name) => wrappings[name]?.(inner) ?? inner,
          Buffer.from(lines),
        );
        const { places, problems } = await scanned([bytes], size);
        const path = names
          .filter((name) => /tar|zip$/.test(name) && name !== 'gzip')
          .map(() => '!m');
        expect(problems).toEqual([]);
        expect(places).toEqual([`i0${path.join('')}:2`]);
      },
    ),
    { numRuns: 60 },
  );
});

describe('the limits of archives', () => {
  const limits = { members: 3, bytes: 1000, ratio: 10, ratioFrom: 100, depth: 2 };

  /** Reads every member, and yields a part for each. */
  const scanMember: MemberScan = async function* (chunks, { budget }) {
    for await (const chunk of chunks) budget.addBytes(chunk.length);
    yield emptyPart();
  };

  async function partsOf(archive: Uint8Array, bytesRead = 1000): Promise<SegmentPart[]> {
    const opened = {
      format: 'tar',
      chunks: chunksOf(archive, 512),
      bytesRead: () => bytesRead,
      part: emptyPart,
    } as const;
    const parts: SegmentPart[] = [];
    for await (const part of scanArchive(opened, scanMember, undefined, limits)) parts.push(part);
    return parts;
  }

  it('end the scan of the archive', async () => {
    const members = (count: number, length: number): Buffer =>
      tar(
        Array.from({ length: count }, (_, at) => ({ name: `${at}`, content: 'x'.repeat(length) })),
      );
    await expect(partsOf(members(3, 1))).resolves.toHaveLength(4);
    await expect(partsOf(members(4, 1))).rejects.toThrow('too-many-members');
    await expect(partsOf(members(2, 501))).rejects.toThrow('inflated-too-far');
    await expect(partsOf(members(2, 101), 20)).rejects.toThrow('inflated-too-far');
  });

  it('hold for archives in archives', async () => {
    const budget = new ArchiveBudget(() => 0, limits);
    const opened = {
      format: 'tar',
      chunks: chunksOf(tar([member]), 512),
      bytesRead: () => 0,
      part: emptyPart,
    } as const;
    const parts = scanArchive(opened, scanMember, { depth: 2, budget });
    await expect(parts.next()).rejects.toThrow('nested-archives');
  });

  it('are reported for nested archives', async () => {
    let bytes: Uint8Array = Buffer.from(lines);
    for (let depth = 0; depth < 9; depth += 1) bytes = tar([{ name: 'm', content: bytes }]);
    const { problems } = await scanned([bytes]);
    expect(problems).toMatchObject([
      { input: `i0${'!m'.repeat(8)}`, fault: { kind: 'nested-archives', limit: 8 } },
    ]);
  });
});

function emptyPart(): SegmentPart {
  return { findings: [], buffers: [], bytes: 0 };
}
