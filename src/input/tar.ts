import { type ArchiveItem, type LinkKind, memberName, memberPiece } from './archive.js';
import { ByteSource } from './byte-source.js';
import type { Chunks } from './input.js';
import {
  parseExtension,
  parseTarHeader,
  type TarExtension,
  type TarHeader,
  tarHeaderBytes,
  textIn,
} from './tar-header.js';

/** Bytes of content to pass on at a time. */
const pieceBytes = 256 * 1024;

/** Maximum size of an extended header, in bytes. */
const maxExtensionBytes = 1024 * 1024;

/** Types of members without content. */
const links: Readonly<Record<string, LinkKind>> = {
  '1': 'hard link',
  '2': 'symbolic link',
  '3': 'device',
  '4': 'device',
  '6': 'device',
};

/**
 * Reads a tar archive in the formats v7, ustar, pax and GNU, as it comes. After damage it goes on with the next valid
 * header, and after the end with another archive that was appended. Every byte is accounted for, which libraries do not
 * do: they skip what is not a header, and read the pieces of sparse files as if they were whole.
 */
export async function* readTar(chunks: Chunks): AsyncGenerator<ArchiveItem> {
  const source = new ByteSource(chunks);
  try {
    yield* new TarReader(source).items();
  } finally {
    await source.close();
  }
}

class TarReader {
  readonly #source: ByteSource;
  #extension: TarExtension = {};
  /** Whether the last block was one of the zero blocks that end an archive. */
  #isEnded = false;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  async *items(): AsyncGenerator<ArchiveItem> {
    const source = this.#source;
    while (await source.has(1)) {
      const block = await source.peek(tarHeaderBytes);
      if (block.every((byte) => byte === 0)) {
        await source.skip(block.length);
        this.#isEnded = true;
        continue;
      }
      const header = parseTarHeader(block);
      if (header === undefined) {
        yield* this.#stray();
        continue;
      }
      this.#isEnded = false;
      await source.skip(tarHeaderBytes);
      yield* this.#item(header);
    }
    if (!this.#isEnded) yield this.#cutShort();
  }

  /** Skips what is neither a header nor zero, up to the next header. */
  async *#stray(): AsyncGenerator<ArchiveItem> {
    const source = this.#source;
    const byteOffset = source.position;
    let bytes = 0;
    for (let isStray = true; isStray; ) {
      const block = await source.peek(tarHeaderBytes);
      isStray = block.length > 0 && parseTarHeader(block) === undefined;
      if (!isStray) break;
      const zeros = block.every((byte) => byte === 0);
      if (zeros && this.#isEnded) break;
      if (!zeros) bytes += block.length;
      await source.skip(block.length);
    }
    if (this.#isEnded) yield { kind: 'fault', fault: { kind: 'stray-bytes', bytes, byteOffset } };
    else yield damaged('corrupt', byteOffset);
    this.#isEnded = true;
  }

  async *#item(header: TarHeader): AsyncGenerator<ArchiveItem> {
    const extension = this.#extension;
    this.#extension = {};
    const { type } = header;
    const name = memberName(extension.name ?? header.name);
    const size = extension.size ?? header.size;
    const link = links[type];
    if (/^[xgLK]$/.test(type)) {
      this.#extension = extension;
      yield* this.#readExtension(type, header.size);
    } else if (link !== undefined) {
      yield { kind: 'link', name, link };
    } else if (type === 'S' || type === 'M' || extension.isSparse) {
      const what = { type: type === 'M' ? 'multi-volume' : 'sparse' } as const;
      yield { kind: 'unreadable', name, fault: { kind: 'unsupported-member', what } };
      if (header.isExtended) await this.#skipHoles();
      yield* this.#skipRest(size);
    } else if (type === 'V' || type === '5' || (size === 0 && name.endsWith('/'))) {
      // Labels and directories have no content: their size, if any, is not that of content.
    } else {
      yield* this.#member(name, size);
    }
  }

  async *#member(name: string, size: number): AsyncGenerator<ArchiveItem> {
    const source = this.#source;
    const end = source.position + size;
    async function* content(): AsyncGenerator<Uint8Array> {
      while (source.position < end) {
        yield await memberPiece(source, Math.min(pieceBytes, end - source.position));
      }
    }
    yield { kind: 'member', name, chunks: content() };
    yield* this.#skipRest(end - source.position, size);
  }

  /** Skips what has not been read of a member, and the padding after it, which must be zero. */
  async *#skipRest(left: number, size = left): AsyncGenerator<ArchiveItem> {
    const source = this.#source;
    await source.skip(left);
    const padding = await source.peek((tarHeaderBytes - (size % tarHeaderBytes)) % tarHeaderBytes);
    const bytes = padding.filter((byte) => byte !== 0).length;
    if (bytes > 0) {
      const fault = { kind: 'stray-bytes', bytes, byteOffset: source.position } as const;
      yield { kind: 'fault', fault };
    }
    await source.skip(padding.length);
  }

  /** Reads a header that is about the next member, or about all of them. */
  async *#readExtension(type: string, size: number): AsyncGenerator<ArchiveItem> {
    const content = size > maxExtensionBytes ? undefined : await this.#source.take(size);
    if (content === undefined) {
      yield damaged('corrupt', this.#source.position);
      await this.#source.skip(size);
    } else if (type === 'L') {
      this.#extension = {
        ...this.#extension,
        name: textIn(content, 0, content.length),
      };
    } else if (type === 'x') {
      this.#extension = { ...this.#extension, ...parseExtension(content) };
    }
    yield* this.#skipRest(0, size);
  }

  /** Skips the blocks that list the holes of a sparse file. */
  async #skipHoles(): Promise<void> {
    for (let isExtended = true; isExtended; ) {
      const block = await this.#source.take(tarHeaderBytes);
      isExtended = block?.[504] === 1;
    }
  }

  #cutShort(): ArchiveItem {
    return damaged('cut-short', this.#source.position);
  }
}

function damaged(reason: 'cut-short' | 'corrupt', byteOffset: number): ArchiveItem {
  return {
    kind: 'fault',
    fault: { kind: 'archive-damaged', archive: 'tar', reason, byteOffset },
  };
}
