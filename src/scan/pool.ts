import { Worker } from 'node:worker_threads';
import type { JudgeSpec } from './judge.js';
import type { ReadOptions } from './options.js';
import type { PendingTask } from './pending-task.js';
import type { FileSegment, TaskPart } from './tasks.js';

/** What a worker starts with. */
export interface WorkerSetup {
  /** The compiled kernel; threads share it. */
  readonly module: WebAssembly.Module;
  readonly read: ReadOptions;
  readonly judge: JudgeSpec;
}

/** A message to a worker: a task, or the buffers of one of its messages once that has been handled. */
export type ToWorker =
  | { readonly kind: 'task'; readonly segments: readonly FileSegment[] }
  | { readonly kind: 'resume'; readonly buffers: readonly ArrayBuffer[] };

/** A message from a worker: that it is ready, or results of its oldest task. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'results';
      readonly parts: readonly TaskPart[];
      /** How long the task took, in milliseconds; undefined if it is not done yet. */
      readonly ms: number | undefined;
    };

/** Maximum number of tasks of a worker: the current one, and one that it can begin next without waiting. */
const tasksPerWorker = 2;

/** Maximum amount of work to give a worker in advance, in bytes: a large file must not wait for a busy worker. */
const workPerWorker = 8 * 1024 * 1024;

/** A worker that would finish all its tasks within this time gets more of them, in milliseconds. */
const lookAheadMs = 5;

/** A worker's garbage is short-lived: a small young generation (in MB) keeps the process small. */
const resourceLimits = { maxYoungGenerationSizeMb: 3 };

interface Member {
  readonly worker: Worker;
  /** Whether its script has been loaded. Until then it gets no tasks, as the main thread could do them sooner. */
  isReady: boolean;
  /** Its tasks, oldest first: a worker does them in order. */
  readonly tasks: PendingTask[];
  /** Its speed on the last task, in bytes per millisecond. */
  pace: number;
}

/** Worker threads that scan segments of files. If one ends early for any reason, its tasks fail and it gets no more. */
export class Pool {
  readonly #onIdleFailure: (reason: string) => void;
  #members: Member[];

  /** @param onIdleFailure called with the reason if a worker without a task ends. */
  constructor(
    script: URL | string,
    size: number,
    setup: WorkerSetup,
    onIdleFailure: (reason: string) => void,
  ) {
    this.#onIdleFailure = onIdleFailure;
    this.#members = Array.from({ length: size }, () => this.#start(script, setup));
  }

  /** Whether a worker can take another task. */
  get hasCapacity(): boolean {
    return this.#members.some(hasCapacity);
  }

  /** Gives a task of file segments to the worker with the fewest tasks. Precondition: {@link hasCapacity}. */
  run(pending: PendingTask): void {
    const [member] = this.#members
      .filter(hasCapacity)
      .sort((one, other) => one.tasks.length - other.tasks.length);
    const segments = pending.task.segments as readonly FileSegment[];
    member?.tasks.push(pending);
    member?.worker.postMessage({ kind: 'task', segments } satisfies ToWorker);
  }

  async close(): Promise<void> {
    const members = this.#members;
    this.#members = [];
    for (const { tasks } of members) tasks.length = 0;
    await Promise.all(members.map(({ worker }) => worker.terminate()));
  }

  #start(script: URL | string, setup: WorkerSetup): Member {
    const worker = new Worker(script, {
      workerData: setup,
      resourceLimits,
      eval: typeof script === 'string',
    });
    const member: Member = { worker, isReady: false, tasks: [], pace: 0 };
    const fail = (reason: string): void => {
      if (!this.#members.includes(member)) return;
      this.#members = this.#members.filter((other) => other !== member);
      if (member.tasks.length === 0) this.#onIdleFailure(reason);
      for (const task of member.tasks.splice(0)) task.fail(reason);
    };
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') {
        member.isReady = true;
        return;
      }
      const { parts, ms } = message;
      const [pending] = member.tasks;
      pending?.add(parts, () => {
        const buffers = parts.flatMap(({ part }) => part.buffers);
        worker.postMessage({ kind: 'resume', buffers } satisfies ToWorker, buffers);
      });
      if (pending === undefined || ms === undefined) return;
      member.tasks.shift();
      member.pace = pending.task.cost / ms;
      pending.finish();
    });
    worker.on('messageerror', (error) => fail(error.message));
    worker.on('error', (error) =>
      fail(error instanceof Error ? error.message : 'an error without a message'),
    );
    worker.on('exit', (code) => fail(`it ended with code ${code}`));
    return member;
  }
}

function hasCapacity({ isReady, tasks, pace }: Member): boolean {
  const work = tasks.reduce((sum, { task }) => sum + task.cost, 0);
  const isShort = tasks.length < tasksPerWorker && work < workPerWorker;
  return isReady && (isShort || work < pace * lookAheadMs);
}
