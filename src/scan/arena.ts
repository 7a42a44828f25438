import { newline } from '../json/ascii.js';

/** Sizes of the first and largest buffers, in bytes: each is twice as large as the last, unless a copy needs more. */
const minBytes = 4 * 1024;
const maxBytes = 64 * 1024;

/** Copies many short byte strings into few buffers, which are cheap to transfer to another thread. */
export class Arena {
  readonly buffers: ArrayBuffer[] = [];
  #current: Buffer<ArrayBuffer> | undefined;
  #used = 0;

  /** Allocates some bytes in one of {@link buffers}. */
  allocate(bytes: number): Buffer<ArrayBuffer> {
    let current = this.#current;
    if (current === undefined || bytes > current.length - this.#used) {
      const size = current === undefined ? minBytes : Math.min(2 * current.length, maxBytes);
      current = Buffer.from(new ArrayBuffer(Math.max(size, bytes)));
      this.#current = current;
      this.#used = 0;
      this.buffers.push(current.buffer);
    }
    this.#used += bytes;
    return current.subarray(this.#used - bytes, this.#used);
  }

  /** A copy of `bytes[start, end)`, followed by a newline: consecutive copies are lines. */
  copy(bytes: Buffer, start: number = 0, end: number = bytes.length): Uint8Array {
    const length = end - start;
    const copy = this.allocate(length + 1);
    bytes.copy(copy, 0, start, end);
    copy[length] = newline;
    return copy.subarray(0, length);
  }

  /** Text as UTF-8, followed by a newline. */
  copyText(text: string): Uint8Array {
    const length = Buffer.byteLength(text);
    const copy = this.allocate(length + 1);
    copy.write(text);
    copy[length] = newline;
    return copy.subarray(0, length);
  }
}
