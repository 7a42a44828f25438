import { newline } from '../json/ascii.js';
import type { Chunks } from './input.js';

type Encoding = 'utf-16le' | 'utf-16be';

/**
 * Transcodes UTF-16 to UTF-8 and drops the byte order mark. Invalid UTF-16 becomes U+FFFD.
 *
 * Lines of UTF-8 that a program appended to the file, which know nothing of its encoding, are passed on as they are:
 * those that begin like JSON after a UTF-16 line end, or after the closing brace of a last line without one.
 */
export async function* transcode(encoding: Encoding, chunks: Chunks): AsyncGenerator<Uint8Array> {
  const splitter = new EncodingSplitter(encoding);
  for await (const chunk of chunks) yield* splitter.write(chunk);
  yield* splitter.end();
}

/** Divides bytes into runs of UTF-16 and lines of UTF-8, and passes both on as UTF-8. */
class EncodingSplitter {
  readonly #encoding: Encoding;
  /** Offset in a unit of the byte that is zero in ASCII. */
  readonly #high: 0 | 1;
  #decoder: InstanceType<typeof TextDecoder>;
  #isUtf8 = false;
  /** Bytes not passed on yet, because the next ones decide about them: whole units, or a line end of UTF-8. */
  #held: Buffer = Buffer.alloc(0);

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
    this.#high = encoding === 'utf-16le' ? 1 : 0;
    this.#decoder = new TextDecoder(encoding);
  }

  *write(chunk: Uint8Array): Generator<Uint8Array> {
    const bytes = Buffer.concat([this.#held, chunk]);
    let at = 0;
    for (let end = this.#endOfRun(bytes, at); end !== undefined; end = this.#endOfRun(bytes, at)) {
      yield* this.#pass(bytes.subarray(at, end));
      if (this.#isUtf8) this.#decoder = new TextDecoder(this.#encoding);
      else yield* nonEmpty(this.#decoder.decode());
      this.#isUtf8 = !this.#isUtf8;
      at = end;
    }
    // What begins the next line may be split between chunks.
    const kept = this.#isUtf8 ? lastLineEnd(bytes, at) : startOfLastUnits(bytes, at);
    yield* this.#pass(bytes.subarray(at, kept));
    this.#held = bytes.subarray(kept);
  }

  *end(): Generator<Uint8Array> {
    yield* this.#pass(this.#held);
    if (!this.#isUtf8) yield* nonEmpty(this.#decoder.decode());
  }

  *#pass(bytes: Buffer): Generator<Uint8Array> {
    if (!this.#isUtf8) yield* nonEmpty(this.#decoder.decode(bytes, { stream: true }));
    else if (bytes.length > 0) yield bytes;
  }

  /** Where a run that begins at `start` ends because the other encoding begins; undefined if that is not known. */
  #endOfRun(bytes: Buffer, start: number): number | undefined {
    return this.#isUtf8 ? this.#startOfUtf16(bytes, start) : this.#startOfUtf8(bytes, start);
  }

  /** The first line of UTF-8 JSON. In UTF-16, a brace with another ASCII character would be a rare ideograph. */
  #startOfUtf8(bytes: Buffer, start: number): number | undefined {
    for (let brace = bytes.indexOf('{', start); brace >= 0; brace = bytes.indexOf('{', brace + 1)) {
      const next = bytes[brace + 1];
      const isJson = next === 0x22 || next === 0x20 || next === 0x7d;
      if (!isJson || (brace - start) % 2 !== 0 || brace === start) continue;
      const before = bytes[brace - 1 - this.#high];
      if (bytes[brace - 2 + this.#high] !== 0) continue;
      if (before === newline || before === 0x7d) return brace;
    }
    return undefined;
  }

  /** The first line after one of UTF-8 that begins as UTF-16 does: with an ASCII character or a byte order mark. */
  #startOfUtf16(bytes: Buffer, start: number): number | undefined {
    for (let end = bytes.indexOf(newline, start); end >= 0; end = bytes.indexOf(newline, end + 1)) {
      const [low = 0, high = 0] = [bytes[end + 2 - this.#high], bytes[end + 1 + this.#high]];
      if (end + 2 >= bytes.length) return undefined;
      if ((high === 0 && low !== 0) || (high === 0xfe && low === 0xff)) return end + 1;
    }
    return undefined;
  }
}

/** The start of the last whole unit, which may be followed by UTF-8. */
function startOfLastUnits(bytes: Buffer, start: number): number {
  const length = bytes.length - start;
  return start + Math.max(0, length - (length % 2) - 2);
}

/** The last line end, if the bytes after it, which decide about the next line, are not known yet. */
function lastLineEnd(bytes: Buffer, start: number): number {
  const found = bytes.indexOf(newline, Math.max(start, bytes.length - 2));
  return found < 0 ? bytes.length : found;
}

function* nonEmpty(text: string): Generator<Uint8Array> {
  if (text !== '') yield Buffer.from(text);
}
