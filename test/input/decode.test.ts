import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ByteSource } from '#dist/input/byte-source.js';
import { CompressionError } from '#dist/input/compression.js';
import { decode } from '#dist/input/decode.js';
import { chunksOf } from './archives.js';

/** `{"name":"ä"}` and a newline, three times, compressed by bzip2 and xz. */
const compressed = {
  bzip2: 'QlpoOTFBWSZTWcJiDDgAABBZlAAQEAAAECIDAAoEAAgAIAAiv9VANqCAaaaKbUjjiIjKLvLvi7kinChIYTEGHAA=',
  xz: '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AApABZdAD2IicZUNsMXT+UkrLayC5S/8QqgAAAAAADFw6MXpoBH8gABMiqMKE0WH7bzfQEAAAAABFla',
} as const;
const line = '{"name":"ä"}\n';

function bytesOf(compression: keyof typeof compressed): Buffer {
  return Buffer.from(compressed[compression], 'base64');
}

/** The text of an input; with what is wrong with its compression, if anything. */
async function textOf(bytes: Uint8Array, size = 5): Promise<string> {
  const pieces: Buffer[] = [];
  let damage = '';
  try {
    for await (const chunk of (await decode(chunksOf(bytes, size))).chunks) {
      pieces.push(Buffer.from(chunk));
    }
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error;
    damage = JSON.stringify(error.damage);
  }
  return Buffer.concat(pieces).toString() + damage;
}

describe.each(['bzip2', 'xz'] as const)('%s data', (compression) => {
  const bytes = bytesOf(compression);

  it('is decompressed, in chunks of any size', async () => {
    for (const size of [1, 5, 1000]) expect(await textOf(bytes, size)).toBe(line.repeat(3));
  });

  it('may have several streams, and zeros after them', async () => {
    const more = Buffer.concat([bytes, bytes, Buffer.alloc(4)]);
    for (const size of [1, bytes.length, 1000]) {
      expect(await textOf(more, size)).toBe(line.repeat(6));
    }
  });

  it('may be inside itself and others', async () => {
    expect(await textOf(gzipSync(bytes))).toBe(line.repeat(3));
  });

  it('that is truncated is reported', async () => {
    for (let length = 12; length < bytes.length; length += 1) {
      expect(await textOf(bytes.subarray(0, length))).toMatch(
        new RegExp(`{"compression":"${compression}","reason":"cut-short","byteOffset":${length}}$`),
      );
    }
  });

  it('that is corrupt is reported', async () => {
    const wrong = Buffer.from(bytes);
    wrong[bytes.length - 9] = (wrong[bytes.length - 9] ?? 0) ^ 0xff;
    expect(await textOf(wrong)).toContain('"reason":"c');
    expect(await textOf(Buffer.concat([bytes, Buffer.from('and something else')]))).toMatch(
      /^(?:\{"name":"ä"\}\n){3}\{"compression".*"reason":"c/,
    );
  });
});

it('xz data in xz data is decompressed', async () => {
  const { stdout, status } = spawnSync('xz', ['-c'], { input: bytesOf('xz') });
  if (status === 0) expect(await textOf(stdout)).toBe(line.repeat(3));
});

function utf16(text: string, isBigEndian = false): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

function utf32(text: string, isBigEndian = false): Buffer {
  const units = Array.from(text, (character) => {
    const unit = Buffer.alloc(4);
    const point = character.codePointAt(0) ?? 0;
    if (isBigEndian) unit.writeUInt32BE(point);
    else unit.writeUInt32LE(point);
    return unit;
  });
  return Buffer.concat(units);
}

describe('UTF-32', () => {
  const text = `${line}{"name":"😀"}\n`;

  test.each([
    ['little-endian with a byte order mark', utf32(`\ufeff${text}`)],
    ['big-endian with a byte order mark', utf32(`\ufeff${text}`, true)],
    ['little-endian', utf32(text)],
    ['big-endian', utf32(text, true)],
  ])('is transcoded: %s', async (_, bytes) => {
    for (const size of [1, 3, 1000]) expect(await textOf(bytes, size)).toBe(text);
  });

  it('that is invalid becomes U+FFFD', async () => {
    const surrogate = Buffer.from([0, 0xd8, 0, 0]);
    const beyond = Buffer.from([0, 0, 0x11, 0]);
    const bytes = Buffer.concat([utf32(line), surrogate, beyond, Buffer.from([0x7b])]);
    expect(await textOf(bytes)).toBe(`${line}\ufffd\ufffd\ufffd`);
  });
});

describe('UTF-16 to which UTF-8 was appended', () => {
  const wide = '{"name":"ä{\\"o"}\r\n';
  const narrow = '{"name":"é","x":1}\n';

  test.each([false, true])('is read line by line (big-endian: %s)', async (isBigEndian) => {
    const lines = [wide, narrow, narrow, wide, narrow];
    const bytes = Buffer.concat([
      utf16('\ufeff', isBigEndian),
      ...lines.map((one) => (one === wide ? utf16(one, isBigEndian) : Buffer.from(one))),
    ]);
    for (const size of [1, 2, 3, 7, 1000]) expect(await textOf(bytes, size)).toBe(lines.join(''));
  });

  it('is read after a last line without a line end too', async () => {
    const bytes = Buffer.concat([utf16(`\ufeff${wide}{"a":1}`), Buffer.from(narrow)]);
    for (const size of [1, 1000]) {
      expect(await textOf(bytes, size)).toBe(`${wide}{"a":1}${narrow}`);
    }
  });

  it('goes back to UTF-16 with a byte order mark in it', async () => {
    const bytes = Buffer.concat([
      utf16(`\ufeff${wide}`),
      Buffer.from(narrow),
      utf16(`\ufeff${wide}`),
    ]);
    for (const size of [1, 1000]) expect(await textOf(bytes, size)).toBe(wide + narrow + wide);
  });

  it('leaves any other UTF-16 as it is, in chunks of any size', async () => {
    const character = fc.constantFrom('{', '}', '"', '\n', 'a', 'ä', '中', '😀', '\\', ' ');
    await fc.assert(
      fc.asyncProperty(
        fc.array(character),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        async (rest, isBigEndian, size) => {
          const text = `{"a":1}\n${rest.join('')}`;
          expect(await textOf(utf16(`\ufeff${text}`, isBigEndian), size)).toBe(text);
        },
      ),
    );
  });
});

describe('a source of bytes', () => {
  it('gives portions of any size, and takes bytes back', async () => {
    const source = new ByteSource(chunksOf(Buffer.from('abcdefghij'), 3));
    expect(`${await source.take(4)}`).toBe('abcd');
    expect(`${await source.peek(3)}`).toBe('efg');
    source.giveBack(Buffer.from('cd'));
    expect(source.position).toBe(2);
    expect(`${await source.takeSome(100)}`).toBe('cdefg');
    expect(`${await source.takeSome(100)}`).toBe('hi');
    expect(await source.take(2)).toBeUndefined();
    expect(await source.skip(1)).toBe(true);
    expect(await source.skip(1)).toBe(false);
    expect(source.end).toBe(10);
  });

  it('throws the error of its chunks again and again, after what came before', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('abc');
      throw new Error('gone');
    }
    const source = new ByteSource(failing());
    await expect(source.has(4)).rejects.toThrow('gone');
    expect(`${await source.takeSome(4)}`).toBe('abc');
    await expect(source.takeSome(1)).rejects.toThrow('gone');
    await expect(source.has(1)).rejects.toThrow('gone');
  });
});
