import type { Transform } from 'node:stream';
import { freeMemory } from './free-memory.js';

/** One of Node's decompressing streams. */
export interface DecompressingStream extends Transform {
  /** Number of bytes that were decompressed so far. */
  readonly bytesWritten: number;
}

/** Size of the outputs of a stream, in bytes. */
export const outputBytes: number = 512 * 1024;

/**
 * Decompresses with one of Node's streams, one piece at a time.
 *
 * The stream works on another thread while the consumer is busy with an output. It is at most two outputs ahead, however
 * far a piece inflates.
 */
export class PieceDecoder {
  readonly #stream: DecompressingStream;
  readonly #outputs: Buffer[] = [];
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  /** @param stream whose outputs have {@link outputBytes}. */
  constructor(stream: DecompressingStream) {
    this.#stream = stream;
    stream.on('data', (output: Buffer) => {
      this.#outputs.push(output);
      stream.pause();
      this.#wake();
    });
    stream.on('error', (error) => {
      this.#failure = { error };
      this.#wake();
    });
  }

  /** Number of bytes that were decompressed so far. After an error, those that are known to be valid. */
  get bytesWritten(): number {
    return this.#stream.bytesWritten;
  }

  /** Decompresses a piece. Each output is valid until the next one is requested. */
  write(piece: Uint8Array): AsyncGenerator<Buffer> {
    return this.#outputsOf((done) => this.#stream.write(piece, done));
  }

  /** Decompresses the rest, after the last piece. */
  finish(): AsyncGenerator<Buffer> {
    return this.#outputsOf((done) => this.#stream.once('end', done).end());
  }

  destroy(): void {
    this.#stream.destroy();
  }

  /** Yields the outputs of a step until it is done or fails. A stream that fails emits an error and never calls back. */
  async *#outputsOf(begin: (done: () => void) => void): AsyncGenerator<Buffer> {
    let isDone = false;
    begin(() => {
      isDone = true;
      this.#wake();
    });
    while (true) {
      const output = this.#outputs.shift();
      if (this.#stream.isPaused()) this.#stream.resume();
      if (output !== undefined) {
        yield output;
        free(output);
      } else if (this.#failure !== undefined) throw this.#failure.error;
      else if (isDone && this.#stream.readableLength === 0) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** Frees a stream's buffer after its last output. The outputs before it are not used any more, either. */
function free({ buffer, byteOffset, byteLength }: Buffer): void {
  if (byteOffset + byteLength === buffer.byteLength && buffer.byteLength === outputBytes) {
    freeMemory(buffer as ArrayBuffer);
  }
}
