import { blockBytes } from './lines.js';

/** Sizes of buffers to keep, in bytes: at least a block of input, so that most can be reused, and nothing huge. */
const minBytes = blockBytes;
const maxBytes = 2 * blockBytes;

/** Maximum number of buffers to keep. */
const maxFree = 8;

/**
 * Buffers that a thread reuses to copy matches into. Touching new memory costs several times as much as copying into
 * it, and a process that keeps allocating grows until it is collected.
 */
export class BufferPool {
  readonly #free: ArrayBuffer[] = [];

  /** A buffer for some bytes, with arbitrary contents. */
  take(bytes: number): Buffer<ArrayBuffer> {
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= bytes);
    const [buffer = new ArrayBuffer(Math.max(bytes, minBytes))] =
      at < 0 ? [] : this.#free.splice(at, 1);
    return Buffer.from(buffer, 0, bytes);
  }

  /**
   * Takes buffers back for reuse; those that did not come from the pool are ignored. Old references to a buffer become
   * empty, so that they never show later matches.
   */
  recycle(buffers: readonly ArrayBuffer[]): void {
    const reusable = buffers.filter(
      ({ byteLength }) => byteLength >= minBytes && byteLength <= maxBytes,
    );
    if (reusable.length === 0) return;
    const spare = maxFree - this.#free.length;
    this.#free.push(...structuredClone(reusable, { transfer: reusable }).slice(0, spare));
  }
}
