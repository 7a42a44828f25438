import { Baseline, type BaselineDocument } from './baseline.js';
import { readExceptionLists } from './exception-list.js';
import { type Exception, Exceptions } from './exceptions.js';
import { IndexScope } from './index-scope.js';
import type { FilterOptions, FilterSummary, Suppression } from './options.js';
import { TimeWindow } from './window.js';

/** Numbers of events that were suppressed, or kept for lack of a time. */
type FilterCounts = Record<
  'outOfWindow' | 'outOfScope' | 'withoutTime' | 'covered' | 'known',
  number
>;

function zeroCounts(): FilterCounts {
  return { outOfWindow: 0, outOfScope: 0, withoutTime: 0, covered: 0, known: 0 };
}

/** Suppresses and counts unwanted matches and leads. */
export class MatchFilter {
  readonly #window: TimeWindow | undefined;
  readonly #scope: IndexScope | undefined;
  readonly #exceptions: Exceptions;
  /** How many matches each active exception suppressed. */
  readonly #suppressions: Map<Exception, number>;
  readonly #expired: readonly Exception[];
  readonly #baseline: Baseline | undefined;
  readonly #counts = zeroCounts();
  /** Of leads, which are no matches. */
  readonly #leadCounts = zeroCounts();

  /**
   * @param rulePatterns the index patterns that `rule` stands for.
   * @param now for date math and the expiry of exceptions, in milliseconds since 1970.
   * @throws UsageError if an expression, a pattern or a file is invalid.
   */
  constructor(options: FilterOptions, rulePatterns: readonly string[], now: number) {
    const { from, to, indices, exceptions, baselines } = options;
    if (from !== undefined || to !== undefined) this.#window = new TimeWindow(options, now);
    if (indices.length > 0) this.#scope = new IndexScope(indices, rulePatterns);
    const { active, expired } = readExceptionLists(exceptions, now);
    this.#exceptions = new Exceptions(active);
    this.#suppressions = new Map(active.map((exception) => [exception, 0]));
    this.#expired = expired;
    if (baselines.length > 0) this.#baseline = new Baseline(baselines);
  }

  /**
   * Why to suppress a match; undefined to report it. A match that is nested too deeply to be compared is reported:
   * otherwise an attacker could hide one that way.
   */
  check(match: BaselineDocument): Suppression | undefined {
    return this.#check(match, this.#counts);
  }

  /** Like {@link check}, for an event that the rule does not match. */
  checkLead(lead: BaselineDocument): Suppression | undefined {
    return this.#check(lead, this.#leadCounts);
  }

  #check(document: BaselineDocument, counts: FilterCounts): Suppression | undefined {
    return unlessTooDeep(
      () => this.#checkScope(document, counts) ?? this.#checkKnown(document, counts),
    );
  }

  /** Like {@link check}, but only by time and index, which apply to all documents. */
  checkScope(document: BaselineDocument): Suppression | undefined {
    return unlessTooDeep(() => this.#checkScope(document, this.#counts));
  }

  summary(): FilterSummary {
    const { outOfWindow, outOfScope, covered, known } = this.#leadCounts;
    return {
      ...this.#counts,
      leads: outOfWindow + outOfScope + covered + known,
      exceptions: [...this.#suppressions].map(([exception, covered]) => ({ exception, covered })),
      expired: this.#expired,
      unusedBaseline: this.#baseline?.unused ?? [],
    };
  }

  #checkScope({ index, event }: BaselineDocument, counts: FilterCounts): Suppression | undefined {
    if (index !== undefined && this.#scope?.includes(index) === false) {
      counts.outOfScope += 1;
      return { kind: 'out-of-scope' };
    }
    if (this.#window !== undefined) {
      const isWithin = this.#window.includes(event);
      if (isWithin === false) {
        counts.outOfWindow += 1;
        return { kind: 'out-of-window' };
      }
      if (isWithin === undefined) counts.withoutTime += 1;
    }
    return undefined;
  }

  #checkKnown(match: BaselineDocument, counts: FilterCounts): Suppression | undefined {
    // Check both for every match, so that neither counts as unused because of the other.
    const exceptions = this.#exceptions.suppressing(match.event);
    const isKnown = this.#baseline?.has(match) ?? false;
    if (exceptions.length > 0) {
      counts.covered += 1;
      for (const exception of exceptions) {
        this.#suppressions.set(exception, (this.#suppressions.get(exception) ?? 0) + 1);
      }
      return { kind: 'exceptions', exceptions };
    }
    if (!isKnown) return undefined;
    counts.known += 1;
    return { kind: 'known' };
  }
}

function unlessTooDeep<T>(check: () => T | undefined): T | undefined {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}
