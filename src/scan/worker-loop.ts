import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Judge, JudgeSpec } from './judge.js';
import type { FromWorker, ToWorker, WorkerSetup } from './pool.js';
import { Scanner } from './scanner.js';
import type { FileSegment, TaskPart } from './tasks.js';

/** Size of results that are worth a message, in bytes. */
const messageBytes = 512 * 1024;

/** Number of parts to send even if they are small, so that progress on a large file is reported. */
const messageParts = 128;

/** Maximum number of messages that the main thread has not handled yet. The worker waits for it to catch up. */
const maxUnacknowledged = 16;

/** The main function of a worker thread: scans the tasks that the main thread sends. */
export async function runWorker(makeJudge: (spec: JudgeSpec) => Promise<Judge>): Promise<void> {
  const { module, read, judge } = workerData as WorkerSetup;
  if (parentPort === null) throw new Error('the worker script was loaded outside a worker thread');
  new WorkerLoop(parentPort, new Scanner(module, read, await makeJudge(judge))).start();
}

class WorkerLoop {
  readonly #port: MessagePort;
  readonly #scanner: Scanner;
  /** Resolves when the last task is done. If a task fails, the thread ends, and the pool reports it. */
  #last: Promise<void> = Promise.resolve();
  #unacknowledged = 0;
  #resume: () => void = () => {};

  constructor(port: MessagePort, scanner: Scanner) {
    this.#port = port;
    this.#scanner = scanner;
  }

  start(): void {
    this.#port.on('message', (message: ToWorker) => {
      if (message.kind === 'resume') {
        this.#unacknowledged -= 1;
        this.#scanner.recycle(message.buffers);
        this.#resume();
      } else {
        this.#last = this.#last.then(() => this.#scan(message.segments));
      }
    });
    this.#port.postMessage({ kind: 'ready' } satisfies FromWorker);
  }

  async #scan(segments: readonly FileSegment[]): Promise<void> {
    const started = process.hrtime.bigint();
    let parts: TaskPart[] = [];
    let bytes = 0;
    for (const [number, segment] of segments.entries()) {
      for await (const part of this.#scanner.scan(segment)) {
        parts.push({ segment: number, part });
        bytes += part.buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
        if (bytes < messageBytes && parts.length < messageParts) continue;
        this.#send(parts);
        parts = [];
        bytes = 0;
        while (this.#unacknowledged >= maxUnacknowledged) {
          await new Promise<void>((resolve) => {
            this.#resume = resolve;
          });
        }
      }
    }
    this.#send(parts, Number(process.hrtime.bigint() - started) / 1e6);
  }

  /** Transfers results to the main thread without copying their buffers. */
  #send(parts: readonly TaskPart[], ms?: number): void {
    const buffers = parts.flatMap(({ part }) => part.buffers);
    this.#unacknowledged += 1;
    this.#port.postMessage({ kind: 'results', parts, ms } satisfies FromWorker, buffers);
  }
}
