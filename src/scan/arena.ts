/** Bytes of one piece of an arena, unless a copy needs more. */
const pieceBytes = 64 * 1024;

/** Keeps copies of many small runs of bytes in few buffers, so that they can be moved to another thread at once. */
export class Arena {
  readonly buffers: ArrayBuffer[] = [];
  #piece: Buffer | undefined;
  #used = 0;

  /** A copy of `bytes[start, end)`, in one of {@link buffers}. */
  copy(bytes: Buffer, start: number = 0, end: number = bytes.length): Uint8Array {
    const length = end - start;
    let piece = this.#piece;
    if (piece === undefined || length > piece.length - this.#used) {
      piece = Buffer.allocUnsafeSlow(Math.max(pieceBytes, length));
      this.#piece = piece;
      this.#used = 0;
      this.buffers.push(piece.buffer as ArrayBuffer);
    }
    bytes.copy(piece, this.#used, start, end);
    this.#used += length;
    return new Uint8Array(piece.buffer, this.#used - length, length);
  }
}
