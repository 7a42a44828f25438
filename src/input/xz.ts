import xzDecompress from 'xz-decompress';
import { ByteSource } from './byte-source.js';
import { CompressionError } from './compression.js';
import { ForeignFormatError } from './foreign.js';
import type { Chunks } from './input.js';

/** The functions of xz-decompress's WebAssembly module. */
interface XzModule {
  readonly memory: { readonly buffer: ArrayBuffer };
  create_context(): number;
  destroy_context(context: number): void;
  supply_input(context: number, bytes: number): void;
  get_next_output(context: number): number;
}

/**
 * The part of `XzReadableStream` that is used here. The stream itself decodes only one input at a time in a process, so
 * that xz data inside of xz data would wait forever, and does not report where its input is damaged.
 */
interface XzLoader {
  _getModuleInstance(): Promise<void>;
  _moduleInstance?: { readonly exports: XzModule };
}

/** Results of `get_next_output`. */
const result = { ok: 0, end: 1, memoryLimit: 4, unsupported: 6, needsInput: 8 } as const;

/** What other results mean. */
const meanings: Readonly<Record<number, string>> = {
  3: 'out of memory',
  5: 'not the start of a stream',
  7: 'the data is corrupt',
};

/**
 * Decompresses xz data of any number of streams, verifying their checksums.
 *
 * @throws ForeignFormatError if it needs a dictionary over 64 MiB, a filter, or a checksum that the decoder lacks.
 * @throws CompressionError if the data is truncated or corrupt, after everything that was decoded before the damage.
 */
export async function* unxz(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const decoder = new Decoder(await loadModule());
  const source = new ByteSource(chunks);
  try {
    for (let code: number = result.ok; ; ) {
      if (code === result.end && !(await source.has(1))) return;
      if (decoder.needsInput) {
        const piece = await source.takeSome(decoder.capacity);
        decoder.supply(piece ?? new Uint8Array(0));
      }
      const next = decoder.next();
      code = next.code;
      if (next.output.length > 0) yield next.output;
      if (code !== result.ok && code !== result.end) {
        throw failure(code, source.position - decoder.unread);
      }
    }
  } finally {
    decoder.close();
    await source.close();
  }
}

function failure(code: number, byteOffset: number): Error {
  if (code === result.memoryLimit) return new ForeignFormatError('xz-large-dictionary');
  if (code === result.unsupported) return new ForeignFormatError('xz-unsupported');
  const reason = code === result.needsInput ? 'cut-short' : 'corrupt';
  const detail = reason === 'cut-short' ? 'incomplete stream' : (meanings[code] ?? `code ${code}`);
  return new CompressionError({ compression: 'xz', reason, byteOffset }, detail);
}

async function loadModule(): Promise<XzModule> {
  const { XzReadableStream } = xzDecompress as unknown as { readonly XzReadableStream: XzLoader };
  if (XzReadableStream._moduleInstance === undefined) await XzReadableStream._getModuleInstance();
  const { exports } = XzReadableStream._moduleInstance ?? {};
  if (exports === undefined) throw new Error('xz-decompress has no module');
  return exports;
}

/**
 * Drives one decoder. A context begins with six numbers: the buffers' capacity, then for input its address, position
 * and end, then for output its address and length.
 */
class Decoder {
  readonly #module: XzModule;
  readonly #context: number;

  constructor(module: XzModule) {
    this.#module = module;
    this.#context = module.create_context();
  }

  get capacity(): number {
    return this.#field(0);
  }

  /** Bytes of the last input that have not been read. */
  get unread(): number {
    return this.#field(3) - this.#field(2);
  }

  get needsInput(): boolean {
    return this.unread === 0;
  }

  supply(input: Uint8Array): void {
    new Uint8Array(this.#module.memory.buffer).set(input, this.#field(1));
    this.#module.supply_input(this.#context, input.length);
  }

  /** Decodes more. The output is a copy. */
  next(): { readonly code: number; readonly output: Uint8Array } {
    const code = this.#module.get_next_output(this.#context);
    const start = this.#field(4);
    const output = new Uint8Array(this.#module.memory.buffer).slice(start, start + this.#field(5));
    this.#fields[5] = 0;
    return { code, output };
  }

  close(): void {
    this.#module.destroy_context(this.#context);
  }

  /** The memory may have grown since the last call. */
  get #fields(): Uint32Array {
    return new Uint32Array(this.#module.memory.buffer, this.#context, 6);
  }

  #field(index: number): number {
    return this.#fields[index] ?? 0;
  }
}
