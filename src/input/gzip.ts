import { createGunzip, type Gunzip } from 'node:zlib';
import { CompressionError } from './compression.js';
import type { Chunks } from './input.js';
import { PieceDecoder } from './piece-decoder.js';

/**
 * Compressed bytes to inflate at a time. They inflate to at most 1,032 times as many, so even a bomb comes out in
 * pieces; larger pieces are no faster.
 */
const pieceBytes = 16 * 1024;

/** Compressed bytes to remember, so that an error in them can be located to the byte. */
const replayBytes = 8 * 1024 * 1024;

/**
 * Inflates gzip data of any number of members. The next piece is inflated on another thread while the consumer is busy
 * with the last one.
 *
 * @throws CompressionError if the data is truncated or corrupt, after everything before the damage: exact to the byte
 * in the first 8 MiB, to the piece beyond that.
 */
export async function* gunzip(chunks: Chunks): AsyncGenerator<Buffer> {
  const inflater = new Inflater();
  const replay = new ReplayBuffer();
  let inflated = 0;
  let ready: Buffer[] = [];
  try {
    for await (const piece of pieces(chunks)) {
      const written = inflater.write(piece);
      // If the consumer stops early, nobody awaits it: its rejection must not be unhandled.
      written.catch(() => {});
      yield* ready;
      try {
        ready = await written;
      } catch (error) {
        yield* replay.salvage(piece, inflated);
        throw compressionError(error, replay.damagedByte ?? inflater.consumed);
      }
      replay.add(piece);
      for (const { length } of ready) inflated += length;
    }
    yield* ready;
    try {
      await inflater.end();
    } catch (error) {
      throw compressionError(error, inflater.consumed);
    }
  } finally {
    inflater.destroy();
  }
}

/** One pass of zlib's gunzip, a piece at a time. */
class Inflater extends PieceDecoder {
  readonly #gunzip: Gunzip;
  #hasEnded = false;
  /** Bytes of all inflated pieces. */
  consumed = 0;

  constructor() {
    const gunzip = createGunzip({ chunkSize: 256 * 1024 });
    super(gunzip);
    this.#gunzip = gunzip;
    gunzip.on('end', () => {
      this.#hasEnded = true;
    });
  }

  override async write(piece: Uint8Array): Promise<Buffer[]> {
    const outputs = this.#hasEnded ? [] : await super.write(piece);
    // zlib stops at zeros after a member: nothing but zeros may follow.
    const inflated = Math.max(0, this.#gunzip.bytesWritten - this.consumed);
    if (this.#hasEnded && piece.subarray(inflated).some((byte) => byte !== 0)) {
      throw new Error('unexpected data after the last member');
    }
    this.consumed += piece.length;
    return outputs;
  }

  /** @throws if the data is truncated. */
  async end(): Promise<void> {
    if (!this.#hasEnded) await this.completionOf((done) => this.#gunzip.once('end', done).end());
  }
}

/** Remembers the beginning of the compressed data, to inflate it again byte by byte if it is damaged. */
class ReplayBuffer {
  #pieces: Uint8Array[] | undefined = [];
  #bytes = 0;
  /** Offset of the damaged byte, once it has been located. */
  damagedByte: number | undefined;

  add(piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (this.#bytes > replayBytes) this.#pieces = undefined;
    this.#pieces?.push(Uint8Array.from(piece));
  }

  /** What can be inflated of a damaged piece, if everything before it is remembered; zlib discards it. */
  async *salvage(damaged: Uint8Array, inflated: number): AsyncGenerator<Buffer> {
    if (this.#pieces === undefined) return;
    const inflater = new Inflater();
    let skip = inflated;
    try {
      for (const piece of this.#pieces) {
        for (const { length } of await inflater.write(piece)) skip -= length;
      }
      for (let at = 0; at < damaged.length; at += 1) {
        for (const output of await inflater.write(damaged.subarray(at, at + 1))) {
          if (skip < output.length) yield output.subarray(Math.max(0, skip));
          skip -= output.length;
        }
      }
    } catch {
      this.damagedByte = inflater.consumed;
    } finally {
      inflater.destroy();
    }
  }
}

async function* pieces(chunks: Chunks): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes);
  }
}

function compressionError(error: unknown, byteOffset: number): CompressionError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'Z_BUF_ERROR' ? 'cut-short' : 'corrupt';
  return new CompressionError({ compression: 'gzip', reason, byteOffset }, message);
}
