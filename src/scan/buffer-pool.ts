import { blockBytes } from './lines.js';

/** The sizes of buffers that are kept: at least a block of input, so that most fit most uses, and nothing huge. */
const minBytes = blockBytes;
const maxBytes = 2 * blockBytes;

/** The most buffers that are kept. */
const maxFree = 8;

/**
 * Buffers that a thread copies matches into, over and over. Memory that was never touched costs several times what copying
 * into it does, and a process that keeps allocating grows until it is collected.
 */
export class BufferPool {
  readonly #free: ArrayBuffer[] = [];

  /** Room for some bytes, whose contents are arbitrary. */
  take(bytes: number): Buffer<ArrayBuffer> {
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= bytes);
    const [buffer = new ArrayBuffer(Math.max(bytes, minBytes))] =
      at < 0 ? [] : this.#free.splice(at, 1);
    return Buffer.from(buffer, 0, bytes);
  }

  /**
   * Takes back what was handed out, to be used again; other buffers are ignored. Whoever still refers to a buffer then
   * finds it empty, and not the next matches in place of the last.
   */
  recycle(buffers: readonly ArrayBuffer[]): void {
    const reusable = buffers.filter(
      ({ byteLength }) => byteLength >= minBytes && byteLength <= maxBytes,
    );
    if (reusable.length === 0) return;
    const room = maxFree - this.#free.length;
    this.#free.push(...structuredClone(reusable, { transfer: reusable }).slice(0, room));
  }
}
