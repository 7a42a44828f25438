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
  const output = new BlockOutput();
  try {
    for (let next = await source.peek(1); next.length > 0; next = await source.peek(1)) {
      // Zeros may follow a stream, as after one of gzip.
      if (next[0] === 0) await source.skip(1);
      else yield* stream(source, output);
    }
  } finally {
    await source.close();
  }
}

async function* stream(source: ByteSource, output: BlockOutput): AsyncGenerator<Uint8Array> {
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
  // The reader requests its first buffer at once.
  await supply(1);
  let last: Buffer = Buffer.alloc(0);
  const read = bitIterator(() => {
    const next = input.shift();
    if (next === undefined) throw new EndOfInput('incomplete block');
    last = next;
    return next;
  });
  try {
    await supply(4);
    const level = decoder.header(read);
    let checksum: number | null = 0;
    const block = new Int32Array(level * levelBytes);
    while (checksum !== null) {
      await supply(read.bytesRead + maxBlockBytes(level));
      output.reset();
      checksum = decoder.decompress(read, output.add, block, block.length, checksum);
      yield* output.taken();
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

/** Bytes of a piece of output. A block can inflate to more than 50 times its size. */
const pieceBytes = 1024 * 1024;

/** Collects the bytes of one block after another, in pieces that are used again. */
class BlockOutput {
  readonly #pieces: Buffer[] = [];
  #length = 0;

  reset(): void {
    this.#length = 0;
  }

  /** The bytes since the last reset. */
  *taken(): Generator<Buffer> {
    for (let at = 0; at * pieceBytes < this.#length; at += 1) {
      yield this.#piece(at).subarray(0, this.#length - at * pieceBytes);
    }
  }

  readonly add = (byte: number): void => {
    this.#piece(Math.floor(this.#length / pieceBytes))[this.#length % pieceBytes] = byte;
    this.#length += 1;
  };

  #piece(at: number): Buffer {
    const piece = this.#pieces[at] ?? Buffer.allocUnsafe(pieceBytes);
    this.#pieces[at] = piece;
    return piece;
  }
}
