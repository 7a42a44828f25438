// biome-ignore-all lint/style/noExcessiveLinesPerFile: one algorithm on one block of memory.

import { newline } from '../json/ascii.js';
import type { SegmentPosition } from './finding.js';
import type { Kernel } from './kernel/kernel.js';
import { dropNuls, keptNuls, longRun, shortRun } from './nul-runs.js';

/** A line to examine: `bytes[start, end)`, without its newline. Valid only during the call. */
export interface CandidateLine {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The start of the look-behind: bytes before it no longer hold what came before the line. */
  readonly lookBehindStart: number;
  /** Number of newlines in the segment before the line. */
  readonly line: number;
  /** Offset of the line's first byte in the input. */
  readonly byteOffset: number;
  /** False for a last line without a newline. */
  readonly isTerminated: boolean;
  /** Number of NUL bytes of the line that were dropped: they are not in `bytes`, or before `start`. */
  readonly droppedNuls: number;
}

/** Receives what {@link LineSplitter} finds. */
export interface LineTarget {
  /** Whether the target currently needs every line, and not only candidates. */
  readonly needsEveryLine: boolean;
  /**
   * Whether it needs the line `bytes[start, end)`, a weak candidate.
   *
   * @param classes those of its weak needles.
   * @param minute that of its event, if known, in milliseconds since 1970.
   */
  needsWeakLine(
    bytes: Buffer,
    start: number,
    end: number,
    classes: number,
    minute?: number,
  ): boolean;
  candidate(line: CandidateLine): void;
  /** Called before the bytes of the lines forwarded so far change. */
  flush(): void;
  /** Receives the length of a line over the limit, which was dropped. */
  lineTooLong(bytes: number, position: SegmentPosition): void;
}

/** The lines of an input that start in `[start, end)`. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Bytes that stay readable before the current line, to find the action line in a bulk file. */
export const lookBehind = 4096;

/**
 * Maximum number of bytes to read at a time, even if the block grew for one long line. Blocks of this size stay in the
 * processor's cache.
 */
const readBytes = 2064 * 1024;

/** Initial capacity of a kernel: the bytes of one read, after the look-behind and the beginning of a line. */
export const blockBytes: number = readBytes + 48 * 1024;

/** Bytes to read at first beyond the end of a range: usually they hold the rest of its last line. */
const readAheadBytes = 8 * 1024;

/**
 * Splits bytes into lines and forwards the candidates.
 *
 * Bytes are read directly into the kernel's memory: get {@link freeSpace}, fill some of it, call {@link commit}; at the
 * end of the input, call {@link end}. A line that spans reads is moved to the front once, with the look-behind; a line
 * longer than the block makes the block grow, up to the maximum line length. Runs of NULs do not count towards the
 * length of a line: a crash may leave more of them than fit into memory.
 */
export class LineSplitter {
  readonly #kernel: Kernel;
  readonly #target: LineTarget;
  readonly #maxLineBytes: number;
  readonly #range: LineRange;
  /** The look-behind is `bytes[lookBehindStart, at)`; `bytes[at, filled)` begins with a line and is not scanned yet. */
  #lookBehindStart = 0;
  #at = 0;
  #filled = 0;
  /** Offset of `bytes[0]` in the input. */
  #origin: number;
  /** Number of newlines of the range before `at`. */
  #newlines = 0;
  /** Whether the range's first line has not been found yet. */
  #awaitsFirstLine: boolean;
  /** Bytes dropped so far of a line over the limit; -1 if there is none. */
  #dropped = -1;
  /** Number of NULs that were dropped of a line, and `origin` plus the position of its start. */
  #nulsAt = -1;
  #nuls = 0;
  /** Whether the input ended in a line without a newline. */
  #isUnterminated = false;
  /** Whether every line of the range has been scanned, so that no more bytes are needed. */
  isDone = false;

  constructor(kernel: Kernel, target: LineTarget, range: LineRange, maxLineBytes: number) {
    this.#kernel = kernel;
    this.#target = target;
    this.#maxLineBytes = maxLineBytes;
    this.#range = range;
    this.#origin = this.readFrom;
    this.#awaitsFirstLine = range.start > 0;
    this.#at = Math.max(0, range.start - 1 - this.#origin);
  }

  /** Offset in the input at which reading must begin. */
  get readFrom(): number {
    return Math.max(0, this.#range.start - 1 - lookBehind);
  }

  /** Number of lines of the range so far: its newlines, plus 1 if the last line has none. */
  get count(): number {
    return this.#newlines + (this.#isUnterminated ? 1 : 0);
  }

  /** Offset in the input after the last byte committed. */
  get position(): number {
    return this.#origin + this.#filled;
  }

  /** Where to put the next bytes: into `bytes` from `start`, at most `length` of them, which is at least 1. */
  get freeSpace(): { readonly bytes: Buffer; readonly start: number; readonly length: number } {
    const { bytes, capacity } = this.#kernel;
    const free = capacity - this.#filled;
    const left = this.#range.end + readAheadBytes - this.position;
    const useful = left > 0 ? Math.min(left, readBytes) : readBytes;
    return { bytes, start: this.#filled, length: Math.min(free, useful) };
  }

  /** Copies a chunk into {@link freeSpace} and scans it. */
  write(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; ) {
      const { bytes, start, length } = this.freeSpace;
      const piece = chunk.subarray(from, from + length);
      bytes.set(piece, start);
      from += piece.length;
      this.commit(piece.length);
    }
  }

  /** Scans the lines that are completed by `count` new bytes at the start of {@link freeSpace}. */
  commit(count: number): void {
    const fresh = this.#filled;
    this.#filled += count;
    const hasLines = this.#awaitsFirstLine
      ? this.#findFirstLine()
      : this.#dropped < 0 || this.#dropRest();
    if (hasLines) {
      const from = Math.max(this.#at, fresh);
      const last = this.#kernel.bytes.subarray(from, this.#filled).lastIndexOf(newline);
      if (last >= 0) this.#scan(this.#endOfRange(from + last + 1));
    }
    if (!this.isDone) this.#keepIncompleteLine(fresh);
  }

  /** The input has ended: the rest is its last line. */
  end(): void {
    if (this.isDone || this.#awaitsFirstLine) return;
    this.isDone = true;
    this.#isUnterminated = this.#dropped >= 0 || this.#filled > this.#at;
    if (this.#dropped >= 0) {
      this.#reportDropped();
    } else if (!isBlank(this.#kernel.bytes, this.#at, this.#filled)) {
      // It is always a candidate: its end may be missing, and the path with it.
      this.#forward(this.#at, this.#filled, this.#newlines, false);
    }
  }

  /**
   * Finds the range's first line, which starts after the first newline at or after the byte before the range. Until it
   * is found, `at` is where to continue, and may be beyond `filled`.
   */
  #findFirstLine(): boolean {
    const found = this.#indexOfNewline(this.#at, this.#filled);
    const next = found < 0 ? Math.max(this.#at, this.#filled) : found + 1;
    const position = this.#origin + next;
    this.#at = next;
    this.#awaitsFirstLine = found < 0;
    if (found >= 0 && position > this.#range.start && position <= this.#range.end)
      this.#newlines += 1;
    this.isDone = position >= this.#range.end;
    return !this.#awaitsFirstLine && !this.isDone;
  }

  /** The end of the lines that may be scanned now: those that start before the end of the range. */
  #endOfRange(end: number): number {
    const rangeEnd = this.#range.end - this.#origin;
    if (end < rangeEnd) return end;
    this.isDone = true;
    return this.#indexOfNewline(Math.max(this.#at, rangeEnd - 1), end) + 1;
  }

  /** Scans the lines up to `end`, all of which are complete. */
  #scan(end: number): void {
    this.#scanOneByOne(end);
    while (this.#at < end) {
      const longLine = this.#findLongLine(end);
      if (longLine === undefined) {
        this.#scanByKernel(end);
      } else {
        this.#scanByKernel(longLine.start);
        this.#forward(longLine.start, longLine.end, this.#newlines);
        this.#at = longLine.end + 1;
        this.#newlines += 1;
      }
    }
    // A last newline after the end of this range belongs to another.
    if (this.#origin + end > this.#range.end) this.#newlines -= 1;
  }

  #scanByKernel(end: number): void {
    const kernel = this.#kernel;
    while (this.#at < end) {
      const found = kernel.scan(this.#at, end);
      for (let i = 0; i < found; i += 1) {
        const start = kernel.lineStart(i);
        const end = kernel.lineEnd(i);
        if (this.#isNeeded(i, start, end)) {
          this.#forward(start, end, this.#newlines + kernel.newlinesBefore(i));
        }
      }
      this.#newlines += kernel.newlines;
      this.#at = kernel.resumeAt;
    }
  }

  /** Whether the target needs candidate `index` of the last scan. */
  #isNeeded(index: number, start: number, end: number): boolean {
    const kernel = this.#kernel;
    const classes = kernel.weakClasses(index);
    if (classes === 0) return true;
    return this.#target.needsWeakLine(kernel.bytes, start, end, classes, kernel.minuteOf(index));
  }

  /** Forwards every line for as long as the target needs that. */
  #scanOneByOne(end: number): void {
    const { bytes } = this.#kernel;
    while (this.#at < end && this.#target.needsEveryLine) {
      if (bytes[this.#at] === newline) {
        this.#newlines += 1;
        this.#at += 1;
        continue;
      }
      const stop = this.#indexOfNewline(this.#at, end);
      if (!isBlank(bytes, this.#at, stop)) this.#forward(this.#at, stop, this.#newlines);
      this.#newlines += 1;
      this.#at = stop + 1;
    }
  }

  /** The first line before `end` that is over the limit. */
  #findLongLine(end: number): { start: number; end: number } | undefined {
    let start = this.#at;
    while (end - start > this.#maxLineBytes) {
      const stop = this.#indexOfNewline(start, end);
      if (stop - this.#afterNuls(start, stop) > this.#maxLineBytes) return { start, end: stop };
      start = stop + 1;
    }
    return undefined;
  }

  #forward(start: number, end: number, line: number, isTerminated = true): void {
    const nuls = this.#nulsOf(this.#origin + start);
    const byteOffset = this.#origin + start - nuls;
    const isLong = end - start > this.#maxLineBytes;
    const { bytes } = this.#kernel;
    const from = isLong ? this.#afterNuls(start, end) : start;
    const to = isLong ? dropNuls(bytes, from, end, shortRun) : end;
    if (to - from > this.#maxLineBytes) {
      this.#target.lineTooLong(end - start + nuls, { line, byteOffset });
      return;
    }
    if (to < end) bytes.fill(newline, to, end);
    this.#target.candidate({
      bytes,
      start: from,
      end: to,
      lookBehindStart: from > start ? from : this.#lookBehindStart,
      droppedNuls: nuls + (end - start) - (to - from),
      line,
      byteOffset,
      isTerminated,
    });
  }

  /**
   * Moves the incomplete line to the front, with the look-behind. If the block is full, grows it or drops the line.
   *
   * @param fresh start of the bytes that were added.
   */
  #keepIncompleteLine(fresh: number): void {
    this.#target.flush();
    if (!this.#awaitsFirstLine) {
      this.#dropNulsAtStart();
      this.#dropNuls(Math.max(this.#at, fresh - longRun), longRun);
      if (this.#filled - this.#at > this.#maxLineBytes) this.#dropNuls(this.#at, shortRun);
    }
    const keepFrom = Math.max(this.#lookBehindStart, this.#at - lookBehind);
    if (keepFrom > 0) {
      this.#kernel.bytes.copyWithin(0, keepFrom, this.#filled);
      this.#origin += keepFrom;
      this.#at -= keepFrom;
      this.#filled -= keepFrom;
      this.#lookBehindStart = 0;
    }
    const { capacity } = this.#kernel;
    if (this.#filled - this.#at > this.#maxLineBytes) {
      this.#dropped = this.#filled - this.#at;
      this.#forget();
    } else if (this.#filled * 2 > capacity) {
      this.#kernel.grow(capacity * 2);
    }
  }

  /** Drops NULs at the start of the incomplete line, and keeps their number. */
  #dropNulsAtStart(): void {
    const start = this.#at;
    const end = this.#afterNuls(start, this.#filled);
    if (end === start) return;
    this.#nuls = this.#nulsOf(this.#origin + start) + end - start;
    this.#nulsAt = this.#origin + end;
    this.#at = end;
    this.#lookBehindStart = end;
  }

  /** Drops NULs of runs in the incomplete line. The offset in the input of what is behind them stays right. */
  #dropNuls(from: number, length: number): void {
    const end = dropNuls(this.#kernel.bytes, from, this.#filled, length);
    const dropped = this.#filled - end;
    if (dropped === 0) return;
    this.#nuls = this.#nulsOf(this.#origin + this.#at) + dropped;
    this.#filled = end;
    this.#origin += dropped;
    this.#nulsAt = this.#origin + this.#at;
  }

  /** Number of NULs that were dropped of the line that starts at a position plus `origin`. */
  #nulsOf(position: number): number {
    return position === this.#nulsAt ? this.#nuls : 0;
  }

  /** Where a line begins without the NULs at its start, except the last few. */
  #afterNuls(start: number, end: number): number {
    const { bytes } = this.#kernel;
    let at = start;
    while (at < end && bytes[at] === 0) at += 1;
    return Math.max(start, at - keptNuls);
  }

  /** Drops more of a line over the limit. True if its newline was found and more lines follow. */
  #dropRest(): boolean {
    const stop = this.#indexOfNewline(this.#at, this.#filled);
    if (stop < 0) {
      this.#dropped += this.#filled - this.#at;
      this.#forget();
      return false;
    }
    this.#dropped += stop - this.#at;
    this.#at = stop;
    this.#reportDropped();
    this.#at += 1;
    this.#lookBehindStart = this.#at;
    const position = this.#origin + this.#at;
    if (position <= this.#range.end) this.#newlines += 1;
    this.isDone = position >= this.#range.end;
    return !this.isDone;
  }

  #reportDropped(): void {
    const start = this.#origin + this.#at - this.#dropped;
    const nuls = this.#nulsOf(start);
    const position = { line: this.#newlines, byteOffset: start - nuls };
    this.#target.lineTooLong(this.#dropped + nuls, position);
    this.#dropped = -1;
  }

  /** The first newline in `bytes[start, end)`, or -1. */
  #indexOfNewline(start: number, end: number): number {
    const found = start < end ? this.#kernel.bytes.subarray(start, end).indexOf(newline) : -1;
    return found < 0 ? -1 : start + found;
  }

  /** Forgets everything in the block. */
  #forget(): void {
    this.#origin += this.#filled;
    this.#lookBehindStart = 0;
    this.#at = 0;
    this.#filled = 0;
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}
