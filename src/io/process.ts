import { fstatSync } from 'node:fs';
import { constants } from 'node:os';
import { OutputError, systemFailure } from './errors.js';
import type { Writer } from './writer.js';

/** Standard input. */
export interface StandardInput {
  /** Begins to read. A signal ends it early, with an error. */
  open(signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** A stream that text goes to. */
export interface Output extends Writer {
  readonly isTTY: boolean;
  /** Columns of the terminal, where it is one. */
  readonly columns: number | undefined;
  /** Whether whoever read it has gone away: no error, but nothing more to do for. */
  readonly isClosed: boolean;
  /**
   * Waits until everything is written.
   *
   * @throws OutputError where it could not be, unless the reader only went away.
   */
  settle(): Promise<void>;
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
      get isTTY() {
        return isTerminal(0, () => process.stdin);
      },
      open(signal) {
        signal?.addEventListener('abort', () => process.stdin.destroy(), { once: true });
        return process.stdin;
      },
    },
    stdout: new StreamOutput(1, () => process.stdout),
    stderr: new StreamOutput(2, () => process.stderr),
    env: process.env,
    interrupted: signals(),
  };
}

/**
 * Whether a descriptor is a terminal. A terminal is a device; only where it is one is Node asked, which loads much to
 * tell.
 */
function isTerminal(descriptor: number, open: () => { readonly isTTY: boolean }): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice() && open().isTTY === true;
  } catch {
    return false; // It is closed.
  }
}

/** How long an orderly end may take, in milliseconds. */
const patienceMs = 500;

/** The first signal asks for an orderly end; the next ends the process at once. */
function signals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // An exit would wait for reads that cannot be called off, such as of a pipe that nobody writes to.
    const end = (): void => {
      process.removeAllListeners(name);
      process.kill(process.pid, name);
    };
    process.on(name, () => {
      if (controller.signal.aborted) end();
      controller.abort(128 + constants.signals[name]);
      setTimeout(end, patienceMs).unref();
    });
  }
  return controller.signal;
}

/** A stream of the process. It takes a while to set up, and is made when it is first written to. */
class StreamOutput implements Output {
  readonly isTTY: boolean;
  readonly #open: () => NodeJS.WriteStream;
  #opened: NodeJS.WriteStream | undefined;
  #failure: OutputError | undefined;
  isClosed = false;

  constructor(descriptor: number, open: () => NodeJS.WriteStream) {
    this.isTTY = isTerminal(descriptor, open);
    this.#open = open;
  }

  get columns(): number | undefined {
    return this.isTTY ? this.#stream.columns : undefined;
  }

  get #stream(): NodeJS.WriteStream {
    if (this.#opened === undefined) {
      this.#opened = this.#open();
      this.#opened.on('error', (error) => {
        const { code, message } = systemFailure(error);
        if (code === 'EPIPE') this.isClosed = true;
        else this.#failure ??= new OutputError(`cannot write: ${message}`, { cause: error });
      });
    }
    return this.#opened;
  }

  async settle(): Promise<void> {
    const stream = this.#opened;
    if (stream !== undefined && !this.isClosed && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        stream.write('', () => resolve());
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** @throws OutputError where an earlier write failed, unless the reader only went away. */
  write(data: string | Uint8Array): void | Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const stream = this.#stream;
    if (this.isClosed) return undefined;
    let settle: () => void = () => {};
    stream.write(data, () => settle());
    if (stream.writableLength === 0) return undefined;
    return new Promise((resolve) => {
      settle = resolve;
    });
  }
}
