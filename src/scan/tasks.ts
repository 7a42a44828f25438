import { closeSync, openSync, readSync } from 'node:fs';
import type { FileInput, FileState, Input, StreamInput } from '../input/input.js';
import { detectFormat, windowBytes } from '../input/sniff.js';
import { systemFailure } from '../io/errors.js';
import type { SegmentPart } from './finding.js';

/** A part of an input, which one thread scans. */
interface InputSegment {
  /** The input's number in the order of reports, from 0. */
  readonly inputNumber: number;
  /** Whether the input ends with this segment. */
  readonly isLast: boolean;
}

/** The lines of a file that start in `[start, end)`. */
export interface FileSegment extends InputSegment {
  readonly kind: 'file';
  readonly path: string;
  readonly state: FileState;
  readonly start: number;
  /** Infinity for the last segment of a file, which is read to the size that the file had when it was found. */
  readonly end: number;
}

/** A whole stream. */
export interface StreamSegment extends InputSegment {
  readonly kind: 'stream';
  readonly input: StreamInput;
}

export type Segment = FileSegment | StreamSegment;

/** The unit of work of a thread: a range of a large file, a stream, or several small files. */
export interface Task {
  readonly segments: readonly Segment[];
  /** Roughly how much work it is, in bytes. */
  readonly cost: number;
}

/** Some results of a task, with the number of their segment in the task. */
export interface TaskPart {
  readonly segment: number;
  readonly part: SegmentPart;
}

/** Larger files are divided into ranges of this size, in bytes. */
export const rangeBytes: number = 4 * 1024 * 1024;

/** The cost of opening and closing a file, in bytes that could have been scanned in that time. */
const fileCost = 64 * 1024;

/** Number of bytes that nearly always suffice to detect a file's format. */
const headBytes = 64 * 1024;

/** The cost of a byte of a compressed file, which is recognized by its name without being opened. */
const compressedCost = 8;

/**
 * Divides inputs into tasks, in the order in which their findings are reported.
 *
 * @param onInput called with each input before its first task is returned. Skipped inputs have no task and no number.
 */
export function* planTasks(
  inputs: Iterable<Input>,
  onInput: (input: Input) => void,
): Generator<Task> {
  let small: Segment[] = [];
  let smallCost = 0;
  let inputNumber = -1;
  for (const input of inputs) {
    onInput(input);
    if (input.kind === 'skipped') continue;
    inputNumber += 1;
    if (input.kind === 'file' && input.state.size <= rangeBytes) {
      small.push(wholeFile(input, inputNumber));
      smallCost += costOf(input) + fileCost;
      if (smallCost < rangeBytes) continue;
    }
    if (small.length > 0) yield { segments: small, cost: smallCost };
    small = [];
    smallCost = 0;
    if (input.kind === 'stream') {
      yield { segments: [{ kind: 'stream', input, inputNumber, isLast: true }], cost: 0 };
    } else if (input.kind === 'file' && input.state.size > rangeBytes) {
      if (holdsLines(input.path)) yield* rangesOf(input, inputNumber);
      else yield { segments: [wholeFile(input, inputNumber)], cost: costOf(input) };
    }
  }
  if (small.length > 0) yield { segments: small, cost: smallCost };
}

function wholeFile({ path, state }: FileInput, inputNumber: number): Segment {
  const end = Number.POSITIVE_INFINITY;
  return { kind: 'file', path, state, start: 0, end, inputNumber, isLast: true };
}

function costOf({ path, state }: FileInput): number {
  return /\.(?:gz|tgz|zst|xz|bz2|zip)$/.test(path) ? state.size * compressedCost : state.size;
}

/** Whether a file holds plain lines and can be divided. If it cannot be read, the scanner will report it. */
function holdsLines(path: string): boolean {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const head = Buffer.allocUnsafe(windowBytes);
    const read = readSync(descriptor, head, 0, headBytes, 0);
    const format =
      detectFormat(head.subarray(0, read), false) ??
      detectFormat(head.subarray(0, readSync(descriptor, head, 0, windowBytes, 0)), true);
    return format === 'lines';
  } catch (error) {
    systemFailure(error);
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function* rangesOf({ path, state }: FileInput, inputNumber: number): Generator<Task> {
  for (let start = 0; start < state.size; start += rangeBytes) {
    const isLast = start + rangeBytes >= state.size;
    const end = isLast ? Number.POSITIVE_INFINITY : start + rangeBytes;
    const segment: Segment = { kind: 'file', path, state, start, end, inputNumber, isLast };
    yield { segments: [segment], cost: rangeBytes };
  }
}
