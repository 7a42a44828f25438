import type { Task, TaskPart } from './tasks.js';

/** Results that came in together. */
interface Batch {
  readonly parts: readonly TaskPart[];
  /** To be called once the results have been passed on. */
  readonly release: () => void;
}

/** A task under way, with the results that wait for their turn. */
export class PendingTask {
  readonly task: Task;
  readonly #onChange: () => void;
  #waiting: Batch[] = [];
  /** The bytes of the results that wait. */
  bytes = 0;
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

  /** Takes the results that wait. */
  take(): readonly Batch[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.bytes = 0;
    return waiting;
  }

  /** Adds results. Their buffers belong to their creator again once `release` is called. */
  add(parts: readonly TaskPart[], release: () => void): void {
    this.#waiting.push({ parts, release });
    for (const { part } of parts) {
      for (const { byteLength } of part.buffers) this.bytes += byteLength;
    }
    this.#onChange();
  }

  done(): void {
    this.isDone = true;
    this.#onChange();
  }

  /** The worker ended before the task did. */
  failed(reason: string): void {
    this.failure = reason;
    this.#onChange();
  }
}
