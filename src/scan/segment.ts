import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { systemFailure } from '../errors.js';
import type { FileState, StreamInput } from '../input/input.js';
import { Candidates, type Tally } from './candidates.js';
import type { Fault, Finding } from './finding.js';
import type { Kernel } from './kernel/kernel.js';
import { Lines } from './lines.js';

/** A part of a file that one thread scans in one go: the lines that start in `[start, end)`. */
export interface FileSegment {
  readonly kind: 'file';
  readonly path: string;
  readonly state: FileState;
  readonly start: number;
  /** Infinity for the file's last segment: it is read to wherever the file ends by then. */
  readonly end: number;
}

/** A stream, as a whole. */
export interface StreamSegment {
  readonly kind: 'stream';
  readonly input: StreamInput;
}

export type Segment = FileSegment | StreamSegment;

/** A block of input: what is read and scanned at a time, and then lies in the processor's cache. Bytes. */
export const blockBytes: number = 1024 * 1024;

/** How lines are read. */
export interface ReadOptions {
  /** Lines over this many bytes are not read: a problem. */
  readonly maxLineBytes: number;
  /** Whether every line is parsed, and not only those that may matter. */
  readonly validate: boolean;
  /** Ends the reading of a stream early. */
  readonly signal?: AbortSignal;
}

/** What a segment came to, beside its findings. */
export interface SegmentEnd {
  /** Newlines in `[start, end)`, and 1 more where a last line has none. */
  readonly lines: number;
  /** Bytes in the segment. */
  readonly bytes: number;
  readonly tally: Tally;
  /** Why reading ended before the segment did. */
  readonly failure?: Fault;
}

/** Findings in their order, and at last the segment's end. */
export interface SegmentPart {
  readonly findings: readonly Finding[];
  /** Bytes read since the last part. */
  readonly bytes: number;
  readonly end?: SegmentEnd;
}

/**
 * Scans a segment, a block at a time.
 *
 * A file's segment never waits: its parts are made in blocking reads, so a thread that does other work has to let
 * that work happen between parts.
 */
export async function* scanSegment(
  segment: Segment,
  kernel: Kernel,
  options: ReadOptions,
): AsyncGenerator<SegmentPart> {
  if (segment.kind === 'file') yield* scanFile(segment, kernel, options);
  else yield* scanStream(segment.input, kernel, options);
}

/** One pass of {@link Lines} with its {@link Candidates}, over whatever feeds it. */
class Pass {
  readonly lines: Lines;
  readonly #candidates: Candidates;
  #reported: number;

  constructor(kernel: Kernel, options: ReadOptions, range: { start: number; end: number }) {
    this.#candidates = new Candidates(range.start === 0, options);
    this.lines = new Lines(kernel, this.#candidates, range, options.maxLineBytes);
    this.#reported = range.start;
  }

  /** What came up since the last part. */
  part(): SegmentPart {
    return { findings: this.#candidates.take(), bytes: this.#progress(this.lines.position) };
  }

  /** The end of the pass, at `end` or at the end of the input where that comes first. */
  finish(end: number, failure?: Fault): SegmentPart {
    if (failure?.kind !== 'unreadable') this.lines.end();
    const to = Math.min(end, this.lines.position);
    return {
      findings: this.#candidates.take(),
      bytes: this.#progress(to),
      end: {
        lines: this.lines.count,
        bytes: this.#reported - this.lines.rangeStart,
        tally: this.#candidates.tally,
        ...(failure === undefined ? {} : { failure }),
      },
    };
  }

  #progress(position: number): number {
    const bytes = Math.max(0, position - this.#reported);
    this.#reported += bytes;
    return bytes;
  }
}

function* scanFile(
  segment: FileSegment,
  kernel: Kernel,
  options: ReadOptions,
): Generator<SegmentPart> {
  const pass = new Pass(kernel, options, segment);
  const { lines } = pass;
  let failure: Fault | undefined;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(segment.path, 'r');
    let position = lines.readFrom;
    while (!lines.done) {
      const { bytes, start, length } = lines.room;
      const count = readSync(descriptor, bytes, start, length, position);
      if (count === 0) break;
      position += count;
      lines.took(count);
      if (!lines.done) yield pass.part();
    }
    failure = changed(segment.state, descriptor);
  } catch (error) {
    const { code, message } = systemFailure(error);
    failure = { kind: 'unreadable', code, detail: message };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  yield pass.finish(segment.end, failure);
}

/** The fault of a file that is not as it was when the scan was planned. */
function changed(before: FileState, descriptor: number): Fault | undefined {
  const now = fstatSync(descriptor);
  const same =
    now.size === before.size && now.mtimeMs === before.modifiedMs && now.ino === before.inode;
  return same ? undefined : { kind: 'changed', before: before.size, after: now.size };
}

async function* scanStream(
  input: StreamInput,
  kernel: Kernel,
  options: ReadOptions,
): AsyncGenerator<SegmentPart> {
  const pass = new Pass(kernel, options, { start: 0, end: Number.POSITIVE_INFINITY });
  const { lines } = pass;
  let failure: Fault | undefined;
  try {
    for await (const chunk of input.open(options.signal)) {
      for (let from = 0; from < chunk.length; ) {
        const { bytes, start, length } = lines.room;
        const piece = chunk.subarray(from, from + length);
        bytes.set(piece, start);
        from += piece.length;
        lines.took(piece.length);
      }
      yield pass.part();
    }
  } catch (error) {
    const { code, message } = systemFailure(error);
    failure = { kind: 'unreadable', code, detail: message };
  }
  yield pass.finish(Number.POSITIVE_INFINITY, failure);
}
