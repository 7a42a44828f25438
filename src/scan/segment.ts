import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { systemFailure } from '../errors.js';
import type { Wanted, WantedFacts } from '../filter/wanted.js';
import { CompressionError, decode } from '../input/decode.js';
import type { FileState, StreamInput } from '../input/input.js';
import { recognise, type TextForm, windowBytes } from '../input/recognise.js';
import { Buffers } from './buffers.js';
import { Candidates, type Tally } from './candidates.js';
import type { Fault, Finding } from './finding.js';
import { Kernel } from './kernel/kernel.js';
import { blockBytes, type LineRange, Lines } from './lines.js';
import { Outlines } from './outlines.js';

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

/** What a thread has to scan with. */
export interface Tools {
  readonly kernel: Kernel;
  readonly buffers: Buffers;
  readonly options: ReadOptions;
  /** Reads what the rule does, and not what is gathered: not there where that is. */
  readonly outlines?: Outlines;
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
 * What a thread scans segments with, one at a time: it keeps what serves one segment after another.
 */
export class Scanner {
  readonly #tools: Tools;
  /** The file read last: of a large one the next segment is mostly a part too. */
  #open: { readonly path: string; readonly inode: number; readonly descriptor: number } | undefined;

  private constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** @param module what {@link Kernel.compile} returned: for the kernel that seeks where documents are gathered. */
  static async make(module: WebAssembly.Module, options: ReadOptions): Promise<Scanner> {
    const kernel = new Kernel(module, blockBytes);
    const buffers = new Buffers();
    if (options.gather === undefined) {
      return new Scanner({ kernel, buffers, options, outlines: new Outlines(kernel) });
    }
    const { Wanted } = await import('../filter/wanted.js');
    const wanted = new Wanted(options.gather);
    kernel.seek(wanted.needles);
    return new Scanner({ kernel, buffers, options, wanted });
  }

  /**
   * Scans a segment, a block at a time.
   *
   * A file that holds plain lines never waits: its parts are made in blocking reads, so a thread that does other work
   * has to let that work happen between parts.
   */
  scan(segment: Segment): AsyncGenerator<SegmentPart> {
    return segment.kind === 'file'
      ? this.#scanFile(segment)
      : scanChunks(segment.input.open(this.#tools.options.signal), this.#tools);
  }

  /** Takes the buffers of findings back when nobody needs their JSON any more: it is gone then. */
  takeBack(buffers: readonly ArrayBuffer[]): void {
    this.#tools.buffers.takeBack(buffers);
  }

  /** Lets go of the file. */
  close(): void {
    if (this.#open !== undefined) closeSync(this.#open.descriptor);
    this.#open = undefined;
  }

  async *#scanFile(segment: FileSegment): AsyncGenerator<SegmentPart> {
    const pass = new Pass(this.#tools, segment);
    const { lines } = pass;
    let failure: Fault | undefined;
    try {
      const descriptor = this.#descriptorOf(segment);
      const check = (): Fault | undefined => changed(segment.state, descriptor);
      let position = lines.readFrom;
      while (!lines.done) {
        const { bytes, start, length } = lines.room;
        const count = readSync(descriptor, bytes, start, length, position);
        if (count === 0) break;
        if (position === 0 && isWholeFile(segment)) {
          const head = bytes.subarray(start, start + Math.min(count, windowBytes));
          if (recognise(head, true) !== 'lines') {
            yield* scanChunks(fileChunks(descriptor), this.#tools, check);
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
    }
    yield pass.finish(failure);
  }

  #descriptorOf({ path, state: { inode } }: FileSegment): number {
    if (this.#open?.path !== path || this.#open.inode !== inode) {
      this.close();
      this.#open = { path, inode, descriptor: openSync(path, 'r') };
    }
    return this.#open.descriptor;
  }
}

/** One pass of {@link Lines} with its {@link Candidates}, over whatever feeds it. */
class Pass {
  readonly lines: Lines;
  readonly #candidates: Candidates;
  readonly #end: number;
  #reported: number;

  constructor(tools: Tools, range: LineRange) {
    this.#candidates = new Candidates(range.start === 0, tools);
    this.lines = new Lines(tools.kernel, this.#candidates, range, tools.options.maxLineBytes);
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
  tools: Tools,
  check?: () => Fault | undefined,
): AsyncGenerator<SegmentPart> {
  const candidates = new Candidates(true, tools);
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
    reader = await readerOf(form, candidates, tools);
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
  { kernel, options: { maxLineBytes } }: Tools,
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
