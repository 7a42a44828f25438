import { Pages, type PagesIssue } from '../export/pages.js';
import type { MatchFilter } from '../filter/match-filter.js';
import type { Input } from '../input/input.js';
import { DistinctEvents } from './distinct.js';
import { Executables } from './executables.js';
import {
  type DocumentFinding,
  type Fault,
  type Finding,
  isWarning,
  type MatchesFinding,
  type SegmentEnd,
  type SegmentPart,
  type SegmentPosition,
  type SegmentTally,
} from './finding.js';
import { addCounts, InputTally } from './input-tally.js';
import { eachMatch } from './matches.js';
import { type InputStatus, ScannedDocument, type Sink, type Summary } from './sink.js';
import { type DocumentStatistics, sumOf } from './statistics.js';
import type { Segment } from './tasks.js';

/** What counts as a problem, and which matches to report. */
export interface ResultOptions {
  /** Whether an input without a document is not a problem. */
  readonly allowEmpty: boolean;
  /** Whether malformed lines are only warnings, unless they mention init.d/. */
  readonly allowMalformed: boolean;
  /** Data sets whose documents are known not to be endpoint events, and may mention init.d/. */
  readonly allowUnrecognized: ReadonlySet<string>;
  /** Maximum number of matches to report; more are only counted. */
  readonly maxAlerts: number;
  readonly filter?: MatchFilter | undefined;
}

/** Whether `allowMalformed` turns a fault into a warning. A mention of init.d/ is never only a warning. */
function isHarmless(fault: Fault): boolean {
  switch (fault.kind) {
    case 'malformed-line':
    case 'malformed-value':
    case 'not-an-object':
      return !fault.mentions;
    default:
      return fault.kind === 'ragged-row' || fault.kind === 'nul-bytes';
  }
}

/** An input while its segments are accepted. Positions are relative to the input. */
interface InputProgress {
  readonly status: InputStatus;
  readonly tally: InputTally;
}

/** A document of an input that is held back. */
interface HeldDocument {
  readonly status: InputStatus;
  readonly finding: DocumentFinding;
}

/** Where a page of a result is, relative to its input. */
interface PagePosition {
  readonly input: InputStatus;
  readonly at: SegmentPosition;
}

/** Accepts the parts of all segments in order, numbers lines, reports results to the sink, and sums them up. */
export class ResultCollector<Note> {
  readonly #sink: Sink<Note>;
  readonly #options: ResultOptions;
  readonly #started = process.hrtime.bigint();
  readonly #inputs: Input[] = [];
  readonly #statuses: InputStatus[] = [];
  #current: InputProgress | undefined;
  #matches = 0;
  readonly #distinct = new DistinctEvents();
  /** Pages of one result may be in several inputs. */
  readonly #pages = new Pages<PagePosition>();
  #statistics: DocumentStatistics | undefined;
  #documents = 0;
  #endpointEvents = 0;
  #fileEvents = 0;
  readonly #executables = new Executables<InputStatus, HeldDocument>();
  /** Mentions of init.d/ that are accepted, by the data set that they are in. */
  readonly #mentions = new Map<string, number>();

  constructor(sink: Sink<Note>, options: ResultOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  register(input: Input): void {
    this.#inputs.push(input);
  }

  async accept({ inputNumber, isLast }: Segment, part: SegmentPart): Promise<void> {
    const progress = await this.#progressOf(inputNumber);
    progress.status.bytes += part.bytes;
    for (const finding of part.findings) {
      const accepted = this.#acceptFinding(progress, finding);
      if (accepted !== undefined) await accepted;
    }
    if (part.end !== undefined) await this.#endSegment(progress, part.end, isLast);
    await this.#sink.flush?.();
  }

  /** Reports a fault of the scan itself, by default for the input that the last results came from. */
  async fault(fault: Fault, inputNumber: number = this.#statuses.length - 1): Promise<void> {
    const progress = await this.#progressOf(Math.max(0, inputNumber));
    await this.#report(progress.status, fault);
  }

  /** Every part has been accepted: reports the inputs that could not be read at all, and sums up. */
  async finish(interrupted: boolean): Promise<Summary> {
    if (!interrupted) {
      await this.#reportUnread(this.#inputs.length);
      const { documents = 0, fileEvents } = this.#statistics ?? {};
      const hasNoFileEvent = documents > 0 && fileEvents === 0;
      if (hasNoFileEvent) await this.fault({ kind: 'no-file-event', documents });
      else if (this.#endpointEvents > 0 && this.#fileEvents === 0) {
        await this.fault({ kind: 'only-other-events', documents: this.#documents });
      }
      for (const { input, position, documents } of this.#executables.lacking()) {
        const fields = ['process.executable'];
        await this.#report(input, { kind: 'missing-fields', fields, documents }, position);
      }
      await this.#endInput();
      await this.#reportPages(this.#pages.end());
    }
    await this.#sink.flush?.();
    const problems = this.#sum('problems');
    return {
      inputs: this.#statuses,
      bytes: this.#sum('bytes'),
      lines: this.#sum('lines'),
      matches: this.#matches,
      compared: this.#distinct.compared,
      distinct: this.#distinct.events,
      withheld: Math.max(0, this.#matches - this.#options.maxAlerts),
      problems,
      warnings: this.#sum('warnings'),
      complete: problems === 0 && !interrupted,
      interrupted,
      seconds: Number(process.hrtime.bigint() - this.#started) / 1e9,
      statistics: this.#statistics,
      mentions: Object.fromEntries(this.#mentions),
      filter: this.#options.filter?.summary(),
    };
  }

  #sum(key: Exclude<keyof InputStatus, 'name'>): number {
    return this.#statuses.reduce((sum, status) => sum + status[key], 0);
  }

  /** The state of an input. Earlier inputs without results could not be read. */
  async #progressOf(input: number): Promise<InputProgress> {
    if (this.#current === undefined || this.#statuses.length <= input) {
      await this.#reportUnread(input);
      return this.#beginInput();
    }
    return this.#current;
  }

  /** Reports inputs that could not be read, up to a number. */
  async #reportUnread(end: number): Promise<void> {
    for (let at = this.#statuses.length; at < end; at += 1) {
      const input = this.#inputs[at];
      const { status } = await this.#beginInput();
      if (input?.kind === 'missing') await this.#report(status, input.why);
    }
  }

  async #beginInput(): Promise<InputProgress> {
    await this.#endInput();
    const name = this.#inputs[this.#statuses.length]?.name ?? '';
    const status = { name, bytes: 0, lines: 0, matches: 0, problems: 0, warnings: 0 };
    this.#statuses.push(status);
    this.#current = { status, tally: new InputTally() };
    return this.#current;
  }

  async #endInput(): Promise<void> {
    if (this.#current !== undefined) await this.#sink.inputDone?.(this.#current.status);
  }

  #acceptFinding({ status }: InputProgress, finding: Finding): void | Promise<void> {
    switch (finding.kind) {
      case 'matches':
        return this.#acceptMatches(status, finding);
      case 'document':
        return this.#acceptDocument(status, finding);
      case 'fault':
        return this.#report(status, finding.fault, inInput(status, finding));
      case 'page':
        return this.#reportPages(
          this.#pages.add(finding.page, { input: status, at: inInput(status, finding) }),
        );
    }
  }

  async #acceptMatches(status: InputStatus, finding: MatchesFinding): Promise<void> {
    for (const match of eachMatch(finding)) {
      // There may be very many, so only promises are awaited.
      const accepted = this.#acceptDocument(status, match);
      if (accepted !== undefined) await accepted;
    }
  }

  #acceptDocument(status: InputStatus, finding: DocumentFinding): void | Promise<void> {
    const { shapeWithoutExecutable: shape } = finding;
    const inputFinding = (): HeldDocument => ({
      status,
      finding: { ...finding, ...inInput(status, finding), json: Uint8Array.from(finding.json) },
    });
    if (shape !== undefined && this.#executables.hold(shape, inputFinding)) return undefined;
    return this.#passDocument(status, { ...finding, ...inInput(status, finding) });
  }

  /** @param finding its position is relative to the input. */
  #passDocument(status: InputStatus, finding: DocumentFinding): void | Promise<void> {
    const { line, byteOffset, position, provenance } = finding;
    const location = { input: status.name, line: line + 1, byteOffset, position, provenance };
    const document = new ScannedDocument(location, finding);
    const note = finding.note as Note;
    if (!finding.isMatch) return this.#sink.document?.(document, note);
    const suppression = this.#options.filter?.check(document);
    if (suppression?.kind === 'exceptions') {
      return this.#sink.suppressed?.(document, suppression.exceptions, note);
    }
    if (suppression !== undefined) return undefined;
    status.matches += 1;
    this.#matches += 1;
    const added = this.#distinct.add(document);
    if (added !== undefined) return added.then(() => this.#passOn(document, note));
    return this.#passOn(document, note);
  }

  /** Passes a match on, unless there were too many. */
  #passOn(document: ScannedDocument, note: Note): void | Promise<void> {
    if (this.#matches <= this.#options.maxAlerts) return this.#sink.match?.(document, note);
  }

  async #endSegment(progress: InputProgress, end: SegmentEnd, isLast: boolean): Promise<void> {
    const { status } = progress;
    const { tally } = end;
    this.#addTally(tally);
    const released = this.#executables.add(tally, status, (at) => inInput(status, at));
    for (const { status, finding } of released) await this.#passDocument(status, finding);
    status.lines += end.lines;
    progress.tally.add(tally);
    if (end.failure !== undefined) await this.#report(status, end.failure);
    if (!isLast) return;
    if (!progress.tally.hasDocument && status.problems === 0 && !this.#options.allowEmpty) {
      await this.#report(status, { kind: 'no-document' });
    }
    for (const fault of progress.tally.faults(this.#options.allowUnrecognized)) {
      await this.#report(status, fault);
    }
  }

  #addTally({ statistics, documents, endpointEvents, fileEvents, mentions }: SegmentTally): void {
    if (statistics !== undefined) {
      const before = this.#statistics;
      this.#statistics = before === undefined ? statistics : sumOf(before, statistics);
    }
    this.#documents += documents;
    this.#endpointEvents += endpointEvents;
    this.#fileEvents += fileEvents;
    addCounts(this.#mentions, mentions);
  }

  async #reportPages(found: readonly PagesIssue<PagePosition>[]): Promise<void> {
    for (const { issue, place } of found) await this.#report(place.input, issue, place.at);
  }

  /** @param at relative to the input. */
  async #report(status: InputStatus, fault: Fault, at?: SegmentPosition): Promise<void> {
    if (fault.kind === 'foreign-document' && this.#options.allowUnrecognized.has(fault.dataset)) {
      addCounts(this.#mentions, { [fault.dataset]: 1 });
      return;
    }
    const isOnlyWarning = isWarning(fault) || (this.#options.allowMalformed && isHarmless(fault));
    if (isOnlyWarning) status.warnings += 1;
    else status.problems += 1;
    await this.#sink.problem({
      severity: isOnlyWarning ? 'warning' : 'problem',
      input: status.name,
      line: at === undefined ? undefined : at.line + 1,
      byteOffset: at?.byteOffset,
      fault,
    });
  }
}

/** Turns a position in a segment into one in the input: the lines of earlier segments are known. */
function inInput({ lines }: InputStatus, { line, byteOffset }: SegmentPosition): SegmentPosition {
  return { line: lines + line, byteOffset };
}
