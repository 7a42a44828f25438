import type { MatchFilter } from '../filter/match-filter.js';
import { DistinctEvents } from './distinct.js';
import { Executables, type LackingExecutable } from './executables.js';
import type {
  DocumentFinding,
  MatchesFinding,
  Provenance,
  SegmentPosition,
  SegmentTally,
} from './finding.js';
import { eachMatch } from './matches.js';
import { type InputStatus, ScannedDocument, type Sink } from './sink.js';

/** Which matches to report. */
export interface MatchOptions {
  /** Maximum number of matches to report; more are only counted. */
  readonly maxAlerts: number;
  /** Whether to count the events that are the same in several matches, for which matches have to be parsed. */
  readonly comparesMatches: boolean;
  readonly filter?: MatchFilter | undefined;
}

/** A document of an input that is held back. Its position is relative to the input. */
interface HeldDocument {
  readonly status: InputStatus;
  readonly finding: DocumentFinding;
}

/** Reports the documents that the judge selected, and counts the matches among them. */
export class DocumentResults<Note> {
  readonly #sink: Sink<Note>;
  readonly #options: MatchOptions;
  readonly #executables = new Executables<InputStatus, HeldDocument>();
  readonly distinct: DistinctEvents = new DistinctEvents();
  /** Matches that were found inside other documents, or in text that is not valid JSON. */
  readonly extracted: Record<Provenance['kind'], number> = { embedded: 0, recovered: 0 };
  matches = 0;

  constructor(sink: Sink<Note>, options: MatchOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  async acceptMatches(status: InputStatus, finding: MatchesFinding): Promise<void> {
    for (const match of eachMatch(finding)) {
      // There may be very many, so only promises are awaited.
      const accepted = this.accept(status, match);
      if (accepted !== undefined) await accepted;
    }
  }

  accept(status: InputStatus, finding: DocumentFinding): void | Promise<void> {
    const { shapeWithoutExecutable: shape } = finding;
    if (shape !== undefined) {
      const held = (): HeldDocument => ({
        status,
        finding: { ...finding, ...inInput(status, finding), json: Uint8Array.from(finding.json) },
      });
      if (this.#executables.hold(shape, held)) return undefined;
    }
    return this.#report(status, finding, status.lines);
  }

  /** Reports what was held back and need not be after a segment. */
  add(tally: SegmentTally, status: InputStatus): void | Promise<void> {
    const released = this.#executables.add(tally, status, (at) => inInput(status, at));
    if (released.length > 0) return this.#reportHeld(released);
  }

  async #reportHeld(held: readonly HeldDocument[]): Promise<void> {
    for (const { status, finding } of held) await this.#report(status, finding, 0);
  }

  /** Events that cannot be judged because nothing of their shape has `process.executable`, when the scan has ended. */
  lackingExecutable(): readonly LackingExecutable<InputStatus>[] {
    return this.#executables.lacking();
  }

  /** @param linesBefore lines of the input before the segment to which the finding's position is relative. */
  #report(
    status: InputStatus,
    finding: DocumentFinding,
    linesBefore: number,
  ): void | Promise<void> {
    const { byteOffset, position, provenance } = finding;
    const line = linesBefore + finding.line + 1;
    const location = { input: status.name, line, byteOffset, position, provenance };
    const document = new ScannedDocument(location, finding);
    const note = finding.note as Note;
    if (!finding.isMatch) return this.#sink.document?.(document, note);
    const suppression = this.#options.filter?.check(document);
    if (suppression?.kind === 'exceptions') {
      return this.#sink.suppressed?.(document, suppression.exceptions, note);
    }
    if (suppression !== undefined) return this.#sink.unreported?.(document, note);
    status.matches += 1;
    this.matches += 1;
    if (provenance !== undefined) this.extracted[provenance.kind] += 1;
    const added = this.#options.comparesMatches ? this.distinct.add(document) : undefined;
    if (added !== undefined) return added.then(() => this.#reportMatch(document, note));
    return this.#reportMatch(document, note);
  }

  /** Reports a match, unless there were too many. */
  #reportMatch(document: ScannedDocument, note: Note): void | Promise<void> {
    return this.matches <= this.#options.maxAlerts
      ? this.#sink.match?.(document, note)
      : this.#sink.unreported?.(document, note);
  }
}

/** Turns a position in a segment into one in the input: the lines of earlier segments are known. */
export function inInput(
  { lines }: InputStatus,
  { line, byteOffset }: SegmentPosition,
): SegmentPosition {
  return { line: lines + line, byteOffset };
}
