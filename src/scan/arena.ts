/** Bytes of the first piece of an arena, and of the largest, unless a copy needs more: each is twice the one before. */
const firstBytes = 4 * 1024;

const mostBytes = 64 * 1024;

const newline = 0x0a;

/** Keeps copies of many small runs of bytes in few buffers, so that they can be moved to another thread at once. */
export class Arena {
  readonly buffers: ArrayBuffer[] = [];
  #piece: Buffer<ArrayBuffer> | undefined;
  #used = 0;

  /** Room for some bytes, in one of {@link buffers}. */
  room(bytes: number): Buffer<ArrayBuffer> {
    let piece = this.#piece;
    if (piece === undefined || bytes > piece.length - this.#used) {
      const usual = piece === undefined ? firstBytes : Math.min(2 * piece.length, mostBytes);
      piece = Buffer.from(new ArrayBuffer(Math.max(usual, bytes)));
      this.#piece = piece;
      this.#used = 0;
      this.buffers.push(piece.buffer);
    }
    this.#used += bytes;
    return piece.subarray(this.#used - bytes, this.#used);
  }

  /** A copy of `bytes[start, end)`. A newline stands behind it: copies that lie behind one another are lines. */
  copy(bytes: Buffer, start: number = 0, end: number = bytes.length): Uint8Array {
    const length = end - start;
    const room = this.room(length + 1);
    bytes.copy(room, 0, start, end);
    room[length] = newline;
    return room.subarray(0, length);
  }
}
