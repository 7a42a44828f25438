import type { Writer } from '../io/writer.js';
import type { ReportContext, Reporter } from './reporter.js';
import { sanitizeJson } from './sanitize.js';

const newline = 0x0a;

const nothing = Buffer.alloc(0);

/**
 * Writes each matching document on a line of its own, byte for byte as it came in: what goes out can come in again. On
 * a terminal, what could drive it is escaped; the JSON stays the same.
 */
export function ndjsonReporter(writer: Writer, { terminal }: ReportContext): Reporter {
  if (terminal) {
    return {
      match: ({ json }) => writer.write(`${sanitizeJson(Buffer.from(json).toString())}\n`),
      problem() {},
      finish() {},
    };
  }
  const lines = new LineBatcher(writer);
  return {
    match: ({ json }) => lines.add(json),
    problem() {},
    flush: () => lines.flush(),
    finish: () => lines.flush(),
  };
}

/** Writes lines; those that lie behind one another in memory already, as a scan leaves them, in one go. */
class LineBatcher {
  readonly #writer: Writer;
  /** What is not yet written: `#bytes[#start, #end)`, which ends in a newline. */
  #bytes: Buffer = nothing;
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

  /** Writes what was gathered. */
  flush(): void | Promise<void> {
    const lines = this.#bytes.subarray(this.#start, this.#end);
    this.#bytes = nothing;
    this.#start = 0;
    this.#end = 0;
    return lines.length === 0 ? undefined : this.#writer.write(lines);
  }

  /** Adds a line that has no newline behind it. */
  async #addAlone(line: Uint8Array, before: void | Promise<void>): Promise<void> {
    await before;
    await this.add(Buffer.concat([line, Buffer.of(newline)]).subarray(0, -1));
  }
}
