import { readAsset } from '../io/assets.js';

/** Maximum size of a block of a frame, in bytes, before and after it is decoded. */
export const maxBlockBytes: number = 128 * 1024;

/** Maximum size of a part of a frame: a block with its header and the checksum after it. */
const maxPartBytes = maxBlockBytes + 3 + 4;

/** Size of the output that is collected before it must be taken, in bytes. */
const outputBytes = 512 * 1024;

/** The memory of an idle decoder is kept unless it is larger: a frame may have needed a large window. */
const maxIdleBytes = 32 * 1024 * 1024;

/** The functions of zstddec's WebAssembly module, which is zstd's own decoder. Sizes and addresses are in bytes. */
interface ZstdModule {
  readonly memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(address: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): void;
  /** Returns 0 at the end of a frame, and the negative number of an error. */
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

/** What the numbers of errors mean. The others are about data that is not valid, or about its use of the decoder. */
const meanings: Readonly<Record<number, string>> = {
  14: 'unsupported frame parameter',
  22: 'wrong checksum',
  32: 'needs a dictionary',
  64: 'out of memory',
};

/** Numbers of errors are less than this. */
const maxError = 120;

/** Decodes frames, one part at a time: the header, a block. Verifies checksums. */
export class ZstdDecoder {
  static #module: WebAssembly.Module | undefined;
  static #idle: Memory | undefined;
  readonly #memory: Memory;
  readonly #context: number;
  #filled = 0;

  constructor() {
    ZstdDecoder.#module ??= new WebAssembly.Module(
      readAsset(new URL('./zstd.wasm', import.meta.url)),
    );
    this.#memory = ZstdDecoder.#idle ?? new Memory(ZstdDecoder.#module);
    ZstdDecoder.#idle = undefined;
    this.#context = this.#memory.module.ZSTD_createDCtx();
  }

  /** Whether the output must be taken before the next part is decoded. */
  get isFull(): boolean {
    return this.#filled + maxBlockBytes > outputBytes;
  }

  /**
   * Decodes the next part of a frame, completely. Precondition: the output is not full.
   *
   * @throws Error if the part is not valid. The output still has what came before it.
   */
  decode(part: Uint8Array): void {
    if (part.length > maxPartBytes) throw new Error('block too large');
    const { code, length } = this.#memory.decode(this.#context, part, this.#filled);
    if (code < 0 && code > -maxError) throw new Error(meanings[-code] ?? `invalid data (${-code})`);
    this.#filled += length;
  }

  /** The output since the last call, valid until the next part is decoded. */
  take(): Uint8Array {
    const length = this.#filled;
    this.#filled = 0;
    return this.#memory.output(length);
  }

  close(): void {
    this.#memory.module.ZSTD_freeDCtx(this.#context);
    if (this.#memory.size <= maxIdleBytes) ZstdDecoder.#idle = this.#memory;
  }
}

/** An instance of the module, with buffers in its memory. It never shrinks. */
class Memory {
  readonly module: ZstdModule;
  readonly #part: number;
  readonly #output: number;
  /** Two of the module's structures, output and input: an address, a length and a position each. */
  readonly #buffers: number;
  /** Replaced when the memory grows. */
  #bytes: Uint8Array | undefined;

  constructor(module: WebAssembly.Module) {
    const imports = {
      env: {
        emscripten_notify_memory_growth: () => {
          this.#bytes = undefined;
        },
      },
    };
    this.module = new WebAssembly.Instance(module, imports).exports as unknown as ZstdModule;
    this.#part = this.module.malloc(maxPartBytes);
    this.#output = this.module.malloc(outputBytes);
    this.#buffers = this.module.malloc(24);
  }

  /** Bytes. */
  get size(): number {
    return this.module.memory.buffer.byteLength;
  }

  /** The first bytes of the output. */
  output(length: number): Uint8Array {
    return this.#all.subarray(this.#output, this.#output + length);
  }

  /** @param at position in the output. */
  decode(
    context: number,
    part: Uint8Array,
    at: number,
  ): { readonly code: number; readonly length: number } {
    const { module } = this;
    this.#all.set(part, this.#part);
    this.#setBuffer(0, this.#output + at, outputBytes - at);
    this.#setBuffer(12, this.#part, part.length);
    const code = module.ZSTD_decompressStream(context, this.#buffers, this.#buffers + 12);
    return { code, length: new DataView(module.memory.buffer).getUint32(this.#buffers + 8, true) };
  }

  #setBuffer(at: number, address: number, length: number): void {
    const view = new DataView(this.module.memory.buffer, this.#buffers + at, 12);
    view.setUint32(0, address, true);
    view.setUint32(4, length, true);
    view.setUint32(8, 0, true);
  }

  get #all(): Uint8Array {
    this.#bytes ??= new Uint8Array(this.module.memory.buffer);
    return this.#bytes;
  }
}
