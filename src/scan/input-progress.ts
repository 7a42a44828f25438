import { type ForeignFormatId, mayHoldLogs } from '../input/foreign.js';
import type { Fault, SegmentEnd, SegmentTally } from './finding.js';
import { type FoundFile, HeldFaults } from './held-faults.js';
import { InputTally } from './input-tally.js';
import type { InputStatus } from './sink.js';

/** An input, or a member of an archive, while its segments are accepted. Positions are relative to the input. */
export class InputProgress {
  readonly status: InputStatus;
  /** The input if it was found, and not named: then it may be anything. */
  readonly found: FoundFile | undefined;
  /** If it was found, and no document in it yet. */
  held: HeldFaults | undefined;
  readonly tally: InputTally = new InputTally();
  #isArchive = false;
  #hasGrown = false;
  #hasChanged = false;
  /** What its beginning shows it to be, if that is no events. */
  foreign: ForeignFormatId | undefined;

  constructor(status: InputStatus, found: FoundFile | undefined) {
    this.status = status;
    this.found = found;
    this.held = found && new HeldFaults();
  }

  /** Whether the file only became longer during the scan. */
  get hasGrown(): boolean {
    return this.#hasGrown && !this.#hasChanged;
  }

  /** Adds how a segment ended. Returns its fault if that is to be reported. */
  add({
    tally,
    lines,
    foreign,
    hasGrown,
    failure,
    isArchive,
    formats,
  }: SegmentEnd): Fault | undefined {
    this.status.lines += lines;
    this.status.formats = formats;
    this.#noteShapes(tally.executables);
    this.tally.add(tally);
    this.foreign ??= foreign;
    this.#hasGrown ||= hasGrown;
    this.#isArchive ||= isArchive;
    const hadChanged = this.#hasChanged;
    this.#hasChanged ||= failure?.kind === 'changed';
    if (failure === undefined) return undefined;
    if (this.found !== undefined && isOtherFormat(failure)) {
      this.foreign = failure.format;
      return undefined;
    }
    // A file that changes does so for all segments after.
    return failure.kind === 'changed' && hadChanged ? undefined : failure;
  }

  #noteShapes({ seen, missing }: SegmentTally['executables']): void {
    const { status } = this;
    const shapes = missing.length === 0 ? seen : [...seen, ...missing.map(({ shape }) => shape)];
    const isKnown = shapes.every((shape) => status.shapes.includes(shape));
    if (!isKnown) {
      status.shapes =
        status.shapes.length === 0 ? shapes : [...new Set([...status.shapes, ...shapes])];
    }
  }

  /** What is wrong with the input as a whole, except that it may hold no document. */
  *faults(accepted: ReadonlySet<string>): Generator<Fault> {
    const { foreign, tally } = this;
    if (tally.hasDocument) yield* tally.frameFaults();
    if (tally.hasEndpointEvent || this.#isArchive) return;
    if (foreign !== undefined && mayHoldLogs(foreign)) {
      yield { kind: 'foreign-format', format: foreign };
    } else if (this.found === undefined) yield* tally.strangerFaults(accepted);
  }

  /** Whether it is an archive in an archive: what it lacks, its members lack. */
  get isFoundArchive(): boolean {
    return this.#isArchive && this.found !== undefined;
  }

  /** Whether documents were found in it, but it was not named and none of them is an endpoint event. */
  get isFoundStranger(): boolean {
    const { found, tally, status } = this;
    const isQuiet = status.problems === 0 && status.warnings === 0;
    return found !== undefined && tally.isStranger && isQuiet && !this.#isArchive;
  }
}

function isOtherFormat(fault: Fault): fault is Fault & { readonly kind: 'foreign-format' } {
  return fault.kind === 'foreign-format' && !mayHoldLogs(fault.format);
}
