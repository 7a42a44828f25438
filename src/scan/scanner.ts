import { closeSync, openSync, readSync } from 'node:fs';
import { identifyUnlessJson } from '../input/decode.js';
import { ForeignFormatError, type ForeignFormatId } from '../input/foreign.js';
import type { FileState } from '../input/input.js';
import { beginsLikeJson, detectFormat, windowBytes } from '../input/sniff.js';
import { systemFailure } from '../io/errors.js';
import { fieldsOf } from '../rule/rule.js';
import { BufferPool } from './buffer-pool.js';
import { CandidateReader } from './candidates.js';
import {
  changeOf,
  type FileChange,
  faultOf,
  fileChunks,
  jsonKindOf,
  readLimit,
  scanChunks,
  withoutFaults,
} from './chunks.js';
import { DamagedFields } from './damaged-fields.js';
import type { Fault, SegmentEnd, SegmentPart, SegmentTally } from './finding.js';
import type { Judge } from './judge.js';
import { ScanKernel } from './kernel/scan-kernel.js';
import { SeekKernel } from './kernel/seek-kernel.js';
import { blockBytes, LineSplitter } from './lines.js';
import type { ReadOptions, ThreadResources } from './options.js';
import { Projector } from './projector.js';
import type { FileSegment, Segment } from './tasks.js';

/** Compiles the kernel that a judge needs. The module can be sent to other threads. */
export function compileKernelFor({ needles, rule, seeksLeads }: Judge): WebAssembly.Module {
  if (seeksLeads === true) return ScanKernel.compileForLeads();
  const { includesBootFiles } = rule.subject.mentions;
  return (needles.length === 0 ? ScanKernel : SeekKernel).compile(includesBootFiles);
}

/** Number of bytes at the beginning of a file that show whether it is in a format that is not read. */
const headBytes = 64 * 1024;

/** Maximum number of bytes of a short file. */
const shortBytes = 64 * 1024;

/** Milliseconds after which the findings in a file are passed on. Before, there are few. */
const partMs = 4;

/** A file that is kept open because the next segment is usually part of it. */
interface OpenFile {
  readonly path: string;
  readonly inode: FileState['inode'];
  readonly descriptor: number;
  foreign?: Promise<ForeignFormatId | undefined>;
}

/** Scans segments on one thread, one at a time. */
export class Scanner {
  readonly #resources: ThreadResources;
  #open: OpenFile | undefined;

  /** @param module from {@link compileKernelFor} for the same judge. */
  constructor(module: WebAssembly.Module, read: ReadOptions, judge: Judge, signal?: AbortSignal) {
    const damage = new DamagedFields(judge.rule);
    const shared = { bufferPool: new BufferPool(), judge, damage, read, signal };
    if (judge.needles.length > 0) {
      const kernel = new SeekKernel(module, blockBytes);
      kernel.setNeedles(judge.needles);
      this.#resources = { ...shared, kernel, projector: undefined };
      return;
    }
    const kernel = new ScanKernel(module, blockBytes);
    const ruleFields = fieldsOf(judge.rule).map(({ name }) => name);
    const fields = judge.fields && [...ruleFields, ...judge.fields];
    this.#resources = { ...shared, kernel, projector: fields && new Projector(kernel, fields) };
  }

  /**
   * Scans a segment, a block at a time. Files of plain lines are read with blocking calls: to let other work happen,
   * the caller has to yield to the event loop between parts.
   */
  scan(segment: Segment): AsyncGenerator<SegmentPart> {
    return segment.kind === 'file'
      ? this.#scanFile(segment)
      : scanChunks(segment.input.open(this.#resources.signal), this.#resources);
  }

  /**
   * Scans a short file of plain lines, for which {@link scan} would take longer: there may be very many. Undefined if it
   * is anything else, or may have changed.
   */
  async scanShort(segment: Segment): Promise<SegmentPart | undefined> {
    if (segment.kind !== 'file' || !isShort(segment)) return undefined;
    const { kernel, read } = this.#resources;
    const { size } = segment.state;
    const candidates = new CandidateReader(true, this.#resources);
    const lines = new LineSplitter(kernel, candidates, segment, read.maxLineBytes);
    const { bytes, start } = lines.freeSpace;
    try {
      const descriptor = this.#descriptorOf(segment);
      const count = readSync(descriptor, bytes, start, size, 0);
      if (count < size || !isPlainLines(bytes.subarray(start, start + size))) return undefined;
      const { hasGrown, fault } = changeOf(segment.state, descriptor);
      if (hasGrown || fault !== undefined) return undefined;
    } catch (error) {
      systemFailure(error);
      return undefined;
    }
    lines.commit(size);
    lines.end();
    candidates.end();
    const { findings, buffers } = candidates.drain();
    const end = await this.#endOf(segment, lines.count, candidates.tally, false, undefined);
    return { findings, buffers, bytes: size, end };
  }

  /** Takes back the buffers of findings that are no longer needed. */
  recycle(buffers: readonly ArrayBuffer[]): void {
    this.#resources.bufferPool.recycle(buffers);
  }

  close(): void {
    if (this.#open !== undefined) closeSync(this.#open.descriptor);
    this.#open = undefined;
  }

  async *#scanFile(segment: FileSegment): AsyncGenerator<SegmentPart> {
    const { kernel, read } = this.#resources;
    const candidates = new CandidateReader(segment.start === 0, this.#resources);
    const lines = new LineSplitter(kernel, candidates, segment, read.maxLineBytes);
    let reported = segment.start;
    let lastPart = Date.now();
    const part = (): SegmentPart => {
      const position = Math.max(reported, Math.min(lines.position, segment.end));
      const bytes = position - reported;
      reported = position;
      const { findings, buffers } = candidates.drain();
      return { findings, buffers, bytes };
    };
    let failure: Fault | undefined;
    let hasGrown = false;
    try {
      const descriptor = this.#descriptorOf(segment);
      // Only files of plain lines are divided into ranges.
      const isWholeFile = segment.start === 0 && segment.end === Number.POSITIVE_INFINITY;
      const format = isWholeFile ? undefined : await this.#foreignFormatOf(descriptor);
      if (format !== undefined && segment.start === 0) throw new ForeignFormatError(format);
      const check = (): FileChange => changeOf(segment.state, descriptor);
      const limit = readLimit(segment.state, descriptor);
      let position = lines.readFrom;
      while (!lines.isDone && position < limit && format === undefined) {
        const { bytes, start, length } = lines.freeSpace;
        const wanted = Math.min(length, limit - position);
        const count = readSync(descriptor, bytes, start, wanted, position);
        if (count === 0) break;
        if (position === 0 && isWholeFile) {
          if (!isPlainLines(bytes.subarray(start, start + count))) {
            yield* scanChunks(fileChunks(descriptor, limit), this.#resources, check);
            return;
          }
        }
        position += count;
        lines.commit(count);
        if (!lines.isDone && Date.now() - lastPart >= partMs) {
          yield part();
          lastPart = Date.now();
        }
      }
      ({ hasGrown, fault: failure } = check());
    } catch (error) {
      failure = faultOf(error);
    }
    const hasChanged = hasGrown || failure?.kind === 'changed';
    if (hasChanged) yield part();
    if (failure?.kind !== 'unreadable') lines.end();
    candidates.end();
    const last = hasChanged ? withoutFaults(part()) : part();
    const end = await this.#endOf(segment, lines.count, candidates.tally, hasGrown, failure);
    yield { ...last, end };
  }

  async #endOf(
    { start }: FileSegment,
    lines: number,
    tally: SegmentTally,
    hasGrown: boolean,
    failure: Fault | undefined,
  ): Promise<SegmentEnd> {
    const isStrange = start === 0 && failure === undefined && tally.endpointEvents === 0;
    const foreign = isStrange ? await jsonKindOf(this.#head()) : undefined;
    return { lines, tally, hasGrown, failure, isArchive: false, foreign, formats: ['lines'] };
  }

  #descriptorOf({ path, state: { inode } }: FileSegment): number {
    if (this.#open?.path !== path || this.#open.inode !== inode) {
      this.close();
      this.#open = { path, inode, descriptor: openSync(path, 'r') };
    }
    return this.#open.descriptor;
  }

  /** The beginning of the open file; undefined if it cannot be read any more. */
  #head(): Buffer | undefined {
    try {
      return this.#open && headOf(this.#open.descriptor);
    } catch (error) {
      systemFailure(error);
      return undefined;
    }
  }

  /** The format of the open file, if it is in one that is not read. */
  #foreignFormatOf(descriptor: number): Promise<ForeignFormatId | undefined> {
    const open = this.#open;
    if (open === undefined) return Promise.resolve(undefined);
    open.foreign ??= identifyUnlessJson(headOf(descriptor), false);
    return open.foreign;
  }
}

function isShort({ start, end, state: { size } }: FileSegment): boolean {
  const isWholeFile = start === 0 && end === Number.POSITIVE_INFINITY;
  return isWholeFile && size > 0 && size <= shortBytes;
}

/** Whether bytes, the first ones of a file, begin lines of JSON. */
function isPlainLines(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, windowBytes);
  return detectFormat(head, true) === 'lines' && beginsLikeJson(head);
}

function headOf(descriptor: number): Buffer {
  const head = Buffer.allocUnsafe(headBytes);
  return head.subarray(0, readSync(descriptor, head, 0, headBytes, 0));
}
