import type { Input } from '../input/input.js';
import type { BufferPool } from './buffer-pool.js';
import type { DamagedFields } from './damaged-fields.js';
import type { Judge, JudgeSource, JudgeSpec } from './judge.js';
import type { ScanKernel } from './kernel/scan-kernel.js';
import type { SeekKernel } from './kernel/seek-kernel.js';
import type { Projector } from './projector.js';
import type { ResultOptions } from './results.js';

/** The default maximum line length, in bytes: 256 MiB. */
export const defaultMaxLineBytes: number = 256 * 1024 * 1024;

/** The largest possible maximum line length, in bytes: that of a JavaScript string. */
export const maxLineBytesLimit: number = 0x1fff_ffe8;

/** How to read inputs; the same on every thread. */
export interface ReadOptions {
  /** A line over this many bytes is not read, which is a problem. */
  readonly maxLineBytes: number;
  /** Whether to parse every line, and not only candidates. */
  readonly validate: boolean;
}

export interface ScanSettings {
  readonly judge: JudgeSpec;
  readonly judges: JudgeSource;
  readonly read: ReadOptions;
  readonly results: ResultOptions;
  /** Number of threads, including the main thread. */
  readonly jobs: number;
  /** Ends the scan early. */
  readonly signal?: AbortSignal | undefined;
  /** How long the main thread scans before it considers starting workers, in milliseconds. */
  readonly trialMs?: number;
  /** Called once if the scan is found to take long, before workers are started. */
  readonly onLong?: (() => Promise<void>) | undefined;
  /** Called when workers have been started, before the scan goes on. */
  readonly onWorkers?: (() => Promise<void>) | undefined;
  /** Called with the number of bytes whenever some were read. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Called with each input before it is read. */
  readonly onInput?: ((input: Input) => void) | undefined;
}

/** What a thread scans its segments with, one after another. */
export interface ThreadResources {
  readonly kernel: ScanKernel | SeekKernel;
  readonly bufferPool: BufferPool;
  readonly judge: Judge;
  /** Of the judge's rule. */
  readonly damage: DamagedFields;
  readonly read: ReadOptions;
  /** Undefined if the judge reads whole documents. */
  readonly projector: Projector | undefined;
  readonly signal: AbortSignal | undefined;
}
