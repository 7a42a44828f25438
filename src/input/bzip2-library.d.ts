// The parts of @openpgp/unbzip2-stream, which has no types, that decode a block.

declare module '@openpgp/unbzip2-stream/lib/bit_iterator.js' {
  /** Reads bits: `count` of them, or, with null, the rest of the byte. */
  interface BitReader {
    (count: number | null): number;
    /** Number of bytes that have been read, the last one perhaps in part. */
    bytesRead: number;
  }

  /** Reads the bits of buffers; the first one is requested at once. */
  function bitIterator(nextBuffer: () => Uint8Array): BitReader;
  export = bitIterator;
}

declare module '@openpgp/unbzip2-stream/lib/bzip2.js' {
  interface Bzip2 {
    /** Reads the header of a stream and returns its level, from 1 to 9. Throws if it is not one. */
    header(read: (count: number | null) => number): number;
    /** Decodes a block; returns the stream's checksum so far, or null at the end of the stream. Throws if it is corrupt. */
    decompress(
      read: (count: number | null) => number,
      write: (byte: number) => void,
      block: Int32Array,
      length: number,
      checksum: number,
    ): number | null;
  }

  const bzip2: Bzip2;
  export = bzip2;
}
