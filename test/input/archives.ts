// Makes small archives, and damages them in ways that programs that make archives do not.

import { deflateRawSync } from 'node:zlib';
import { crc32 } from '#dist/input/crc32.js';

/** A member of a tar archive; the content of a link is empty. */
export interface TarMember {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly type?: string;
  readonly size?: number;
  /** Bytes of the header to replace, by offset. */
  readonly header?: Readonly<Record<number, string>>;
}

/** A tar archive in the format ustar. */
export function tar(members: readonly TarMember[], end = 1024): Buffer {
  return Buffer.concat([...members.map(tarMember), Buffer.alloc(end)]);
}

export function tarMember(member: TarMember): Buffer {
  const content = Buffer.from(member.content ?? '');
  const header = Buffer.alloc(512);
  const size = (member.size ?? content.length).toString(8).padStart(11, '0');
  header.write(member.name, 0, 100);
  header.write('0000644\0', 100);
  header.write(size, 124);
  header.write('00000000000', 136);
  header.write(member.type ?? '0', 156);
  header.write('ustar\0' + '00', 257);
  for (const [at, text] of Object.entries(member.header ?? {})) {
    header.write(text, Number(at), 'latin1');
  }
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0`, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** A record of an extended header. */
export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${key}=${value}\n`;
}

/** A member of a zip archive. What is not given is as it should be. */
export interface ZipMember {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly method?: number;
  /** The content as stored, for methods other than 0 and 8. */
  readonly stored?: Uint8Array;
  readonly flags?: number;
  /** Whether sizes and checksum are only after the content. */
  readonly hasDescriptor?: boolean;
  readonly zip64?: boolean;
  readonly local?: Partial<ZipFields>;
  readonly central?: Partial<ZipFields> | 'missing';
  readonly externalAttributes?: number;
}

interface ZipFields {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
  readonly flags: number;
}

interface ZipLayout {
  readonly before?: Uint8Array;
  readonly between?: Uint8Array;
  readonly after?: Uint8Array;
  readonly comment?: string;
  /** Bytes cut from the end. */
  readonly cut?: number;
}

export function zip(members: readonly ZipMember[], layout: ZipLayout = {}): Buffer {
  const parts: Uint8Array[] = [layout.before ?? new Uint8Array(0)];
  const directory: Buffer[] = [];
  const position = (): number => parts.reduce((sum, { length }) => sum + length, 0);
  for (const member of members) {
    const offset = position();
    const content = Buffer.from(member.content);
    const method = member.method ?? 8;
    const stored = member.stored ?? (method === 8 ? deflateRawSync(content) : content);
    const facts: ZipFields = {
      name: member.name,
      method,
      crc: crc32(content, 0),
      size: content.length,
      compressedSize: stored.length,
      flags: (member.flags ?? 0) | (member.hasDescriptor ? 8 : 0),
    };
    const zeros = member.hasDescriptor ? { crc: 0, size: 0, compressedSize: 0 } : {};
    parts.push(localEntry({ ...facts, ...zeros, ...member.local }, member.zip64), stored);
    if (member.hasDescriptor) parts.push(descriptor(facts, member.zip64));
    parts.push(layout.between ?? new Uint8Array(0));
    if (member.central !== 'missing') {
      const fields = { ...facts, ...member.central };
      directory.push(centralEntry(fields, offset, member.externalAttributes ?? 0));
    }
  }
  const start = position();
  parts.push(...directory);
  const comment = Buffer.from(layout.comment ?? '');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(position() - start, 12);
  end.writeUInt32LE(start, 16);
  end.writeUInt16LE(comment.length, 20);
  const whole = Buffer.concat([...parts, end, comment, layout.after ?? new Uint8Array(0)]);
  return whole.subarray(0, whole.length - (layout.cut ?? 0));
}

function localEntry(fields: ZipFields, zip64 = false): Buffer {
  const name = Buffer.from(fields.name);
  const fixed = Buffer.alloc(30);
  const extra = Buffer.alloc(zip64 ? 20 : 0);
  fixed.writeUInt32LE(0x04034b50);
  writeFacts(fixed, 4, fields);
  if (zip64) {
    fixed.fill(0xff, 18, 26);
    extra.writeUInt16LE(1);
    extra.writeUInt16LE(16, 2);
    extra.writeBigUInt64LE(BigInt(fields.size), 4);
    extra.writeBigUInt64LE(BigInt(fields.compressedSize), 12);
  }
  fixed.writeUInt16LE(name.length, 26);
  fixed.writeUInt16LE(extra.length, 28);
  return Buffer.concat([fixed, name, extra]);
}

function centralEntry(fields: ZipFields, offset: number, attributes: number): Buffer {
  const name = Buffer.from(fields.name);
  const fixed = Buffer.alloc(46);
  fixed.writeUInt32LE(0x02014b50);
  fixed.writeUInt16LE(0x031e, 4);
  writeFacts(fixed, 6, fields);
  fixed.writeUInt16LE(name.length, 28);
  fixed.writeUInt32LE(attributes, 38);
  fixed.writeUInt32LE(offset, 42);
  return Buffer.concat([fixed, name]);
}

/** The fields that both entries have, from the version that is needed. */
function writeFacts(entry: Buffer, at: number, fields: ZipFields): void {
  entry.writeUInt16LE(20, at);
  entry.writeUInt16LE(fields.flags, at + 2);
  entry.writeUInt16LE(fields.method, at + 4);
  entry.writeUInt32LE(fields.crc, at + 10);
  entry.writeUInt32LE(fields.compressedSize, at + 14);
  entry.writeUInt32LE(fields.size, at + 18);
}

function descriptor({ crc, compressedSize, size }: ZipFields, zip64 = false): Buffer {
  const bytes = Buffer.alloc(zip64 ? 24 : 16);
  bytes.writeUInt32LE(0x08074b50);
  bytes.writeUInt32LE(crc, 4);
  if (zip64) {
    bytes.writeBigUInt64LE(BigInt(compressedSize), 8);
    bytes.writeBigUInt64LE(BigInt(size), 16);
  } else {
    bytes.writeUInt32LE(compressedSize, 8);
    bytes.writeUInt32LE(size, 12);
  }
  return bytes;
}

/** Bytes in chunks of a size, each overwritten when the next one is requested. */
export async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    chunk.set(piece);
    yield chunk.subarray(0, piece.length);
    chunk.fill(0x21);
  }
}
