import type { FilterSummary } from '../filter/options.js';
import type { LeadKind } from '../lead/lead.js';
import type { Lead, LeadCount } from '../report/leads.js';
import type { Rule } from '../rule/rule.js';
import type { AcrossInputs } from '../scan/across-inputs.js';
import type { Problem } from '../scan/finding.js';
import type { InputStatus, ScannedDocument } from '../scan/sink.js';
import type { SkippedFile } from '../scan/skipped-files.js';
import { countOf, memberOf, objectOf, parsedText, textOf } from './checked.js';
import { acrossOf } from './partial-across.js';
import { filterOf } from './partial-filter.js';
import {
  documentOf,
  inputOf,
  leadCountsOf,
  leadKindOf,
  type PartialTotals,
  problemOf,
  skippedFileOf,
  totalsOf,
} from './partial-report.js';
import { piecesOf, ReportError, type ReportPiece } from './report-lines.js';

/** Receives what a report lists, while it is read. */
export interface PartTarget {
  match(match: ScannedDocument): Promise<void>;
  lead(lead: Lead): void;
}

/** A whole report, without its matches and leads. */
export interface Part {
  readonly totals: PartialTotals;
  readonly inputs: readonly InputStatus[];
  /** With faults of the kind `reported`. */
  readonly problems: readonly Problem[];
  readonly problemsNotListed: number;
  readonly skipped: readonly SkippedFile[];
  readonly leadKinds: ReadonlyMap<LeadKind, LeadCount>;
  readonly redHatHosts: number;
  readonly areListed: boolean;
  readonly filter: FilterSummary | undefined;
  /** Undefined if the report is of an earlier version of the program. */
  readonly across: AcrossInputs | undefined;
}

/** Reads the JSON report of a scan. */
export class PartReader {
  readonly #name: string;
  readonly #rule: Rule;
  readonly #target: PartTarget;
  #hasTool = false;
  #hasRule = false;
  #matches: number | undefined;
  readonly #inputs: InputStatus[] = [];
  readonly #problems: Problem[] = [];
  #problemsNotListed = 0;
  readonly #skipped: SkippedFile[] = [];
  #leads: ReturnType<typeof leadCountsOf> | undefined;
  #filter: FilterSummary | undefined;
  #across: AcrossInputs | undefined;
  #totals: PartialTotals | undefined;

  constructor(name: string, rule: Rule, target: PartTarget) {
    this.#name = name;
    this.#rule = rule;
    this.#target = target;
  }

  /** @throws ReportError if it is not a report of a scan by the rule, or not whole. */
  async read(chunks: AsyncIterable<Uint8Array>): Promise<Part> {
    for await (const piece of piecesOf(chunks)) {
      if (piece.isItem) await this.#item(piece);
      else this.#member(piece);
    }
    return this.#part();
  }

  #item({ name, text }: ReportPiece): Promise<void> | void {
    const nameOf = (input: string): string => `${this.#name}!${input}`;
    switch (name) {
      case 'matches': {
        this.#requireRule();
        this.#matches = (this.#matches ?? 0) + 1;
        return this.#target.match(documentOf(text, nameOf));
      }
      case 'leads':
        this.#requireRule();
        this.#target.lead({ kind: leadKindOf(text), document: documentOf(text, nameOf) });
        return;
      case 'problems':
        this.#problems.push(problemOf(parsedText(text, name)));
        return;
      case 'inputs':
        this.#inputs.push(inputOf(parsedText(text, name)));
        return;
      case 'skipped':
        this.#skipped.push(skippedFileOf(parsedText(text, name)));
    }
  }

  #member({ name, text }: ReportPiece): void {
    const value = parsedText(text, name);
    switch (name) {
      case 'tool':
        if (memberOf(objectOf(value, name), 'name', textOf) !== 'initd-scan') {
          throw new ReportError('it is not one of initd-scan');
        }
        this.#hasTool = true;
        break;
      case 'rule':
        this.#checkRule(memberOf(objectOf(value, name), 'label', textOf));
        break;
      case 'matches':
        this.#matches ??= 0;
        break;
      case 'leadTotals':
        this.#leads = leadCountsOf(value);
        break;
      case 'screened':
        this.#filter = filterOf(value);
        break;
      case 'across':
        this.#across = acrossOf(value);
        break;
      case 'problemsNotListed':
        this.#problemsNotListed = countOf(value, name);
        break;
      case 'summary':
        this.#totals = totalsOf(value);
    }
  }

  #checkRule(label: string): void {
    const expected = this.#rule.identity.label;
    if (label !== expected) {
      throw new ReportError(`it is by version ${label} of the rule, and the first by ${expected}`);
    }
    this.#hasRule = true;
  }

  #requireRule(): void {
    if (!this.#hasTool || !this.#hasRule) throw new ReportError('it does not name tool and rule');
  }

  #part(): Part {
    this.#requireRule();
    const [totals, matches, leads] = [this.#totals, this.#matches, this.#leads];
    if (totals === undefined || matches === undefined || leads === undefined) {
      throw new ReportError('it is not one of a scan');
    }
    const listed = totals.matches - totals.withheld;
    if (matches !== listed) {
      throw new ReportError(`it lists ${matches} matches, and its summary counts ${listed}`);
    }
    const problems = this.#inputs.reduce((sum, status) => sum + status.problems, 0);
    const isConsistent = totals.complete === (totals.problems === 0 && !totals.interrupted);
    if (!isConsistent || problems !== totals.problems) {
      throw new ReportError('its summary contradicts what it lists');
    }
    return {
      totals,
      inputs: this.#inputs,
      problems: this.#problems,
      problemsNotListed: this.#problemsNotListed,
      skipped: this.#skipped,
      leadKinds: leads.kinds,
      redHatHosts: leads.redHatHosts,
      areListed: leads.areListed,
      filter: this.#filter,
      across: this.#across,
    };
  }
}
