import { newline } from '../../json/ascii.js';

const pageSize = 65536;

/** What every kernel in assembly/ exports; lines.ts there describes the layout of the memory. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Global;
  readonly block: WebAssembly.Global;
  readonly margin: WebAssembly.Global;
  readonly resumeAt: WebAssembly.Global;
  readonly newlines: WebAssembly.Global;
  scan(start: number, end: number, every: boolean): number;
}

/** Numbers in an entry of the candidate table: line start, line end, newlines before. */
const entryLength = 3;

/**
 * The candidate filter: one pass in WebAssembly over the bytes of lines finds those that may matter.
 *
 * **Never a false negative.** A line that is not a candidate is framed as one JSON object, or blank, and cannot hold the
 * path `/etc/init.d/`, in any ASCII case and any JSON spelling. A line is a candidate if it
 *
 * 1. holds `init.d` in any ASCII case, followed by `/` or `\/`; or
 * 2. holds an escape `\u00XX` whose character occurs, in either case, in `/etc/init.d/`, so that any part of the path
 *    may be spelled with it (`\\u0069`, an escaped backslash, counts too); or
 * 3. is not framed as an object: its first byte is not `{`, what follows is neither `"` nor the end, or its last byte is
 *    not `}`; or
 * 4. opens with one of the keys that Elasticsearch's responses open with, such as `{"took"`.
 *
 * Spaces, tabs and carriage returns at both ends of a line are ignored, and so are those after its `{`. A line of nothing
 * else is blank and never a candidate. Only `\n` ends a line. The bytes may be anything at all: they need not be JSON or
 * UTF-8.
 *
 * Offsets are in bytes, from the start of {@link Kernel.bytes}.
 */
export abstract class Kernel {
  /** The largest capacity that a kernel can have, in bytes. */
  static readonly maximumCapacity: number = 2 ** 31 - 2 ** 20;

  readonly #exports: KernelExports;
  #bytes: Buffer = Buffer.alloc(0);
  #table: Uint32Array = new Uint32Array(0);
  #found = 0;

  /** @param exports of an instance of the kernel's module. Without room for bytes at first: see {@link grow}. */
  constructor(exports: KernelExports) {
    this.#exports = exports;
  }

  /** How many bytes the kernel holds. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** The bytes to scan, to be read into. {@link Kernel.grow} replaces this buffer. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /**
   * Makes room for `capacity` bytes and keeps those there are. Buffers obtained before are empty afterwards. Does nothing
   * if there is enough room: memory never shrinks.
   *
   * @throws RangeError if there is not enough memory.
   */
  grow(capacity: number): void {
    if (!Number.isSafeInteger(capacity) || capacity < 0 || capacity > Kernel.maximumCapacity) {
      throw new RangeError(`A kernel cannot hold ${capacity} bytes`);
    }
    if (capacity <= this.capacity) return;
    const { memory, block, margin, table } = this.#exports;
    const pages = Math.ceil((block.value + capacity + margin.value) / pageSize);
    memory.grow(Math.max(0, pages - memory.buffer.byteLength / pageSize));
    this.#bytes = Buffer.from(memory.buffer, block.value, capacity);
    this.#table = new Uint32Array(memory.buffer, table.value, (block.value - table.value) >> 2);
  }

  /**
   * Scans the lines in bytes `start` to `end` for candidates. It stops early when its table of candidates is full: call
   * it again from {@link Kernel.resumeAt} until that is `end`. Every call gets past at least one line.
   *
   * @param start a line's first byte.
   * @param end the byte after a line's `\n`.
   * @param every whether every line that is not blank is a candidate.
   * @returns how many candidates it found.
   * @throws RangeError if the range is not within the bytes or does not end after a `\n`.
   */
  scan(start: number, end: number, every: boolean = false): number {
    // The kernel relies on the last newline: without it, it would run on through the memory.
    if (!(start >= 0 && start <= end && (start === end || this.#bytes[end - 1] === newline))) {
      throw new RangeError(`Bytes ${start} to ${end} are not whole lines`);
    }
    this.#found = this.#exports.scan(start, end, every);
    return this.#found;
  }

  /** Where the next scan continues: the end of the last one, or the first line that it did not reach. */
  get resumeAt(): number {
    return this.#exports.resumeAt.value;
  }

  /** How many newlines the last scan went over. */
  get newlines(): number {
    return this.#exports.newlines.value;
  }

  /** Where candidate `index` of the last scan starts. */
  lineStart(index: number): number {
    return this.#entry(index, 0);
  }

  /** Where candidate `index` of the last scan ends: the index of its `\n`. */
  lineEnd(index: number): number {
    return this.#entry(index, 1);
  }

  /** How many newlines there are between the start of the last scan and its candidate `index`. */
  newlinesBefore(index: number): number {
    return this.#entry(index, 2);
  }

  /** Whether candidate `index` of the last scan is weak: weak needles alone make it a candidate. */
  isWeak(_index: number): boolean {
    return false;
  }

  #entry(index: number, field: number): number {
    const value = index < this.#found ? this.#table[index * entryLength + field] : undefined;
    if (value === undefined) throw new RangeError(`The last scan found no candidate ${index}`);
    return value;
  }
}
