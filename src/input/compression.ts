/** The compressions that are read. */
export type Compression = 'gzip' | 'zstd' | 'xz' | 'bzip2';

/** What is wrong with compressed data. */
export interface CompressionDamage {
  readonly compression: Compression;
  /** `cut-short` if the data ends too early, `corrupt` if it is not valid. */
  readonly reason: 'cut-short' | 'corrupt';
  /** Of the first byte that was not read, in the compressed data. */
  readonly byteOffset: number;
}

/** Compressed data could not be read to its end; what comes before the damage was read. */
export class CompressionError extends Error {
  override readonly name = 'CompressionError';
  readonly damage: CompressionDamage;

  constructor(damage: CompressionDamage, message: string) {
    super(message);
    this.damage = damage;
  }
}
