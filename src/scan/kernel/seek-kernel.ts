import { readAsset } from '../../io/assets.js';
import { Kernel, type KernelExports } from './kernel.js';
import { type Needle, type Spelling, spell } from './needle.js';

/** The exports of assembly/seek.ts for needles. */
interface SeekExports extends KernelExports {
  readonly weakness: WebAssembly.Global;
  readonly minutes: WebAssembly.Global;
  readonly unknownMinute: WebAssembly.Global;
  readonly maxNeedleBytes: WebAssembly.Global;
  readonly text: WebAssembly.Global;
  clear(): void;
  add(length: number, flags: number): number;
}

// Flags of a needle for `add`; the class of a weak one follows them.
const startFlag = 1;
const entityIdFlag = 2;
const classFlag = 4;

const minuteMs = 60_000;

/**
 * The candidate filter that also searches for needles. In addition to the lines that {@link Kernel} finds, a line is a
 * candidate if it
 *
 * 5. holds any escape `\u` (`\\u`, an escaped backslash, counts too); or
 * 6. holds a needle (see {@link Needle}) next to a quote, in any ASCII case, with plain or escaped slashes, and with
 *    everything that JSON requires to be escaped written without `\u`.
 *
 * So a line that is not a candidate cannot hold a needle in any spelling. A part represents a needle that is longer
 * than 1 KB or holds U+FFFD (the result of decoding invalid UTF-8); if it has no such part, or if there are more than
 * 4,096 needles or 512 KB of text, every line is a candidate. A line with only weak needles is a weak candidate.
 * Escaped quotes (`\"`) count as quotes, so a line may be a candidate unnecessarily.
 */
export class SeekKernel extends Kernel {
  readonly #exports: SeekExports;
  /** For each entry of the table, the classes of its weak needles if it is a weak candidate. */
  #weakness: Uint8Array = new Uint8Array(0);
  /** For each entry that is a weak candidate, its minute. */
  #minutes: Uint32Array = new Uint32Array(0);
  readonly #unknownMinute: number;
  /** Number of candidates of the last scan. */
  #candidates = 0;
  /** Whether there is a needle that the kernel cannot search for. */
  #matchesEveryLine = false;

  /**
   * Compiles a module for any number of kernels, including those of other threads.
   *
   * @param forBootFiles whether it also searches for `/etc/init`.
   */
  static compile(forBootFiles: boolean = false): WebAssembly.Module {
    const file = forBootFiles ? './seek-boot-files.wasm' : './seek.wasm';
    return new WebAssembly.Module(readAsset(new URL(file, import.meta.url)));
  }

  /** @param module from {@link SeekKernel.compile}. */
  constructor(module: WebAssembly.Module, capacity: number) {
    const exports = new WebAssembly.Instance(module).exports as unknown as SeekExports;
    super(exports);
    this.#exports = exports;
    this.#unknownMinute = exports.unknownMinute.value >>> 0;
    this.grow(capacity);
  }

  override grow(capacity: number): void {
    super.grow(capacity);
    const { memory, weakness, minutes } = this.#exports;
    this.#weakness = new Uint8Array(memory.buffer, weakness.value);
    this.#minutes = new Uint32Array(memory.buffer, minutes.value);
  }

  /** Replaces the needles to search for. */
  setNeedles(needles: Iterable<Needle>): void {
    this.#exports.clear();
    this.#matchesEveryLine = false;
    for (const needle of needles) {
      const spelling = spell(needle, this.#exports.maxNeedleBytes.value);
      if (spelling === undefined) continue;
      if (spelling === 'any' || !this.#add(spelling, needle)) this.#matchesEveryLine = true;
    }
  }

  /** Adds a needle. False if the kernel has no space for it. */
  #add({ bytes, isStart, isEntityId }: Spelling, { weak = 0 }: Needle): boolean {
    const { memory, text, add } = this.#exports;
    bytes.copy(new Uint8Array(memory.buffer, text.value, bytes.length));
    const flags = (isStart ? startFlag : 0) | (isEntityId ? entityIdFlag : 0) | (weak * classFlag);
    return add(bytes.length, flags) !== 0;
  }

  override scan(start: number, end: number, every: boolean = false): number {
    this.#candidates = super.scan(start, end, every || this.#matchesEveryLine);
    return this.#candidates;
  }

  override weakClasses(index: number): number {
    return index < this.#candidates ? (this.#weakness[index] ?? 0) : 0;
  }

  override minuteOf(index: number): number | undefined {
    if (this.weakClasses(index) === 0) return undefined;
    const minute = this.#minutes[index];
    return minute === undefined || minute === this.#unknownMinute ? undefined : minute * minuteMs;
  }
}
