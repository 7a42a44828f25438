import type { Transform } from 'node:stream';

/** Decompresses with one of Node's streams, one piece at a time. */
export class PieceDecoder {
  readonly #stream: Transform;
  readonly #outputs: Buffer[] = [];
  #failure: unknown;
  #fail: (error: unknown) => void = () => {};

  constructor(stream: Transform) {
    this.#stream = stream;
    stream.on('data', (output: Buffer) => this.#outputs.push(output));
    stream.on('error', (error) => {
      this.#failure = error;
      this.#fail(error);
    });
  }

  /** @returns the output for the piece. */
  async write(piece: Uint8Array): Promise<Buffer[]> {
    await this.completionOf((done) => this.#stream.write(piece, done));
    return this.take();
  }

  /** The output since the last call. */
  protected take(): Buffer[] {
    return this.#outputs.splice(0);
  }

  destroy(): void {
    this.#stream.destroy();
  }

  /** Waits until a step is done or fails. A stream that fails emits an error and never calls back. */
  protected completionOf(begin: (done: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) reject(this.#failure);
      this.#fail = reject;
      begin(resolve);
    });
  }
}
