import type { Input } from '../input/input.js';
import type { Fault } from './finding.js';
import { Kernel } from './kernel/kernel.js';
import type { ReadOptions } from './options.js';
import { PendingTask } from './pending-task.js';
import type { Pool, TaskPart } from './pool.js';
import { ResultCollector, type ResultOptions } from './results.js';
import { Scanner } from './scanner.js';
import type { Sink, Summary } from './sink.js';
import { type FileSegment, planTasks, type Segment, type Task } from './tasks.js';

/** How a scan goes about its work. */
export interface ScanOptions extends ReadOptions, ResultOptions {
  /** Threads that scan, the main thread among them. */
  readonly jobs: number;
  /** What worker threads run, if not the worker script. */
  readonly workerScript?: URL;
  /** How long the main thread scans before it asks whether workers are worth their start, in milliseconds. */
  readonly trialMs?: number;
  /** Told of bytes as they are read. */
  readonly onBytes?: (bytes: number) => void;
  /** Told of inputs as they are found. */
  readonly onInput?: (input: Input) => void;
}

/** How long this thread scans before it asks whether workers are worth their start, in milliseconds. */
const usualTrialMs = 20;

/** How long what is left has to take, at the pace so far, for workers to be worth their start, in milliseconds. */
const worthMs = 150;

/** Matches that wait for their turn at most, in bytes: no task is begun while there are more. */
const waitingBytes = 8 * 1024 * 1024;

/** Tasks under way at most, for each thread. */
const tasksPerJob = 16;

/** How long this thread scans before it looks up, in milliseconds. */
const breathMs = 2;

const workerScript = new URL('./worker.js', import.meta.url);

/**
 * Scans inputs and gives what it finds to a sink, in the inputs' order.
 *
 * Tasks are handed to worker threads where there is enough to do; the main thread takes tasks too. Results wait until
 * all before them are through, and so many tasks at most are under way that what waits stays bounded.
 */
export async function scan(
  inputs: Iterable<Input>,
  sink: Sink,
  options: ScanOptions,
): Promise<Summary> {
  return new Scan(inputs, sink, options).run();
}

class Scan {
  readonly #options: ScanOptions;
  readonly #ledger: ResultCollector;
  readonly #tasks: Iterator<Task>;
  readonly #module: ReturnType<typeof Kernel.compile>;
  readonly #started = Date.now();
  /** What this thread has scanned, in the unit of a task's cost. */
  #scanned = 0;
  /** Tasks looked at to tell how much there is to do, and not yet begun. */
  #ahead: Task[] = [];
  #aheadCost = 0;
  /** Tasks under way, in order. */
  #entries: PendingTask[] = [];
  #pool: Pool | undefined;
  /** Why workers ended that held no task. */
  #idleFailures: string[] = [];
  #wake: () => void = () => {};
  #breathed = 0;

  constructor(inputs: Iterable<Input>, sink: Sink, options: ScanOptions) {
    this.#options = options;
    this.#module = Kernel.compile(options.gather === undefined ? 'scan' : 'seek');
    this.#ledger = new ResultCollector(sink, options);
    this.#tasks = planTasks(inputs, (input) => {
      this.#ledger.expect(input);
      options.onInput?.(input);
    });
  }

  async run(): Promise<Summary> {
    this.#options.signal?.addEventListener('abort', () => this.#wake());
    const scanner = await Scanner.make(this.#module, this.#options);
    try {
      while (!this.#isAborted) {
        await this.#feed();
        const head = this.#entries[0];
        if (head?.isReady) await this.#putOut(head);
        else if (!(await this.#work(scanner)) && !(await this.#changed())) break;
      }
      for (const reason of this.#idleFailures) {
        await this.#ledger.fault(this.#ledger.latest, {
          kind: 'worker-failed',
          reason,
          isLost: false,
        });
      }
    } finally {
      scanner.close();
      await this.#pool?.close();
    }
    return this.#ledger.finish(this.#isAborted);
  }

  get #isAborted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  /**
   * Starts workers once what is left would take this thread longer than they take to start. Most of what people scan is
   * done before that.
   */
  async #recruit(): Promise<void> {
    if (this.#pool !== undefined || this.#options.jobs <= 1) return;
    const { trialMs = usualTrialMs } = this.#options;
    const elapsed = Date.now() - this.#started;
    // There is no pace to speak of before the first task is done, which may be a long one.
    if (elapsed < (this.#scanned > 0 ? trialMs : trialMs * 5)) return;
    if (!this.#isAhead((this.#scanned / elapsed) * worthMs)) return;
    const { Pool } = await import('./pool.js');
    const { maxLineBytes, validate, explain = false, runs = false, gather } = this.#options;
    const options = {
      maxLineBytes,
      validate,
      explain,
      runs,
      ...(gather === undefined ? {} : { gather }),
    };
    this.#pool = new Pool(
      this.#options.workerScript ?? workerScript,
      this.#options.jobs - 1,
      { module: this.#module, options },
      (reason) => {
        this.#idleFailures.push(reason);
        this.#wake();
      },
    );
  }

  /** Whether there is a task ahead, and in all so much to do. */
  #isAhead(cost: number): boolean {
    while (this.#ahead.length === 0 || this.#aheadCost < cost) {
      const task = this.#tasks.next();
      if (task.done) return false;
      this.#ahead.push(task.value);
      this.#aheadCost += task.value.cost;
    }
    return true;
  }

  /** Begins the next task, unless so many are under way that their results might pile up. */
  #begin(): PendingTask | undefined {
    const waiting = this.#entries.reduce((sum, { bytes }) => sum + bytes, 0);
    if (waiting > waitingBytes || this.#entries.length >= this.#options.jobs * tasksPerJob) {
      return undefined;
    }
    if (!this.#isAhead(0)) return undefined;
    const task = this.#ahead.shift();
    if (task === undefined) return undefined;
    this.#aheadCost -= task.cost;
    const entry = new PendingTask(task, () => this.#wake());
    this.#entries.push(entry);
    return entry;
  }

  /** Gives tasks to workers that have room, where there are or should be workers. Streams are left to the main thread. */
  async #feed(): Promise<void> {
    await this.#recruit();
    while (this.#pool?.hasRoom && this.#isForWorker()) {
      const entry = this.#begin();
      if (entry === undefined) return;
      this.#pool.run(segmentsOf(entry.task) as FileSegment[], entry.task.cost, entry);
    }
  }

  /** Whether the next task is one for a worker. */
  #isForWorker(): boolean {
    const next = this.#isAhead(0) ? this.#ahead[0] : undefined;
    return next !== undefined && segmentsOf(next).every(({ kind }) => kind === 'file');
  }

  /** Scans the next task on this thread. False where there is none to be had now. */
  async #work(scanner: Scanner): Promise<boolean> {
    const entry = this.#begin();
    if (entry === undefined) return false;
    await this.#scanHere(entry, scanner);
    this.#scanned += entry.task.cost;
    return true;
  }

  async #scanHere(entry: PendingTask, scanner: Scanner): Promise<void> {
    if (segmentsOf(entry.task).some(({ kind }) => kind === 'stream')) await this.#turnOf(entry);
    for (const [number, segment] of segmentsOf(entry.task).entries()) {
      for await (const part of scanner.scan(segment)) {
        if (this.#isAborted) return;
        entry.parts([{ segment: number, part }], () => scanner.takeBack(part.buffers));
        if (entry.bytes > waitingBytes) await this.#turnOf(entry);
        if (this.#entries[0] === entry) await this.#putOut(entry);
        await this.#breathe();
        // A large file takes its time: what is done before it goes out meanwhile.
        while (this.#entries[0] !== entry && this.#entries[0]?.isReady && !this.#isAborted) {
          await this.#putOut(this.#entries[0]);
        }
      }
    }
    entry.done();
  }

  /** Waits until all before a task is through. */
  async #turnOf(entry: PendingTask): Promise<void> {
    while (this.#entries[0] !== entry && !this.#isAborted) {
      const head = this.#entries[0];
      if (head?.isReady) await this.#putOut(head);
      else await this.#changed();
    }
  }

  /** Lets signals and the workers' messages in, every few milliseconds. */
  async #breathe(): Promise<void> {
    if (Date.now() - this.#breathed < breathMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#breathed = Date.now();
    await this.#feed();
  }

  /** Puts out what the first task under way has, and lets go of it when that was all. */
  async #putOut(head: PendingTask): Promise<void> {
    const { parts, release } = head.take();
    for (const part of parts) {
      await this.#take(head, part);
      await this.#breathe();
    }
    release();
    if (head.failure !== undefined) await this.#recover(head, head.failure);
    if (head.isDone && !head.hasWaiting) this.#entries.shift();
  }

  /** Scans a failed worker's task again here; where some of it was put out already, what is left stays unread. */
  async #recover(entry: PendingTask, reason: string): Promise<void> {
    const fault: Fault = { kind: 'worker-failed', reason, isLost: entry.begun };
    entry.failure = undefined;
    await this.#ledger.fault(entry.task.segments[0]?.input ?? 0, fault);
    // The scanner of this thread may be at work on a later task.
    if (entry.begun) {
      entry.done();
      return;
    }
    const scanner = await Scanner.make(this.#module, this.#options);
    try {
      await this.#scanHere(entry, scanner);
    } finally {
      scanner.close();
    }
  }

  async #take(entry: PendingTask, { segment, part }: TaskPart): Promise<void> {
    entry.begun = true;
    this.#options.onBytes?.(part.bytes);
    const planned = entry.task.segments[segment];
    if (planned !== undefined) await this.#ledger.take(planned, part);
  }

  /** Waits until a task under way has something new. False where none is under way. */
  #changed(): Promise<boolean> {
    if (this.#entries.length === 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#wake = () => resolve(true);
    });
  }
}

function segmentsOf(task: Task): readonly Segment[] {
  return task.segments.map(({ segment }) => segment);
}
