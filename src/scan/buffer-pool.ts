import { blockBytes } from './lines.js';

/** What a buffer holds at least: a block of input, so that most fit most uses. Only such are kept, but no giants. */
const standardBytes = blockBytes;

const mostBytes = 2 * blockBytes;

/** Buffers that are kept at most. */
const mostFree = 8;

/**
 * BufferPool that a thread copies matches into, over and over. Memory that was never touched costs several times what
 * copying into it does, and a process that takes ever more of it grows until it is collected.
 */
export class BufferPool {
  readonly #free: ArrayBuffer[] = [];

  /** Room for so many bytes, whatever they hold now. */
  take(bytes: number): Buffer<ArrayBuffer> {
    const fitting = this.#free.findIndex(({ byteLength }) => byteLength >= bytes);
    const [buffer = new ArrayBuffer(Math.max(bytes, standardBytes))] =
      fitting < 0 ? [] : this.#free.splice(fitting, 1);
    return Buffer.from(buffer, 0, bytes);
  }

  /**
   * Takes back what was handed out, to be used again, and leaves aside what was not. Whoever still looks at it finds it
   * empty, and not the next matches in place of those before.
   */
  takeBack(buffers: readonly ArrayBuffer[]): void {
    const large = buffers.filter(
      ({ byteLength }) => byteLength >= standardBytes && byteLength <= mostBytes,
    );
    if (large.length === 0) return;
    const room = mostFree - this.#free.length;
    this.#free.push(...structuredClone(large, { transfer: large }).slice(0, room));
  }
}
