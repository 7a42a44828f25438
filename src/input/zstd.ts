import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { ByteSource } from './byte-source.js';
import { CompressionError } from './compression.js';
import { ForeignFormatError } from './foreign.js';
import type { Chunks } from './input.js';
import { PieceDecoder } from './piece-decoder.js';

/** Maximum window size of a frame, in bytes: the limit of the zstd program, which bounds memory. */
const maxWindowBytes = 128 * 1024 * 1024;

/** Decompresses one frame, a header or a block at a time. */
interface FrameDecoder {
  /** Decodes the frame's next part and returns the output. */
  write(part: Uint8Array, isLast: boolean): Uint8Array[] | Promise<Uint8Array[]>;
  destroy(): void;
}

/**
 * Decompresses zstd data of any number of frames, with Node's decoder if it has one, otherwise with `fzstd`, which does
 * not verify checksums. Frames are decoded block by block, so that memory holds one block at a time; skippable frames
 * are skipped.
 *
 * @throws ForeignFormatError if a frame needs a window over the limit.
 * @throws CompressionError if the data is truncated or corrupt, after all blocks before the damage.
 */
export async function* unzstd(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const newDecoder = await decoders();
  const source = new ByteSource(chunks);
  try {
    while (await source.has(1)) yield* frame(source, newDecoder);
  } finally {
    await source.close();
  }
}

async function* frame(
  source: ByteSource,
  newDecoder: () => FrameDecoder,
): AsyncGenerator<Uint8Array> {
  const magic = await taken(source, 4);
  if (magic.readUInt32LE() >>> 4 === 0x184d2a5) {
    const size = (await taken(source, 4)).readUInt32LE();
    if (!(await source.skip(size))) throw cutShort(source);
    return;
  }
  if (magic.readUInt32LE() !== 0xfd2fb528)
    throw corrupt(source.position, 'not the start of a frame');
  const descriptor = await taken(source, 1);
  const flags = descriptor.readUInt8();
  const header = await taken(source, headerRest(flags));
  const window = windowOf(flags, header);
  if (window > maxWindowBytes) throw new ForeignFormatError('zstd-long');
  const decoder = newDecoder();
  const decode = async (part: Buffer, isLast: boolean): Promise<Uint8Array[]> => {
    try {
      return await decoder.write(part, isLast);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw corrupt(source.position - part.length, detail);
    }
  };
  try {
    yield* await decode(Buffer.concat([magic, descriptor, header]), false);
    for (let isLast = false; !isLast; ) {
      const block = await taken(source, 3);
      const size = block.readUIntLE(0, 3);
      isLast = (size & 1) === 1;
      const isRepeated = ((size >> 1) & 3) === 1;
      const content = await taken(source, isRepeated ? 1 : size >> 3);
      const checksum = isLast && (flags & 4) !== 0 ? await taken(source, 4) : Buffer.alloc(0);
      yield* await decode(Buffer.concat([block, content, checksum]), isLast);
    }
  } finally {
    decoder.destroy();
  }
}

/** Bytes of a frame's header after its descriptor: window, dictionary, content size. */
function headerRest(flags: number): number {
  const isSingle = (flags & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
  const contentSize = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  return (isSingle ? 0 : 1) + dictionary + contentSize;
}

/** The window size of a frame: its content size if it is a single segment. */
function windowOf(flags: number, header: Buffer): number {
  if ((flags & 0x20) === 0) {
    const descriptor = header.readUInt8();
    const base = 2 ** (10 + (descriptor >> 3));
    return base + (base / 8) * (descriptor & 7);
  }
  const size = header.subarray([0, 1, 2, 4][flags & 3]);
  if (size.length === 8) return Number(size.readBigUInt64LE());
  return size.length === 2 ? size.readUInt16LE() + 256 : size.readUIntLE(0, size.length);
}

function corrupt(byteOffset: number, detail: string): CompressionError {
  return new CompressionError({ compression: 'zstd', reason: 'corrupt', byteOffset }, detail);
}

/** Takes bytes that must be there. */
async function taken(source: ByteSource, count: number): Promise<Buffer> {
  const bytes = await source.take(count);
  if (bytes === undefined) throw cutShort(source);
  return bytes;
}

function cutShort(source: ByteSource): CompressionError {
  const damage = { compression: 'zstd', reason: 'cut-short', byteOffset: source.end } as const;
  return new CompressionError(damage, 'incomplete frame');
}

/** Node's own decoder, available since 22.15. */
const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => Transform };

async function decoders(): Promise<() => FrameDecoder> {
  if (createZstdDecompress !== undefined) return () => new PieceDecoder(createZstdDecompress());
  const { Decompress } = await import('fzstd');
  return () => {
    let outputs: Uint8Array[] = [];
    const stream = new Decompress((output) => outputs.push(output));
    return {
      write(part, isLast) {
        outputs = [];
        stream.push(part, isLast);
        return outputs;
      },
      destroy() {},
    };
  };
}
