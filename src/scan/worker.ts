import { parentPort, workerData } from 'node:worker_threads';
import { prepare } from './gather.js';
import { Kernel } from './kernel/kernel.js';
import type { FromWorker, TaskPart, ToWorker, WorkerSetup } from './pool.js';
import { blockBytes, type FileSegment, scanSegment } from './segment.js';

/** Results that are worth a message, in bytes. */
const messageBytes = 512 * 1024;

/** Parts that are sent even so: what is read of a long file is told from time to time. */
const messageParts = 128;

/** Messages under way of which the main thread has put out nothing: with so many, the worker waits. */
const maxUnderWay = 16;

const { module, options: readOptions } = workerData as WorkerSetup;
const port = parentPort;
if (port === null) throw new Error('the worker script was loaded outside a worker thread');
const kernel = new Kernel(module, blockBytes);
const prepared = prepare(kernel, readOptions);
const queue: (readonly FileSegment[])[] = [];
let working = false;
let underWay = 0;
let resume: () => void = () => {};

port.on('message', (message: ToWorker) => {
  if (message.kind === 'resume') {
    underWay -= 1;
    resume();
    return;
  }
  queue.push(message.segments);
  if (!working) void work();
});
void prepared.then(() => port.postMessage({ kind: 'ready' } satisfies FromWorker));

/** Scans what is queued. A failure here ends the thread, and the pool reports it. */
async function work(): Promise<void> {
  working = true;
  for (let segments = queue.shift(); segments !== undefined; segments = queue.shift()) {
    await scanTask(segments);
  }
  working = false;
}

async function scanTask(segments: readonly FileSegment[]): Promise<void> {
  const options = await prepared;
  let parts: TaskPart[] = [];
  let held = 0;
  for (const [number, segment] of segments.entries()) {
    for await (const part of scanSegment(segment, kernel, options)) {
      parts.push({ segment: number, part });
      held += part.buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
      if (held < messageBytes && parts.length < messageParts) continue;
      send(parts, false);
      parts = [];
      held = 0;
      await room();
    }
  }
  send(parts, true);
}

/** Moves results to the main thread: their buffers are not copied. */
function send(parts: readonly TaskPart[], done: boolean): void {
  const buffers = parts.flatMap(({ part }) => part.buffers);
  port?.postMessage({ kind: 'results', parts, done } satisfies FromWorker, buffers);
}

/** Waits until the main thread has caught up. */
async function room(): Promise<void> {
  underWay += 1;
  while (underWay >= maxUnderWay) {
    await new Promise<void>((resolve) => {
      resume = resolve;
    });
  }
}
