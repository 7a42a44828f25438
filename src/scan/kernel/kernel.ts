import { readFileSync } from 'node:fs';
import { type Needle, type Spelling, spell } from './needle.js';

const pageSize = 65536;

const newline = 0x0a;

/** What every kernel of assembly/ exports; the memory's layout is described in its lines.ts. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Global;
  readonly block: WebAssembly.Global;
  readonly margin: WebAssembly.Global;
  readonly resumeAt: WebAssembly.Global;
  readonly newlines: WebAssembly.Global;
  scan(start: number, end: number, every: boolean): number;
}

/** What assembly/kernel.ts exports besides: what outlines need. */
interface ScanExports extends KernelExports {
  readonly nodes: WebAssembly.Global;
  readonly edges: WebAssembly.Global;
  readonly outlined: WebAssembly.Global;
  setTree(nodes: number): void;
  outline(start: number, end: number): number;
}

/** What assembly/seek.ts exports besides. */
interface SeekExports extends KernelExports {
  readonly weakness: WebAssembly.Global;
  readonly longest: WebAssembly.Global;
  readonly text: WebAssembly.Global;
  clear(): void;
  add(length: number, flags: number): number;
}

/** What a needle is, as {@link SeekExports.add} is told. */
const startFlag = 1;

const ownerFlag = 2;

const weakFlag = 4;

/** Which kernel: the scan's, or the one that seeks needles besides. */
export type KernelKind = 'scan' | 'seek';

/** Numbers in an entry of the candidate table, and their places in it. */
const entryLength = 3;

const startField = 0;

const endField = 1;

const newlinesField = 2;

// What an outline's tree has at most, and how its edges lie in memory: a word, a node and an act with its field.
const mostEdges = 64;

const mostNodes = 64;

const mostFields = 64;

const wordBytes = 16;

const edgeBytes = 24;

/** What an outline does with a value: go on from there, or else put out what it says of a field, by its number. */
export type Act = 'pass' | 'field' | 'beside' | 'mark' | 'enter';

const actNumbers: Readonly<Record<Act, number>> = {
  pass: 0,
  field: 1,
  beside: 2,
  mark: 3,
  enter: 4,
};

/** Where a key, or a part of one between dots, leads to from a node of an {@link OutlineTree}. */
export interface ProjectionEdge {
  readonly word: string;
  /** The number of the node that it leads to. */
  readonly node: number;
  readonly act: Act;
  /** What stands for it in the outline, unless it is only passed: a number below 64. */
  readonly field: number;
}

/**
 * The names that outlines are made by, as a tree: for each node its edges. Objects are read from the first node on, and
 * what is entered from the second.
 */
export type ProjectionTree = readonly (readonly ProjectionEdge[])[];

/**
 * The candidate filter: finds the lines that may matter among those that cannot, by one pass over
 * their bytes in WebAssembly.
 *
 * **Never a false negative.** A line that is passed over is framed as one JSON object, or blank, and
 * cannot hold the path `/etc/init.d/`, in any ASCII case and any JSON spelling. A line is a
 * candidate if it
 *
 * 1. holds `init.d` in any ASCII case, followed by `/` or `\/`; or
 * 2. holds an escape `\u00XX` whose character occurs, in either case, in `/etc/init.d/`, so that any
 *    part of the path may be spelled with it (`\\u0069`, an escaped backslash, counts too); or
 * 3. is not framed as an object: its first byte is not `{`, what follows is neither `"` nor the
 *    end, or its last byte is not `}`; or
 * 4. opens with one of the keys that Elasticsearch's responses open with, such as `{"took"`.
 *
 * The kernel that seeks makes a line a candidate besides if it
 *
 * 5. holds an escape `\u`, whatever it spells (`\\u`, an escaped backslash, counts too); or
 * 6. holds a needle (see {@link Needle}) next to a quote, written in either ASCII case, its slashes
 *    plain or escaped, and what JSON does not allow in a string escaped without `\u`.
 *
 * So a line that it passes over cannot hold a needle either, in any spelling. Of a needle that is
 * longer than 1 KB, or that holds U+FFFD, which bytes that are no UTF-8 are read as, a part stands for
 * it; where there is no such part, or no room for a needle, every line is a candidate. There is room
 * for 4,096 needles and 512 KB of text. A line that only weak needles make a candidate is a weak
 * candidate. Escaped quotes (`\"`) count as quotes: a line may be a candidate without need.
 *
 * Spaces, tabs and carriage returns at both ends of a line do not count, nor do those behind its
 * `{`. A line of nothing else is blank and never a candidate. Only `\n` ends a line. The bytes may
 * be anything at all: they need be neither JSON nor UTF-8.
 *
 * Offsets are in bytes, from the start of {@link Kernel.bytes}.
 */
export class Kernel {
  /** The most bytes a kernel can hold. */
  static readonly maximumCapacity: number = 2 ** 31 - 2 ** 20;

  readonly #exports: ScanExports | SeekExports;
  #bytes: Buffer = Buffer.alloc(0);
  #table: Uint32Array = new Uint32Array(0);
  #outline: Buffer = Buffer.alloc(0);
  /** For each entry of the table, whether it is a weak candidate: only where the kernel seeks. */
  #weakness: Uint8Array = new Uint8Array(0);
  #found = 0;
  /** Whether there is a needle that the kernel cannot seek. */
  #isEveryWanted = false;

  /** Compiles a kernel. The module can serve any number of kernels, in worker threads too. */
  static compile(kind: KernelKind = 'scan'): WebAssembly.Module {
    const file = kind === 'scan' ? './kernel.wasm' : './seek.wasm';
    return new WebAssembly.Module(readFileSync(new URL(file, import.meta.url)));
  }

  /**
   * @param module what {@link Kernel.compile} returned
   * @param capacity how many bytes it holds at first
   * @throws RangeError if there is no memory for so many
   */
  constructor(module: WebAssembly.Module, capacity: number) {
    this.#exports = new WebAssembly.Instance(module).exports as ScanExports | SeekExports;
    this.grow(capacity);
  }

  /** How many bytes the kernel holds. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** The bytes to scan, to be read into. {@link Kernel.grow} replaces this buffer by another. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /**
   * Makes room for `capacity` bytes and keeps those there are. Buffers taken from the kernel before
   * are empty afterwards. Does nothing if there is room already: memory never shrinks.
   *
   * @throws RangeError if there is no memory for so many
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
    if ('outlined' in this.#exports) {
      const { outlined } = this.#exports;
      this.#outline = Buffer.from(memory.buffer, outlined.value, block.value - outlined.value);
    }
    if ('weakness' in this.#exports) {
      this.#weakness = new Uint8Array(memory.buffer, this.#exports.weakness.value);
    }
  }

  /**
   * Seeks these needles from now on, in place of those before.
   *
   * @throws TypeError if the kernel is not one that seeks
   */
  seek(needles: Iterable<Needle>): void {
    const exports = this.#exports;
    if (!('clear' in exports)) throw new TypeError('The scan’s kernel seeks no needles');
    exports.clear();
    this.#isEveryWanted = false;
    for (const needle of needles) {
      const spelling = spell(needle, exports.longest.value);
      if (spelling === undefined) continue;
      if (spelling === 'any' || !this.#add(exports, spelling, needle)) this.#isEveryWanted = true;
    }
  }

  /** Adds a needle to those that are sought. False if there is no room for it. */
  #add(exports: SeekExports, { bytes, isStart, isOwner }: Spelling, { weak }: Needle): boolean {
    bytes.copy(new Uint8Array(exports.memory.buffer, exports.text.value, bytes.length));
    const flags =
      (isStart ? startFlag : 0) | (isOwner ? ownerFlag : 0) | (weak === true ? weakFlag : 0);
    return exports.add(bytes.length, flags) !== 0;
  }

  /**
   * Scans the lines of bytes `start` to `end` for candidates. It stops early when its table of
   * candidates is full: call it again from {@link Kernel.resumeAt} until that is `end`. Every call
   * gets past one line at least.
   *
   * @param start a line's first byte
   * @param end behind a line's `\n`
   * @returns how many candidates it found
   * @throws RangeError if the range is not within the bytes or does not end behind a `\n`
   */
  scan(start: number, end: number): number {
    return this.#scan(start, end, this.#isEveryWanted);
  }

  /** As {@link Kernel.scan}, but every line is a candidate that is not blank. */
  scanEvery(start: number, end: number): number {
    return this.#scan(start, end, true);
  }

  #scan(start: number, end: number, every: boolean): number {
    // The kernel relies on the last newline: without it, it would run on through the memory.
    if (!(start >= 0 && start <= end && (start === end || this.#bytes[end - 1] === newline))) {
      throw new RangeError(`Bytes ${start} to ${end} are not whole lines`);
    }
    this.#found = this.#exports.scan(start, end, every);
    return this.#found;
  }

  /** Where the next scan goes on: the last one's end, or else the first line it did not reach. */
  get resumeAt(): number {
    return this.#exports.resumeAt.value;
  }

  /** How many newlines there are in the part that the last scan did reach. */
  get newlines(): number {
    return this.#exports.newlines.value;
  }

  /** Where candidate `index` of the last scan starts. */
  lineStart(index: number): number {
    return this.#entry(index, startField);
  }

  /** Where candidate `index` of the last scan ends: the place of its `\n`. */
  lineEnd(index: number): number {
    return this.#entry(index, endField);
  }

  /** How many newlines there are between the start of the last scan and its candidate `index`. */
  newlinesBefore(index: number): number {
    return this.#entry(index, newlinesField);
  }

  /**
   * Sets what an {@link Kernel.outline} tells.
   *
   * @throws RangeError for a tree that is too large, and for a word of more than 16 bytes
   * @throws TypeError if the kernel is one that seeks
   */
  keep(tree: ProjectionTree): void {
    const { memory, nodes, edges, setTree } = this.#outliner();
    const all = tree.flat();
    const isTooLarge =
      tree.length > mostNodes ||
      all.length > mostEdges ||
      all.some(({ word, field }) => Buffer.byteLength(word) > wordBytes || field >= mostFields);
    if (isTooLarge) throw new RangeError('A larger tree than a kernel can keep');
    const starts = new Uint32Array(memory.buffer, nodes.value, tree.length + 1);
    for (const [node, { length }] of tree.entries()) {
      starts[node + 1] = (starts[node] ?? 0) + length;
    }
    const table = Buffer.from(memory.buffer, edges.value, all.length * edgeBytes).fill(0);
    for (const [at, { word, node, act, field }] of all.entries()) {
      table.write(word, at * edgeBytes);
      table.writeUInt32LE(node, at * edgeBytes + wordBytes);
      table.writeUInt32LE((actNumbers[act] << 8) | field, at * edgeBytes + wordBytes + 4);
    }
    setTree(tree.length);
  }

  /**
   * What an object on a line holds of the fields of {@link Kernel.keep}, however it is nested or dotted. For each value,
   * or field, three things and a newline:
   *
   * - a character, of which the code less 32 is the field's number;
   * - `s` for the characters of a string without escapes, `j` for JSON of another scalar, `m` for a field that is there
   *   (a mark, or where one is entered);
   * - and these characters, or this JSON. There are no values of `null`.
   *
   * **An outline is proof that the line is JSON.** There is none, and the caller has to parse the line itself, where
   * the line is no JSON object, and also where it is one of an unusual kind: with an escape in a key that is looked at;
   * with a field in several places, or beside what is entered, of which something else has to say what they amount to;
   * nested deeper than 64 times; or with an outline of over 16 KB.
   *
   * @param start the line's first byte
   * @param end the place of the `\n` that ends it
   * @throws RangeError if there is no `\n`
   * @throws TypeError if the kernel is one that seeks
   */
  outline(start: number, end: number): string | undefined {
    if (this.#bytes[end] !== newline) throw new RangeError(`No line ends at byte ${end}`);
    const length = this.#outliner().outline(start, end);
    return length === 0 ? undefined : this.#outline.toString('utf8', 0, length - 1);
  }

  #outliner(): ScanExports {
    const exports = this.#exports;
    if (!('outlined' in exports)) throw new TypeError('A kernel that seeks makes no outlines');
    return exports;
  }

  /** Whether candidate `index` of the last scan is weak: it holds weak needles, and nothing else makes it one. */
  isWeak(index: number): boolean {
    return index < this.#found && this.#weakness[index] === 1;
  }

  #entry(index: number, field: number): number {
    const value = index < this.#found ? this.#table[index * entryLength + field] : undefined;
    if (value === undefined) throw new RangeError(`The last scan found no candidate ${index}`);
    return value;
  }
}
