import { Worker } from 'node:worker_threads';
import type { Kernel } from './kernel/kernel.js';
import type { FileSegment, ReadOptions, SegmentPart } from './segment.js';

/** What every worker is started with. The compiled module is shared between threads. */
export interface WorkerSetup {
  readonly module: ReturnType<typeof Kernel.compile>;
  readonly options: ReadOptions;
}

/** What a worker is told: a task, or that one of its messages has been put out. */
export type ToWorker =
  | { readonly kind: 'task'; readonly segments: readonly FileSegment[] }
  | { readonly kind: 'resume' };

/** A part of a task's results: of the task's segment of that number. */
export interface TaskPart {
  readonly segment: number;
  readonly part: SegmentPart;
}

/** What a worker says: that it is ready, or results of its oldest task. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'results'; readonly parts: readonly TaskPart[]; readonly done: boolean };

/** Takes what becomes of a task. */
export interface TaskReceiver {
  /** More results; `resume` says that they have been put out, for the worker not to run too far ahead. */
  parts(parts: readonly TaskPart[], resume: () => void): void;
  done(): void;
  /** The worker ended before the task did. */
  failed(reason: string): void;
}

/** Tasks a worker holds at a time: one at work, the other at hand so that it need not wait for the next. */
const tasksPerWorker = 2;

/** Work that a worker holds for later at most, in bytes: a large file is no use to one that is busy with another. */
const workPerWorker = 8 * 1024 * 1024;

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
    const member: Member = { worker, isReady: false, receivers: [], costs: [] };
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
        if (!message.done) worker.postMessage({ kind: 'resume' } satisfies ToWorker);
      });
      if (!message.done) return;
      member.receivers.shift();
      member.costs.shift();
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

function hasRoom({ isReady, receivers, costs }: Member): boolean {
  const work = costs.reduce((sum, cost) => sum + cost, 0);
  return isReady && receivers.length < tasksPerWorker && work < workPerWorker;
}
