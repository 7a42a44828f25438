import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OutputError, systemFailure } from '../errors.js';
import type { Input, StreamInput } from './input.js';
import { stateOf } from './inputs.js';

/**
 * Keeps what streams bring, so that it can be read again: each in a file of a private temporary folder that nobody else
 * may read. Whoever makes a spool closes it, whatever happens: then the folder is gone.
 */
export class Spool {
  readonly #inputs: Input[] = [];
  readonly #files = new Map<Input, string>();
  #folder: string | undefined;
  #isClosed = false;

  /** An input as it is, but kept while it is read where it can be read only once. */
  keep(input: Input): Input {
    this.#inputs.push(input);
    return input.kind === 'stream'
      ? { ...input, open: (signal) => this.#tee(input, signal) }
      : input;
  }

  /** The inputs once more: what was read of streams, in their files. */
  again(): Input[] {
    return this.#inputs.map((input) => {
      const file = this.#files.get(input);
      return file === undefined
        ? input
        : { kind: 'file', name: input.name, path: file, state: stateOf(statSync(file)) };
    });
  }

  close(): void {
    this.#isClosed = true;
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  /** @throws OutputError where the temporary file cannot be written. */
  async *#tee(input: StreamInput, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    const descriptor = this.#open(input);
    try {
      for await (const chunk of input.open(signal)) {
        for (let at = 0; at < chunk.length && !this.#isClosed; ) {
          at += attempt(() => writeSync(descriptor, chunk, at));
        }
        yield chunk;
      }
    } finally {
      closeSync(descriptor);
    }
  }

  #open(input: StreamInput): number {
    return attempt(() => {
      this.#folder ??= mkdtempSync(path.join(tmpdir(), 'initd-scan-'));
      const file = path.join(this.#folder, String(this.#files.size));
      this.#files.set(input, file);
      return openSync(file, 'wx', 0o600);
    });
  }
}

function attempt<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { message } = systemFailure(error);
    throw new OutputError(`cannot keep what a stream brings, to read it again: ${message}`, {
      cause: error,
    });
  }
}
