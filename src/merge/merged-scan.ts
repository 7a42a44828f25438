import type { FilterSummary } from '../filter/options.js';
import type { SkipReason } from '../input/input.js';
import type { LeadSummary } from '../report/leads.js';
import type { Rule } from '../rule/rule.js';
import { DistinctEvents } from '../scan/distinct.js';
import { factsOf, type Problem } from '../scan/finding.js';
import { emptyStatus } from '../scan/input-statuses.js';
import type { InputStatus, ScannedDocument, Sink, Summary } from '../scan/sink.js';
import { maxSkippedListed, type SkippedFile } from '../scan/skipped-files.js';
import { AcrossReports } from './across-reports.js';
import { LeadSum } from './lead-sum.js';
import { type Part, PartReader } from './part-reader.js';
import { joined } from './partial-filter.js';
import { ReportError } from './report-lines.js';

/** Receives what a merged scan found. */
type MergeSink = Required<Pick<Sink<undefined>, 'problem' | 'match' | 'inputDone' | 'flush'>>;

/** The totals that are only added up. */
const summed = ['bytes', 'withheld', 'embedded', 'recovered', 'grown'] as const;

/**
 * Joins the JSON reports of several scans to the result that one scan of all their inputs would have had.
 *
 * What cannot be known from the reports stays a problem, and so does a report that is missing, damaged or not whole; its
 * matches count nevertheless. An input is named after its report, like a member of an archive: `web-1.json!logs/a.ndjson`.
 */
export class MergedScan {
  readonly #rule: Rule;
  readonly #sink: MergeSink;
  readonly #across: AcrossReports;
  readonly #leads = new LeadSum();
  readonly #distinct = new DistinctEvents();
  readonly #inputs = new Map<string, InputStatus>();
  readonly #totals: Record<(typeof summed)[number], number> = {
    bytes: 0,
    withheld: 0,
    embedded: 0,
    recovered: 0,
    grown: 0,
  };
  readonly #skipped: { counts: Partial<Record<SkipReason, number>>; listed: SkippedFile[] } = {
    counts: {},
    listed: [],
  };
  #filter: FilterSummary | undefined;
  #matches = 0;
  #problems = 0;
  #warnings = 0;
  #seconds = 0;

  constructor(rule: Rule, sink: MergeSink) {
    this.#rule = rule;
    this.#sink = sink;
    this.#across = new AcrossReports(this.#inputs);
  }

  /**
   * Adds a report.
   *
   * @param name the report's name.
   * @param chunks its bytes. An error of theirs is passed on.
   */
  async add(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const reader = new PartReader(name, this.#rule, {
      match: (match) => this.#match(match),
      lead: (lead) => this.#leads.list(lead),
    });
    try {
      await this.#join(name, await reader.read(chunks));
    } catch (error) {
      if (!(error instanceof ReportError)) throw error;
      await this.fail(name, `the report cannot be merged: ${error.message}`);
    }
  }

  /** Reports a problem of a report itself. */
  async fail(name: string, message: string): Promise<void> {
    const status = this.#inputs.get(name) ?? emptyStatus(name);
    this.#inputs.set(name, status);
    status.problems += 1;
    this.#problems += 1;
    const facts = { kind: 'report' };
    const fault = { kind: 'reported', message, facts } as const;
    await this.#sink.problem({ severity: 'problem', input: name, fault });
  }

  async #match(match: ScannedDocument): Promise<void> {
    this.#matches += 1;
    await this.#distinct.add(match);
    await this.#sink.match(match, undefined);
    await this.#sink.flush();
  }

  /** Adds a whole report. */
  async #join(name: string, part: Part): Promise<void> {
    const { totals, across } = part;
    const nameOf = (input: string): string => `${name}!${input}`;
    for (const total of summed) this.#totals[total] += totals[total];
    this.#matches += totals.withheld;
    this.#seconds = Math.max(this.#seconds, totals.seconds);
    for (const status of part.inputs) {
      this.#inputs.set(nameOf(status.name), { ...status, name: nameOf(status.name) });
    }
    const isResolvable = this.#across.add(part, nameOf);
    const open = across === undefined || !isResolvable ? [] : across.findings;
    const isOpen = new Set(open.map(keyOf));
    this.#problems += totals.problems - open.filter(isProblem).length;
    this.#warnings += totals.warnings - open.filter((found) => !isProblem(found)).length;
    for (const problem of part.problems) {
      if (isOpen.has(keyOf(problem))) continue;
      await this.#sink.problem({ ...problem, input: nameOf(problem.input) });
    }
    this.#skip(part, nameOf);
    this.#leads.add(part.leadKinds, part);
    if (part.filter !== undefined) {
      this.#filter = this.#filter === undefined ? part.filter : joined(this.#filter, part.filter);
    }
    if (part.problemsNotListed > 0) {
      const message = `the report does not list ${part.problemsNotListed} more of its problems`;
      const fault = { kind: 'reported', message, facts: { kind: 'report' } } as const;
      await this.#sink.problem({ severity: 'problem', input: name, fault });
    }
    if (totals.interrupted) await this.fail(name, 'the scan was interrupted');
  }

  #skip({ skipped, totals }: Part, nameOf: (input: string) => string): void {
    const { counts, listed } = this.#skipped;
    for (const [reason, count] of Object.entries(totals.skipped)) {
      counts[reason as SkipReason] = (counts[reason as SkipReason] ?? 0) + count;
    }
    const left = Math.max(0, maxSkippedListed - listed.length);
    for (const file of skipped.slice(0, left)) listed.push({ ...file, name: nameOf(file.name) });
  }

  /** All reports have been added: checks what concerns them together, and sums up. */
  async finish(): Promise<{ readonly summary: Summary; readonly leads: LeadSummary }> {
    for (const found of this.#across.finish()) {
      const status = this.#inputs.get(found.input) ?? emptyStatus(found.input);
      this.#inputs.set(found.input, status);
      if (isProblem(found)) {
        status.problems += 1;
        this.#problems += 1;
      } else {
        status.warnings += 1;
        this.#warnings += 1;
      }
      await this.#sink.problem(found);
    }
    const inputs = [...this.#inputs.values()];
    for (const status of inputs) await this.#sink.inputDone(status);
    await this.#sink.flush();
    const summary: Summary = {
      inputs,
      lines: inputs.reduce((sum, { lines }) => sum + lines, 0),
      matches: this.#matches,
      compared: this.#distinct.compared,
      distinct: this.#distinct.events,
      ...this.#totals,
      problems: this.#problems,
      warnings: this.#warnings,
      complete: this.#problems === 0,
      interrupted: false,
      skipped: this.#skipped,
      seconds: this.#seconds,
      statistics: this.#across.statistics,
      mentions: this.#across.mentions,
      across: this.#across.result(),
      filter: this.#filter,
    };
    return { summary, leads: this.#leads.result() };
  }
}

function isProblem({ severity }: Problem): boolean {
  return severity === 'problem';
}

/** What is the same for a problem that a report lists and for the finding that it is. */
function keyOf({ severity, input, line, byteOffset, fault }: Problem): string {
  return JSON.stringify([severity, input, line, byteOffset, factsOf(fault)]);
}
