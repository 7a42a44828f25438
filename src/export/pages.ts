import type { Page, ResponseIssue } from './response.js';

/** Consecutive pages with the same total. */
interface PageGroup<Position> {
  /** Position of the first page. */
  readonly position: Position;
  readonly total: number;
  readonly relation: Page['relation'];
  /** The ids of the first hit of each page. */
  readonly firstIds: Set<string>;
  /** The number of hits of each page. */
  readonly sizes: number[];
}

/** A result with missing hits, and where it begins. */
export interface IncompletePages<Position> {
  readonly issue: ResponseIssue;
  readonly position: Position;
}

/**
 * Checks whether the pages of a scroll or `search_after` add up to their total.
 *
 * Pages belong together if they follow each other in one input and have the same total. A page whose first hit was seen
 * before is not counted again. If Elasticsearch counted only up to a limit (`gte`), the result is complete once the
 * last page is smaller than another.
 */
export class Pages<Position> {
  #group: PageGroup<Position> | undefined;

  /** Adds the next page. If it begins another result, returns what the previous one lacks. */
  add(page: Page, position: Position): IncompletePages<Position> | undefined {
    const continues = this.#group?.total === page.total && this.#group.relation === page.relation;
    const incomplete = continues ? undefined : this.end();
    const { total, relation, firstId } = page;
    this.#group ??= { position, total, relation, firstIds: new Set(), sizes: [] };
    const { firstIds, sizes } = this.#group;
    if (firstId === undefined || !firstIds.has(firstId)) sizes.push(page.hits);
    if (firstId !== undefined) firstIds.add(firstId);
    return incomplete;
  }

  /** The input has ended: returns what its last result lacks. */
  end(): IncompletePages<Position> | undefined {
    const group = this.#group;
    this.#group = undefined;
    if (group === undefined) return undefined;
    const { total, position, sizes } = group;
    const hits = sizes.reduce((sum, size) => sum + size, 0);
    const last = sizes.at(-1) ?? 0;
    const atLeast = group.relation === 'gte';
    const isComplete = hits >= total && (!atLeast || sizes.some((size) => size > last));
    return isComplete
      ? undefined
      : { issue: { kind: 'fewer-hits', hits, total, atLeast }, position };
  }
}
