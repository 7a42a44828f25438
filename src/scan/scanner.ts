import { closeSync, openSync, readSync } from 'node:fs';
import { detectFormat, windowBytes } from '../input/sniff.js';
import { fieldsOf } from '../rule/rule.js';
import { BufferPool } from './buffer-pool.js';
import { CandidateReader } from './candidates.js';
import { changeOf, faultOf, fileChunks, scanChunks } from './chunks.js';
import type { Fault, SegmentPart } from './finding.js';
import type { Judge } from './judge.js';
import { ScanKernel } from './kernel/scan-kernel.js';
import { SeekKernel } from './kernel/seek-kernel.js';
import { blockBytes, type LineRange, LineSplitter } from './lines.js';
import type { ReadOptions, ThreadResources } from './options.js';
import { Projector } from './projector.js';
import type { FileSegment, Segment } from './tasks.js';

/** Compiles the kernel that a judge's scan needs: it can be sent to other threads. */
export function compileKernelFor({ needles }: Judge): WebAssembly.Module {
  return needles.length === 0 ? ScanKernel.compile() : SeekKernel.compile();
}

/** Scans segments on one thread, one at a time. It keeps what serves one segment after another. */
export class Scanner {
  readonly #resources: ThreadResources;
  /** The file that was read last: the next segment is usually part of the same one. */
  #open: { readonly path: string; readonly inode: number; readonly descriptor: number } | undefined;

  /** @param module from {@link compileKernelFor} the same judge. */
  constructor(module: WebAssembly.Module, read: ReadOptions, judge: Judge, signal?: AbortSignal) {
    const shared = { bufferPool: new BufferPool(), judge, read, signal };
    if (judge.needles.length > 0) {
      const kernel = new SeekKernel(module, blockBytes);
      kernel.seek(judge.needles);
      this.#resources = { ...shared, kernel, projector: undefined };
      return;
    }
    const kernel = new ScanKernel(module, blockBytes);
    const fields = judge.fields && [
      ...fieldsOf(judge.rule).map(({ name }) => name),
      ...judge.fields,
    ];
    this.#resources = { ...shared, kernel, projector: fields && new Projector(kernel, fields) };
  }

  /**
   * Scans a segment, a block at a time.
   *
   * A file of plain lines is read with blocking calls and never waits, so a thread that has other work to do must let it
   * happen between parts.
   */
  scan(segment: Segment): AsyncGenerator<SegmentPart> {
    return segment.kind === 'file'
      ? this.#scanFile(segment)
      : scanChunks(segment.input.open(this.#resources.signal), this.#resources);
  }

  /** Takes back the buffers of findings whose JSON nobody needs any more. */
  recycle(buffers: readonly ArrayBuffer[]): void {
    this.#resources.bufferPool.recycle(buffers);
  }

  /** Closes the open file. */
  close(): void {
    if (this.#open !== undefined) closeSync(this.#open.descriptor);
    this.#open = undefined;
  }

  async *#scanFile(segment: FileSegment): AsyncGenerator<SegmentPart> {
    const pass = new LinePass(this.#resources, segment);
    const { lines } = pass;
    let failure: Fault | undefined;
    try {
      const descriptor = this.#descriptorOf(segment);
      const check = (): Fault | undefined => changeOf(segment.state, descriptor);
      let position = lines.readFrom;
      while (!lines.isDone) {
        const { bytes, start, length } = lines.room;
        const count = readSync(descriptor, bytes, start, length, position);
        if (count === 0) break;
        if (position === 0 && isWholeFile(segment)) {
          const head = bytes.subarray(start, start + Math.min(count, windowBytes));
          if (detectFormat(head, true) !== 'lines') {
            yield* scanChunks(fileChunks(descriptor), this.#resources, check);
            return;
          }
        }
        position += count;
        lines.took(count);
        if (!lines.isDone) yield pass.part();
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

/** One pass over a range of lines in a file. */
class LinePass {
  readonly lines: LineSplitter;
  readonly #candidates: CandidateReader;
  readonly #end: number;
  /** The offset up to which bytes have been reported. */
  #reported: number;

  constructor(resources: ThreadResources, range: LineRange) {
    const { kernel, read } = resources;
    this.#candidates = new CandidateReader(range.start === 0, resources);
    this.lines = new LineSplitter(kernel, this.#candidates, range, read.maxLineBytes);
    this.#reported = range.start;
    this.#end = range.end;
  }

  /** What was found since the last part. */
  part(): SegmentPart {
    return { ...this.#candidates.take(), bytes: this.#progress() };
  }

  /** The last part. */
  finish(failure: Fault | undefined): SegmentPart {
    if (failure?.kind !== 'unreadable') this.lines.end();
    const { tally } = this.#candidates;
    return { ...this.part(), end: { lines: this.lines.count, tally, failure } };
  }

  #progress(): number {
    const bytes = Math.max(0, Math.min(this.lines.position, this.#end) - this.#reported);
    this.#reported += bytes;
    return bytes;
  }
}

/** Whether a segment is its whole file. Only plain lines are divided into ranges. */
function isWholeFile({ start, end }: FileSegment): boolean {
  return start === 0 && end === Number.POSITIVE_INFINITY;
}
