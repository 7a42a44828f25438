/** A compression that inputs may have. */
export type Compression = 'gzip' | 'zstd';

/** Compressed data cannot be read on: what came before it was. */
export class CompressionError extends Error {
  override readonly name = 'CompressionError';
  readonly compression: Compression;
  /** `cut-short` where the data ends too early, `corrupt` where it is not what it should be. */
  readonly reason: 'cut-short' | 'corrupt';
  /** Of the first byte that was not read, in the compressed data. */
  readonly byteOffset: number;

  constructor(
    compression: Compression,
    reason: 'cut-short' | 'corrupt',
    byteOffset: number,
    message: string,
  ) {
    super(message);
    this.compression = compression;
    this.reason = reason;
    this.byteOffset = byteOffset;
  }
}
