import { type IncompletePages, Pages } from '../export/pages.js';
import type { MatchFilter } from '../filter/match-filter.js';
import type { Input } from '../input/input.js';
import {
  type DocumentFinding,
  type Fault,
  type Finding,
  isWarning,
  type MatchesFinding,
  type SegmentEnd,
  type SegmentPart,
  type SegmentPosition,
} from './finding.js';
import { eachMatch } from './matches.js';
import { type InputStatus, ScannedDocument, type Sink, type Summary } from './sink.js';
import { type DocumentStatistics, sumOf } from './statistics.js';
import type { Segment } from './tasks.js';

/** What counts as a problem, and which matches to report. */
export interface ResultOptions {
  /** Whether an input without a document is not a problem. */
  readonly allowEmpty: boolean;
  /** Whether malformed lines are only warnings. */
  readonly allowMalformed: boolean;
  /** Maximum number of matches to report; more are only counted. */
  readonly maxAlerts: number;
  readonly filter?: MatchFilter | undefined;
}

/** Faults that `allowMalformed` turns into warnings. */
const malformed: ReadonlySet<Fault['kind']> = new Set([
  'malformed-line',
  'malformed-value',
  'not-an-object',
  'ragged-row',
]);

/** An input while its segments are accepted. Positions are relative to the input. */
interface InputProgress {
  readonly status: InputStatus;
  readonly pages: Pages<SegmentPosition>;
  sawDocument: boolean;
  unrecognized: number;
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
  #statistics: DocumentStatistics | undefined;

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
      await this.#endInput();
    }
    await this.#sink.flush?.();
    const problems = this.#sum('problems');
    return {
      inputs: this.#statuses,
      bytes: this.#sum('bytes'),
      lines: this.#sum('lines'),
      matches: this.#matches,
      withheld: Math.max(0, this.#matches - this.#options.maxAlerts),
      problems,
      warnings: this.#sum('warnings'),
      complete: problems === 0 && !interrupted,
      interrupted,
      seconds: Number(process.hrtime.bigint() - this.#started) / 1e9,
      statistics: this.#statistics,
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
    this.#current = { status, pages: new Pages(), sawDocument: false, unrecognized: 0 };
    return this.#current;
  }

  async #endInput(): Promise<void> {
    if (this.#current !== undefined) await this.#sink.inputDone?.(this.#current.status);
  }

  #acceptFinding({ status, pages }: InputProgress, finding: Finding): void | Promise<void> {
    switch (finding.kind) {
      case 'matches':
        return this.#acceptMatches(status, finding);
      case 'document':
        return this.#acceptDocument(status, finding);
      case 'fault':
        return this.#report(status, finding.fault, inInput(status, finding));
      case 'page':
        return this.#reportPages(status, pages.add(finding.page, inInput(status, finding)));
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
    const { line, byteOffset, position } = finding;
    const location = { input: status.name, line: status.lines + line + 1, byteOffset, position };
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
    if (this.#matches <= this.#options.maxAlerts) return this.#sink.match?.(document, note);
  }

  async #endSegment(progress: InputProgress, end: SegmentEnd, isLast: boolean): Promise<void> {
    const { status, pages } = progress;
    const { sawDocument, unrecognized, statistics } = end.tally;
    status.lines += end.lines;
    progress.sawDocument ||= sawDocument;
    progress.unrecognized += unrecognized;
    if (statistics !== undefined) {
      const before = this.#statistics;
      this.#statistics = before === undefined ? statistics : sumOf(before, statistics);
    }
    if (end.failure !== undefined) await this.#report(status, end.failure);
    if (!isLast) return;
    await this.#reportPages(status, pages.end());
    if (!progress.sawDocument && status.problems === 0 && !this.#options.allowEmpty) {
      await this.#report(status, { kind: 'no-document' });
    }
    if (progress.unrecognized > 0) {
      await this.#report(status, { kind: 'unrecognised', documents: progress.unrecognized });
    }
  }

  async #reportPages(status: InputStatus, found?: IncompletePages<SegmentPosition>): Promise<void> {
    if (found !== undefined) await this.#report(status, found.issue, found.position);
  }

  /** @param at relative to the input. */
  async #report(status: InputStatus, fault: Fault, at?: SegmentPosition): Promise<void> {
    const isOnlyWarning =
      isWarning(fault) || (malformed.has(fault.kind) && this.#options.allowMalformed);
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
