import type { TaskPart, TaskReceiver } from './pool.js';
import type { Task } from './tasks.js';

/** A task under way, with the results that wait for their turn. */
export class PendingTask implements TaskReceiver {
  readonly task: Task;
  readonly #onChange: () => void;
  #waiting: TaskPart[] = [];
  /** The bytes of the results that wait. */
  bytes = 0;
  #releases: (() => void)[] = [];
  /** Whether results of the task have been passed on. */
  hasBegun = false;
  isDone = false;
  /** Why the worker that held the task failed. */
  failure: string | undefined;

  constructor(task: Task, onChange: () => void) {
    this.task = task;
    this.#onChange = onChange;
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Whether there is something to do about it once its turn has come. */
  get isReady(): boolean {
    return this.hasWaiting || this.isDone || this.failure !== undefined;
  }

  /** Takes the results that wait. Call `release` once they have been passed on. */
  take(): { readonly parts: readonly TaskPart[]; release(): void } {
    const parts = this.#waiting;
    const releases = this.#releases;
    this.#waiting = [];
    this.#releases = [];
    this.bytes = 0;
    return {
      parts,
      release: () => {
        for (const release of releases) release();
      },
    };
  }

  parts(parts: readonly TaskPart[], release: () => void): void {
    this.#waiting.push(...parts);
    for (const { part } of parts) {
      for (const { byteLength } of part.buffers) this.bytes += byteLength;
    }
    this.#releases.push(release);
    this.#onChange();
  }

  done(): void {
    this.isDone = true;
    this.#onChange();
  }

  failed(reason: string): void {
    this.failure = reason;
    this.#onChange();
  }
}
