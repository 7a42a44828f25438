import { Worker } from 'node:worker_threads';
import type { SegmentPart } from './finding.js';
import type { Kernel } from './kernel/kernel.js';
import type { ReadOptions } from './options.js';
import type { FileSegment } from './tasks.js';

/** What every worker is started with. The compiled module is shared between threads. */
export interface WorkerSetup {
  readonly module: ReturnType<typeof Kernel.compile>;
  readonly options: ReadOptions;
}

/** What a worker is told: a task, or that one of its messages has been put out, with the buffers that came with it. */
export type ToWorker =
  | { readonly kind: 'task'; readonly segments: readonly FileSegment[] }
  | { readonly kind: 'resume'; readonly buffers: readonly ArrayBuffer[] };

/** A part of a task's results: of the task's segment of that number. */
export interface TaskPart {
  readonly segment: number;
  readonly part: SegmentPart;
}

/** What a worker says: that it is ready, or results of its oldest task. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'results'; readonly parts: readonly TaskPart[]; readonly done?: TaskEnd };

/** What a worker says of a task when it has done it. */
export interface TaskEnd {
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** Takes what becomes of a task. */
export interface TaskReceiver {
  /** More results; `release` says that they have been put out: then their buffers are the worker's again. */
  parts(parts: readonly TaskPart[], release: () => void): void;
  done(): void;
  /** The worker ended before the task did. */
  failed(reason: string): void;
}

/** Tasks that any worker may hold: one at work, the other at hand so that it need not wait for the next. */
const tasksPerWorker = 2;

/** Work that a worker holds for later at most, in bytes: a large file is no use to one that is busy with another. */
const workPerWorker = 8 * 1024 * 1024;

/** More tasks are given to a worker that is through with all of them sooner than the main thread looks up, in milliseconds. */
const aheadMs = 5;

/** A worker's garbage is short-lived: a small young generation keeps the process small. In MB. */
const resourceLimits = { maxYoungGenerationSizeMb: 3 };

interface Member {
  readonly worker: Worker;
  /** Whether its script is loaded. Until then the main thread does the work: a task must not wait for that. */
  isReady: boolean;
  /** Those whose tasks it holds, oldest first: a worker answers in order. */
  readonly receivers: TaskReceiver[];
  /** What each of these tasks costs, in bytes. */
  readonly costs: number[];
  /** What it did of late, in bytes a millisecond. */
  pace: number;
}

/**
 * Worker threads that scan segments of files.
 *
 * A worker that ends early, for whatever reason, fails the tasks it holds and gets no more: no task is left without an
 * end.
 */
export class Pool {
  readonly #onIdleFailure: (reason: string) => void;
  #members: Member[];

  /**
   * @param onIdleFailure told why a worker ended that held no task.
   */
  constructor(
    script: URL,
    size: number,
    setup: WorkerSetup,
    onIdleFailure: (reason: string) => void,
  ) {
    this.#onIdleFailure = onIdleFailure;
    this.#members = Array.from({ length: size }, () => this.#start(script, setup));
  }

  /** Whether a worker has room for another task. */
  get hasRoom(): boolean {
    return this.#members.some(hasRoom);
  }

  /** Gives a task to the worker that holds fewest. Precondition: {@link hasRoom}. */
  run(segments: readonly FileSegment[], cost: number, receiver: TaskReceiver): void {
    const [member] = this.#members
      .filter(hasRoom)
      .sort((one, other) => one.receivers.length - other.receivers.length);
    member?.receivers.push(receiver);
    member?.costs.push(cost);
    member?.worker.postMessage({ kind: 'task', segments } satisfies ToWorker);
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    const members = this.#members;
    this.#members = [];
    for (const { receivers } of members) receivers.length = 0;
    await Promise.all(members.map(({ worker }) => worker.terminate()));
  }

  #start(script: URL, setup: WorkerSetup): Member {
    const worker = new Worker(script, { workerData: setup, resourceLimits });
    const member: Member = { worker, isReady: false, receivers: [], costs: [], pace: 0 };
    const fail = (reason: string): void => {
      if (!this.#members.includes(member)) return;
      this.#members = this.#members.filter((other) => other !== member);
      if (member.receivers.length === 0) this.#onIdleFailure(reason);
      for (const receiver of member.receivers.splice(0)) receiver.failed(reason);
    };
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') {
        member.isReady = true;
        return;
      }
      const receiver = member.receivers[0];
      receiver?.parts(message.parts, () => {
        const buffers = message.parts.flatMap(({ part }) => part.buffers);
        worker.postMessage({ kind: 'resume', buffers } satisfies ToWorker, buffers);
      });
      if (message.done === undefined) return;
      member.receivers.shift();
      member.pace = (member.costs.shift() ?? 0) / message.done.ms;
      receiver?.done();
    });
    worker.on('messageerror', (error) => fail(error.message));
    worker.on('error', (error) =>
      fail(error instanceof Error ? error.message : 'an error without words'),
    );
    worker.on('exit', (code) => fail(`it ended with code ${code}`));
    return member;
  }
}

function hasRoom({ isReady, receivers, costs, pace }: Member): boolean {
  const work = costs.reduce((sum, cost) => sum + cost, 0);
  const isShort = receivers.length < tasksPerWorker && work < workPerWorker;
  return isReady && (isShort || work < pace * aheadMs);
}
