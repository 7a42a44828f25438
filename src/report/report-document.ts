import type { Writer } from '../io/writer.js';
import { factsOf, type Problem } from '../scan/finding.js';
import type { Summary } from '../scan/sink.js';
import type { SkippedFiles } from '../scan/skipped-files.js';
import type { DocumentStatistics } from '../scan/statistics.js';
import { BoundedList } from './bounded-list.js';
import { JsonDocument, listMember, valueMember } from './json-document.js';
import type { ReportContext } from './reporter.js';
import { type RuleWords, wordsFor } from './rule-words.js';
import { describeFault } from './wording.js';

/** The totals of a scan, as JSON reports have them. */
export interface ReportTotals
  extends Omit<Summary, 'inputs' | 'skipped' | 'statistics' | 'across' | 'filter'> {
  readonly inputs: number;
  /** Number of skipped files for each reason. */
  readonly skipped: SkippedFiles['counts'];
  /** With `--validate`. */
  readonly census: DocumentStatistics | undefined;
}

/** A JSON report: tool, rule, a list of what was found, other members, problems, inputs, skipped files, summary. */
export class ReportDocument extends JsonDocument {
  readonly #problems = new BoundedList();
  readonly #words: RuleWords;

  constructor(writer: Writer, { version, rule, terminal }: ReportContext, list: string) {
    const tool = valueMember('tool', { name: 'initd-scan', version });
    const members = [tool, valueMember('rule', rule.identity)];
    super(writer, terminal, { start: '{', members, list, end: '}' });
    this.#words = wordsFor(rule);
  }

  /** Keeps a problem for the end of the document. */
  problem({ severity, input, line, byteOffset, fault }: Problem): void {
    this.#problems.add(() => {
      const message = describeFault({ input, fault }, this.#words);
      return JSON.stringify({ severity, input, line, byteOffset, message, fault: factsOf(fault) });
    });
  }

  /** Ends the list and writes the other members, the problems, the inputs, the skipped files and the summary. */
  finish(members: readonly string[], summary: Summary): void | Promise<void> {
    return this.close([
      ...members,
      listMember('problems', this.#problems.listed),
      valueMember('problemsNotListed', this.#problems.notListed),
      listMember('inputs', inputStatuses(summary)),
      listMember(
        'skipped',
        summary.skipped.listed.map((file) => JSON.stringify(file)),
      ),
      valueMember('summary', totalsOf(summary)),
    ]);
  }
}

/** The status of each input, as JSON. The last input of an interrupted scan may not have been read to its end. */
function inputStatuses({ inputs, interrupted }: Summary): string[] {
  return inputs.map(({ name, bytes, lines, matches, problems, warnings }, at) => {
    const unfinished = interrupted && at === inputs.length - 1;
    const status = problems > 0 || unfinished ? 'incomplete' : 'complete';
    return JSON.stringify({ name, status, bytes, lines, matches, problems, warnings });
  });
}

function totalsOf(summary: Summary): ReportTotals {
  return {
    inputs: summary.inputs.length,
    bytes: summary.bytes,
    lines: summary.lines,
    matches: summary.matches,
    compared: summary.compared,
    distinct: summary.distinct,
    embedded: summary.embedded,
    recovered: summary.recovered,
    withheld: summary.withheld,
    problems: summary.problems,
    warnings: summary.warnings,
    complete: summary.complete,
    interrupted: summary.interrupted,
    skipped: summary.skipped.counts,
    grown: summary.grown,
    seconds: Math.round(summary.seconds * 1000) / 1000,
    census: summary.statistics,
    mentions: summary.mentions,
  };
}
