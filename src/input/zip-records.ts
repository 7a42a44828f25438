import type { MemberDifference } from './archive.js';

/** First four bytes of the records of a zip archive, as numbers. */
export const zipSignature = {
  localEntry: 0x04034b50,
  centralEntry: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  descriptor: 0x08074b50,
  /** Of an archive that could have been split, and was not. */
  notSplit: 0x30304b50,
} as const;

/** Sizes of the records' fixed parts, in bytes. */
export const localEntryBytes: number = 30;
export const centralEntryBytes: number = 46;
export const endBytes: number = 22;
export const end64Bytes: number = 56;
export const locator64Bytes: number = 20;

/** What an entry states about a member. */
export interface ZipEntry {
  readonly name: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
}

/** An entry of the central directory. */
export interface CentralEntry extends ZipEntry {
  /** Offset of the local entry, as stated. */
  readonly offset: number;
  readonly isSymbolicLink: boolean;
}

export function isEncrypted({ flags, method }: ZipEntry): boolean {
  return (flags & 0x41) !== 0 || method === 99;
}

/** Whether sizes and checksum follow the content. */
export function hasDescriptor({ flags }: ZipEntry): boolean {
  return (flags & 8) !== 0;
}

/** Lengths of the name and the extra fields of a local entry. */
export function localLengths(fixed: Buffer): { readonly name: number; readonly extra: number } {
  return { name: fixed.readUInt16LE(26), extra: fixed.readUInt16LE(28) };
}

export function parseLocalEntry(fixed: Buffer, name: Buffer, extra: Buffer): ZipEntry {
  const stated = [fixed.readUInt32LE(22), fixed.readUInt32LE(18)];
  const [size = 0, compressedSize = 0] = zip64(extra, stated);
  return {
    name: Buffer.from(name),
    flags: fixed.readUInt16LE(6),
    method: fixed.readUInt16LE(8),
    crc: fixed.readUInt32LE(14),
    compressedSize,
    size,
  };
}

/** Lengths of the name, extra fields and comment of a central entry. */
export function centralLengths(fixed: Buffer): {
  readonly name: number;
  readonly extra: number;
  readonly comment: number;
} {
  return {
    name: fixed.readUInt16LE(28),
    extra: fixed.readUInt16LE(30),
    comment: fixed.readUInt16LE(32),
  };
}

export function parseCentralEntry(fixed: Buffer, name: Buffer, extra: Buffer): CentralEntry {
  const stated = [fixed.readUInt32LE(24), fixed.readUInt32LE(20), fixed.readUInt32LE(42)];
  const [size = 0, compressedSize = 0, offset = 0] = zip64(extra, stated);
  const isUnix = fixed.readUInt8(5) === 3;
  return {
    name: Buffer.from(name),
    flags: fixed.readUInt16LE(8),
    method: fixed.readUInt16LE(10),
    crc: fixed.readUInt32LE(16),
    compressedSize,
    size,
    offset,
    isSymbolicLink: isUnix && (fixed.readUInt16LE(40) & 0xf000) === 0xa000,
  };
}

/** Replaces numbers that do not fit 32 bits by those of the extra field for zip64, which has them in this order. */
function zip64(extra: Buffer, stated: readonly number[]): number[] {
  let field: Buffer = Buffer.alloc(0);
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) field = extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  let next = 0;
  return stated.map((value) => {
    if (value !== 0xffffffff || next + 8 > field.length) return value;
    next += 8;
    return Number(field.readBigUInt64LE(next - 8));
  });
}

/**
 * Checks a data descriptor against what was read.
 *
 * @param bytes what follows the content, at least 24 bytes unless the archive ends.
 * @returns its length; undefined if there is none that agrees.
 */
export function descriptorLength(
  bytes: Buffer,
  { crc, compressedSize, size }: Pick<ZipEntry, 'crc' | 'compressedSize' | 'size'>,
): number | undefined {
  for (const start of [4, 0]) {
    if (start === 4 && (bytes.length < 4 || bytes.readUInt32LE() !== zipSignature.descriptor)) {
      continue;
    }
    if (bytes.length < start + 12 || bytes.readUInt32LE(start) !== crc) continue;
    const isLong =
      bytes.length >= start + 20 &&
      Number(bytes.readBigUInt64LE(start + 4)) === compressedSize &&
      Number(bytes.readBigUInt64LE(start + 12)) === size;
    if (isLong) return start + 20;
    const isShort =
      bytes.readUInt32LE(start + 4) === compressedSize % 2 ** 32 &&
      bytes.readUInt32LE(start + 8) === size % 2 ** 32;
    if (isShort) return start + 12;
  }
  return undefined;
}

/**
 * In what two entries for one member differ.
 *
 * @param isRead whether the local entry's sizes and checksum are known.
 */
export function differencesOf(
  local: ZipEntry,
  central: ZipEntry,
  isRead: boolean,
): MemberDifference[] {
  const differences: MemberDifference[] = [];
  if (!local.name.equals(central.name)) differences.push('name');
  if (local.method !== central.method) differences.push('method');
  if (isRead && local.crc !== central.crc) differences.push('checksum');
  const isSameSize = local.size === central.size && local.compressedSize === central.compressedSize;
  if (isRead && !isSameSize) differences.push('size');
  if (isEncrypted(local) !== isEncrypted(central)) differences.push('encryption');
  return differences;
}
