import type { SegmentPosition } from './finding.js';

/** The text of a response without its documents. */
export class ResponseFrame {
  readonly position: SegmentPosition;
  /** Number of brackets open around it. */
  readonly depth: number;
  /** Its size so far. */
  bytes = 0;
  #buffer: Buffer = Buffer.allocUnsafe(4096);

  constructor(position: SegmentPosition, depth: number) {
    this.position = position;
    this.depth = depth;
  }

  get text(): string {
    return this.#buffer.toString('utf8', 0, this.bytes);
  }

  write(bytes: Uint8Array): void {
    const size = this.bytes + bytes.length;
    if (size > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(size, 2 * this.#buffer.length));
      this.#buffer.copy(larger, 0, 0, this.bytes);
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.bytes);
    this.bytes = size;
  }
}
