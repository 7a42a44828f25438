import { createReadStream, fstatSync, type Stats, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { OutputError, systemFailure } from './errors.js';
import { type FileIdentity, regularFileAt } from './file-identity.js';
import type { Writer } from './writer.js';

export interface StandardInput {
  /** Starts reading. Aborting the signal ends the stream with an error. */
  open(signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** An output stream of the process. */
export interface Output extends Writer {
  readonly isTTY: boolean;
  /** Width of the terminal, 80 if it does not tell; undefined if it is not one. */
  readonly columns: number | undefined;
  /** Whether the reader has closed its end. That is not an error, but further output is pointless. */
  readonly isClosed: boolean;
  /** The regular file that it is redirected to, if it is one. */
  readonly file: FileIdentity | undefined;
  /**
   * Waits until everything is written.
   *
   * @throws OutputError if a write fails, unless the reader closed its end.
   */
  drain(): Promise<void>;
}

/** How much is read of stdin at a time if it is a file, in bytes. */
const fileChunkBytes = 1024 * 1024;

/** What the program uses of its process, so that tests can replace it. */
export interface Io {
  readonly stdin: StandardInput & { readonly isTTY: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when a signal asks the process to end; the reason is the exit code for that signal. */
  readonly interrupted: AbortSignal;
}

export function processIo(): Io {
  return {
    stdin: {
      get isTTY() {
        return isTerminal(statsOf(0), () => process.stdin);
      },
      open: readStandardInput,
    },
    stdout: new StreamOutput(1, () => process.stdout),
    stderr: new StreamOutput(2, () => process.stderr),
    env: process.env,
    interrupted: signals(),
  };
}

/** Reads stdin, in large pieces where there is much to read: `process.stdin` takes twice as long. */
async function* readStandardInput(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const kind = fstatSync(0);
  if (kind.isFIFO() || kind.isSocket()) {
    const { readPipe } = await import('./pipe-reader.js');
    yield* readPipe(0, signal);
    return;
  }
  const stream = kind.isFile()
    ? createReadStream('', { fd: 0, autoClose: false, highWaterMark: fileChunkBytes })
    : process.stdin;
  signal?.addEventListener('abort', () => stream.destroy(), { once: true });
  yield* stream;
}

/** The number of the null device on Linux. */
const nullDevice = 0x103;

/** Whether a descriptor is a terminal. Node is asked only about devices, as it loads many modules to find out. */
function isTerminal(stats: Stats | undefined, open: () => { readonly isTTY: boolean }): boolean {
  const isDevice = stats?.isCharacterDevice() === true && !isNullDevice(stats);
  return isDevice && open().isTTY === true;
}

function isNullDevice(stats: Stats | undefined): boolean {
  return stats?.isCharacterDevice() === true && stats.rdev === nullDevice;
}

/** Undefined if the descriptor is closed. */
function statsOf(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor);
  } catch {
    return undefined;
  }
}

/** How long the program may take to end after a signal, in milliseconds. */
const gracePeriodMs = 500;

/** The first signal starts the grace period; the second ends the process at once. */
function signals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Exiting would wait for reads that cannot be cancelled, for example of a pipe that nobody writes to.
    const end = (): void => {
      process.removeAllListeners(name);
      process.kill(process.pid, name);
    };
    process.on(name, () => {
      if (controller.signal.aborted) end();
      controller.abort(128 + constants.signals[name]);
      setTimeout(end, gracePeriodMs).unref();
    });
  }
  return controller.signal;
}

/**
 * A stream of the process, opened on first use because that takes a while. A file, or the null device, is written to without
 * it: writing to anything else may have to wait, and signals must not.
 */
class StreamOutput implements Output {
  readonly isTTY: boolean;
  readonly file: FileIdentity | undefined;
  readonly #descriptor: number;
  readonly #isImmediate: boolean;
  readonly #open: () => NodeJS.WriteStream;
  #opened: NodeJS.WriteStream | undefined;
  #failure: OutputError | undefined;
  isClosed = false;

  constructor(descriptor: number, open: () => NodeJS.WriteStream) {
    const stats = statsOf(descriptor);
    this.isTTY = isTerminal(stats, open);
    this.file = regularFileAt(descriptor);
    this.#descriptor = descriptor;
    this.#isImmediate = this.file !== undefined || isNullDevice(stats);
    this.#open = open;
  }

  get columns(): number | undefined {
    // Some terminals report that they have 0 columns.
    return this.isTTY ? this.#stream.columns || 80 : undefined;
  }

  get #stream(): NodeJS.WriteStream {
    if (this.#opened === undefined) {
      this.#opened = this.#open();
      this.#opened.on('error', (error) => this.#fail(error));
    }
    return this.#opened;
  }

  #fail(error: unknown): void {
    const { code, message } = systemFailure(error);
    if (code === 'EPIPE') this.isClosed = true;
    else this.#failure ??= new OutputError(`cannot write: ${message}`, { cause: error });
  }

  async drain(): Promise<void> {
    const stream = this.#opened;
    if (stream !== undefined && !this.isClosed && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        stream.write('', () => resolve());
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** @throws OutputError if an earlier write failed, unless the reader closed its end. */
  write(data: string | Uint8Array): void | Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.isClosed) return undefined;
    return this.#isImmediate ? this.#writeNow(data) : this.#writeToStream(data);
  }

  #writeNow(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written);
    } catch (error) {
      this.#fail(error);
    }
  }

  #writeToStream(data: string | Uint8Array): void | Promise<void> {
    const stream = this.#stream;
    let written: () => void = () => {};
    stream.write(data, () => written());
    if (stream.writableLength === 0) return undefined;
    return new Promise((resolve) => {
      written = resolve;
    });
  }
}
