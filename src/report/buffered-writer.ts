import type { Writer } from './reporter.js';

/** Bytes that are gathered before they are written. */
const chunkBytes = 64 * 1024;

/** Gathers small writes: one write of a batch costs what one write of a line does. */
export class BufferedWriter implements Writer {
  readonly #writer: Writer;
  #chunks: Uint8Array[] = [];
  #bytes = 0;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  write(data: string | Uint8Array): void | Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
    return this.#bytes < chunkBytes ? undefined : this.flush();
  }

  /** Writes what was gathered. */
  flush(): void | Promise<void> {
    if (this.#bytes === 0) return undefined;
    const all = Buffer.concat(this.#chunks, this.#bytes);
    this.#chunks = [];
    this.#bytes = 0;
    return this.#writer.write(all);
  }
}
