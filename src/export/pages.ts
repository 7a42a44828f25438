import type { Page, ResponseIssue } from './response.js';

/** Consecutive responses with the same total. */
interface PageGroup<Position> {
  /** Where its first page is. */
  readonly position: Position;
  readonly total: number;
  readonly relation: Page['relation'];
  /** The ids of the first hits of its pages. */
  readonly firstIds: Set<string>;
  hits: number;
  largestPage: number;
  lastPage: number;
}

/** A result that lacks hits, and where it begins. */
export interface IncompletePages<Position> {
  readonly issue: ResponseIssue;
  readonly position: Position;
}

/**
 * Checks the pages of a scroll or `search_after` against their total: each alone has fewer hits, together they must not.
 *
 * Pages belong together if they follow each other in one input and have the same total. A page that was seen before, by
 * its first hit, adds nothing. If Elasticsearch counted only up to a limit (`gte`), the result is whole once a page is
 * smaller than another: the last one.
 */
export class Pages<Position> {
  #group: PageGroup<Position> | undefined;

  /** Takes the next page. If it begins another result, returns what the one before lacks. */
  add(page: Page, position: Position): IncompletePages<Position> | undefined {
    const continues = this.#group?.total === page.total && this.#group.relation === page.relation;
    const incomplete = continues ? undefined : this.end();
    const { total, relation, firstId } = page;
    this.#group ??= {
      position,
      total,
      relation,
      firstIds: new Set(),
      hits: 0,
      largestPage: 0,
      lastPage: 0,
    };
    const group = this.#group;
    if (firstId !== undefined && group.firstIds.has(firstId)) return incomplete;
    if (firstId !== undefined) group.firstIds.add(firstId);
    group.hits += page.hits;
    group.largestPage = Math.max(group.largestPage, page.hits);
    group.lastPage = page.hits;
    return incomplete;
  }

  /** The input has ended: returns what its last result lacks. */
  end(): IncompletePages<Position> | undefined {
    const group = this.#group;
    this.#group = undefined;
    if (group === undefined) return undefined;
    const { hits, total, position } = group;
    const atLeast = group.relation === 'gte';
    const isWhole = hits >= total && (!atLeast || group.lastPage < group.largestPage);
    return isWhole ? undefined : { issue: { kind: 'fewer-hits', hits, total, atLeast }, position };
  }
}
