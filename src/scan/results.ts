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
  sawEndpointEvent: boolean;
  unrecognized: number;
  /** What its beginning shows it to be, if that is no events. */
  foreign: ForeignFormatId | undefined;
  /** Whether it was found in an archive, and not named: then it may be anything. */
  readonly isMember: boolean;
}

/** Accepts the parts of all segments in order, numbers lines, reports results to the sink, and sums them up. */
export class ResultCollector<Note> {
  readonly #sink: Sink<Note>;
  readonly #options: ResultOptions;
  readonly #started = process.hrtime.bigint();
  readonly #inputs: Input[] = [];
  readonly #statuses: InputStatus[] = [];
  #current: InputProgress | undefined;
  /** Number of inputs that have begun, without the members of archives. */
  #begun = 0;
  /** The members of the current input that have not ended, by their names in it. */
  readonly #members = new Map<string, InputProgress>();
  #bytes = 0;
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
      if (member !== undefined) await this.#endMember(input, progress, member);
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
    }
    await this.#sink.flush?.();
    const problems = this.#sum('problems');
    return {
      inputs: this.#statuses,
      bytes: this.#bytes,
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
    this.#current = this.#begin(this.#inputs[this.#begun]?.name ?? '', false);
    this.#begun += 1;
    return this.#current;
  }

  #begin(name: string, isMember: boolean): InputProgress {
    const status = { name, bytes: 0, lines: 0, matches: 0, problems: 0, warnings: 0 };
    this.#statuses.push(status);
    return {
      status,
      pages: new Pages(),
      sawDocument: false,
      sawEndpointEvent: false,
      unrecognized: 0,
      foreign: undefined,
      isMember,
    };
  }

  /** The state of a member of an input that is an archive. */
  #memberOf({ status }: InputProgress, { name }: ArchiveMember): InputProgress {
    const progress = this.#members.get(name) ?? this.#begin(`${status.name}!${name}`, true);
    this.#members.set(name, progress);
    return progress;
  }

  async #endMember(
    archive: InputProgress,
    { status, sawDocument }: InputProgress,
    { name }: ArchiveMember,
  ): Promise<void> {
    this.#members.delete(name);
    // What a member lacks is not reported again for the archive.
    archive.sawDocument ||= sawDocument || status.problems > 0;
    await this.#sink.inputDone?.(status);
  }

  async #endInput(): Promise<void> {
    if (this.#current !== undefined) await this.#sink.inputDone?.(this.#current.status);
  }

  #acceptFinding(progress: InputProgress, finding: Finding): void | Promise<void> {
    const { status, pages } = progress;
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
    if (statistics !== undefined) {
      const before = this.#statistics;
      this.#statistics = before === undefined ? statistics : sumOf(before, statistics);
    }
    if (end.failure !== undefined) await this.#report(progress, end.failure);
    if (!isLast) return;
    await this.#reportPages(progress, pages.end());
    const { foreign, isMember } = progress;
    if (foreign !== undefined && !progress.sawEndpointEvent) {
      await this.#report(progress, { kind: 'foreign-format', format: foreign });
    }
    const isEmpty = !progress.sawDocument && status.problems === 0 && !isMember;
    if (isEmpty && !this.#options.allowEmpty) {
      await this.#report(progress, { kind: 'no-document' });
    }
    if (progress.unrecognized > 0) {
      await this.#report(progress, { kind: 'unrecognised', documents: progress.unrecognized });
    }
  }

  async #reportPages(
    progress: InputProgress,
    found?: IncompletePages<SegmentPosition>,
  ): Promise<void> {
    if (found !== undefined) await this.#report(progress, found.issue, found.position);
  }

  /** @param at relative to the input. */
  async #report(
    { status, isMember }: InputProgress,
    fault: Fault,
    at?: SegmentPosition,
  ): Promise<void> {
    // Pictures and programs lie beside logs, in archives as in directories.
    if (isMember && fault.kind === 'foreign-format' && !mayHoldLogs(fault.format)) return;
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
