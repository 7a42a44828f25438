import { newline } from '../json/ascii.js';

/** Sizes of the first and largest buffers, in bytes: each is twice as large as the last, unless a copy needs more. */
const minBytes = 4 * 1024;
const maxBytes = 64 * 1024;

/** Keeps copies of many short texts in few buffers, which are cheap to transfer to another thread. */
export class Arena {
  readonly buffers: ArrayBuffer[] = [];
  #current: Buffer<ArrayBuffer> | undefined;
  #used = 0;

  /** Room for some bytes, in one of {@link buffers}. */
  room(bytes: number): Buffer<ArrayBuffer> {
    let current = this.#current;
    if (current === undefined || bytes > current.length - this.#used) {
      const usual = current === undefined ? minBytes : Math.min(2 * current.length, maxBytes);
      current = Buffer.from(new ArrayBuffer(Math.max(usual, bytes)));
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
    const room = this.room(length + 1);
    bytes.copy(room, 0, start, end);
    room[length] = newline;
    return room.subarray(0, length);
  }
}
