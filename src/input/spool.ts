import { closeSync, fstatSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OutputError, systemFailure } from '../io/errors.js';
import type { Input, StreamInput } from './input.js';
import { stateOf } from './inputs.js';

/** What a stream brought, in a file. */
interface Kept {
  readonly descriptor: number;
  readonly path: string;
}

/**
 * Keeps what streams bring, so that it can be read again: each in a file that nobody else may read. On Linux the file
 * has no name any more as soon as it is open, so that nothing is left of it however the process ends; elsewhere it is
 * gone when the spool is closed, which its maker has to see to.
 */
export class Spool {
  readonly #inputs: Input[] = [];
  readonly #kept = new Map<Input, Kept>();
  readonly #folders: string[] = [];

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
      const kept = this.#kept.get(input);
      if (kept === undefined) return input;
      const state = stateOf(fstatSync(kept.descriptor));
      return { kind: 'file', name: input.name, path: kept.path, state };
    });
  }

  close(): void {
    for (const { descriptor } of this.#kept.values()) closeSync(descriptor);
    this.#kept.clear();
    for (const folder of this.#folders.splice(0)) remove(folder);
  }

  /** @throws OutputError where the temporary file cannot be written. */
  async *#tee(input: StreamInput, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    const kept = attempt(() => this.#open());
    this.#kept.set(input, kept);
    for await (const chunk of input.open(signal)) {
      for (let at = 0; at < chunk.length && this.#kept.has(input); ) {
        at += attempt(() => writeSync(kept.descriptor, chunk, at));
      }
      yield chunk;
    }
  }

  #open(): Kept {
    const folder = mkdtempSync(path.join(tmpdir(), 'initd-scan-'));
    this.#folders.push(folder);
    const file = path.join(folder, 'stream');
    const descriptor = openSync(file, 'wx', 0o600);
    if (process.platform !== 'linux') return { descriptor, path: file };
    remove(folder);
    return { descriptor, path: `/proc/self/fd/${descriptor}` };
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
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
