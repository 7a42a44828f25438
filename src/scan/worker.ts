import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, TaskEnd, TaskPart, ToWorker, WorkerSetup } from './pool.js';
import { Scanner } from './scanner.js';
import type { FileSegment } from './tasks.js';

/** Results that are worth a message, in bytes. */
const messageBytes = 512 * 1024;

/** Parts that are sent even so: what is read of a long file is told from time to time. */
const messageParts = 128;

/** Messages under way of which the main thread has put out nothing: with so many, the worker waits. */
const maxUnderWay = 16;

const { module, options } = workerData as WorkerSetup;

const port = parentPort;

if (port === null) throw new Error('the worker script was loaded outside a worker thread');

const queue: (readonly FileSegment[])[] = [];

let working = false;

let underWay = 0;

let resume: () => void = () => {};

void Scanner.make(module, options).then((scanner) => {
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'resume') {
      underWay -= 1;
      scanner.takeBack(message.buffers);
      resume();
      return;
    }
    queue.push(message.segments);
    if (!working) void work(scanner);
  });
  port.postMessage({ kind: 'ready' } satisfies FromWorker);
});

/** Scans what is queued. A failure here ends the thread, and the pool reports it. */
async function work(scanner: Scanner): Promise<void> {
  working = true;
  for (let segments = queue.shift(); segments !== undefined; segments = queue.shift()) {
    await scanTask(scanner, segments);
  }
  working = false;
}

async function scanTask(scanner: Scanner, segments: readonly FileSegment[]): Promise<void> {
  const started = process.hrtime.bigint();
  let parts: TaskPart[] = [];
  let held = 0;
  for (const [number, segment] of segments.entries()) {
    for await (const part of scanner.scan(segment)) {
      parts.push({ segment: number, part });
      held += part.buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
      if (held < messageBytes && parts.length < messageParts) continue;
      send(parts);
      parts = [];
      held = 0;
      await room();
    }
  }
  send(parts, { ms: Number(process.hrtime.bigint() - started) / 1e6 });
}

/** Moves results to the main thread: their buffers are not copied. */
function send(parts: readonly TaskPart[], done?: TaskEnd): void {
  const buffers = parts.flatMap(({ part }) => part.buffers);
  underWay += 1;
  const message = { kind: 'results', parts, ...(done === undefined ? {} : { done }) } as const;
  port?.postMessage(message satisfies FromWorker, buffers);
}

/** Waits until the main thread has caught up. */
async function room(): Promise<void> {
  while (underWay >= maxUnderWay) {
    await new Promise<void>((resolve) => {
      resume = resolve;
    });
  }
}
