import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { systemFailure } from './errors.js';
import type { StandardInput } from './input/inputs.js';
import type { Writer } from './report/reporter.js';

/** A stream that text goes to. */
export interface Output extends Writer {
  readonly isTTY: boolean;
  /** Columns of the terminal, where it is one. */
  readonly columns: number | undefined;
  /** Whether whoever read it has gone away: no error, but nothing more to do for. */
  readonly isClosed: boolean;
}

/** Everything of the process that the program touches, so that a test can stand in for it. */
export interface Io {
  readonly stdin: StandardInput & { readonly isTTY: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when a signal asks the process to end; the reason is the exit code that stands for the signal. */
  readonly interrupted: AbortSignal;
}

/** The running process as {@link Io}. */
export function processIo(): Io {
  return {
    stdin: {
      isTTY: process.stdin.isTTY ?? false,
      open: (signal) => abortable(process.stdin, signal),
    },
    stdout: new StreamOutput(process.stdout),
    stderr: new StreamOutput(process.stderr),
    env: process.env,
    interrupted: signals(),
  };
}

/** A stream that ends, with an error, when a signal is aborted. */
function abortable(stream: Readable, signal: AbortSignal | undefined): Readable {
  signal?.addEventListener('abort', () => stream.destroy(), { once: true });
  return stream;
}

/** The first signal asks for an orderly end; the next ends the process at once. */
function signals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      const code = 128 + constants.signals[name];
      if (controller.signal.aborted) process.exit(code);
      controller.abort(code);
    });
  }
  return controller.signal;
}

class StreamOutput implements Output {
  readonly #stream: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  #failure: unknown;
  isClosed = false;

  constructor(stream: Writable & { readonly isTTY?: boolean; readonly columns?: number }) {
    this.#stream = stream;
    stream.on('error', (error) => {
      if (systemFailure(error).code === 'EPIPE') this.isClosed = true;
      else this.#failure = error;
    });
  }

  get isTTY(): boolean {
    return this.#stream.isTTY ?? false;
  }

  get columns(): number | undefined {
    return this.#stream.columns;
  }

  /** @throws the system's error where an earlier write failed, unless the reader only went away. */
  write(data: string | Uint8Array): void | Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.isClosed || this.#stream.write(data)) return undefined;
    return new Promise((resolve) => {
      const settle = (): void => {
        this.#stream.off('drain', settle);
        this.#stream.off('close', settle);
        this.#stream.off('error', settle);
        resolve();
      };
      this.#stream.on('drain', settle).on('close', settle).on('error', settle);
    });
  }
}
