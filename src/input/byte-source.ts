import type { Chunks } from './input.js';

/** Bytes that come in chunks, read in portions of any size. */
export class ByteSource {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);
  #failure: { readonly error: unknown } | undefined;
  /** Number of bytes taken. */
  position = 0;

  constructor(chunks: Chunks) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /** Offset after the last byte that was read, taken or not. */
  get end(): number {
    return this.position + this.#held.length;
  }

  /**
   * Reads until `count` bytes can be taken. False if there are fewer.
   *
   * Throws the error of the chunks if they end with one, then and every time after that.
   */
  async has(count: number): Promise<boolean> {
    if (this.#held.length >= count) return true;
    if (this.#failure !== undefined) throw this.#failure.error;
    // Chunks are valid only until the next one is requested.
    const pieces = [Buffer.from(this.#held)];
    let length = this.#held.length;
    try {
      while (length < count) {
        const next = await this.#iterator.next();
        if (next.done) return false;
        pieces.push(Buffer.from(next.value));
        length += next.value.length;
      }
      return true;
    } catch (error) {
      this.#failure = { error };
      throw error;
    } finally {
      this.#held = Buffer.concat(pieces);
    }
  }

  /** The next bytes, at most `count` of them, without taking them. They are fewer only at the end. */
  async peek(count: number): Promise<Buffer> {
    await this.has(count);
    return this.#held.subarray(0, count);
  }

  /** Takes `count` bytes; undefined if there are fewer, and then none are taken. */
  async take(count: number): Promise<Buffer | undefined> {
    return (await this.has(count)) ? this.#advance(count) : undefined;
  }

  /** Takes what there is, at least one byte and at most `count`; undefined at the end. */
  async takeSome(count: number): Promise<Buffer | undefined> {
    if (!(await this.has(1))) return undefined;
    return this.#advance(Math.min(count, this.#held.length));
  }

  /** Gives back the last bytes taken. */
  giveBack(bytes: Uint8Array): void {
    this.#held = Buffer.concat([bytes, this.#held]);
    this.position -= bytes.length;
  }

  /** Drops `count` bytes. False if there are fewer. */
  async skip(count: number): Promise<boolean> {
    for (let left = count; left > 0; ) {
      const skipped = await this.takeSome(left);
      if (skipped === undefined) return false;
      left -= skipped.length;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  #advance(count: number): Buffer {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    this.position += count;
    return taken;
  }
}
