import { type IncompletePages, Pages } from '../export/pages.js';
import type { MatchFilter } from '../filter/match-filter.js';
import { type ForeignFormatId, mayHoldLogs } from '../input/foreign.js';
import type { Input } from '../input/input.js';
import {
  type ArchiveMember,
  type DocumentFinding,
  type Fault,
  type Finding,
  isWarning,
  type MatchesFinding,
  type SegmentEnd,
  type SegmentPart,
  type SegmentPosition,
} from './finding.js';
import { type FoundFile, HeldFaults } from './held-faults.js';
import { InputStatuses } from './input-statuses.js';
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
  /** The input if it was found, and not named: then it may be anything. */
  readonly found: FoundFile | undefined;
  /** If it was found, and no document in it yet. */
  held: HeldFaults | undefined;
  sawDocument: boolean;
  hasGrown: boolean;
  hasChanged: boolean;
  sawEndpointEvent: boolean;
  unrecognized: number;
  /** What its beginning shows it to be, if that is no events. */
  foreign: ForeignFormatId | undefined;
}

/** Accepts the parts of all segments in order, numbers lines, reports results to the sink, and sums them up. */
export class ResultCollector<Note> {
  readonly #sink: Sink<Note>;
  readonly #options: ResultOptions;
  readonly #started = process.hrtime.bigint();
  readonly #inputs: Input[] = [];
  readonly #statuses = new InputStatuses();
  #current: InputProgress | undefined;
  /** Number of inputs that have begun, without the members of archives. */
  #begun = 0;
  /** The members of the current input that have not ended, by their names in it. */
  readonly #members = new Map<string, InputProgress>();
  #bytes = 0;
  #matches = 0;
  #grown = 0;
  #statistics: DocumentStatistics | undefined;

  constructor(sink: Sink<Note>, options: ResultOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  register(input: Input): void {
    if (input.kind === 'skipped') this.#statuses.skip(input);
    else this.#inputs.push(input);
  }

  async accept({ inputNumber, isLast }: Segment, part: SegmentPart): Promise<void> {
    const input = await this.#progressOf(inputNumber);
    const { member } = part;
    const progress = member === undefined ? input : this.#memberOf(input, member);
    progress.status.bytes += member?.bytes ?? part.bytes;
    this.#bytes += part.bytes;
    for (const fault of part.faults ?? []) await this.#report(progress, fault);
    for (const finding of part.findings) {
      const accepted = this.#acceptFinding(progress, finding);
      if (accepted !== undefined) await accepted;
    }
    if (part.end !== undefined) {
      await this.#endSegment(progress, part.end, isLast || member !== undefined);
      if (member !== undefined) await this.#endMember(progress, member);
    }
    await this.#sink.flush?.();
  }

  /** Reports a fault of the scan itself, by default for the input that the last results came from. */
  async fault(fault: Fault, inputNumber: number = this.#begun - 1): Promise<void> {
    const progress = await this.#progressOf(Math.max(0, inputNumber));
    await this.#report(progress, fault);
  }

  /** Every part has been accepted: reports the inputs that could not be read at all, and sums up. */
  async finish(interrupted: boolean): Promise<Summary> {
    if (!interrupted) {
      await this.#reportUnread(this.#inputs.length);
      const { documents = 0, fileEvents } = this.#statistics ?? {};
      const hasNoFileEvent = documents > 0 && fileEvents === 0;
      if (hasNoFileEvent) await this.fault({ kind: 'no-file-event', documents });
      await this.#endInput();
      await this.#reportFruitlessSearch();
    }
    await this.#sink.flush?.();
    const problems = this.#statuses.sum('problems');
    return {
      inputs: this.#statuses.scanned,
      bytes: this.#bytes,
      lines: this.#statuses.sum('lines'),
      matches: this.#matches,
      withheld: Math.max(0, this.#matches - this.#options.maxAlerts),
      problems,
      warnings: this.#statuses.sum('warnings'),
      complete: problems === 0 && !interrupted,
      interrupted,
      skipped: this.#statuses.skipped,
      grown: this.#grown,
      seconds: Number(process.hrtime.bigint() - this.#started) / 1e9,
      statistics: this.#statistics,
      filter: this.#options.filter?.summary(),
    };
  }

  /** The state of an input. Earlier inputs without results could not be read. */
  async #progressOf(input: number): Promise<InputProgress> {
    if (this.#current === undefined || this.#begun <= input) {
      await this.#reportUnread(input);
      return this.#beginInput();
    }
    return this.#current;
  }

  /** Reports inputs that could not be read, up to a number. */
  async #reportUnread(end: number): Promise<void> {
    for (let at = this.#begun; at < end; at += 1) {
      const input = this.#inputs[at];
      const progress = await this.#beginInput();
      if (input?.kind === 'missing') await this.#report(progress, input.why);
    }
  }

  async #beginInput(): Promise<InputProgress> {
    await this.#endInput();
    const input = this.#inputs[this.#begun];
    const found = input?.kind === 'file' && input.isFound ? input : undefined;
    this.#current = this.#begin(input?.name ?? '', found);
    this.#begun += 1;
    return this.#current;
  }

  #begin(name: string, found: FoundFile | undefined): InputProgress {
    return {
      status: this.#statuses.begin(name),
      pages: new Pages(),
      found,
      held: found && new HeldFaults(),
      sawDocument: false,
      sawEndpointEvent: false,
      hasGrown: false,
      hasChanged: false,
      unrecognized: 0,
      foreign: undefined,
    };
  }

  /** The state of a member of an input that is an archive. */
  #memberOf({ status }: InputProgress, member: ArchiveMember): InputProgress {
    const name = `${status.name}!${member.name}`;
    const progress = this.#members.get(member.name) ?? this.#begin(name, { name });
    this.#members.set(member.name, progress);
    return progress;
  }

  async #endMember({ status }: InputProgress, { name }: ArchiveMember): Promise<void> {
    this.#members.delete(name);
    if (this.#statuses.isScanned(status)) await this.#sink.inputDone?.(status);
  }

  async #endInput(): Promise<void> {
    const status = this.#current?.status;
    if (status !== undefined && this.#statuses.isScanned(status))
      await this.#sink.inputDone?.(status);
  }

  #acceptFinding(progress: InputProgress, finding: Finding): void | Promise<void> {
    const { status, pages, held } = progress;
    if (held !== undefined) {
      if (finding.kind !== 'fault') {
        return this.#release(progress).then(() => this.#acceptFinding(progress, finding));
      }
      if (held.hold(finding.fault, inInput(status, finding))) return undefined;
    }
    switch (finding.kind) {
      case 'matches':
        return this.#acceptMatches(status, finding);
      case 'document':
        return this.#acceptDocument(status, finding);
      case 'fault':
        return this.#report(progress, finding.fault, inInput(status, finding));
      case 'page':
        return this.#reportPages(progress, pages.add(finding.page, inInput(status, finding)));
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
    const { sawDocument, sawEndpointEvent, unrecognized, statistics } = end.tally;
    status.lines += end.lines;
    progress.sawDocument ||= sawDocument;
    progress.sawEndpointEvent ||= sawEndpointEvent;
    progress.foreign ??= end.foreign;
    progress.unrecognized += unrecognized;
    progress.hasGrown ||= end.hasGrown;
    if (sawDocument) await this.#release(progress);
    if (statistics !== undefined) {
      const before = this.#statistics;
      this.#statistics = before === undefined ? statistics : sumOf(before, statistics);
    }
    const { failure } = end;
    const isOther = failure?.kind === 'foreign-format' && !mayHoldLogs(failure.format);
    if (isOther && progress.found !== undefined) progress.foreign = failure.format;
    // A file that changes does so for all segments after.
    else if (failure !== undefined && !(failure.kind === 'changed' && progress.hasChanged)) {
      await this.#report(progress, failure);
    }
    progress.hasChanged ||= failure?.kind === 'changed';
    if (!isLast) return;
    if (progress.hasGrown && !progress.hasChanged) this.#grown += 1;
    await this.#reportPages(progress, pages.end());
    const { foreign } = progress;
    if (foreign !== undefined && mayHoldLogs(foreign) && !progress.sawEndpointEvent) {
      await this.#report(progress, { kind: 'foreign-format', format: foreign });
    }
    if (!progress.sawDocument) await this.#endWithoutDocument(progress);
    if (progress.unrecognized > 0) {
      await this.#report(progress, { kind: 'unrecognised', documents: progress.unrecognized });
    }
  }

  async #endWithoutDocument(progress: InputProgress): Promise<void> {
    const { status, found, held, foreign } = progress;
    const contents = found && held?.contents(found, status.bytes, foreign);
    if (contents !== undefined && 'fault' in contents) {
      return this.#report(progress, contents.fault, contents.at);
    }
    if (status.problems > 0) return undefined;
    // What there are warnings about is a log, though an empty one.
    if (found !== undefined && contents !== undefined && status.warnings === 0) {
      this.#statuses.dropNotLogs(status, found, contents);
    } else if (!this.#options.allowEmpty) {
      await this.#report(progress, { kind: 'no-document' });
    }
  }

  /** Reports the faults that were held until a document is found. */
  async #release(progress: InputProgress): Promise<void> {
    const { held } = progress;
    progress.held = undefined;
    for (const { fault, at } of held?.release() ?? []) await this.#report(progress, fault, at);
  }

  async #reportFruitlessSearch(): Promise<void> {
    const search = this.#statuses.fruitlessSearch();
    if (search === undefined || this.#options.allowEmpty) return;
    const progress = this.#begin(search.directory, undefined);
    await this.#report(progress, { kind: 'no-events', files: search.files });
    await this.#sink.inputDone?.(progress.status);
  }

  async #reportPages(
    progress: InputProgress,
    found?: IncompletePages<SegmentPosition>,
  ): Promise<void> {
    if (found !== undefined) await this.#report(progress, found.issue, found.position);
  }

  /** @param at relative to the input. */
  async #report(
    { status }: InputProgress,
    fault: Fault,
    at?: SegmentPosition,
  ): Promise<void> {
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
