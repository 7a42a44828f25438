import { createGunzip } from 'node:zlib';
import { CompressionError } from './compression.js';
import type { Chunks } from './input.js';
import { outputBytes, PieceDecoder } from './piece-decoder.js';

/** Compressed bytes to inflate at a time. */
const pieceBytes = 256 * 1024;

/** Compressed bytes to remember, so that an error in them can be located to the byte. */
const replayBytes = 8 * 1024 * 1024;

/** In how small pieces damaged data is inflated again, in bytes: each time, only the one with the damage. */
const replaySteps = [8192, 256, 16, 1] as const;

/**
 * Inflates gzip data of any number of members. The next output is inflated on another thread while the consumer is busy
 * with the last one.
 *
 * @throws CompressionError if the data is truncated or corrupt, after everything before the damage: exact to the byte
 * in the first 8 MiB, to the output of 512 KiB beyond that.
 */
export async function* gunzip(chunks: Chunks): AsyncGenerator<Buffer> {
  const inflater = new Inflater();
  const replay = new ReplayBuffer();
  let inflated = 0;
  try {
    for await (const piece of pieces(chunks)) {
      try {
        for await (const output of inflater.inflate(piece)) {
          inflated += output.length;
          yield output;
        }
      } catch (error) {
        yield* replay.salvage(piece, inflated);
        throw compressionError(error, replay.damagedByte ?? inflater.valid);
      }
      replay.add(piece);
    }
    try {
      yield* inflater.end();
    } catch (error) {
      throw compressionError(error, inflater.consumed);
    }
  } finally {
    inflater.destroy();
  }
}

/** One pass of zlib's gunzip, a piece at a time. */
class Inflater extends PieceDecoder {
  /** Whether zlib stopped after a member. */
  #isOver = false;
  /** Bytes of all inflated pieces. */
  consumed = 0;

  constructor() {
    super(createGunzip({ chunkSize: outputBytes }));
  }

  /** Number of bytes that are known to be valid. */
  get valid(): number {
    return Math.max(this.consumed, this.bytesWritten);
  }

  async *inflate(piece: Uint8Array): AsyncGenerator<Buffer> {
    if (!this.#isOver) yield* this.write(piece);
    // zlib stops at zeros after a member: nothing but zeros may follow.
    const inflated = Math.max(0, this.bytesWritten - this.consumed);
    this.#isOver = inflated < piece.length;
    if (piece.subarray(inflated).some((byte) => byte !== 0)) {
      throw new Error('unexpected data after the last member');
    }
    this.consumed += piece.length;
  }

  /** @throws if the data is truncated. */
  async *end(): AsyncGenerator<Buffer> {
    if (!this.#isOver) yield* this.finish();
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
    this.#pieces?.push(Buffer.from(piece));
  }

  /**
   * What can be inflated of a damaged piece, if everything before it is remembered; zlib discards it.
   *
   * @param inflated number of bytes that were inflated, including those of the damaged piece.
   */
  async *salvage(damaged: Uint8Array, inflated: number): AsyncGenerator<Buffer> {
    const before = this.#pieces;
    if (before === undefined) return;
    let known = inflated;
    // The damage is in `damaged[start, end)`.
    let start = 0;
    let end = damaged.length;
    for (const step of replaySteps) {
      const inflater = new Inflater();
      let position = 0;
      try {
        for (const piece of [...before, ...cutPieces(damaged.subarray(0, end), start, step)]) {
          for await (const output of inflater.inflate(piece)) {
            const next = position + output.length;
            if (next > known) yield output.subarray(Math.max(0, known - position));
            position = next;
            known = Math.max(known, next);
          }
        }
      } catch {
        this.damagedByte = inflater.consumed;
        start = inflater.consumed - this.#bytes;
        end = Math.min(end, start + step);
      } finally {
        inflater.destroy();
      }
    }
  }
}

/** Cuts bytes into pieces: the bytes before `start`, and `step` bytes each after that. */
function cutPieces(bytes: Uint8Array, start: number, step: number): Uint8Array[] {
  const cut = start > 0 ? [bytes.subarray(0, start)] : [];
  for (let at = start; at < bytes.length; at += step) cut.push(bytes.subarray(at, at + step));
  return cut;
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
