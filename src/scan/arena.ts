/** Bytes of one piece of an arena, unless a copy needs more. */
const pieceBytes = 64 * 1024;

/** Keeps copies of many small runs of bytes in few buffers, so that they can be moved to another thread at once. */
export class Arena {
  readonly buffers: ArrayBuffer[] = [];
  #piece: Buffer | undefined;
  #used = 0;

  /** A copy of some bytes, in one of {@link buffers}. */
  copy(bytes: Uint8Array): Uint8Array {
    let piece = this.#piece;
    if (piece === undefined || bytes.length > piece.length - this.#used) {
      piece = Buffer.allocUnsafeSlow(Math.max(pieceBytes, bytes.length));
      this.#piece = piece;
      this.#used = 0;
      this.buffers.push(piece.buffer as ArrayBuffer);
    }
    const copy = piece.subarray(this.#used, this.#used + bytes.length);
    copy.set(bytes);
    this.#used += bytes.length;
    return copy;
  }
}
