// The part of the WebAssembly interface that the kernel uses. TypeScript declares it with the DOM
// only, and Node's types leave it out.

declare namespace WebAssembly {
  /** Compiled code without state. It can be posted to worker threads. */
  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(module: Module);
    readonly exports: object;
  }

  class Global {
    readonly value: number;
  }

  class Memory {
    /** Detached, and replaced, by `grow`. */
    readonly buffer: ArrayBuffer;
    /** Adds pages of 64 KiB. Throws a RangeError if there is no room for them. */
    grow(pages: number): number;
  }
}
