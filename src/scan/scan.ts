import type { Input } from '../input/input.js';
import type { Fault, SegmentPart } from './finding.js';
import type { Judge } from './judge.js';
import type { ScanSettings } from './options.js';
import { PendingTask } from './pending-task.js';
import type { Pool } from './pool.js';
import { ResultCollector } from './results.js';
import { compileKernelFor, Scanner } from './scanner.js';
import type { Sink, Summary } from './sink.js';
import type { Wait } from './steps.js';
import { planTasks, type Task } from './tasks.js';

/** How long this thread scans before it considers starting workers, in milliseconds. */
const defaultTrialMs = 20;

/** Workers are started if the rest would take this thread at least this long at its pace so far, in milliseconds. */
const worthwhileMs = 150;

/** Workers are started at once if the first file has at least this many bytes, whatever the pace is. */
const longBytes = 512 * 1024 * 1024;

/** Maximum size of waiting results, in bytes: no task begins while there are more. */
const maxWaitingBytes = 8 * 1024 * 1024;

/** Maximum number of tasks in progress per thread. */
const tasksPerJob = 16;

/** How long this thread scans before it yields to the event loop, in milliseconds. */
const sliceMs = 2;

/**
 * Scans inputs and reports the documents that the judge selects to a sink, in input order.
 *
 * If there is enough to do, tasks go to worker threads, in addition to the main thread. Results wait until all earlier
 * ones have been reported; the number of tasks in progress is limited, and so is the size of the waiting results.
 *
 * @param sink must accept the notes of the judge in the options.
 */
export async function scan<Note>(
  inputs: Iterable<Input>,
  sink: Sink<Note>,
  options: ScanSettings,
): Promise<Summary> {
  const judge = await options.judges.make(options.judge);
  return new Scan(inputs, sink, options, judge).run();
}

class Scan<Note> {
  readonly #options: ScanSettings;
  readonly #results: ResultCollector<Note>;
  readonly #judge: Judge;
  readonly #tasks: Iterator<Task>;
  readonly #module: WebAssembly.Module;
  readonly #started = Date.now();
  /** The cost of the tasks that this thread has scanned. */
  #scanned = 0;
  /** Tasks that were planned to find out how much is left to do, and have not begun. */
  #planned: Task[] = [];
  #plannedCost = 0;
  /** Tasks in progress, in order. */
  #pending: PendingTask[] = [];
  #pool: Pool | undefined;
  #isLong = false;
  /** Why workers without a task ended. */
  #idleFailures: string[] = [];
  #wake: () => void = () => {};
  #lastYield = 0;

  constructor(inputs: Iterable<Input>, sink: Sink<Note>, options: ScanSettings, judge: Judge) {
    this.#options = options;
    this.#judge = judge;
    this.#module = compileKernelFor(judge);
    this.#results = new ResultCollector(sink, options.results);
    this.#tasks = planTasks(inputs, (input) => {
      this.#results.register(input);
      options.onInput?.(input);
    });
  }

  async run(): Promise<Summary> {
    this.#options.signal?.addEventListener('abort', () => this.#wake());
    const scanner = this.#newScanner();
    try {
      while (!this.#isAborted) {
        await this.#dispatch();
        const head = this.#pending[0];
        if (head?.isReady) {
          await this.#emit(head);
          continue;
        }
        const next = this.#begin();
        if (next !== undefined) await this.#scanOnThisThread(next, scanner);
        else if (!(await this.#nextChange())) break;
      }
      for (const reason of this.#idleFailures) {
        await this.#results.fault({ kind: 'worker-failed', reason, isLost: false });
      }
    } finally {
      scanner.close();
      await this.#pool?.close();
    }
    return this.#results.finish(this.#isAborted);
  }

  get #isAborted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  #newScanner(): Scanner {
    return new Scanner(this.#module, this.#options.read, this.#judge, this.#options.signal);
  }

  /** Starts workers if there is enough to do. Most scans end before that. */
  async #startWorkersIfWorthwhile(): Promise<void> {
    const { jobs, judges, judge, read, trialMs = defaultTrialMs, onLong } = this.#options;
    if (this.#isLong || !this.#isWorthwhile(trialMs)) return;
    this.#isLong = true;
    await onLong?.();
    if (jobs <= 1) return;
    const { Pool } = await import('./pool.js');
    const setup = { module: this.#module, read, judge };
    this.#pool = new Pool(judges.workerScript, jobs - 1, setup, (reason) => {
      this.#idleFailures.push(reason);
      this.#wake();
    });
    await this.#options.onWorkers?.();
  }

  #isWorthwhile(trialMs: number): boolean {
    if (this.#beginsWithLongFile()) return true;
    const elapsed = Date.now() - this.#started;
    // The pace is unknown until the first task is done, which may take a while.
    if (elapsed < (this.#scanned > 0 ? trialMs : trialMs * 5)) return false;
    return this.#planAtLeast((this.#scanned / elapsed) * worthwhileMs);
  }

  #beginsWithLongFile(): boolean {
    if (this.#scanned > 0 || !this.#planAtLeast(0)) return false;
    const segment = this.#planned[0]?.segments[0];
    return segment?.kind === 'file' && segment.state.size >= longBytes;
  }

  /** Plans tasks until their cost is at least `cost`. False if there are not enough. */
  #planAtLeast(cost: number): boolean {
    while (this.#planned.length === 0 || this.#plannedCost < cost) {
      const task = this.#tasks.next();
      if (task.done) return false;
      this.#planned.push(task.value);
      this.#plannedCost += task.value.cost;
    }
    return true;
  }

  /** Begins the next task; undefined if there is none, or if too many are in progress or too many results waiting. */
  #begin(): PendingTask | undefined {
    const waiting = this.#pending.reduce((sum, { bytes }) => sum + bytes, 0);
    const isFull = this.#pending.length >= this.#options.jobs * tasksPerJob;
    if (waiting > maxWaitingBytes || isFull || !this.#planAtLeast(0)) return undefined;
    const task = this.#planned.shift();
    if (task === undefined) return undefined;
    this.#plannedCost -= task.cost;
    const pending = new PendingTask(task, () => this.#wake());
    this.#pending.push(pending);
    return pending;
  }

  /** Gives tasks to workers with capacity, and starts the workers if they are worth it. */
  async #dispatch(): Promise<void> {
    await this.#startWorkersIfWorthwhile();
    while (this.#pool?.hasCapacity && this.#planAtLeast(0)) {
      // Streams are read by the main thread.
      if (this.#planned[0]?.segments.some(({ kind }) => kind === 'stream')) return;
      const pending = this.#begin();
      if (pending === undefined) return;
      this.#pool.run(pending);
    }
  }

  async #scanOnThisThread(pending: PendingTask, scanner: Scanner): Promise<void> {
    const { segments } = pending.task;
    if (segments.some(({ kind }) => kind === 'stream')) await this.#waitForTurn(pending);
    for (const [number, segment] of segments.entries()) {
      const short = await scanner.scanShort(segment);
      if (short !== undefined) {
        if (this.#isAborted) return;
        this.#add(pending, number, short, scanner);
        if (this.#isTimeToYield) await this.#pass(pending);
        continue;
      }
      for await (const part of scanner.scan(segment)) {
        if (this.#isAborted) return;
        this.#add(pending, number, part, scanner);
        await this.#pass(pending);
      }
    }
    this.#scanned += pending.task.cost;
    pending.finish();
  }

  #add(pending: PendingTask, segment: number, part: SegmentPart, scanner: Scanner): void {
    pending.add([{ segment, part }], () => scanner.recycle(part.buffers));
  }

  /** Reports the results of the task that this thread scans, if it is its turn, and of those before it. */
  async #pass(pending: PendingTask): Promise<void> {
    if (pending.bytes > maxWaitingBytes) await this.#waitForTurn(pending);
    if (this.#pending[0] === pending) await this.#emit(pending);
    await this.#yieldToEventLoop();
    // A large file takes a while: report the results of earlier tasks in the meantime.
    while (this.#pending[0] !== pending && this.#pending[0]?.isReady && !this.#isAborted) {
      await this.#emit(this.#pending[0]);
    }
  }

  /** Waits until all earlier tasks are done. */
  async #waitForTurn(pending: PendingTask): Promise<void> {
    while (this.#pending[0] !== pending && !this.#isAborted) {
      const head = this.#pending[0];
      if (head?.isReady) await this.#emit(head);
      else await this.#nextChange();
    }
  }

  /** Lets signals and messages of workers in, every few milliseconds. */
  #yieldToEventLoop(): Wait {
    if (this.#isTimeToYield) return this.#yield();
  }

  get #isTimeToYield(): boolean {
    return Date.now() - this.#lastYield >= sliceMs;
  }

  async #yield(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#lastYield = Date.now();
    await this.#dispatch();
  }

  /** Reports the results of the first task in progress, and drops the task if it is done. */
  async #emit(head: PendingTask): Promise<void> {
    for (const { parts, recycleBuffers } of head.drain()) {
      for (const { segment, part } of parts) {
        const planned = head.task.segments[segment];
        head.hasBegun = true;
        this.#options.onBytes?.(part.bytes);
        const accepted = planned && this.#results.accept(planned, part);
        if (accepted !== undefined) await accepted;
        const yielded = this.#yieldToEventLoop();
        if (yielded !== undefined) await yielded;
      }
      recycleBuffers();
    }
    if (head.failure !== undefined) await this.#recover(head, head.failure);
    if (head.isDone && !head.hasWaiting) this.#pending.shift();
  }

  /** Scans a failed worker's task again; if some of its results have been reported, the rest is lost. */
  async #recover(pending: PendingTask, reason: string): Promise<void> {
    const fault: Fault = { kind: 'worker-failed', reason, isLost: pending.hasBegun };
    pending.failure = undefined;
    await this.#results.fault(fault, pending.task.segments[0]?.inputNumber);
    if (pending.hasBegun) {
      pending.finish();
      return;
    }
    // This thread's scanner may be busy with a later task.
    const scanner = this.#newScanner();
    try {
      await this.#scanOnThisThread(pending, scanner);
    } finally {
      scanner.close();
    }
  }

  /** Waits until a task in progress changes. False if there is none. */
  #nextChange(): Promise<boolean> {
    if (this.#pending.length === 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#wake = () => resolve(true);
    });
  }
}
