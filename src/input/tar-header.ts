/** The size of a header and the unit in which members are padded, in bytes. */
export const tarHeaderBytes: number = 512;

/** The header of a member. */
export interface TarHeader {
  /** Its type flag; `0` is a file. */
  readonly type: string;
  readonly name: Uint8Array;
  /** Bytes of content that follow. */
  readonly size: number;
  /** Whether blocks with the holes of a sparse file follow. */
  readonly isExtended: boolean;
}

/** Parses a header; undefined if it is not valid. */
export function parseTarHeader(block: Uint8Array): TarHeader | undefined {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.length);
  if (bytes.length < tarHeaderBytes || !hasValidChecksum(bytes)) return undefined;
  const size = numberIn(bytes, 124, 12);
  if (size === undefined) return undefined;
  const isPosix = bytes.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? textIn(bytes, 345, 155) : Buffer.alloc(0);
  const name = textIn(bytes, 0, 100);
  const path = prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
  const flag = String.fromCharCode(bytes[156] ?? 0);
  const isExtended = flag === 'S' && bytes[482] === 1;
  return { type: flag === '\0' ? '0' : flag, name: path, size, isExtended };
}

/** Whether an input begins like a tar archive. */
export function isTarHeader(head: Uint8Array): boolean {
  if (head.length < tarHeaderBytes || head[0] === 0) return false;
  const bytes = Buffer.from(head.buffer, head.byteOffset, tarHeaderBytes);
  // A header before the format ustar has only its checksum, and text cannot have one by chance: it has zeros.
  return (
    bytes.toString('latin1', 257, 262) === 'ustar' || (bytes.includes(0) && hasValidChecksum(bytes))
  );
}

/** The sum of the header's bytes, with spaces in place of the checksum. Some programs sum signed bytes. */
function hasValidChecksum(bytes: Buffer): boolean {
  const expected = numberIn(bytes, 148, 8);
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < tarHeaderBytes; at += 1) {
    const byte = at >= 148 && at < 156 ? 0x20 : bytes.readUInt8(at);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return expected === unsigned || expected === signed;
}

/** A number in octal digits, or in binary if its first bit is set. */
function numberIn(bytes: Buffer, start: number, length: number): number | undefined {
  if (bytes.readUInt8(start) === 0x80) {
    const value = Number(BigInt(`0x${bytes.toString('hex', start + 1, start + length)}`));
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = bytes
    .toString('latin1', start, start + length)
    .replace(/[\0 ]+$/, '')
    .trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : undefined;
}

/** A field up to its first zero. */
export function textIn(bytes: Buffer, start: number, length: number): Buffer {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

/** What an extended header changes about the next member. */
export interface TarExtension {
  readonly name?: Uint8Array;
  readonly size?: number;
  readonly isSparse?: boolean;
}

/** Parses an extended header: records `<length> <key>=<value>\n`. */
export function parseExtension(bytes: Buffer): TarExtension {
  let extension: TarExtension = {};
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(' ', at);
    const length = Number(bytes.toString('latin1', at, Math.max(at, space)));
    if (space < 0 || !Number.isSafeInteger(length) || length <= space - at) break;
    const equals = bytes.indexOf('=', space);
    const end = at + length - 1;
    if (equals < 0 || equals > end) break;
    const key = bytes.toString('latin1', space + 1, equals);
    const value = bytes.subarray(equals + 1, end);
    if (key === 'path') extension = { ...extension, name: value };
    if (key === 'size' && /^\d+$/.test(value.toString('latin1'))) {
      extension = { ...extension, size: Number(value.toString('latin1')) };
    }
    if (key === 'GNU.sparse.name') extension = { ...extension, name: value };
    if (key.startsWith('GNU.sparse.')) extension = { ...extension, isSparse: true };
    at += length;
  }
  return extension;
}
