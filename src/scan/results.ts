import { Pages } from '../export/pages.js';
import type { MatchFilter } from '../filter/match-filter.js';
import type { Input } from '../input/input.js';
import {
  type DocumentFinding,
  type ExplainedFinding,
  type Fault,
  type Finding,
  isWarning,
  type MatchesFinding,
  type MatchFinding,
  type SegmentEnd,
  type SegmentPart,
  type SegmentPosition,
} from './finding.js';
import { eachMatch } from './matches.js';
import {
  type InputStatus,
  Match,
  ScannedDocument,
  type Sink,
  type SourceLocation,
  type Summary,
} from './sink.js';
import { addStatistics, type DocumentStatistics, newStatistics } from './statistics.js';
import type { PlannedSegment } from './tasks.js';

/** What a scan counts as clean, and what it holds back. */
export interface ResultOptions {
  /** Inputs without a document are no problem. */
  readonly allowEmpty: boolean;
  /** Malformed lines are warnings. */
  readonly allowMalformed: boolean;
  /** Matches put out at most. */
  readonly maxAlerts: number;
  /** Holds back matches that are not wanted. */
  readonly screen?: MatchFilter;
}

/** Faults that `allowMalformed` turns into warnings. */
const malformed: ReadonlySet<Fault['kind']> = new Set([
  'malformed-line',
  'malformed-value',
  'not-an-object',
  'ragged-row',
]);

/** An input's state while its segments come in. */
interface OpenInput {
  readonly status: InputStatus;
  readonly pages: Pages<SegmentPosition>;
  sawDocument: boolean;
  unrecognised: number;
}

/**
 * Takes the parts of all segments in order, gives lines their numbers in the input, passes matches and problems on to
 * the sink, and sums up.
 */
export class ResultCollector {
  readonly #sink: Sink;
  readonly #options: ResultOptions;
  readonly #started = process.hrtime.bigint();
  readonly #inputs: Input[] = [];
  readonly #statuses: InputStatus[] = [];
  #current: OpenInput | undefined;
  #matches = 0;
  #census: DocumentStatistics | undefined;

  constructor(sink: Sink, options: ResultOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  /** Registers the next input. */
  expect(input: Input): void {
    this.#inputs.push(input);
  }

  /** The number of the input that results came of last. */
  get latest(): number {
    return Math.max(0, this.#statuses.length - 1);
  }

  /** Takes the next part of a segment. */
  async take({ input, last }: PlannedSegment, part: SegmentPart): Promise<void> {
    const open = await this.#open(input);
    open.status.bytes += part.bytes;
    for (const finding of part.findings) {
      const recorded = this.#record(open, finding);
      if (recorded !== undefined) await recorded;
    }
    if (part.end !== undefined) await this.#close(open, part.end, last);
    await this.#sink.flush?.();
  }

  /** Records something that befell the scan itself while it read an input. */
  async fault(input: number, fault: Fault): Promise<void> {
    const open = await this.#open(input);
    await this.#report(open.status, fault);
  }

  /** Every part is in: what is left are inputs that could not be read at all. */
  async finish(interrupted: boolean): Promise<Summary> {
    if (!interrupted) {
      await this.#passOver(this.#inputs.length);
      const documents = this.#census?.documents ?? 0;
      if (documents > 0 && this.#census?.fileEvents === 0) {
        await this.fault(this.latest, { kind: 'no-file-event', documents });
      }
      await this.#endInput();
    }
    await this.#sink.flush?.();
    const problems = this.#sum('problems');
    const screened = this.#options.screen?.summary();
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
      ...(this.#census === undefined ? {} : { census: this.#census }),
      ...(screened === undefined ? {} : { screened }),
    };
  }

  #sum(key: Exclude<keyof InputStatus, 'name'>): number {
    return this.#statuses.reduce((sum, status) => sum + status[key], 0);
  }

  /** The state of an input; those before it that were never begun could not be read. */
  async #open(input: number): Promise<OpenInput> {
    if (this.#current === undefined || this.#statuses.length <= input) {
      await this.#passOver(input);
      return this.#beginInput();
    }
    return this.#current;
  }

  /** Reports the inputs up to a number that could not be read. */
  async #passOver(until: number): Promise<void> {
    for (let at = this.#statuses.length; at < until; at += 1) {
      const input = this.#inputs[at];
      const { status } = await this.#beginInput();
      if (input?.kind === 'missing') await this.#report(status, input.why);
    }
  }

  /** Goes on to the next input. */
  async #beginInput(): Promise<OpenInput> {
    await this.#endInput();
    const name = this.#inputs[this.#statuses.length]?.name ?? '';
    const status = { name, bytes: 0, lines: 0, matches: 0, problems: 0, warnings: 0 };
    this.#statuses.push(status);
    this.#current = { status, pages: new Pages(), sawDocument: false, unrecognised: 0 };
    return this.#current;
  }

  /** Everything about the input that was read last is told, where there is one. */
  async #endInput(): Promise<void> {
    if (this.#current !== undefined) await this.#sink.inputDone?.(this.#current.status);
  }

  #record({ status, pages }: OpenInput, finding: Finding): void | Promise<void> {
    if (finding.kind === 'matches') return this.#recordMatches(status, finding);
    if (finding.kind === 'match') return this.#recordMatch(status, finding);
    if (finding.kind === 'explained') return this.#recordExplained(status, finding);
    if (finding.kind === 'gathered') {
      return this.#sink.gathered?.(new ScannedDocument(placeOf(status, finding), finding));
    }
    if (finding.kind === 'fault') return this.#report(status, finding.fault, finding);
    const incomplete = pages.add(finding.page, { ...finding, line: status.lines + finding.line });
    return incomplete && this.#reportAt(status, incomplete.issue, incomplete.position);
  }

  async #recordMatches(status: InputStatus, finding: MatchesFinding): Promise<void> {
    for (const match of eachMatch(finding)) {
      // There may be very many: where nobody has to be waited for, nothing is.
      const recorded = this.#recordMatch(status, match);
      if (recorded !== undefined) await recorded;
    }
  }

  #recordMatch(status: InputStatus, finding: MatchFinding): void | Promise<void> {
    const match = new Match(placeOf(status, finding), finding);
    const held = this.#options.screen?.hold(match);
    if (held?.kind === 'covered') return this.#sink.covered?.(match, held.by);
    if (held !== undefined) return;
    this.#countMatch(status);
    if (this.#matches <= this.#options.maxAlerts) return this.#sink.match(match);
  }

  #recordExplained(status: InputStatus, finding: ExplainedFinding): void | Promise<void> {
    const document = new ScannedDocument(placeOf(status, finding), finding);
    const isMatch = finding.explanation.verdict === 'match';
    const held = this.#options.screen?.hold(document, isMatch);
    if (held?.kind === 'covered') document.coveredBy = held.by;
    else if (held !== undefined) return;
    else if (isMatch) this.#countMatch(status);
    return this.#sink.explained?.(document, finding.explanation);
  }

  #countMatch(status: InputStatus): void {
    status.matches += 1;
    this.#matches += 1;
  }

  async #close(open: OpenInput, end: SegmentEnd, last: boolean): Promise<void> {
    const { status, pages } = open;
    status.lines += end.lines;
    open.sawDocument ||= end.tally.sawDocument;
    open.unrecognised += end.tally.unrecognised;
    if (end.tally.census !== undefined) {
      this.#census ??= newStatistics();
      addStatistics(this.#census, end.tally.census);
    }
    if (end.failure !== undefined) await this.#report(status, end.failure);
    if (!last) return;
    const incomplete = pages.end();
    if (incomplete !== undefined)
      await this.#reportAt(status, incomplete.issue, incomplete.position);
    if (!open.sawDocument && status.problems === 0 && !this.#options.allowEmpty) {
      await this.#report(status, { kind: 'no-document' });
    }
    if (open.unrecognised > 0) {
      await this.#report(status, { kind: 'unrecognised', documents: open.unrecognised });
    }
  }

  /** Reports a fault; its line counts from the segment's start. */
  async #report(status: InputStatus, fault: Fault, spot?: SegmentPosition): Promise<void> {
    await this.#reportAt(
      status,
      fault,
      spot === undefined ? undefined : { ...spot, line: status.lines + spot.line },
    );
  }

  /** Reports a fault; its line counts from the input's start. */
  async #reportAt(status: InputStatus, fault: Fault, spot?: SegmentPosition): Promise<void> {
    const warning = isWarning(fault) || (malformed.has(fault.kind) && this.#options.allowMalformed);
    if (warning) status.warnings += 1;
    else status.problems += 1;
    await this.#sink.problem({
      severity: warning ? 'warning' : 'problem',
      input: status.name,
      ...(spot === undefined ? {} : { line: spot.line + 1, byteOffset: spot.byteOffset }),
      fault,
    });
  }
}

function placeOf(
  status: InputStatus,
  { line, byteOffset, position }: DocumentFinding,
): SourceLocation {
  const place = { input: status.name, line: status.lines + line + 1, byteOffset };
  return position === undefined ? place : { ...place, position };
}
