import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { systemFailure } from '../errors.js';
import type { Wanted, WantedFacts } from '../filter/wanted.js';
import { CompressionError, decode } from '../input/decode.js';
import type { FileState, StreamInput } from '../input/input.js';
import { recognise, type TextForm, windowBytes } from '../input/recognise.js';
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

/** The longest line that is read unless told otherwise, in bytes: 256 MiB. */
export const defaultMaxLineBytes: number = 256 * 1024 * 1024;

/** The longest line that can be read: JavaScript has no longer strings. */
export const mostLineBytes: number = 0x1fff_ffe8;

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
  readonly gather?: WantedFacts;
  /** Ends the reading of a stream early. */
  readonly signal?: AbortSignal;
}

/** How a thread reads: with what it keeps over all its segments. */
export interface ThreadOptions extends ReadOptions {
  /** What tells the documents that are gathered: made of {@link ReadOptions.gather}, and there where that is. */
  readonly wanted?: Wanted;
}

/** What a segment came to, beside its findings. */
export interface SegmentEnd {
  /** Newlines in `[start, end)`, and 1 more where a last line has none. */
  readonly lines: number;
  readonly tally: Tally;
  /** Why reading ended before the segment did. */
  readonly failure?: Fault;
}

/** Findings in their order, and at last the segment's end. */
export interface SegmentPart {
  readonly findings: readonly Finding[];
  /** The buffers that the JSON of the findings lies in: what a message to another thread can move. */
  readonly buffers: readonly ArrayBuffer[];
  /** Bytes read since the last part. */
  readonly bytes: number;
  readonly end?: SegmentEnd;
}

/** Bytes that are read at a time of a file that is not scanned in place. */
const chunkBytes = 256 * 1024;

/** Takes text in chunks, whatever its form, and hands on what may matter. */
interface TextReader {
  /** Lines so far. */
  readonly count: number;
  write(chunk: Uint8Array): void;
  /** The text is over. */
  end(): void;
}

/**
 * Scans a segment, a block at a time.
 *
 * A file that holds plain lines never waits: its parts are made in blocking reads, so a thread that does other work
 * has to let that work happen between parts.
 */
export async function* scanSegment(
  segment: Segment,
  kernel: Kernel,
  options: ThreadOptions,
): AsyncGenerator<SegmentPart> {
  if (segment.kind === 'file') yield* scanFile(segment, kernel, options);
  else yield* scanChunks(segment.input.open(options.signal), kernel, options);
}

/** One pass of {@link Lines} with its {@link Candidates}, over whatever feeds it. */
class Pass {
  readonly lines: Lines;
  readonly #candidates: Candidates;
  readonly #end: number;
  #reported: number;

  constructor(kernel: Kernel, options: ThreadOptions, range: { start: number; end: number }) {
    this.#candidates = new Candidates(range.start === 0, options, kernel);
    this.lines = new Lines(kernel, this.#candidates, range, options.maxLineBytes);
    this.#reported = range.start;
    this.#end = range.end;
  }

  /** What came up since the last part. */
  part(): SegmentPart {
    return { ...this.#candidates.take(), bytes: this.#progress(this.lines.position) };
  }

  /** The last part. */
  finish(failure?: Fault): SegmentPart {
    if (failure?.kind !== 'unreadable') this.lines.end();
    return {
      ...this.#candidates.take(),
      bytes: this.#progress(this.lines.position),
      end: {
        lines: this.lines.count,
        tally: this.#candidates.tally,
        ...(failure === undefined ? {} : { failure }),
      },
    };
  }

  #progress(position: number): number {
    const bytes = Math.max(0, Math.min(position, this.#end) - this.#reported);
    this.#reported += bytes;
    return bytes;
  }
}

async function* scanFile(
  segment: FileSegment,
  kernel: Kernel,
  options: ThreadOptions,
): AsyncGenerator<SegmentPart> {
  const pass = new Pass(kernel, options, segment);
  const { lines } = pass;
  let failure: Fault | undefined;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(segment.path, 'r');
    const opened = descriptor;
    const check = (): Fault | undefined => changed(segment.state, opened);
    let position = lines.readFrom;
    while (!lines.done) {
      const { bytes, start, length } = lines.room;
      const count = readSync(descriptor, bytes, start, length, position);
      if (count === 0) break;
      if (position === 0 && isWholeFile(segment)) {
        const head = bytes.subarray(start, start + Math.min(count, windowBytes));
        if (recognise(head, true) !== 'lines') {
          yield* scanChunks(fileChunks(opened), kernel, options, check);
          return;
        }
      }
      position += count;
      lines.took(count);
      if (!lines.done) yield pass.part();
    }
    failure = check();
  } catch (error) {
    failure = faultOf(error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  yield pass.finish(failure);
}

/** Whether a segment is all of its file. Ranges are cut from plain lines only. */
function isWholeFile({ start, end }: FileSegment): boolean {
  return start === 0 && end === Number.POSITIVE_INFINITY;
}

/** The fault of a file that is not as it was when the scan was planned. */
function changed(before: FileState, descriptor: number): Fault | undefined {
  const now = fstatSync(descriptor);
  const same =
    now.size === before.size && now.mtimeMs === before.modifiedMs && now.ino === before.inode;
  return same ? undefined : { kind: 'changed', before: before.size, after: now.size };
}

/** A file's bytes. A chunk is valid until the next is asked for. */
async function* fileChunks(descriptor: number): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (let position = 0; ; ) {
    const count = readSync(descriptor, chunk, 0, chunk.length, position);
    if (count === 0) return;
    position += count;
    yield chunk.subarray(0, count);
  }
}

/**
 * Scans an input that comes in chunks, whatever form it has.
 *
 * @param check what is wrong with the input after it was read.
 */
async function* scanChunks(
  source: AsyncIterable<Uint8Array>,
  kernel: Kernel,
  options: ThreadOptions,
  check?: () => Fault | undefined,
): AsyncGenerator<SegmentPart> {
  const candidates = new Candidates(true, options, kernel);
  let read = 0;
  let told = 0;
  async function* metered(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      read += chunk.length;
      yield chunk;
    }
  }
  const part = (): SegmentPart => {
    const bytes = read - told;
    told = read;
    return { ...candidates.take(), bytes };
  };
  let reader: TextReader | undefined;
  let failure: Fault | undefined;
  try {
    const { form, chunks } = await decode(metered());
    reader = await readerOf(form, candidates, kernel, options);
    for await (const chunk of chunks) {
      reader.write(chunk);
      yield part();
    }
    failure = check?.();
  } catch (error) {
    failure = faultOf(error);
  }
  if (failure?.kind !== 'unreadable') reader?.end();
  const end = {
    lines: reader?.count ?? 0,
    tally: candidates.tally,
    ...(failure === undefined ? {} : { failure }),
  };
  yield { ...part(), end };
}

async function readerOf(
  form: TextForm,
  candidates: Candidates,
  kernel: Kernel,
  { maxLineBytes }: ThreadOptions,
): Promise<TextReader> {
  switch (form) {
    case 'lines':
      return new Lines(
        kernel,
        candidates,
        { start: 0, end: Number.POSITIVE_INFINITY },
        maxLineBytes,
      );
    case 'values': {
      const { Values } = await import('./values.js');
      return new Values(candidates, maxLineBytes);
    }
    case 'csv': {
      const { KibanaCsv } = await import('./csv.js');
      return new KibanaCsv(candidates, maxLineBytes);
    }
  }
}

function faultOf(error: unknown): Fault {
  if (error instanceof CompressionError) {
    const { compression, reason, byteOffset, message } = error;
    return { kind: 'compressed', compression, reason, byteOffset, detail: message };
  }
  const { code, message } = systemFailure(error);
  return { kind: 'unreadable', code, detail: message };
}
