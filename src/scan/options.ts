import type { RelevanceClassifier } from '../investigate/relevance.js';
import type { Sought } from '../investigate/sought.js';
import type { BufferPool } from './buffer-pool.js';
import type { Kernel } from './kernel/kernel.js';
import type { Projector } from './projector.js';

/** The longest line that is read unless told otherwise, in bytes: 256 MiB. */
export const defaultMaxLineBytes: number = 256 * 1024 * 1024;

/** The longest line that can be read: JavaScript has no longer strings. */
export const maxLineBytesLimit: number = 0x1fff_ffe8;

/** How lines are read. */
export interface ReadOptions {
  /** Lines over this many bytes are not read: a problem. */
  readonly maxLineBytes: number;
  /** Whether every line is parsed, and not only those that may matter. */
  readonly validate: boolean;
  /** Whether documents are explained, all those under /etc/init.d/, instead of matches put out. */
  readonly explain?: boolean;
  /** Whether lines with process events that name the folder of init scripts are gathered too, beside the matches. */
  readonly runs?: boolean;
  /** What documents are gathered, instead of matches put out. */
  readonly gather?: Sought;
  /** Ends the reading of a stream early. */
  readonly signal?: AbortSignal;
}

/** What a thread has to scan with. */
export interface ThreadResources {
  readonly kernel: Kernel;
  readonly buffers: BufferPool;
  readonly options: ReadOptions;
  /** Reads what the rule does, and not what is gathered: not there where that is. */
  readonly outlines?: Projector;
  /** What tells the documents that are gathered: made of {@link ReadOptions.gather}, and there where that is. */
  readonly wanted?: RelevanceClassifier;
}
