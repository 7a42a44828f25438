import { newline } from '../../json/ascii.js';

const pageSize = 65536;

/** The exports of every kernel in assembly/; lines.ts there describes the memory layout. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Global;
  readonly block: WebAssembly.Global;
  readonly margin: WebAssembly.Global;
  readonly resumeAt: WebAssembly.Global;
  readonly newlines: WebAssembly.Global;
  scan(start: number, end: number, every: boolean): number;
  readonly recovered: WebAssembly.Global;
  endOfValue(start: number): number;
  isLeftOpen(start: number, end: number): number;
  recover(start: number, end: number): number;
}

/** A JSON value in a kernel's bytes. Both are undefined if it is nested too deeply for the kernel to tell. */
export interface ValueExtent {
  /** The offset after the value; undefined if it is not valid. */
  readonly end: number | undefined;
  /** The offset of the first byte that cannot be part of the value; undefined if it is valid. */
  readonly invalidAt: number | undefined;
}

/** Numbers in an entry of the candidate table: line start, line end, newlines before. */
const entryLength = 3;

/**
 * The candidate filter: one pass in WebAssembly over the bytes of lines finds those that could match.
 *
 * **Never a false negative.** A line that is not a candidate is blank, or framed as one JSON object and cannot hold the
 * path `/etc/init.d/`, in any ASCII case and any JSON spelling. A line is a candidate if it
 *
 * 1. holds `init.d` in any ASCII case, followed by `/`, with or without backslashes before it; or
 * 2. holds `init.d/` in any ASCII case once all backslashes are dropped and every escape `\u00XX` is the character that it
 *    stands for (`\\u0069`, escaped again, too), if an escape stands for a character of it; or holds an escape of a
 *    backslash before a slash, a backslash or a `u`; or
 * 3. is not framed as an object: its first byte is not `{`, or not followed by `"` or the end, or its last byte is not
 *    `}`; or
 * 4. opens with one of the keys that Elasticsearch's responses open with, such as `{"took"`.
 *
 * A kernel for boot files also makes a line a candidate that holds `/etc/init` in any ASCII case, with or without
 * backslashes before each slash, or `etc/init` as in 2: then no other line can hold `/etc/init`, `/etc/init/` or
 * `/etc/inittab` in any spelling.
 *
 * Spaces, tabs and carriage returns are ignored at both ends of a line and after its `{`. A line of nothing else is
 * blank and never a candidate. Only `\n` ends a line. The bytes can be anything; they need not be JSON or UTF-8.
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

  /** @param exports of an instance of the kernel's module. The capacity is 0 until {@link grow} is called. */
  constructor(exports: KernelExports) {
    this.#exports = exports;
  }

  /** In bytes. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** The buffer for the bytes to scan. {@link Kernel.grow} replaces it. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /**
   * Grows the memory to `capacity` bytes and keeps the current ones. Buffers obtained before become empty. Does nothing
   * if the capacity suffices: memory never shrinks.
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
   * Scans the lines in bytes `start` to `end` for candidates. It stops early if its table of candidates is full: call
   * it again from {@link Kernel.resumeAt} until that is `end`. Every call scans at least one line.
   *
   * @param start the first byte of a line.
   * @param end the byte after the `\n` of a line.
   * @param every whether every line that is not blank is a candidate.
   * @returns the number of candidates.
   * @throws RangeError if the range is not within the bytes or does not end after a `\n`.
   */
  scan(start: number, end: number, every: boolean = false): number {
    // Without a newline at the end, the kernel would read beyond it.
    if (!(start >= 0 && start <= end && (start === end || this.#bytes[end - 1] === newline))) {
      throw new RangeError(`Bytes ${start} to ${end} are not whole lines`);
    }
    this.#found = this.#exports.scan(start, end, every);
    return this.#found;
  }

  /** Where to continue: the end of the last scan, or the first line that it did not reach. */
  get resumeAt(): number {
    return this.#exports.resumeAt.value;
  }

  /** Number of newlines in the lines of the last scan. */
  get newlines(): number {
    return this.#exports.newlines.value;
  }

  /** The start of candidate `index` of the last scan. */
  lineStart(index: number): number {
    return this.#entry(index, 0);
  }

  /** The end of candidate `index` of the last scan: the offset of its `\n`. */
  lineEnd(index: number): number {
    return this.#entry(index, 1);
  }

  /** Number of newlines between the start of the last scan and its candidate `index`. */
  newlinesBefore(index: number): number {
    return this.#entry(index, 2);
  }

  /** The classes of the weak needles of candidate `index` of the last scan, if only those make it one; otherwise 0. */
  weakClasses(_index: number): number {
    return 0;
  }

  /**
   * The minute of the `@timestamp` of weak candidate `index` of the last scan, in milliseconds since 1970.
   *
   * @returns undefined if the line has not exactly one such key, or another format of times.
   */
  minuteOf(_index: number): number | undefined {
    return undefined;
  }

  /**
   * Validates the JSON value that begins at `start`, after white space, on a line. White space and anything else may
   * follow it. Text that is not UTF-8 is valid in strings.
   *
   * @param end the offset of the line's `\n`.
   * @throws RangeError if there is no `\n`.
   */
  extentOf(start: number, end: number): ValueExtent {
    this.#requireLine(start, end);
    const found = this.#exports.endOfValue(start);
    if (found < 0) return { end: undefined, invalidAt: ~found };
    return { end: found === start ? undefined : found, invalidAt: undefined };
  }

  /**
   * Whether a value that begins on a line may continue on the next one: a bracket, or `"""`, is still open.
   *
   * @param end the offset of the line's `\n`.
   * @throws RangeError if there is no `\n`.
   */
  isLeftOpen(start: number, end: number): boolean {
    this.#requireLine(start, end);
    return this.#exports.isLeftOpen(start, end) !== 0;
  }

  /**
   * Finds the whole JSON objects on a damaged line, as `recoverObjects` does.
   *
   * @param end the offset of the line's `\n`.
   * @returns their offsets, start and end in turn; undefined if `recoverObjects` has to do it: because it may have to
   *   repair something, or because there are very many or deeply nested ones.
   * @throws RangeError if there is no `\n`.
   */
  recover(start: number, end: number): Uint32Array | undefined {
    this.#requireLine(start, end);
    const { memory, recovered, recover } = this.#exports;
    const found = recover(start, end);
    return found < 0 ? undefined : new Uint32Array(memory.buffer, recovered.value, 2 * found);
  }

  #requireLine(start: number, end: number): void {
    if (!(start >= 0 && start <= end && this.#bytes[end] === newline)) {
      throw new RangeError(`No line ends at byte ${end}`);
    }
  }

  #entry(index: number, field: number): number {
    const value = index < this.#found ? this.#table[index * entryLength + field] : undefined;
    if (value === undefined) throw new RangeError(`The last scan found no candidate ${index}`);
    return value;
  }
}
