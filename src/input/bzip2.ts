import bitIterator from '@openpgp/unbzip2-stream/lib/bit_iterator.js';
import bzip2 from '@openpgp/unbzip2-stream/lib/bzip2.js';
import { ByteSource } from './byte-source.js';
import { CompressionError } from './compression.js';
import type { Chunks } from './input.js';

/** Uncompressed bytes of a block per level, before the run-length encoding is undone. */
const levelBytes = 100_000;

/** Maximum size of a compressed block: 20 bits for each byte, and its tables. */
const maxBlockBytes = (level: number): number => (level * levelBytes * 20) / 8 + 64 * 1024;

/**
 * Decompresses bzip2 data of any number of streams, a block at a time, verifying their checksums.
 *
 * @throws CompressionError if the data is truncated or corrupt, after all blocks before the damage.
 */
export async function* unbzip2(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const source = new ByteSource(chunks);
  try {
    while (await source.has(1)) yield* stream(source);
  } finally {
    await source.close();
  }
}

async function* stream(source: ByteSource): AsyncGenerator<Uint8Array> {
  const start = source.position;
  // The library keeps the tables of a block on its own object.
  const decoder = Object.create(bzip2) as typeof bzip2;
  const input: Buffer[] = [];
  let supplied = 0;
  const supply = async (count: number): Promise<void> => {
    while (supplied < count) {
      const piece = await source.takeSome(64 * 1024);
      if (piece === undefined) return;
      input.push(Buffer.from(piece));
      supplied += piece.length;
    }
  };
  let last: Buffer = Buffer.alloc(0);
  const read = bitIterator(() => {
    const next = input.shift();
    if (next === undefined) throw new EndOfInput('incomplete block');
    last = next;
    return next;
  });
  let level = 0;
  let checksum: number | null = 0;
  try {
    await supply(4);
    if (supplied === 0) return;
    level = decoder.header(read);
    const block = new Int32Array(level * levelBytes);
    while (checksum !== null) {
      await supply(read.bytesRead + maxBlockBytes(level));
      const output = new Output();
      checksum = decoder.decompress(read, output.add, block, block.length, checksum);
      if (output.bytes.length > 0) yield output.bytes;
    }
  } catch (error) {
    throw compressionError(error, start + read.bytesRead);
  }
  const rest = [last, ...input];
  source.giveBack(Buffer.concat(rest).subarray(lengthOf(rest) - (supplied - read.bytesRead)));
}

/** The compressed data ended where a block needs more of it. */
class EndOfInput extends Error {}

function compressionError(error: unknown, byteOffset: number): CompressionError {
  if (error instanceof CompressionError) return error;
  const reason = error instanceof EndOfInput ? 'cut-short' : 'corrupt';
  const { message } = error as Error;
  return new CompressionError({ compression: 'bzip2', reason, byteOffset }, message);
}

function lengthOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}

/** Collects the bytes of a block. */
class Output {
  #buffer: Buffer = Buffer.allocUnsafe(1024 * 1024);
  #length = 0;

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  readonly add = (byte: number): void => {
    if (this.#length === this.#buffer.length) {
      this.#buffer = Buffer.concat([this.#buffer], this.#length * 2);
    }
    this.#buffer[this.#length] = byte;
    this.#length += 1;
  };
}
