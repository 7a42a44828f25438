import type { Chunks } from './input.js';

/** Bytes that come in chunks, read in portions of any size. What is peeked is valid until more of them are read. */
export class ByteSource {
  readonly #iterator: AsyncIterator<Uint8Array>;
  /** Bytes before those of the chunk. */
  #kept: Buffer = Buffer.alloc(0);
  /** What is left of the last chunk. */
  #chunk: Buffer = Buffer.alloc(0);
  #failure: { readonly error: unknown } | undefined;
  /** Number of bytes taken. */
  position = 0;

  constructor(chunks: Chunks) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /** Offset after the last byte that was read, taken or not. */
  get end(): number {
    return this.position + this.held;
  }

  /** Number of bytes that can be taken without waiting. */
  get held(): number {
    return this.#kept.length + this.#chunk.length;
  }

  /**
   * Reads until `count` bytes can be taken. False if there are fewer.
   *
   * Throws the error of the chunks if they end with one, then and every time after that.
   */
  async has(count: number): Promise<boolean> {
    if (this.held >= count) return true;
    if (this.#failure !== undefined) throw this.#failure.error;
    // Chunks are valid only until the next one is requested.
    const pieces = [this.#kept, Buffer.from(this.#chunk)];
    let length = this.held;
    this.#chunk = Buffer.alloc(0);
    try {
      while (true) {
        const next = await this.#iterator.next();
        if (next.done) return false;
        const { buffer, byteOffset, byteLength } = next.value;
        const chunk = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
        length += byteLength;
        if (length >= count) {
          this.#chunk = chunk;
          return true;
        }
        pieces.push(Buffer.from(chunk));
      }
    } catch (error) {
      this.#failure = { error };
      throw error;
    } finally {
      this.#kept = Buffer.concat(pieces);
    }
  }

  /** The next bytes, at most `count` of them, without taking them. They are fewer only at the end. */
  async peek(count: number): Promise<Buffer> {
    await this.has(count);
    return this.#first(Math.min(count, this.held));
  }

  /** Takes `count` bytes; undefined if there are fewer, and then none are taken. */
  async take(count: number): Promise<Buffer | undefined> {
    const bytes = await this.borrow(count);
    return bytes && Buffer.from(bytes);
  }

  /** Like {@link take}, but the bytes are valid only until more of the source are read. */
  async borrow(count: number): Promise<Buffer | undefined> {
    return (await this.has(count)) ? this.#advance(count) : undefined;
  }

  /**
   * Takes what there is, at least one byte and at most `count`; undefined at the end. The bytes are valid until more of
   * the source are read.
   */
  async takeSome(count: number): Promise<Buffer | undefined> {
    if (!(await this.has(1))) return undefined;
    return this.#advance(Math.min(count, this.#kept.length || this.#chunk.length));
  }

  /** Gives back the last bytes taken. */
  giveBack(bytes: Uint8Array): void {
    this.#kept = Buffer.concat([bytes, this.#kept]);
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

  /** The first bytes that are held, of which there are at least `count`. */
  #first(count: number): Buffer {
    if (this.#kept.length === 0) return this.#chunk.subarray(0, count);
    const missing = count - this.#kept.length;
    if (missing > 0) {
      this.#kept = Buffer.concat([this.#kept, this.#chunk.subarray(0, missing)]);
      this.#chunk = this.#chunk.subarray(missing);
    }
    return this.#kept.subarray(0, count);
  }

  #advance(count: number): Buffer {
    const taken = this.#first(count);
    if (this.#kept.length > 0) this.#kept = this.#kept.subarray(count);
    else this.#chunk = this.#chunk.subarray(count);
    this.position += count;
    return taken;
  }
}
