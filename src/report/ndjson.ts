import type { Writer } from '../io/writer.js';
import type { ReportContext, Reporter } from './reporter.js';
import { sanitizeJson } from './sanitize.js';

const newline = 0x0a;

const noBytes = Buffer.alloc(0);

/**
 * Writes each matching document on a separate line, byte for byte as it was read: output is valid input. On a terminal,
 * hostile characters are escaped without changing the meaning of the JSON.
 */
export function ndjsonReporter(writer: Writer, { terminal }: ReportContext): Reporter {
  if (terminal) {
    return {
      match: ({ json }) => writer.write(`${sanitizeJson(Buffer.from(json).toString())}\n`),
      finish() {},
    };
  }
  const lines = new LineBatcher(writer);
  return {
    match: ({ json }) => lines.add(json),
    flush: () => lines.flush(),
    finish: () => lines.flush(),
  };
}

/** Writes lines. Lines that a scan left next to each other in memory are written together. */
class LineBatcher {
  readonly #writer: Writer;
  /** Lines not yet written: `#bytes[#start, #end)`, which ends in a newline. */
  #bytes: Buffer = noBytes;
  #start = 0;
  #end = 0;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  add(line: Uint8Array): void | Promise<void> {
    const { buffer, byteOffset, length } = line;
    const isNext = buffer === this.#bytes.buffer && byteOffset === this.#end;
    const written = isNext ? undefined : this.flush();
    if (!isNext) {
      this.#bytes = Buffer.from(buffer);
      this.#start = byteOffset;
    }
    if (this.#bytes[byteOffset + length] !== newline) return this.#addAlone(line, written);
    this.#end = byteOffset + length + 1;
    return written;
  }

  flush(): void | Promise<void> {
    const lines = this.#bytes.subarray(this.#start, this.#end);
    this.#bytes = noBytes;
    this.#start = 0;
    this.#end = 0;
    return lines.length === 0 ? undefined : this.#writer.write(lines);
  }

  /** Adds a line that is not followed by a newline in memory. */
  async #addAlone(line: Uint8Array, flushed: void | Promise<void>): Promise<void> {
    await flushed;
    await this.add(Buffer.concat([line, Buffer.of(newline)]).subarray(0, -1));
  }
}
