import { describe, expect, it } from 'vitest';
import { CompressionError } from '#dist/input/compression.js';
import { unzstd } from '#dist/input/zstd.js';
import { skippableFrame, zstdFrame } from '../scan/formats.js';
import { chunksOf } from './archives.js';

const line = '{"name":"ä"}\n';
const text = line.repeat(24_000);

/** 24,000 lines, compressed by zstd: blocks of 131,072, 131,072 and 73,856 bytes, and a checksum. */
const frame = Buffer.from(
  'KLUv/QRItAAAcHsibmFtZSI6IsOkIn0KAQDv/5FPJUwAAAhtAQD8/zkQAk0AAAgiAQB8IDkQAsYfyYE=',
  'base64',
);
/** Offsets of its blocks and of its end, and how much text comes before each. */
const boundaries = [
  { at: 6, decoded: 0 },
  { at: 31, decoded: 131_072 },
  { at: 43, decoded: 262_144 },
  { at: 59, decoded: text.length + 24_000 },
] as const;

/** What is decoded, and what is wrong with the data. */
async function decoded(
  bytes: Uint8Array,
  size = 7,
): Promise<{ text: Buffer; damage: CompressionError['damage'] | undefined }> {
  const pieces: Buffer[] = [];
  let damage: CompressionError['damage'] | undefined;
  try {
    for await (const piece of unzstd(chunksOf(bytes, size))) pieces.push(Buffer.from(piece));
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error;
    ({ damage } = error);
  }
  return { text: Buffer.concat(pieces), damage };
}

describe('zstd data', () => {
  const whole = Buffer.from(text);

  it('of several frames is decompressed, in chunks of any size', async () => {
    const skipped = skippableFrame(Buffer.from('anything'));
    const bytes = Buffer.concat([skipped, frame, frame, skipped, zstdFrame(Buffer.from(line))]);
    const all = Buffer.from(text + text + line);
    for (const size of [1, 2, 13, 58, 59, 60, 1000]) {
      const { text: output, damage } = await decoded(bytes, size);
      expect(damage).toBeUndefined();
      expect(output.equals(all)).toBe(true);
    }
  });

  it('that is cut anywhere yields all blocks before the cut', async () => {
    for (let length = 1; length < frame.length; length += 1) {
      const { text: output, damage } = await decoded(frame.subarray(0, length));
      const complete = boundaries.findLast(({ at }) => at <= length)?.decoded ?? 0;
      expect(output.equals(whole.subarray(0, complete))).toBe(true);
      const expected = { compression: 'zstd', reason: 'cut-short', byteOffset: length };
      expect(damage).toEqual(expected);
    }
  });

  it('that is damaged anywhere is reported, after all blocks before the damage', async () => {
    for (let at = 6; at < frame.length; at += 1) {
      for (const bits of [0xff, 1]) {
        const wrong = Buffer.from(frame);
        wrong[at] = (wrong[at] ?? 0) ^ bits;
        const { text: output, damage } = await decoded(wrong);
        // A change that makes no difference to the text is none.
        if (damage === undefined) {
          expect(output.equals(whole)).toBe(true);
          continue;
        }
        const before = boundaries.findLast((boundary) => boundary.at <= at) ?? boundaries[0];
        expect(damage.byteOffset).toBeGreaterThanOrEqual(before.at);
        expect(output.length).toBeGreaterThanOrEqual(before.decoded);
        expect(output.subarray(0, before.decoded).equals(whole.subarray(0, before.decoded))).toBe(
          true,
        );
      }
    }
  });

  it('with a wrong checksum is corrupt, and the offset is that of the last block', async () => {
    const wrong = Buffer.from(frame);
    wrong[58] = 0;
    const { damage } = await decoded(wrong);
    expect(damage).toEqual({ compression: 'zstd', reason: 'corrupt', byteOffset: 43 });
  });

  it('of any number of empty blocks lets others do something in between', async () => {
    const blocks = Buffer.alloc(300_000);
    const last = Buffer.from([1, 0, 0]);
    const bytes = Buffer.concat([zstdFrame(Buffer.alloc(0)).subarray(0, 6), blocks, last]);
    let pieces = 0;
    for await (const piece of unzstd(chunksOf(bytes, 10_000))) {
      expect(piece).toHaveLength(0);
      pieces += 1;
    }
    expect(pieces).toBeGreaterThan(20);
  });

  it('may follow damaged data, and be read by several readers at a time', async () => {
    await decoded(frame.subarray(0, 40));
    const outputs = await Promise.all([decoded(frame, 3), decoded(frame, 5), decoded(frame, 59)]);
    for (const output of outputs) expect(output.text.equals(whole)).toBe(true);
  });
});
