import type { Page } from '../export/collection.js';
import { Pages, type PagesIssue } from '../export/pages.js';
import type { Input } from '../input/input.js';
import { type Across, AcrossInputsRecord, placeIn } from './across-inputs.js';
import { DocumentResults, inInput, type MatchOptions } from './document-results.js';
import type {
  ArchiveMember,
  Fault,
  Finding,
  Problem,
  SegmentEnd,
  SegmentPart,
  SegmentPosition,
} from './finding.js';
import type { FoundFile, HeldFaults } from './held-faults.js';
import { InputProgress } from './input-progress.js';
import { InputStatuses } from './input-statuses.js';
import { ScanTally } from './input-tally.js';
import { severityOf } from './severity.js';
import type { Sink, Summary } from './sink.js';
import { run, type Steps, type Wait } from './steps.js';
import type { Segment } from './tasks.js';

/** What counts as a problem, and which matches to report. */
export interface ResultOptions extends MatchOptions {
  /** Whether an input without a document, or a search of no index, is not a problem. */
  readonly allowEmpty: boolean;
  /** Whether malformed lines are only warnings, unless they mention init.d/. */
  readonly allowMalformed: boolean;
  /** Data sets whose documents are known not to be endpoint events, and may mention init.d/. */
  readonly allowUnrecognized: ReadonlySet<string>;
}

/** Where a page of a result is, relative to its input. */
interface PagePosition {
  readonly input: InputProgress;
  readonly at: SegmentPosition;
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
  readonly #documents: DocumentResults<Note>;
  /** Pages of one result may be in several inputs. */
  readonly #pages = new Pages<PagePosition>();
  readonly #across = new AcrossInputsRecord();
  #grown = 0;
  readonly #tally = new ScanTally();

  constructor(sink: Sink<Note>, options: ResultOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#documents = new DocumentResults(sink, options);
  }

  register(input: Input): void {
    if (input.kind === 'skipped') this.#statuses.skip(input);
    else this.#inputs.push(input);
  }

  accept(segment: Segment, part: SegmentPart): Wait {
    return run(this.#accept(segment, part));
  }

  *#accept({ inputNumber, isLast }: Segment, part: SegmentPart): Steps {
    yield this.#enter(inputNumber);
    const input = this.#entered;
    const { member } = part;
    const progress = member === undefined ? input : this.#memberOf(input, member);
    progress.status.bytes += member?.bytes ?? part.bytes;
    this.#bytes += part.bytes;
    for (const fault of part.faults ?? []) yield this.#report(progress, fault);
    for (const finding of part.findings) {
      if (finding.kind !== 'fault') yield this.#release(progress);
      yield this.#acceptFinding(progress, finding);
    }
    if (part.end !== undefined) {
      yield run(this.#endSegment(progress, part.end, isLast || member !== undefined));
      if (member !== undefined) yield this.#endMember(input, progress, member);
    }
    yield this.#sink.flush?.();
  }

  /** Reports a fault of the scan itself, by default for the input that the last results came from. */
  async fault(fault: Fault, inputNumber: number = this.#begun - 1, across?: Across): Promise<void> {
    await this.#enter(Math.max(0, inputNumber));
    await this.#report(this.#entered, fault, undefined, across);
  }

  /** Every part has been accepted: reports the inputs that could not be read at all, and sums up. */
  async finish(interrupted: boolean): Promise<Summary> {
    if (!interrupted) {
      await this.#reportUnread(this.#inputs.length);
      const fault = this.#tally.fault();
      if (fault !== undefined) await this.fault(fault, undefined, 'across');
      await this.#endInput();
      await this.#reportLackingExecutables();
      await this.#reportPages(this.#pages.end());
      await this.#reportFruitlessSearch();
    }
    await this.#sink.flush?.();
    const problems = this.#statuses.sum('problems');
    return {
      inputs: this.#statuses.scanned,
      bytes: this.#bytes,
      lines: this.#statuses.sum('lines'),
      matches: this.#documents.matches,
      compared: this.#documents.distinct.compared,
      distinct: this.#documents.distinct.events,
      ...this.#documents.extracted,
      withheld: Math.max(0, this.#documents.matches - this.#options.maxAlerts),
      problems,
      warnings: this.#statuses.sum('warnings'),
      complete: problems === 0 && !interrupted,
      interrupted,
      skipped: this.#statuses.skipped,
      grown: this.#grown,
      seconds: Number(process.hrtime.bigint() - this.#started) / 1e9,
      statistics: this.#tally.statistics,
      mentions: Object.fromEntries(this.#tally.mentions),
      across: this.#across.result(this.#tally.counts),
      filter: this.#options.filter?.summary(),
    };
  }

  /** Makes an input the current one. Earlier inputs without results could not be read. */
  #enter(input: number): Wait {
    if (input >= this.#begun) return run(this.#beginInput(input));
  }

  get #entered(): InputProgress {
    return this.#current as InputProgress;
  }

  /** Reports inputs that could not be read, up to a number. */
  async #reportUnread(end: number): Promise<void> {
    for (let at = this.#begun; at < end; at += 1) {
      const input = this.#inputs[at];
      await run(this.#beginInput(at));
      if (input?.kind === 'missing') await this.#report(this.#entered, input.why);
    }
  }

  *#beginInput(number: number): Steps {
    if (number > this.#begun) yield this.#reportUnread(number);
    yield this.#endInput();
    const input = this.#inputs[this.#begun];
    const found = input?.kind === 'file' && input.isFound ? input : undefined;
    this.#current = this.#begin(input?.name ?? '', found);
    this.#begun += 1;
  }

  #begin(name: string, found: FoundFile | undefined): InputProgress {
    return new InputProgress(this.#statuses.begin(name), found);
  }

  /** The state of a member of an input that is an archive. */
  #memberOf({ status }: InputProgress, member: ArchiveMember): InputProgress {
    const name = `${status.name}!${member.name}`;
    const progress = this.#members.get(member.name) ?? this.#begin(name, { name });
    this.#members.set(member.name, progress);
    return progress;
  }

  #endMember(archive: InputProgress, member: InputProgress, { name }: ArchiveMember): Wait {
    this.#members.delete(name);
    // What a member lacks is not reported again for the archive.
    if (member.tally.hasDocument || member.status.problems > 0) archive.tally.noteResult();
    return this.#endInput(member);
  }

  #endInput(input: InputProgress | undefined = this.#current): Wait {
    if (input !== undefined && this.#statuses.isScanned(input.status))
      return this.#sink.inputDone?.(input.status);
  }

  #acceptFinding(progress: InputProgress, finding: Finding): Wait {
    const { status, held } = progress;
    switch (finding.kind) {
      case 'matches':
        return this.#documents.acceptMatches(status, finding);
      case 'document':
        return this.#documents.accept(status, finding);
      case 'fault': {
        const at = inInput(status, finding);
        return held?.hold(finding.fault, at)
          ? undefined
          : this.#report(progress, finding.fault, at);
      }
      case 'page':
        return this.#addPage(finding.page, { input: progress, at: inInput(status, finding) });
    }
  }

  *#endSegment(progress: InputProgress, end: SegmentEnd, isLast: boolean): Steps {
    const { status } = progress;
    yield this.#documents.add(end.tally, status);
    this.#tally.add(end.tally);
    const failure = progress.add(end);
    if (progress.tally.hasDocument) yield this.#release(progress);
    if (failure !== undefined) yield this.#report(progress, failure);
    if (!isLast) return;
    if (progress.hasGrown) this.#grown += 1;
    for (const fault of progress.faults(this.#options.allowUnrecognized)) {
      yield this.#report(progress, fault);
    }
    const { found } = progress;
    if (progress.isFoundArchive) return;
    if (!progress.tally.hasDocument) yield this.#endWithoutDocument(progress);
    else if (found !== undefined && progress.isFoundStranger) {
      const skipped = { name: found.name, reason: 'no-endpoint-events' } as const;
      this.#statuses.dropNotLogs(status, found, skipped);
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
  #release(progress: InputProgress): Wait {
    const { held } = progress;
    progress.held = undefined;
    if (held !== undefined && !held.isEmpty) return this.#reportHeld(progress, held);
  }

  async #reportHeld(progress: InputProgress, held: HeldFaults): Promise<void> {
    for (const { fault, at } of held.release()) await this.#report(progress, fault, at);
  }

  async #reportFruitlessSearch(): Promise<void> {
    const search = this.#statuses.fruitlessSearch();
    if (search === undefined || this.#options.allowEmpty) return;
    const progress = this.#begin(search.directory, undefined);
    await this.#report(progress, { kind: 'no-events', files: search.files }, undefined, 'across');
    await this.#sink.inputDone?.(progress.status);
  }

  async #reportLackingExecutables(): Promise<void> {
    for (const { input, position, documents } of this.#documents.lackingExecutable()) {
      const fault: Fault = { kind: 'missing-fields', fields: ['process.executable'], documents };
      await this.#report({ status: input }, fault, position);
    }
  }

  #addPage(page: Page, place: PagePosition): Promise<void> {
    this.#across.addPage({ ...placeIn(place.input.status.name, place.at), page });
    return this.#reportPages(this.#pages.add(page, place));
  }

  async #reportPages(found: readonly PagesIssue<PagePosition>[]): Promise<void> {
    for (const { issue, place } of found)
      await this.#report(place.input, issue, place.at, 'across');
  }

  /**
   * @param at relative to the input.
   * @param across set if more inputs could resolve the fault.
   */
  async #report(
    { status }: Pick<InputProgress, 'status'>,
    fault: Fault,
    at?: SegmentPosition,
    across?: Across,
  ): Promise<void> {
    if (fault.kind === 'foreign-document' && this.#options.allowUnrecognized.has(fault.dataset)) {
      this.#tally.acceptMention(fault.dataset);
      return;
    }
    if (fault.kind === 'no-shards' && this.#options.allowEmpty) return;
    const severity = severityOf(fault, this.#options.allowMalformed);
    if (severity === 'warning') status.warnings += 1;
    else status.problems += 1;
    const place = at === undefined ? { input: status.name } : placeIn(status.name, at);
    const found: Problem = { severity, line: undefined, byteOffset: undefined, ...place, fault };
    if (across !== undefined) this.#across.addFinding(found);
    await this.#sink.problem(found);
  }
}
