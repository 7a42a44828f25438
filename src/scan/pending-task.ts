import type { Task, TaskPart } from './tasks.js';

/** Results that arrived together. */
interface Batch {
  readonly parts: readonly TaskPart[];
  /** To be called once the results have been accepted. */
  readonly recycleBuffers: () => void;
}

/** A task in progress, and its results that wait for their turn. */
export class PendingTask {
  readonly task: Task;
  readonly #onChange: () => void;
  #waiting: Batch[] = [];
  /** Size of the waiting results, in bytes. */
  bytes = 0;
  /** Whether results of the task have been accepted. */
  hasBegun = false;
  isDone = false;
  /** Why the task's worker failed. */
  failure: string | undefined;

  constructor(task: Task, onChange: () => void) {
    this.task = task;
    this.#onChange = onChange;
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Whether there is something to do once it is the task's turn. */
  get isReady(): boolean {
    return this.hasWaiting || this.isDone || this.failure !== undefined;
  }

  drain(): readonly Batch[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.bytes = 0;
    return waiting;
  }

  add(parts: readonly TaskPart[], recycleBuffers: () => void): void {
    this.#waiting.push({ parts, recycleBuffers });
    for (const { part } of parts) {
      for (const { byteLength } of part.buffers) this.bytes += byteLength;
    }
    this.#onChange();
  }

  finish(): void {
    this.isDone = true;
    this.#onChange();
  }

  /** The worker ended before the task did. */
  fail(reason: string): void {
    this.failure = reason;
    this.#onChange();
  }
}
