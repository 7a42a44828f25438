import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { Kernel } from './kernel/kernel.js';
import { Parcel } from './parcel.js';
import type { FromWorker, ToWorker, WorkerSetup } from './pool.js';
import { blockBytes, type FileSegment, scanSegment } from './segment.js';

/** Matches held for one message at most, in bytes: then the worker waits until the main thread has put them out. */
const parcelBytes = 16 * 1024 * 1024;

const { module, options } = workerData as WorkerSetup;
const port = parentPort;
if (port === null) throw new Error('the worker script was loaded outside a worker thread');
const kernel = new Kernel(module, blockBytes);
const queue: (readonly FileSegment[])[] = [];
let working = false;

port.on('message', (message: ToWorker) => {
  if (message.kind !== 'task') return;
  queue.push(message.segments);
  if (!working) void work();
});
port.postMessage({ kind: 'ready' } satisfies FromWorker);

/** Scans what is queued. A failure here ends the thread, and the pool reports it. */
async function work(): Promise<void> {
  working = true;
  for (let segments = queue.shift(); segments !== undefined; segments = queue.shift()) {
    await scanTask(segments);
  }
  working = false;
}

async function scanTask(segments: readonly FileSegment[]): Promise<void> {
  let parcel = new Parcel();
  for (const [number, segment] of segments.entries()) {
    for await (const part of scanSegment(segment, kernel, options)) {
      parcel.add(number, part);
      if (parcel.bytes < parcelBytes) continue;
      send(parcel, false);
      parcel = new Parcel();
      await resumed();
    }
  }
  send(parcel, true);
}

function send(parcel: Parcel, done: boolean): void {
  const sealed = parcel.seal();
  port?.postMessage({ kind: 'results', parcel: sealed, done } satisfies FromWorker, [
    sealed.payload,
  ]);
}

async function resumed(): Promise<void> {
  for (;;) {
    const [message] = (await once(port as NonNullable<typeof port>, 'message')) as [ToWorker];
    if (message.kind === 'resume') return;
  }
}
