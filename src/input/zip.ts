import { ArchiveError, type ArchiveItem, type MemberDifference, memberName } from './archive.js';
import { ByteSource } from './byte-source.js';
import { ForeignFormatError } from './foreign.js';
import type { Chunks } from './input.js';
import { type ContentFacts, hasUnknownSize, isReadable, readContent } from './zip-content.js';
import {
  centralEntryBytes,
  centralLengths,
  differencesOf,
  end64Bytes,
  endBytes,
  hasDescriptor,
  isEncrypted,
  localEntryBytes,
  localLengths,
  locator64Bytes,
  parseCentralEntry,
  parseLocalEntry,
  type ZipEntry,
  zipSignature,
} from './zip-records.js';

/** Bytes to search for a record at a time. */
const windowBytes = 64 * 1024;

/** Records that may follow bytes that are not part of any. */
const records: readonly Buffer[] = [
  zipSignature.localEntry,
  zipSignature.centralEntry,
  zipSignature.end64,
  zipSignature.end,
].map((signature) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
});

/**
 * Reads a zip archive in one pass, by its local entries, and then holds them to the central directory. So an archive
 * that comes through a pipe, or lacks its end, is read too, and neither of its two directories can hide a member from
 * the other. Libraries read by the central directory alone, and do not look at what lies between members.
 */
export async function* readZip(chunks: Chunks): AsyncGenerator<ArchiveItem> {
  const source = new ByteSource(chunks);
  try {
    yield* new ZipReader(source).items();
  } finally {
    await source.close();
  }
}

class ZipReader {
  readonly #source: ByteSource;
  /** The members read since the last central directory, by the offset of their local entries. */
  readonly #members = new Map<number, ZipEntry>();
  /** The offsets of those whose sizes and checksums are unknown, because they could not be read. */
  readonly #unread = new Set<number>();
  /** Offset of the first of them: an archive in front of which bytes were put may count from there. */
  #first = 0;
  #centralEntries = 0;
  /** Whether the record that ends an archive was the last one. */
  #isEnded = false;
  /** Whether it is unknown where the last member ends, which has been reported. */
  #isLost = false;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  async *items(): AsyncGenerator<ArchiveItem> {
    while (await this.#source.has(1)) {
      const start = await this.#source.peek(4);
      const signature = start.length < 4 ? 0 : start.readUInt32LE();
      const isKnown = yield* this.#record(signature);
      if (!isKnown) yield* this.#stray();
    }
    if (!this.#isEnded) yield this.#damaged('cut-short');
  }

  /** Reads a record. False if it is none. */
  async *#record(signature: number): AsyncGenerator<ArchiveItem, boolean> {
    const source = this.#source;
    switch (signature) {
      case zipSignature.localEntry:
        yield* this.#localEntry();
        return true;
      case zipSignature.centralEntry:
        yield* this.#centralEntry();
        return true;
      case zipSignature.end:
        yield* this.#end();
        return true;
      case zipSignature.end64:
        // Its size is not trusted: what may follow the fields is not used by any program.
        await this.#take(end64Bytes);
        return true;
      case zipSignature.locator64:
        await this.#take(locator64Bytes);
        return true;
      case zipSignature.descriptor:
      case zipSignature.notSplit:
        if (source.position > 0) return false;
        await source.skip(4);
        return true;
      default:
        return false;
    }
  }

  async *#localEntry(): AsyncGenerator<ArchiveItem> {
    const source = this.#source;
    const offset = source.position;
    this.#isEnded = false;
    this.#isLost = false;
    const fixed = await this.#take(localEntryBytes);
    if (fixed === undefined) return;
    const lengths = localLengths(fixed);
    const texts = await this.#take(lengths.name + lengths.extra);
    if (texts === undefined) return;
    const nameBytes = texts.subarray(0, lengths.name);
    const entry = parseLocalEntry(fixed, nameBytes, texts.subarray(lengths.name));
    const name = memberName(nameBytes);
    if (this.#members.size === 0) this.#first = offset;
    this.#members.set(offset, entry);
    const isDirectory = name.endsWith('/') && entry.size === 0 && !hasUnknownSize(entry);
    if (isEncrypted(entry) || !isReadable(entry)) {
      const fault = isEncrypted(entry)
        ? ({ kind: 'encrypted-member' } as const)
        : ({ kind: 'unsupported-member', what: { method: entry.method } } as const);
      yield { kind: 'unreadable', name, fault };
      await source.skip(entry.compressedSize);
      this.#isLost = hasDescriptor(entry);
      if (hasDescriptor(entry)) this.#unread.add(offset);
    } else if (isDirectory) {
      await source.skip(entry.compressedSize);
    } else {
      yield* this.#member(name, entry, offset);
    }
  }

  async *#member(name: string, entry: ZipEntry, offset: number): AsyncGenerator<ArchiveItem> {
    const source = this.#source;
    const start = source.position;
    const facts: ContentFacts = { crc: 0, compressedSize: 0, size: 0 };
    const content = readContent(source, entry, facts);
    let failure: unknown;
    // What its reader leaves is read all the same, to check it and to find its end.
    const next = async (): Promise<IteratorResult<Uint8Array>> => {
      try {
        return await content.next();
      } catch (error) {
        failure = error;
        throw error;
      }
    };
    yield { kind: 'member', name, chunks: { [Symbol.asyncIterator]: () => ({ next }) } };
    if (failure === undefined) {
      try {
        while (!(await next()).done);
      } catch (error) {
        if (error instanceof ArchiveError) yield { kind: 'unreadable', name, fault: error.fault };
        else if (!(error instanceof ForeignFormatError)) throw error;
      }
    }
    if (failure !== undefined) {
      this.#isLost = true;
      if (hasDescriptor(entry)) this.#unread.add(offset);
      await source.skip(Math.max(0, start + entry.compressedSize - source.position));
    } else if (hasDescriptor(entry)) {
      this.#members.set(offset, { ...entry, ...facts });
    }
  }

  async *#centralEntry(): AsyncGenerator<ArchiveItem> {
    this.#isEnded = false;
    this.#isLost = false;
    const fixed = await this.#take(centralEntryBytes);
    if (fixed === undefined) return;
    const lengths = centralLengths(fixed);
    const texts = await this.#take(lengths.name + lengths.extra + lengths.comment);
    if (texts === undefined) return;
    const name = texts.subarray(0, lengths.name);
    const central = parseCentralEntry(
      fixed,
      name,
      texts.subarray(lengths.name, lengths.name + lengths.extra),
    );
    this.#centralEntries += 1;
    const offset = [central.offset, central.offset + this.#first].find((at) =>
      this.#members.has(at),
    );
    const local = offset === undefined ? undefined : this.#members.get(offset);
    const isRead = offset === undefined || !this.#unread.delete(offset);
    if (offset !== undefined) this.#members.delete(offset);
    const differences =
      local === undefined ? ['local entry' as const] : differencesOf(local, central, isRead);
    if (differences.length > 0) yield mismatch(memberName(name), differences);
    if (central.isSymbolicLink) {
      yield { kind: 'link', name: memberName(name), link: 'symbolic link' };
    }
  }

  async *#end(): AsyncGenerator<ArchiveItem> {
    const byteOffset = this.#source.position;
    const fixed = await this.#take(endBytes);
    const comment = fixed && (await this.#take(fixed.readUInt16LE(20)));
    if (fixed === undefined || comment === undefined) return;
    this.#isEnded = true;
    this.#isLost = false;
    for (const { name } of this.#members.values()) {
      yield mismatch(memberName(name), ['central entry']);
    }
    this.#members.clear();
    const stated = fixed.readUInt16LE(10);
    if (stated !== 0xffff && stated !== this.#centralEntries) {
      yield this.#damaged('corrupt', byteOffset);
    }
    this.#centralEntries = 0;
  }

  /** Skips what is not part of any record, up to the next one. */
  async *#stray(): AsyncGenerator<ArchiveItem> {
    const source = this.#source;
    const byteOffset = source.position;
    let bytes = 0;
    for (let isStray = true; isStray; ) {
      const window = await source.peek(windowBytes);
      const found = records
        .map((signature) => window.indexOf(signature))
        .filter((at) => at >= 0)
        .sort((one, other) => one - other)[0];
      const isLast = window.length < windowBytes;
      const end = found ?? (isLast ? window.length : window.length - 3);
      for (const byte of window.subarray(0, end)) if (byte !== 0) bytes += 1;
      await source.skip(end);
      isStray = found === undefined && !isLast;
    }
    if (bytes > 0 && !this.#isLost) {
      yield { kind: 'fault', fault: { kind: 'stray-bytes', bytes, byteOffset } };
    }
  }

  /** Takes bytes of a record. If the archive ends in it, that is reported at the end. */
  async #take(count: number): Promise<Buffer | undefined> {
    const bytes = await this.#source.take(count);
    if (bytes !== undefined) return bytes;
    this.#isEnded = false;
    this.#isLost = true;
    await this.#source.skip(count);
    return undefined;
  }

  #damaged(reason: 'cut-short' | 'corrupt', byteOffset = this.#source.position): ArchiveItem {
    const fault = { kind: 'archive-damaged', archive: 'zip', reason, byteOffset } as const;
    return { kind: 'fault', fault };
  }
}

function mismatch(member: string, differences: readonly MemberDifference[]): ArchiveItem {
  return { kind: 'fault', fault: { kind: 'member-mismatch', member, differences } };
}
