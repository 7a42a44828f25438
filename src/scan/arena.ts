/** Bytes of one piece of an arena, unless a copy needs more. */
const pieceBytes = 64 * 1024;

const newline = 0x0a;

/** Keeps copies of many small runs of bytes in few buffers, so that they can be moved to another thread at once. */
export class Arena {
  readonly buffers: ArrayBuffer[] = [];
  #piece: Buffer | undefined;
  #used = 0;

  /**
   * A copy of `bytes[start, end)`, in one of {@link buffers}. A newline stands behind it: copies that lie behind one
   * another are lines.
   */
  copy(bytes: Buffer, start: number = 0, end: number = bytes.length): Uint8Array {
    const length = end - start;
    let piece = this.#piece;
    if (piece === undefined || length >= piece.length - this.#used) {
      piece = Buffer.allocUnsafeSlow(Math.max(pieceBytes, length + 1));
      this.#piece = piece;
      this.#used = 0;
      this.buffers.push(piece.buffer as ArrayBuffer);
    }
    const at = this.#used;
    bytes.copy(piece, at, start, end);
    piece[at + length] = newline;
    this.#used += length + 1;
    return new Uint8Array(piece.buffer, at, length);
  }
}
