import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  ArchiveBudget,
  ArchiveError,
  type ArchiveFormat,
  memberName,
} from '#dist/input/archive.js';
import { CompressionError } from '#dist/input/compression.js';
import { gunzip } from '#dist/input/gzip.js';
import type { Chunks } from '#dist/input/input.js';
import { openArchive } from '#dist/input/open-archive.js';
import { chunksOf, paxRecord, tar, tarMember, type ZipMember, zip } from './archives.js';

/** What an archive holds, a text per item: `name: content` of members, and the faults. */
async function itemsOf(
  format: ArchiveFormat,
  source: Uint8Array | Chunks,
  { size = 1000, reads = true } = {},
): Promise<string[]> {
  const items: string[] = [];
  const chunks = source instanceof Uint8Array ? chunksOf(source, size) : source;
  for await (const item of await openArchive(format, chunks)) {
    if (item.kind === 'fault') items.push(textOf(item.fault));
    else if (item.kind === 'link') items.push(`${item.name}: ${item.link}`);
    else if (item.kind === 'unreadable') items.push(`${item.name}: ${textOf(item.fault)}`);
    else items.push(`${item.name}: ${reads ? await contentOf(item.chunks) : '…'}`);
  }
  return items;
}

async function contentOf(chunks: Chunks): Promise<string> {
  let content = '';
  try {
    for await (const chunk of chunks) content += Buffer.from(chunk).toString('latin1');
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    content += `[${textOf(error.fault)}]`;
  }
  return content;
}

function textOf({ kind, ...facts }: ArchiveError['fault']): string {
  return `${kind} ${JSON.stringify(facts)}`;
}

const a = { name: 'a.ndjson', content: 'one\n' };
const b = { name: 'logs/b.ndjson', content: 'two\n' };
const garbage = Buffer.from('hidden '.repeat(80)).subarray(0, 512);

describe('a tar archive', () => {
  const both = ['a.ndjson: one\n', 'logs/b.ndjson: two\n'];

  test.each<[what: string, archive: Buffer, items: readonly string[]]>([
    ['two members', tar([a, b]), both],
    ['a directory and padding to a record', tar([{ name: 'logs/', type: '5' }, a, b], 9728), both],
    ['a flag from before ustar', tar([{ ...a, type: '\0' }, b]), both],
    ['a directory from before ustar', tar([{ name: 'logs/' }, a, b]), both],
    [
      'an unknown type, which counts as a file',
      tar([
        { ...a, type: '7' },
        { ...b, type: 'Z' },
      ]),
      both,
    ],
    ['a long name in two fields', tar([{ ...a, header: { 345: 'x/y' } }]), ['x/y/a.ndjson: one\n']],
    [
      'a long name of GNU',
      tar([{ name: 'L', type: 'L', content: `${'n'.repeat(150)}\0` }, a]),
      [`${'n'.repeat(150)}: one\n`],
    ],
    [
      'a long name of pax',
      tar([{ name: 'x', type: 'x', content: paxRecord('path', 'ä/long') }, a]),
      ['ä/long: one\n'],
    ],
    [
      'a size of pax',
      tar([{ name: 'x', type: 'x', content: paxRecord('size', '4') }, { ...a, size: 0 }, b]),
      both,
    ],
    [
      'a global header',
      tar([{ name: 'g', type: 'g', content: paxRecord('comment', 'x') }, a, b]),
      both,
    ],
    ['a size in binary', tar([{ ...a, header: { 124: '\x80\0\0\0\0\0\0\0\0\0\0\x04' } }, b]), both],
    ['an archive that was appended', Buffer.concat([tar([a]), tar([b])]), both],
    [
      'links and a device',
      tar([
        { name: 's', type: '2' },
        { name: 'h', type: '1' },
        { name: 'd', type: '3' },
      ]),
      ['s: symbolic link', 'h: hard link', 'd: device'],
    ],
    [
      'a sparse file',
      tar([{ name: 's', type: 'S', content: 'x'.repeat(600) }, a]),
      ['s: unsupported-member {"what":{"type":"sparse"}}', 'a.ndjson: one\n'],
    ],
    [
      'a sparse file of pax',
      tar([{ name: 'x', type: 'x', content: paxRecord('GNU.sparse.major', '1') }, a, b]),
      ['a.ndjson: unsupported-member {"what":{"type":"sparse"}}', 'logs/b.ndjson: two\n'],
    ],
    [
      'no end',
      tar([a, b], 0),
      [...both, 'archive-damaged {"archive":"tar","reason":"cut-short","byteOffset":2048}'],
    ],
    [
      'an end within a member',
      tar([a, b]).subarray(0, 1538),
      [
        'a.ndjson: one\n',
        'logs/b.ndjson: tw[member-damaged {"reason":"cut-short"}]',
        'archive-damaged {"archive":"tar","reason":"cut-short","byteOffset":1538}',
      ],
    ],
    [
      'an end within a header',
      tar([a, b]).subarray(0, 1100),
      ['a.ndjson: one\n', 'archive-damaged {"archive":"tar","reason":"corrupt","byteOffset":1024}'],
    ],
    [
      'bytes between members',
      Buffer.concat([tarMember(a), garbage, tar([b])]),
      [
        'a.ndjson: one\n',
        'archive-damaged {"archive":"tar","reason":"corrupt","byteOffset":1024}',
        'logs/b.ndjson: two\n',
      ],
    ],
    [
      'bytes after the end',
      Buffer.concat([tar([a]), garbage]),
      ['a.ndjson: one\n', 'stray-bytes {"bytes":512,"byteOffset":2048}'],
    ],
    [
      'padding that is not zero',
      Buffer.concat([tarMember(a).fill('h', 600, 606), tar([b])]),
      ['a.ndjson: one\n', 'stray-bytes {"bytes":6,"byteOffset":516}', 'logs/b.ndjson: two\n'],
    ],
    [
      'the content of a link, where programs would not look for it',
      tar([{ name: 's', type: '2', content: 'hidden', size: 6 }, a]),
      [
        's: symbolic link',
        'archive-damaged {"archive":"tar","reason":"corrupt","byteOffset":512}',
        'a.ndjson: one\n',
      ],
    ],
  ])('with %s', async (_, archive, items) => {
    for (const size of [7, 512, 100_000]) {
      expect(await itemsOf('tar', archive, { size })).toEqual(items);
    }
  });

  it('is read on where members are not', async () => {
    const large = { name: 'large', content: 'x'.repeat(300_000) };
    const items = await itemsOf('tar', tar([large, b]), { reads: false });
    expect(items).toEqual(['large: …', 'logs/b.ndjson: …']);
  });

  it('passes on the damage of what it is compressed with, after the member that it cuts short', async () => {
    const compressed = gzipSync(tar([a, { name: 'c', content: 'x'.repeat(100_000) }]), {
      level: 0,
    });
    const cut = gunzip(chunksOf(compressed.subarray(0, 50_000), 1000));
    const items: string[] = [];
    await expect(async () => {
      for await (const item of await openArchive('tar', cut)) {
        if (item.kind === 'member') items.push((await contentOf(item.chunks)).slice(-60));
      }
    }).rejects.toThrow(CompressionError);
    expect(items).toEqual([
      'one\n',
      expect.stringMatching(/^x+\[member-damaged \{"reason":"cut-short"\}\]$/),
    ]);
  });
});

describe('a zip archive', () => {
  const both = ['a.ndjson: one\n', 'logs/b.ndjson: two\n'];
  const fault = (facts: string): string => `a.ndjson: one\n[member-damaged ${facts}]`;
  const mismatch = (differences: string, member = 'a.ndjson'): string =>
    `member-mismatch {"member":"${member}","differences":[${differences}]}`;

  test.each<[what: string, archive: Buffer, items: readonly string[]]>([
    ['two members', zip([a, b]), both],
    [
      'stored members',
      zip([
        { ...a, method: 0 },
        { ...b, method: 0 },
      ]),
      both,
    ],
    ['no member', zip([]), []],
    ['a directory', zip([{ name: 'logs/', content: '', method: 0 }, a]), ['a.ndjson: one\n']],
    [
      'data descriptors',
      zip([
        { ...a, hasDescriptor: true },
        { ...b, hasDescriptor: true },
      ]),
      both,
    ],
    [
      'stored members with data descriptors',
      zip([
        { ...a, method: 0, hasDescriptor: true },
        { ...b, method: 0, hasDescriptor: true },
      ]),
      both,
    ],
    [
      'content that looks like a data descriptor',
      zip([
        { name: 'd', content: 'PK\x07\x08 and more than 24 bytes', method: 0, hasDescriptor: true },
      ]),
      ['d: PK\x07\x08 and more than 24 bytes'],
    ],
    ['zip64', zip([{ ...a, zip64: true }, b]), both],
    ['zip64 and data descriptors', zip([{ ...a, zip64: true, hasDescriptor: true }, b]), both],
    ['a comment', zip([a, b], { comment: 'made by hand' }), both],
    [
      'zeros before and after',
      zip([a, b], { between: Buffer.alloc(9), after: Buffer.alloc(5) }),
      both,
    ],
    [
      'the mark of an archive that was not split',
      zip([a, b], { before: Buffer.from('PK00') }),
      both,
    ],
    ['another archive after it', Buffer.concat([zip([a]), zip([b])]), both],
    [
      'an encrypted member',
      zip([{ ...a, flags: 1 }, b]),
      ['a.ndjson: encrypted-member {}', 'logs/b.ndjson: two\n'],
    ],
    [
      'an encrypted member of unknown size',
      zip([{ ...a, flags: 1, hasDescriptor: true }, b]),
      ['a.ndjson: encrypted-member {}', 'logs/b.ndjson: two\n'],
    ],
    [
      'a method that is not read',
      zip([{ ...a, method: 9, stored: Buffer.from('deflate64') }, b]),
      ['a.ndjson: unsupported-member {"what":{"method":9}}', 'logs/b.ndjson: two\n'],
    ],
    [
      'a wrong checksum',
      zip([{ ...a, local: { crc: 1 }, central: { crc: 1 } }]),
      [fault('{"reason":"checksum"}')],
    ],
    [
      'a wrong size',
      zip([{ ...a, local: { size: 9 }, central: { size: 9 } }]),
      [fault('{"reason":"size"}')],
    ],
    [
      'another name in the central directory',
      zip([{ ...a, central: { name: 'x' } }]),
      ['a.ndjson: one\n', mismatch('"name"', 'x')],
    ],
    [
      'another size',
      zip([{ ...a, central: { size: 0 } }]),
      ['a.ndjson: one\n', mismatch('"size"')],
    ],
    [
      'another method',
      zip([{ ...a, central: { method: 0 } }]),
      ['a.ndjson: one\n', mismatch('"method"')],
    ],
    [
      'another checksum',
      zip([{ ...a, central: { crc: 7 } }]),
      ['a.ndjson: one\n', mismatch('"checksum"')],
    ],
    [
      'another encryption',
      zip([{ ...a, central: { flags: 1 } }]),
      ['a.ndjson: one\n', mismatch('"encryption"')],
    ],
    [
      'a member that the central directory lacks',
      zip([a, { ...b, central: 'missing' }]),
      [...both, mismatch('"central entry"', 'logs/b.ndjson')],
    ],
    [
      'a symbolic link',
      zip([{ name: 's', content: '../x', externalAttributes: 0xa1ff0000 }]),
      ['s: ../x', 's: symbolic link'],
    ],
    [
      'bytes before it',
      zip([a, b], { before: Buffer.from('#!/bin/sh\n') }),
      ['stray-bytes {"bytes":10,"byteOffset":0}', ...both],
    ],
    [
      'bytes after members',
      zip([a], { between: Buffer.from('hidden') }),
      ['a.ndjson: one\n', expect.stringContaining('stray-bytes {"bytes":6,')],
    ],
    [
      'bytes after it',
      zip([a], { after: Buffer.from('hidden') }),
      ['a.ndjson: one\n', expect.stringContaining('stray-bytes {"bytes":6,')],
    ],
    [
      'no end',
      zip([a, b], { cut: 22 }),
      [...both, expect.stringContaining('archive-damaged {"archive":"zip","reason":"cut-short"')],
    ],
    [
      'an end within a member',
      zip([{ ...a, method: 0 }]).subarray(0, 40),
      [
        'a.ndjson: on[member-damaged {"reason":"cut-short"}]',
        'archive-damaged {"archive":"zip","reason":"cut-short","byteOffset":40}',
      ],
    ],
  ])('with %s', async (_, archive, items) => {
    for (const size of [7, 512, 100_000]) {
      expect(await itemsOf('zip', archive, { size })).toEqual(items);
    }
  });

  it('goes on after a member that is corrupt', async () => {
    const archive = zip([{ ...a, content: 'x'.repeat(50_000) }, b]);
    archive.fill(0xff, 45, 60);
    expect(await itemsOf('zip', archive)).toEqual([
      expect.stringMatching(/^a\.ndjson: .*\[member-damaged \{"reason":"corrupt"\}\]$/),
      'logs/b.ndjson: two\n',
    ]);
  });

  it('checks members that nobody reads', async () => {
    const archive = zip([{ ...a, local: { crc: 1 }, central: { crc: 1 } }, b]);
    expect(await itemsOf('zip', archive, { reads: false })).toEqual([
      'a.ndjson: …',
      'a.ndjson: member-damaged {"reason":"checksum"}',
      'logs/b.ndjson: …',
    ]);
  });
});

it('any archive comes out as it went in, in chunks of any size, and read in part', async () => {
  const member = fc.record({
    content: fc.uint8Array({ maxLength: 3000 }),
    method: fc.constantFrom(0, 8),
    hasDescriptor: fc.boolean(),
    zip64: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(member, { maxLength: 5 }),
      fc.constantFrom<ArchiveFormat>('tar', 'zip'),
      fc.integer({ min: 1, max: 5000 }),
      async (contents, format, size) => {
        const members: ZipMember[] = contents.map((one, at) => ({ ...one, name: `m${at}` }));
        const archive = format === 'tar' ? tar(members) : zip(members);
        expect(await itemsOf(format, archive, { size })).toEqual(
          members.map(({ name, content }) => `${name}: ${Buffer.from(content).toString('latin1')}`),
        );
        const names = await itemsOf(format, archive, { size, reads: false });
        expect(names).toEqual(members.map(({ name }) => `${name}: …`));
      },
    ),
    { numRuns: 100 },
  );
});

it('an archive with a byte changed, removed or added never seems whole and different', async () => {
  const members = [a, b, { name: 'c', content: 'three\n'.repeat(50) }];
  const whole = ['a.ndjson: one\n', 'logs/b.ndjson: two\n', `c: ${'three\n'.repeat(50)}`];
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      async (at, mask, cut) => {
        const archive = Buffer.from(zip(members));
        const position = at % archive.length;
        archive[position] = (archive[position] ?? 0) ^ mask;
        const damaged = cut ? archive.subarray(0, position) : archive;
        if (damaged.length === 0) return;
        const items = await itemsOf('zip', damaged);
        const contents = items.filter((item) => whole.includes(item));
        const says = items.some((item) =>
          /damaged|stray|mismatch|unsupported|encrypted|link/.test(item),
        );
        // Times, versions and attributes are not checked.
        expect(contents.length === whole.length || says).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

describe('the limits on archives', () => {
  const limits = { members: 2, bytes: 1000, ratio: 10, ratioFrom: 100, depth: 1 };

  it('count members and bytes, and compare them with the size of the archive', () => {
    const budget = new ArchiveBudget(() => 20, limits);
    budget.addMember();
    budget.addMember();
    expect(() => budget.addMember()).toThrow('too-many-members');
    expect(budget.isExceeded).toBe(true);
    const other = new ArchiveBudget(() => 20, limits);
    other.addBytes(200);
    expect(() => other.addBytes(1)).toThrow('inflated-too-far');
    expect(() => new ArchiveBudget(() => 999, limits).addBytes(1001)).toThrow('inflated-too-far');
  });
});

it('names of members are text, whatever their bytes', () => {
  expect(memberName(Buffer.from('ä\n'))).toBe('ä\n');
  expect(memberName(Buffer.from([0xe4, 0x2f]))).toBe('ä/');
  expect(memberName(Buffer.from('n'.repeat(5000)))).toBe(`${'n'.repeat(1024)}…`);
});
