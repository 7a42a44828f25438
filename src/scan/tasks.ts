import { closeSync, openSync, readSync } from 'node:fs';
import type { FileState, Input, StreamInput } from '../input/input.js';
import { detectFormat, windowBytes } from '../input/sniff.js';
import { systemFailure } from '../io/errors.js';

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

/** A segment with the input it belongs to. */
export interface PlannedSegment {
  readonly segment: Segment;
  /** The input's number in the order of reports, from 0. */
  readonly input: number;
  /** Whether the input ends with this segment. */
  readonly last: boolean;
}

/** What one thread takes on at a time: one range of a large file, one stream, or several small files. */
export interface Task {
  readonly segments: readonly PlannedSegment[];
  /** About how much work it is, in bytes. */
  readonly cost: number;
}

/** Files up to this many bytes are scanned in one go; larger ones in ranges of this size. */
export const rangeBytes: number = 4 * 1024 * 1024;

/** What opening and closing a file costs, in bytes that could have been scanned meanwhile. */
const fileCost = 64 * 1024;

/** Bytes that nearly always tell a file's form. */
const lookBytes = 64 * 1024;

/** What a byte of a compressed file costs, as its name tells: nothing is opened to find out. */
const compressedCost = 8;

/**
 * Cuts inputs into tasks, in the order in which their findings are reported.
 *
 * @param note is told of each input before any task of it comes out.
 */
export function* planTasks(inputs: Iterable<Input>, note: (input: Input) => void): Generator<Task> {
  let small: PlannedSegment[] = [];
  let smallCost = 0;
  let number = -1;
  for (const input of inputs) {
    number += 1;
    note(input);
    if (input.kind === 'file' && input.state.size <= rangeBytes) {
      small.push({ segment: wholeOf(input), input: number, last: true });
      smallCost += workOf(input) + fileCost;
      if (smallCost < rangeBytes) continue;
    }
    if (small.length > 0) yield { segments: small, cost: smallCost };
    small = [];
    smallCost = 0;
    if (input.kind === 'stream') {
      yield {
        segments: [{ segment: { kind: 'stream', input }, input: number, last: true }],
        cost: 0,
      };
    } else if (input.kind === 'file' && input.state.size > rangeBytes) {
      if (holdsLines(input.path)) yield* ranges(input, number);
      else {
        const segments = [{ segment: wholeOf(input), input: number, last: true }];
        yield { segments, cost: workOf(input) };
      }
    }
  }
  if (small.length > 0) yield { segments: small, cost: smallCost };
}

type File = Extract<Input, { kind: 'file' }>;

function wholeOf({ path, state }: File): Segment {
  return { kind: 'file', path, state, start: 0, end: Number.POSITIVE_INFINITY };
}

function workOf({ path, state }: File): number {
  return /\.(gz|zst)$/.test(path) ? state.size * compressedCost : state.size;
}

/** Whether a file holds plain lines, so that it can be cut. One that cannot be read is left to the scan in one go. */
function holdsLines(path: string): boolean {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const head = Buffer.allocUnsafe(windowBytes);
    const looked = readSync(descriptor, head, 0, lookBytes, 0);
    const form =
      detectFormat(head.subarray(0, looked), false) ??
      detectFormat(head.subarray(0, readSync(descriptor, head, 0, windowBytes, 0)), true);
    return form === 'lines';
  } catch (error) {
    systemFailure(error);
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function* ranges(input: File, number: number): Generator<Task> {
  const { path, state } = input;
  for (let start = 0; start < state.size; start += rangeBytes) {
    const last = start + rangeBytes >= state.size;
    const end = last ? Number.POSITIVE_INFINITY : start + rangeBytes;
    const segment: Segment = { kind: 'file', path, state, start, end };
    yield { segments: [{ segment, input: number, last }], cost: rangeBytes };
  }
}
