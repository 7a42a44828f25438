/** A destination for reports. */
export interface Writer {
  /** Until the promise resolves, do not write more and do not reuse the bytes. */
  write(data: string | Uint8Array): void | Promise<void>;
}

/** Size of the buffer, in bytes. */
const chunkBytes = 64 * 1024;

/** Writes of at least this many bytes are not buffered. */
const directBytes = 16 * 1024;

/** The most bytes of UTF-8 that a UTF-16 code unit becomes. */
const maxUnitBytes = 3;

/** Buffers small writes: writing a batch costs no more than writing a line. */
export class BufferedWriter implements Writer {
  readonly #writer: Writer;
  readonly #chunk = Buffer.allocUnsafeSlow(chunkBytes);
  #used = 0;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  get isEmpty(): boolean {
    return this.#used === 0;
  }

  write(data: string | Uint8Array): void | Promise<void> {
    if (typeof data === 'string' && data.length * maxUnitBytes <= chunkBytes - this.#used) {
      // Encoded in place, without a buffer of its own.
      this.#used += this.#chunk.write(data, this.#used);
      return undefined;
    }
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    const isDirect = bytes.length >= directBytes;
    const flushed = isDirect || bytes.length > chunkBytes - this.#used ? this.flush() : undefined;
    return flushed === undefined ? this.#append(bytes) : flushed.then(() => this.#append(bytes));
  }

  #append(bytes: Uint8Array): void | Promise<void> {
    if (bytes.length >= directBytes) return this.#writer.write(bytes);
    this.#chunk.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  flush(): void | Promise<void> {
    if (this.#used === 0) return undefined;
    const buffered = this.#chunk.subarray(0, this.#used);
    this.#used = 0;
    return this.#writer.write(buffered);
  }
}
