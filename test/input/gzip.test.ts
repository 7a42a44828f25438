import { randomBytes } from 'node:crypto';
import { createGunzip, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompressionError } from '#dist/input/compression.js';
import { freeMemory } from '#dist/input/free-memory.js';
import { gunzip } from '#dist/input/gzip.js';
import { outputBytes, PieceDecoder } from '#dist/input/piece-decoder.js';
import { chunksOf } from './archives.js';

interface Inflated {
  readonly bytes: Buffer;
  readonly damage: CompressionError['damage'] | undefined;
}

async function inflated(compressed: Uint8Array, size: number): Promise<Inflated> {
  const pieces: Buffer[] = [];
  let damage: CompressionError['damage'] | undefined;
  try {
    for await (const piece of gunzip(chunksOf(compressed, size))) pieces.push(Buffer.from(piece));
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error;
    ({ damage } = error);
  }
  return { bytes: Buffer.concat(pieces), damage };
}

/** Bytes that hardly compress, and compress well, in turn. */
function mixed(length: number): Buffer {
  const bytes = Buffer.alloc(length, '{"name":"value"}\n');
  for (let at = 0; at < length; at += 100_000) randomBytes(50_000).copy(bytes, at);
  return bytes;
}

describe('gzip data', () => {
  it('of any members is inflated, in chunks of any size', async () => {
    const content = mixed(3_000_000);
    const members = [0, 1, 700_000, 700_001, 3_000_000].map((start, at, starts) =>
      gzipSync(content.subarray(start, starts[at + 1] ?? content.length)),
    );
    const compressed = Buffer.concat([...members, Buffer.alloc(300_000)]);
    for (const size of [10_000, 262_144, 1_000_000, compressed.length]) {
      const { bytes, damage } = await inflated(compressed, size);
      expect(damage).toBeUndefined();
      expect(bytes.equals(content)).toBe(true);
    }
  });

  it('yields the same before damage, and locates it alike, in chunks of any size', async () => {
    const content = mixed(200_000);
    const whole = Buffer.concat([gzipSync(content), gzipSync(content)]);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.integer({ min: 1000, max: whole.length }),
        async (at, bits, size) => {
          const wrong = Buffer.from(whole);
          wrong[at] = (wrong[at] ?? 0) ^ bits;
          const [one, other] = [await inflated(wrong, size), await inflated(wrong, whole.length)];
          expect(other.bytes.equals(one.bytes)).toBe(true);
          expect(other.damage).toEqual(one.damage);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('that is stored yields every byte before the damage', async () => {
    const content = mixed(1_000_000);
    const stored = gzipSync(content, { level: 0 });
    let at = 10;
    let before = 0;
    while (before < 500_000) {
      const length = stored.readUInt16LE(at + 1);
      at += 5 + length;
      before += length;
    }
    // The length of a block, which differs from its complement then.
    stored[at + 1] = (stored[at + 1] ?? 0) ^ 1;
    const { bytes, damage } = await inflated(stored, stored.length);
    expect(bytes.equals(content.subarray(0, before))).toBe(true);
    expect(damage).toEqual({ compression: 'gzip', reason: 'corrupt', byteOffset: at + 4 });
  });

  it('that is cut anywhere yields what comes before the cut', async () => {
    const content = mixed(300_000);
    const compressed = gzipSync(content);
    for (let length = 1; length < compressed.length; length += 9973) {
      const { bytes, damage } = await inflated(compressed.subarray(0, length), 50_000);
      expect(bytes.equals(content.subarray(0, bytes.length))).toBe(true);
      expect(damage).toEqual({ compression: 'gzip', reason: 'cut-short', byteOffset: length });
    }
  });

  it('that inflates a thousandfold comes out in pieces, of which few exist at a time', async () => {
    const bomb = gzipSync(Buffer.alloc(150_000_000));
    const decoder = new PieceDecoder(createGunzip({ chunkSize: outputBytes }));
    const before = process.memoryUsage().arrayBuffers;
    let length = 0;
    let peak = 0;
    for await (const output of decoder.write(bomb)) {
      length += output.length;
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    }
    expect(length).toBe(150_000_000);
    expect(peak - before).toBeLessThan(8_000_000);
    decoder.destroy();
  });
});

it('freed memory belongs to nobody', () => {
  const buffer = new ArrayBuffer(1000);
  const view = new Uint8Array(buffer);
  freeMemory(buffer);
  expect(buffer.byteLength).toBe(0);
  expect(view).toHaveLength(0);
});
