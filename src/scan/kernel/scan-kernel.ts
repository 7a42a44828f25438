import { readFileSync } from 'node:fs';
import { newline } from '../../json/ascii.js';
import { Kernel, type KernelExports } from './kernel.js';

/** What assembly/kernel.ts exports besides: what projections need. */
interface ScanExports extends KernelExports {
  readonly nodes: WebAssembly.Global;
  readonly edges: WebAssembly.Global;
  readonly projected: WebAssembly.Global;
  setTree(nodes: number): void;
  project(start: number, end: number): number;
}

// Limits of a projection's tree, and the layout of its edges in memory: a word, a node, and an action with its field.
const maxEdges = 64;
const maxNodes = 64;
const maxFields = 64;
const wordBytes = 16;
const edgeBytes = 24;

/** The actions by their numbers in the kernel. */
const actions = ['pass', 'field', 'beside', 'mark', 'enter'] as const;

/**
 * What a projection does with a value: only go on from there, write it as a value of an event's field, write it as
 * something next to the event, write that it is there, or enter the event in it.
 */
export type ProjectionAction = (typeof actions)[number];

/** Where a key, or a part of one between dots, leads from a node of a {@link ProjectionTree}. */
export interface ProjectionEdge {
  readonly word: string;
  /** The number of the node that it leads to. */
  readonly node: number;
  readonly action: ProjectionAction;
  /** What stands for it in the projection, unless it is only passed: a number below 64. */
  readonly field: number;
}

/**
 * The names that lines are projected onto, as a tree: the edges of each node. Objects are read from the first node, and
 * what is entered from the second.
 */
export type ProjectionTree = readonly (readonly ProjectionEdge[])[];

/** The candidate filter of a plain scan, and the projection of lines onto a few fields. */
export class ScanKernel extends Kernel {
  readonly #exports: ScanExports;
  #projected: Buffer = Buffer.alloc(0);

  /** Compiles the kernel. The module can serve any number of kernels, also in worker threads. */
  static compile(): WebAssembly.Module {
    return new WebAssembly.Module(readFileSync(new URL('./scan.wasm', import.meta.url)));
  }

  /** @param module from {@link ScanKernel.compile}. */
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
   * @throws RangeError if the tree is too large, or a word has more than 16 bytes.
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
   * What the object on a line holds under the names of {@link setProjection}, whether it is nested or dotted. For each
   * value, or field, there are three parts and a newline:
   *
   * - a character whose code less 32 is the field's number;
   * - `s` before the characters of a string without escapes, `j` before the JSON of another scalar, `m` for a field that
   *   is there (a mark, or an event that was entered);
   * - these characters, or this JSON. There are no values for `null`.
   *
   * **A projection proves that the line is valid JSON.** There is none, and the caller has to parse the line itself, if the
   * line is not a JSON object or is an unusual one: with an escape in a key that matters; with a field in several places,
   * or next to an event that was entered, so that it takes more to tell what they amount to; nested more than 64 levels
   * deep; or with a projection of more than 16 KB.
   *
   * @param start the line's first byte.
   * @param end the index of the `\n` that ends it.
   * @throws RangeError if there is no `\n`.
   */
  project(start: number, end: number): string | undefined {
    if (this.bytes[end] !== newline) throw new RangeError(`No line ends at byte ${end}`);
    const length = this.#exports.project(start, end);
    return length === 0 ? undefined : this.#projected.toString('utf8', 0, length - 1);
  }
}
