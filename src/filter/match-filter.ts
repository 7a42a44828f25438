import { Baseline, type Identity } from './baseline.js';
import { readExceptionLists } from './exception-list.js';
import { type Exception, Exceptions } from './exceptions.js';
import { IndexScope } from './index-scope.js';
import type { FilterOptions, FilterSummary, Suppression } from './options.js';
import { TimeWindow } from './window.js';

/** Holds matches back that are not wanted, and counts them. */
export class MatchFilter {
  readonly #window: TimeWindow | undefined;
  readonly #scope: IndexScope | undefined;
  readonly #exceptions: Exceptions;
  readonly #coverage: Map<Exception, number>;
  readonly #expired: readonly Exception[];
  readonly #baseline: Baseline | undefined;
  #counts = { outOfWindow: 0, outOfScope: 0, withoutTime: 0, covered: 0, known: 0 };

  /**
   * @param now milliseconds since 1970: what date math and the end of exceptions go by.
   * @throws UsageError where an expression, a pattern or a file is not as it has to be.
   */
  constructor(filters: FilterOptions, now: number) {
    const { from, to, indices, exceptions, baselines } = filters;
    if (from !== undefined || to !== undefined) this.#window = new TimeWindow(filters, now);
    if (indices.length > 0) this.#scope = new IndexScope(indices);
    const { active, expired } = readExceptionLists(exceptions, now);
    this.#exceptions = new Exceptions(active);
    this.#coverage = new Map(active.map((exception) => [exception, 0]));
    this.#expired = expired;
    if (baselines.length > 0) this.#baseline = new Baseline(baselines);
  }

  /**
   * Whether to hold a document back, and why; undefined where it is to be put out. A document that is nested too deeply
   * to be compared is put out: its author must not be able to hide it so.
   *
   * @param isMatch whether the rule matches it. Only matches have exceptions and baselines.
   */
  hold(document: Identity, isMatch: boolean = true): Suppression | undefined {
    try {
      return this.#holdByScope(document) ?? (isMatch ? this.#holdMatch(document) : undefined);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return undefined;
    }
  }

  summary(): FilterSummary {
    return {
      ...this.#counts,
      exceptions: [...this.#coverage].map(([exception, covered]) => ({ exception, covered })),
      expired: this.#expired,
      unusedBaseline: this.#baseline?.unused ?? [],
    };
  }

  #holdByScope({ index, event }: Identity): Suppression | undefined {
    const counts = this.#counts;
    if (index !== undefined && this.#scope?.holds(index) === false) {
      counts.outOfScope += 1;
      return { kind: 'out-of-scope' };
    }
    if (this.#window !== undefined) {
      const within = this.#window.holds(event);
      if (within === false) {
        counts.outOfWindow += 1;
        return { kind: 'out-of-window' };
      }
      if (within === undefined) counts.withoutTime += 1;
    }
    return undefined;
  }

  #holdMatch(match: Identity): Suppression | undefined {
    const counts = this.#counts;
    // Both are asked for every match: what one of them holds back, the other did not miss.
    const by = this.#exceptions.covering(match.event);
    const known = this.#baseline?.holds(match) ?? false;
    if (by.length > 0) {
      counts.covered += 1;
      for (const exception of by) {
        this.#coverage.set(exception, (this.#coverage.get(exception) ?? 0) + 1);
      }
      return { kind: 'covered', by };
    }
    if (!known) return undefined;
    counts.known += 1;
    return { kind: 'known' };
  }
}
