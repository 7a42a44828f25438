import { ByteSource } from './byte-source.js';
import { CompressionError } from './compression.js';
import { ForeignFormatError } from './foreign.js';
import type { Chunks } from './input.js';
import { ZstdDecoder } from './zstd-decoder.js';

/** Maximum window size of a frame, in bytes: the limit of the zstd program, which bounds memory. */
const maxWindowBytes = 128 * 1024 * 1024;

/**
 * Decompresses zstd data of any number of frames, verifying their checksums. Frames are decoded block by block, so that
 * damage is located to the block; skippable frames are skipped. Chunks may be empty: whatever was read is passed on before
 * more is, so that signals are let in between.
 *
 * The decoder is zstd itself as WebAssembly: Node's own, which only newer versions have, is slower, since it writes
 * each chunk to new memory.
 *
 * @throws ForeignFormatError if a frame needs a window over the limit.
 * @throws CompressionError if the data is truncated or corrupt, after all blocks before the damage.
 */
export async function* unzstd(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const source = new ByteSource(chunks);
  const decoder = new ZstdDecoder();
  try {
    while (await source.has(1)) yield* frame(source, decoder);
  } finally {
    decoder.close();
    await source.close();
  }
}

async function* frame(source: ByteSource, decoder: ZstdDecoder): AsyncGenerator<Uint8Array> {
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
  if (windowOf(flags, header) > maxWindowBytes) throw new ForeignFormatError('zstd-long');
  const decode = (part: Buffer): void => {
    try {
      decoder.decode(part);
    } catch (error) {
      throw corrupt(source.position - part.length, (error as Error).message);
    }
  };
  try {
    decode(Buffer.concat([magic, descriptor, header]));
    for (let isLast = false; !isLast; ) {
      if (source.held < 3) yield decoder.take();
      const blockHeader = (await peeked(source, 3)).readUIntLE(0, 3);
      isLast = (blockHeader & 1) === 1;
      const isRepeated = ((blockHeader >> 1) & 3) === 1;
      const hasChecksum = isLast && (flags & 4) !== 0;
      const length = 3 + (isRepeated ? 1 : blockHeader >> 3) + (hasChecksum ? 4 : 0);
      if (source.held < length || decoder.isFull) yield decoder.take();
      decode(await borrowed(source, length));
    }
  } catch (error) {
    yield decoder.take();
    throw error;
  }
  yield decoder.take();
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

/** The next bytes, which must be there. */
async function peeked(source: ByteSource, count: number): Promise<Buffer> {
  if (!(await source.has(count))) throw cutShort(source);
  return source.peek(count);
}

/** Takes bytes that must be there. */
async function taken(source: ByteSource, count: number): Promise<Buffer> {
  return Buffer.from(await borrowed(source, count));
}

/** Takes bytes that must be there; they are valid until the next ones are taken. */
async function borrowed(source: ByteSource, count: number): Promise<Buffer> {
  const bytes = await source.borrow(count);
  if (bytes === undefined) throw cutShort(source);
  return bytes;
}

function cutShort(source: ByteSource): CompressionError {
  const damage = { compression: 'zstd', reason: 'cut-short', byteOffset: source.end } as const;
  return new CompressionError(damage, 'incomplete frame');
}
