import type { ByteSource } from './byte-source.js';
import type { Chunks } from './input.js';

/** The archives that are opened. */
export type ArchiveFormat = 'tar' | 'zip';

/** What is wrong with an archive or one of its members. */
export type ArchiveFault =
  /** Bytes of an archive that are not valid, or that end before the archive does. */
  | {
      readonly kind: 'archive-damaged';
      readonly archive: ArchiveFormat;
      readonly reason: 'cut-short' | 'corrupt';
      readonly byteOffset: number;
    }
  /** Bytes outside the members that are not zero, at an offset in the archive. */
  | { readonly kind: 'stray-bytes'; readonly bytes: number; readonly byteOffset: number }
  /** A member that the two directories of a zip archive describe differently, and in what. */
  | {
      readonly kind: 'member-mismatch';
      readonly member: string;
      readonly differences: readonly MemberDifference[];
    }
  | { readonly kind: 'encrypted-member' }
  /** A member that is stored in a way that is not read. */
  | { readonly kind: 'unsupported-member'; readonly what: UnsupportedStorage }
  /** What was read of a member is not all of it, or not what was archived. */
  | {
      readonly kind: 'member-damaged';
      readonly reason: 'cut-short' | 'corrupt' | 'checksum' | 'size';
    }
  /** Archives or compressed data inside each other. */
  | { readonly kind: 'nested-archives'; readonly limit: number }
  | { readonly kind: 'too-many-members'; readonly limit: number }
  /** Members that inflate to more than `limit` bytes, or than `limit` times the size of the archive. */
  | {
      readonly kind: 'inflated-too-far';
      readonly limit: number;
      readonly unit: 'bytes' | 'ratio';
    };

/** What the local and the central entry of a zip member can differ in; an entry may also be missing. */
export type MemberDifference =
  | 'name'
  | 'method'
  | 'checksum'
  | 'size'
  | 'encryption'
  | 'local entry'
  | 'central entry';

/** A compression method of zip by number, or a type of tar. */
export type UnsupportedStorage =
  | { readonly method: number }
  | { readonly type: 'sparse' | 'multi-volume' };

/** Something in an archive is not read. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly fault: ArchiveFault;

  constructor(fault: ArchiveFault) {
    super(fault.kind);
    this.fault = fault;
  }
}

/** A member that is not a file and has no content to read. */
export type LinkKind = 'symbolic link' | 'hard link' | 'device';

/** What an archive holds, in its order. */
export type ArchiveItem =
  /** A file. Its chunks end with an `ArchiveError` if it is damaged; they need not be read to their end. */
  | { readonly kind: 'member'; readonly name: string; readonly chunks: Chunks }
  /** A file that cannot be read. */
  | { readonly kind: 'unreadable'; readonly name: string; readonly fault: ArchiveFault }
  | { readonly kind: 'link'; readonly name: string; readonly link: LinkKind }
  /** What is wrong with the archive itself. Reading goes on after it. */
  | { readonly kind: 'fault'; readonly fault: ArchiveFault };

/** Bounds on what an archive may hold, together with the archives in it. */
export interface ArchiveLimits {
  readonly members: number;
  /** Bytes of all members. */
  readonly bytes: number;
  /** Bytes of all members for each byte of the archive. */
  readonly ratio: number;
  /** Bytes of all members below which the ratio does not matter. */
  readonly ratioFrom: number;
  /** Archives inside each other. */
  readonly depth: number;
}

/** Far more than collections of logs hold, and so few that a malicious archive cannot keep a scan busy for days. */
export const archiveLimits: ArchiveLimits = {
  members: 100_000,
  bytes: 1024 ** 4,
  ratio: 1_000,
  ratioFrom: 1024 ** 3,
  depth: 8,
};

/** Counts what an archive and those in it yield. */
export class ArchiveBudget {
  readonly limits: ArchiveLimits;
  /** Whether a limit was exceeded: then nothing more is read. */
  isExceeded = false;
  #members = 0;
  #bytes = 0;
  /** Number of bytes read so far of the outermost archive, as it is stored. */
  readonly #bytesRead: () => number;

  constructor(bytesRead: () => number, limits: ArchiveLimits = archiveLimits) {
    this.#bytesRead = bytesRead;
    this.limits = limits;
  }

  /**
   * Counts a member or a link.
   *
   * @throws ArchiveError if there are too many.
   */
  addMember(): void {
    const { members } = this.limits;
    this.#members += 1;
    if (this.#members > members) this.#exceed({ kind: 'too-many-members', limit: members });
  }

  /**
   * Counts bytes of members.
   *
   * @throws ArchiveError if there are too many.
   */
  addBytes(count: number): void {
    const { bytes, ratio, ratioFrom } = this.limits;
    this.#bytes += count;
    const isBomb = this.#bytes > ratioFrom && this.#bytes > this.#bytesRead() * ratio;
    if (isBomb) this.#exceed({ kind: 'inflated-too-far', limit: ratio, unit: 'ratio' });
    if (this.#bytes > bytes) {
      this.#exceed({ kind: 'inflated-too-far', limit: bytes, unit: 'bytes' });
    }
  }

  #exceed(fault: ArchiveFault): never {
    this.isExceeded = true;
    throw new ArchiveError(fault);
  }
}

/** Maximum length of a member's name in reports, in characters. */
const maxNameLength = 1024;

/** A member's name as text: UTF-8 if it is valid, otherwise byte by byte. It may hold any characters. */
export function memberName(bytes: Uint8Array): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    name = Buffer.from(bytes).toString('latin1');
  }
  return name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name;
}

/**
 * The next bytes of a member's content, at most `count` of them.
 *
 * @throws ArchiveError if the archive ends before them, or cannot be read any further: the source reports that again.
 */
export async function memberPiece(source: ByteSource, count: number): Promise<Buffer> {
  const piece = await source.takeSome(count).catch(() => undefined);
  if (piece === undefined) throw new ArchiveError({ kind: 'member-damaged', reason: 'cut-short' });
  return piece;
}
