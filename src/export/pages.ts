import type { SegmentPosition } from '../scan/finding.js';
import type { Page, ResponseIssue } from './response.js';

/** Responses in a row with the same total. */
interface PageGroup {
  readonly spot: SegmentPosition;
  readonly total: number;
  readonly relation: Page['relation'];
  readonly firstIds: Set<string>;
  hits: number;
  largest: number;
  /** Hits of the last page. */
  latest: number;
}

/**
 * Holds the pages of a scroll or `search_after` to their total: each alone has fewer hits, together they must not.
 *
 * Pages belong together where they follow each other in one input and have the same total. A page that came before,
 * by its first hit, adds nothing. Where Elasticsearch counted only so far (`gte`), the result is whole once a page
 * comes back smaller than another: the last one.
 */
export class Pages {
  #run: PageGroup | undefined;

  /** Takes the next page; returns what the pages before it lacked if it begins another result. */
  add(
    page: Page,
    spot: SegmentPosition,
  ): { fault: ResponseIssue; spot: SegmentPosition } | undefined {
    const continues =
      this.#run !== undefined &&
      this.#run.total === page.total &&
      this.#run.relation === page.relation;
    const shortfall = continues ? undefined : this.end();
    this.#run ??= {
      spot,
      total: page.total,
      relation: page.relation,
      firstIds: new Set(),
      hits: 0,
      largest: 0,
      latest: 0,
    };
    const run = this.#run;
    if (page.firstId !== undefined && run.firstIds.has(page.firstId)) return shortfall;
    if (page.firstId !== undefined) run.firstIds.add(page.firstId);
    run.hits += page.hits;
    run.largest = Math.max(run.largest, page.hits);
    run.latest = page.hits;
    return shortfall;
  }

  /** The input is over: returns what the last result lacks. */
  end(): { fault: ResponseIssue; spot: SegmentPosition } | undefined {
    const run = this.#run;
    this.#run = undefined;
    if (run === undefined) return undefined;
    const { hits, total, spot } = run;
    const atLeast = run.relation === 'gte';
    const whole = hits >= total && (!atLeast || run.latest < run.largest);
    return whole ? undefined : { fault: { kind: 'fewer-hits', hits, total, atLeast }, spot };
  }
}
