import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { FileState } from '../input/input.js';
import { detectFormat, windowBytes } from '../input/sniff.js';
import { BufferPool } from './buffer-pool.js';
import { CandidateReader } from './candidates.js';
import { faultOf, fileChunks, scanChunks } from './chunks.js';
import type { Fault, SegmentPart } from './finding.js';
import { Kernel } from './kernel/kernel.js';
import { blockBytes, type LineRange, LineSplitter } from './lines.js';
import type { ReadOptions, ThreadResources } from './options.js';
import { Projector } from './projector.js';
import type { FileSegment, Segment } from './tasks.js';

/**
 * What a thread scans segments with, one at a time: it keeps what serves one segment after another.
 */
export class Scanner {
  readonly #tools: ThreadResources;
  /** The file read last: of a large one the next segment is mostly a part too. */
  #open: { readonly path: string; readonly inode: number; readonly descriptor: number } | undefined;

  private constructor(tools: ThreadResources) {
    this.#tools = tools;
  }

  /** @param module what {@link Kernel.compile} returned: for the kernel that seeks where documents are gathered. */
  static async make(module: WebAssembly.Module, options: ReadOptions): Promise<Scanner> {
    const kernel = new Kernel(module, blockBytes);
    const buffers = new BufferPool();
    if (options.gather === undefined) {
      return new Scanner({ kernel, buffers, options, outlines: new Projector(kernel) });
    }
    const { RelevanceClassifier } = await import('../investigate/relevance.js');
    const wanted = new RelevanceClassifier(options.gather);
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
          if (detectFormat(head, true) !== 'lines') {
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

/** One pass of {@link LineSplitter} with its {@link CandidateReader}, over whatever feeds it. */
class Pass {
  readonly lines: LineSplitter;
  readonly #candidates: CandidateReader;
  readonly #end: number;
  #reported: number;

  constructor(tools: ThreadResources, range: LineRange) {
    this.#candidates = new CandidateReader(range.start === 0, tools);
    this.lines = new LineSplitter(
      tools.kernel,
      this.#candidates,
      range,
      tools.options.maxLineBytes,
    );
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
