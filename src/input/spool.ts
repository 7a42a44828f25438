import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OutputError, systemFailure } from '../io/errors.js';
import { statistics } from '../io/file-identity.js';
import type { Input, StreamInput } from './input.js';
import { stateOf } from './inputs.js';

/** The file that holds what was read from a stream. */
interface SpoolFile {
  readonly descriptor: number;
  readonly path: string;
}

/**
 * Buffers what is read from streams, to read it again: each stream in a private temporary file. On Linux the file is
 * unlinked as soon as it is open, so it never outlives the process; on other systems it is removed when the spool is closed.
 */
export class Spool {
  readonly #inputs: Input[] = [];
  readonly #files = new Map<Input, SpoolFile>();
  readonly #directories: string[] = [];

  /** The same inputs, except that streams are buffered while they are read. */
  *buffering(inputs: Iterable<Input>): Generator<Input> {
    for (const input of inputs) {
      this.#inputs.push(input);
      yield input.kind === 'stream'
        ? { ...input, open: (signal) => this.#tee(input, signal) }
        : input;
    }
  }

  /** The same inputs again, with buffered streams as files. */
  replay(): Input[] {
    return this.#inputs.map((input) => {
      const file = this.#files.get(input);
      if (file === undefined) return input;
      const state = stateOf(statistics(file.descriptor));
      return { kind: 'file', name: input.name, path: file.path, state, isFound: false };
    });
  }

  close(): void {
    for (const { descriptor } of this.#files.values()) closeSync(descriptor);
    this.#files.clear();
    for (const directory of this.#directories.splice(0)) remove(directory);
  }

  /** @throws OutputError if the temporary file cannot be written. */
  async *#tee(input: StreamInput, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    const file = attempt(() => this.#create());
    this.#files.set(input, file);
    for await (const chunk of input.open(signal)) {
      for (let at = 0; at < chunk.length && this.#files.has(input); ) {
        at += attempt(() => writeSync(file.descriptor, chunk, at));
      }
      yield chunk;
    }
  }

  #create(): SpoolFile {
    const directory = mkdtempSync(path.join(tmpdir(), 'initd-scan-'));
    this.#directories.push(directory);
    const file = path.join(directory, 'stream');
    const descriptor = openSync(file, 'wx', 0o600);
    if (process.platform !== 'linux') return { descriptor, path: file };
    remove(directory);
    return { descriptor, path: `/proc/self/fd/${descriptor}` };
  }
}

function remove(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

function attempt<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { message } = systemFailure(error);
    throw new OutputError(`cannot buffer a stream to a temporary file: ${message}`, {
      cause: error,
    });
  }
}
