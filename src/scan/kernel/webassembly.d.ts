// The part of the WebAssembly API that is used. TypeScript declares it only with the DOM, and Node's types do not.

declare namespace WebAssembly {
  /** Compiled code without state, which can be posted to other threads. */
  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(module: Module, imports?: object);
    readonly exports: object;
  }

  class Global {
    readonly value: number;
  }

  class Memory {
    /** `grow` detaches and replaces it. */
    readonly buffer: ArrayBuffer;
    /** Adds pages of 64 KiB. Throws a RangeError if there is not enough memory. */
    grow(pages: number): number;
  }
}
