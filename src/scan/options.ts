import type { Input } from '../input/input.js';
import type { BufferPool } from './buffer-pool.js';
import type { Judge, JudgeSource, JudgeSpec } from './judge.js';
import type { ScanKernel } from './kernel/scan-kernel.js';
import type { SeekKernel } from './kernel/seek-kernel.js';
import type { Projector } from './projector.js';
import type { ResultOptions } from './results.js';

/** The maximum line length unless another is given, in bytes: 256 MiB. */
export const defaultMaxLineBytes: number = 256 * 1024 * 1024;

/** The largest maximum line length, in bytes: JavaScript has no longer strings. */
export const maxLineBytesLimit: number = 0x1fff_ffe8;

/** How inputs are read; the same on every thread. */
export interface ReadOptions {
  /** A line over this many bytes is not read: a problem. */
  readonly maxLineBytes: number;
  /** Whether every line is parsed, and not only candidates. */
  readonly validate: boolean;
}

/** How a scan goes about its work. */
export interface ScanOptions {
  readonly judge: JudgeSpec;
  /** What makes the judge, on this thread and on others. */
  readonly judges: JudgeSource;
  readonly read: ReadOptions;
  readonly results: ResultOptions;
  /** Threads that scan, the main thread included. */
  readonly jobs: number;
  /** Ends the scan early. */
  readonly signal?: AbortSignal | undefined;
  /** How long the main thread scans before it considers whether workers are worth starting, in milliseconds. */
  readonly trialMs?: number;
  /** Called with the number of bytes whenever some were read. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Called with each input before it is read. */
  readonly onInput?: ((input: Input) => void) | undefined;
}

/** What a thread scans with: it serves one segment after another. */
export interface ThreadResources {
  readonly kernel: ScanKernel | SeekKernel;
  readonly bufferPool: BufferPool;
  readonly judge: Judge;
  readonly read: ReadOptions;
  /** Projects lines onto the fields that the judge reads; undefined if it reads whole documents. */
  readonly projector: Projector | undefined;
  readonly signal: AbortSignal | undefined;
}
