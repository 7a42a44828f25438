import { readFileSync } from 'node:fs';
import { Kernel, type KernelExports } from './kernel.js';
import { type Needle, type Spelling, spell } from './needle.js';

/** What assembly/seek.ts exports besides. */
interface SeekExports extends KernelExports {
  readonly weakness: WebAssembly.Global;
  readonly longest: WebAssembly.Global;
  readonly text: WebAssembly.Global;
  clear(): void;
  add(length: number, flags: number): number;
}

// What a needle is, as `add` takes it.
const startFlag = 1;
const ownerFlag = 2;
const weakFlag = 4;

/**
 * The candidate filter that seeks needles as well. It makes a line a candidate, besides what {@link Kernel} says, if the
 * line
 *
 * 5. holds an escape `\u`, whatever it spells (`\\u`, an escaped backslash, counts too); or
 * 6. holds a needle (see {@link Needle}) next to a quote, written in either ASCII case, its slashes plain or escaped, and
 *    everything that JSON does not allow in a string escaped without `\u`.
 *
 * So a line that is not a candidate cannot hold a needle either, in any spelling. A needle that is longer than 1 KB, or
 * holds U+FFFD (which stands for bytes that are not UTF-8), is represented by a part of it; if there is no such part, or
 * no room for a needle, every line is a candidate. There is room for 4,096 needles and 512 KB of text. A line that only
 * weak needles make a candidate is a weak candidate. Escaped quotes (`\"`) count as quotes: a line may be a candidate
 * without need.
 */
export class SeekKernel extends Kernel {
  readonly #exports: SeekExports;
  /** For each entry of the table, whether it is a weak candidate. */
  #weakness: Uint8Array = new Uint8Array(0);
  /** How many candidates the last scan found. */
  #candidates = 0;
  /** Whether there is a needle that the kernel cannot seek. */
  #isEveryLineWanted = false;

  /** Compiles the kernel. The module can serve any number of kernels, also in worker threads. */
  static compile(): WebAssembly.Module {
    return new WebAssembly.Module(readFileSync(new URL('./seek.wasm', import.meta.url)));
  }

  /** @param module from {@link SeekKernel.compile}. */
  constructor(module: WebAssembly.Module, capacity: number) {
    const exports = new WebAssembly.Instance(module).exports as unknown as SeekExports;
    super(exports);
    this.#exports = exports;
    this.grow(capacity);
  }

  override grow(capacity: number): void {
    super.grow(capacity);
    const { memory, weakness } = this.#exports;
    this.#weakness = new Uint8Array(memory.buffer, weakness.value);
  }

  /** Seeks these needles from now on, instead of those before. */
  seek(needles: Iterable<Needle>): void {
    this.#exports.clear();
    this.#isEveryLineWanted = false;
    for (const needle of needles) {
      const spelling = spell(needle, this.#exports.longest.value);
      if (spelling === undefined) continue;
      if (spelling === 'any' || !this.#add(spelling, needle)) this.#isEveryLineWanted = true;
    }
  }

  /** Adds a needle. False if there is no room for it. */
  #add({ bytes, isStart, isOwner }: Spelling, { weak }: Needle): boolean {
    const { memory, text, add } = this.#exports;
    bytes.copy(new Uint8Array(memory.buffer, text.value, bytes.length));
    const flags =
      (isStart ? startFlag : 0) | (isOwner ? ownerFlag : 0) | (weak === true ? weakFlag : 0);
    return add(bytes.length, flags) !== 0;
  }

  override scan(start: number, end: number, every: boolean = false): number {
    this.#candidates = super.scan(start, end, every || this.#isEveryLineWanted);
    return this.#candidates;
  }

  override isWeak(index: number): boolean {
    return index < this.#candidates && this.#weakness[index] === 1;
  }
}
