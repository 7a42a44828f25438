import { readAsset } from '../../io/assets.js';
import { newline } from '../../json/ascii.js';
import { Kernel, type KernelExports } from './kernel.js';

/** The exports of assembly/scan.ts that projections need. */
interface ScanExports extends KernelExports {
  readonly nodes: WebAssembly.Global;
  readonly edges: WebAssembly.Global;
  readonly projected: WebAssembly.Global;
  setTree(nodes: number): void;
  project(start: number, end: number): number;
}

// Limits of a projection's tree, and the layout of its edges: a word, a node, and an action with a field.
const maxEdges = 64;
const maxNodes = 64;
const maxFields = 64;
const wordBytes = 32;
const edgeBytes = wordBytes + 8;

/**
 * What a projection does with a value, in the order of the kernel's numbers: only continue from it, write it as the value
 * of an event's field, write it as a field of the hit, write that it is present, or read it as the event.
 */
const actions = ['pass', 'field', 'hitField', 'presence', 'event'] as const;

/** What a key, or a part of one between dots, leads to from a node of a {@link ProjectionTree}. */
export interface ProjectionEdge {
  readonly word: string;
  /** The number of the node that it leads to. */
  readonly node: number;
  readonly action: (typeof actions)[number];
  /** Its number in the projection, below 64; unused for `pass`. */
  readonly field: number;
}

/**
 * The names to project lines onto, as a tree: the edges of each node. Objects are read from the first node, and events
 * in hits from the second.
 */
export type ProjectionTree = readonly (readonly ProjectionEdge[])[];

/** The candidate filter of a plain scan, and the projection of lines onto a few fields. */
export class ScanKernel extends Kernel {
  readonly #exports: ScanExports;
  #projected: Buffer = Buffer.alloc(0);

  /**
   * Compiles a module for any number of kernels, including those of other threads.
   *
   * @param forBootFiles whether it also searches for `/etc/init`.
   */
  static compile(forBootFiles: boolean = false): WebAssembly.Module {
    const file = forBootFiles ? './scan-boot-files.wasm' : './scan.wasm';
    return new WebAssembly.Module(readAsset(new URL(file, import.meta.url)));
  }

  /**
   * Compiles a module for a kernel that also finds lines that hold `/etc/init`, `init.d` or the directory of a runlevel,
   * or name a program that registers or starts init scripts.
   */
  static compileForLeads(): WebAssembly.Module {
    return new WebAssembly.Module(readAsset(new URL('./scan-leads.wasm', import.meta.url)));
  }

  /** @param module from {@link ScanKernel.compile} or {@link ScanKernel.compileForLeads}. */
  constructor(module: WebAssembly.Module, capacity: number) {
    const exports = new WebAssembly.Instance(module).exports as unknown as ScanExports;
    super(exports);
    this.#exports = exports;
    this.grow(capacity);
  }

  override grow(capacity: number): void {
    super.grow(capacity);
    const { memory, projected, block } = this.#exports;
    this.#projected = Buffer.from(memory.buffer, projected.value, block.value - projected.value);
  }

  /**
   * Sets the names that {@link project} looks for.
   *
   * @throws RangeError if the tree is too large, or a word has more than 32 bytes.
   */
  setProjection(tree: ProjectionTree): void {
    const { memory, nodes, edges, setTree } = this.#exports;
    const all = tree.flat();
    const isTooLarge =
      tree.length > maxNodes ||
      all.length > maxEdges ||
      all.some(({ word, field }) => Buffer.byteLength(word) > wordBytes || field >= maxFields);
    if (isTooLarge) throw new RangeError('The tree is too large for a projection');
    const starts = new Uint32Array(memory.buffer, nodes.value, tree.length + 1);
    for (const [node, { length }] of tree.entries()) {
      starts[node + 1] = (starts[node] ?? 0) + length;
    }
    const table = Buffer.from(memory.buffer, edges.value, all.length * edgeBytes).fill(0);
    for (const [at, { word, node, action, field }] of all.entries()) {
      table.write(word, at * edgeBytes);
      table.writeUInt32LE(node, at * edgeBytes + wordBytes);
      const what = (actions.indexOf(action) << 8) | field;
      table.writeUInt32LE(what, at * edgeBytes + wordBytes + 4);
    }
    setTree(tree.length);
  }

  /**
   * The values that the object on a line has for the names of {@link setProjection}, nested or dotted. Each value,
   * except `null`, is written as three parts and a newline:
   *
   * - a character whose code minus 32 is the field's number;
   * - `s` for a string without escapes, `j` for another scalar, or `m` if the field is only known to be present (or
   *   is the event in a hit);
   * - the characters of the string, or the JSON of the scalar.
   *
   * **A projection proves that the line is valid JSON.** It is undefined, and the caller has to parse the line, if the
   * line is not a JSON object or is an unusual one: with an escape in a relevant key; with a field in several
   * places, or next to the event in a hit, as the kernel cannot decide which one counts; nested more than 64 levels
   * deep; or with a projection of more than 16 KB.
   *
   * @param start the line's first byte.
   * @param end the offset of its `\n`.
   * @throws RangeError if there is no `\n`.
   */
  project(start: number, end: number): string | undefined {
    if (this.bytes[end] !== newline) throw new RangeError(`No line ends at byte ${end}`);
    const length = this.#exports.project(start, end);
    return length === 0 ? undefined : this.#projected.toString('utf8', 0, length - 1);
  }
}
