/**
 * Where a report goes. What `write` returns is awaited before more is written, and before the bytes it was given are used
 * for anything else: until then they are not all out.
 */
export interface Writer {
  write(data: string | Uint8Array): void | Promise<void>;
}

/** Bytes that are gathered before they are written. */
const chunkBytes = 64 * 1024;

/** Writes that are worth one of their own. */
const directBytes = 16 * 1024;

/** Gathers small writes: one write of a batch costs what one write of a line does. */
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
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    const isDirect = bytes.length >= directBytes;
    const flushed = isDirect || bytes.length > chunkBytes - this.#used ? this.flush() : undefined;
    return flushed === undefined ? this.#put(bytes) : flushed.then(() => this.#put(bytes));
  }

  #put(bytes: Uint8Array): void | Promise<void> {
    if (bytes.length >= directBytes) return this.#writer.write(bytes);
    this.#chunk.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** Writes what was gathered. */
  flush(): void | Promise<void> {
    if (this.#used === 0) return undefined;
    const gathered = this.#chunk.subarray(0, this.#used);
    this.#used = 0;
    return this.#writer.write(gathered);
  }
}
