import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { SegmentPart } from './finding.js';
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
  /** The next message, and the size of its buffers in bytes. */
  #parts: TaskPart[] = [];
  #bytes = 0;
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
    for (const [number, segment] of segments.entries()) {
      const short = await this.#scanner.scanShort(segment);
      if (short !== undefined) {
        if (this.#isEnoughWith(number, short)) await this.#sendAndWait();
        continue;
      }
      for await (const part of this.#scanner.scan(segment)) {
        if (this.#isEnoughWith(number, part)) await this.#sendAndWait();
      }
    }
    this.#send(Number(process.hrtime.bigint() - started) / 1e6);
  }

  /** Adds a part to the next message. Returns whether it is worth sending. */
  #isEnoughWith(segment: number, part: SegmentPart): boolean {
    this.#parts.push({ segment, part });
    for (const { byteLength } of part.buffers) this.#bytes += byteLength;
    return this.#bytes >= messageBytes || this.#parts.length >= messageParts;
  }

  async #sendAndWait(): Promise<void> {
    this.#send();
    while (this.#unacknowledged >= maxUnacknowledged) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
    }
  }

  /** Transfers results to the main thread without copying their buffers. */
  #send(ms?: number): void {
    const parts = this.#parts;
    this.#parts = [];
    this.#bytes = 0;
    const buffers = parts.flatMap(({ part }) => part.buffers);
    this.#unacknowledged += 1;
    this.#port.postMessage({ kind: 'results', parts, ms } satisfies FromWorker, buffers);
  }
}
