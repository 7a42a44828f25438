import { createInflateRaw } from 'node:zlib';
import { ArchiveError, memberPiece } from './archive.js';
import type { ByteSource } from './byte-source.js';
import { CompressionError } from './compression.js';
import { crc32 } from './crc32.js';
import type { Chunks } from './input.js';
import { outputBytes, PieceDecoder } from './piece-decoder.js';
import { descriptorLength, hasDescriptor, type ZipEntry, zipSignature } from './zip-records.js';

/** Bytes of content to pass on at a time. */
const pieceBytes = 256 * 1024;

/** Compressed bytes to inflate at a time. */
const deflatedBytes = 256 * 1024;

/** Maximum length of a data descriptor. */
const descriptorBytes = 24;

/** What was found out about a member's content by reading it. */
export interface ContentFacts {
  crc: number;
  compressedSize: number;
  size: number;
}

/** Whether a member's content can be read: its compression is known, and so is where it ends. */
export function isReadable(entry: ZipEntry): boolean {
  const { method } = entry;
  return method === 0 || method === 8 || (method in decoders && !hasUnknownSize(entry));
}

/** Whether only the data descriptor after the content has its size. */
export function hasUnknownSize(entry: ZipEntry): boolean {
  return hasDescriptor(entry) && entry.compressedSize === 0;
}

/** Decoders of methods that are read besides storing and deflating. */
const decoders: Readonly<Record<number, (chunks: Chunks) => Promise<Chunks>>> = {
  12: async (chunks) => (await import('./bzip2.js')).unbzip2(chunks),
  93: async (chunks) => (await import('./zstd.js')).unzstd(chunks),
  95: async (chunks) => (await import('./xz.js')).unxz(chunks),
};

/**
 * Reads the content of a member and the descriptor after it, and checks both.
 *
 * @param facts updated with what is read.
 * @throws ArchiveError if the content is damaged, after what could be read.
 */
export async function* readContent(
  source: ByteSource,
  entry: ZipEntry,
  facts: ContentFacts,
): AsyncGenerator<Uint8Array> {
  const start = source.position;
  const end = hasUnknownSize(entry) ? undefined : start + entry.compressedSize;
  try {
    for await (const piece of contentOf(source, entry.method, end)) {
      facts.crc = crc32(piece, facts.crc);
      facts.size += piece.length;
      yield piece;
    }
  } catch (error) {
    if (error instanceof CompressionError) throw damaged('corrupt');
    throw error;
  }
  facts.compressedSize = source.position - start;
  if (end !== undefined && source.position !== end) throw damaged('size');
  if (end === undefined || hasDescriptor(entry)) {
    const length = descriptorLength(await source.peek(descriptorBytes), facts);
    if (length === undefined) throw damaged('checksum');
    await source.skip(length);
  }
  if (end === undefined) return;
  // With a descriptor, the entry itself may have zeros.
  const isStated = !hasDescriptor(entry) || entry.crc !== 0;
  if (isStated && facts.size !== entry.size) throw damaged('size');
  if (isStated && facts.crc !== entry.crc) throw damaged('checksum');
}

function contentOf(source: ByteSource, method: number, end: number | undefined): Chunks {
  if (method === 8) return inflated(source, end);
  if (end === undefined) return storedUpToDescriptor(source);
  return method === 0 ? stored(source, end) : decoded(source, end, method);
}

async function* stored(source: ByteSource, end: number): AsyncGenerator<Uint8Array> {
  while (source.position < end) {
    yield await memberPiece(source, Math.min(pieceBytes, end - source.position));
  }
}

async function* decoded(
  source: ByteSource,
  end: number,
  method: number,
): AsyncGenerator<Uint8Array> {
  const decoder = decoders[method];
  if (decoder !== undefined) yield* await decoder(stored(source, end));
}

async function* inflated(source: ByteSource, end?: number): AsyncGenerator<Uint8Array> {
  const inflater = new RawInflater();
  try {
    for (let isOver = false; !isOver; ) {
      const left = end === undefined ? deflatedBytes : end - source.position;
      if (left === 0) {
        yield* inflater.rest();
        return;
      }
      const piece = await memberPiece(source, Math.min(left, deflatedBytes));
      yield* inflater.inflate(piece);
      isOver = inflater.lastUsed < piece.length;
      if (isOver) source.giveBack(piece.subarray(inflater.lastUsed));
    }
  } finally {
    inflater.destroy();
  }
}

/** One pass of zlib, which stops by itself at the end of the data. */
class RawInflater extends PieceDecoder {
  /** Bytes of the last piece that are part of the data. */
  lastUsed = 0;

  constructor() {
    super(createInflateRaw({ chunkSize: outputBytes }));
  }

  async *inflate(piece: Uint8Array): AsyncGenerator<Buffer> {
    const before = this.bytesWritten;
    try {
      yield* this.write(piece);
    } catch {
      throw damaged('corrupt');
    } finally {
      this.lastUsed = this.bytesWritten - before;
    }
  }

  /** @throws ArchiveError if the data is incomplete. */
  async *rest(): AsyncGenerator<Buffer> {
    try {
      yield* this.finish();
    } catch {
      throw damaged('size');
    }
  }
}

/** Content that ends at the first data descriptor that agrees with it. */
async function* storedUpToDescriptor(source: ByteSource): AsyncGenerator<Uint8Array> {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(zipSignature.descriptor);
  const facts: ContentFacts = { crc: 0, compressedSize: 0, size: 0 };
  const add = (bytes: Buffer): void => {
    facts.crc = crc32(bytes, facts.crc);
    facts.size += bytes.length;
    facts.compressedSize = facts.size;
  };
  while (true) {
    const window = await source.peek(pieceBytes);
    if (window.length === 0) throw damaged('cut-short');
    let at = 0;
    let found = window.indexOf(signature);
    for (; found >= 0 && found + descriptorBytes <= window.length; ) {
      add(window.subarray(at, found));
      at = found;
      if (descriptorLength(window.subarray(at), facts) !== undefined) {
        if (at > 0) yield (await source.take(at)) ?? window;
        return;
      }
      found = window.indexOf(signature, at + 1);
    }
    const isLast = window.length < pieceBytes;
    const length = isLast ? window.length : window.length - descriptorBytes;
    add(window.subarray(at, length));
    yield (await source.take(length)) ?? window;
  }
}

function damaged(reason: 'corrupt' | 'size' | 'checksum' | 'cut-short'): ArchiveError {
  return new ArchiveError({ kind: 'member-damaged', reason });
}
