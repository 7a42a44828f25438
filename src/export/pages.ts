import { isArray, type JsonValue } from '../json/value.js';
import type { Page, ResponseIssue } from './collection.js';

/** Maximum number of results that are kept open. Beyond it, the oldest is judged by the pages it has. */
const maxResults = 1000;

/**
 * Maximum number of pages of which the first id and the sort values are kept. Beyond it, a repeated page is not recognized
 * as one, and pages have to be in order.
 */
const maxKeptPages = 100_000;

/** An issue of a result that several responses make up, and where its first page is. */
export interface PagesIssue<Place> {
  readonly issue: ResponseIssue;
  readonly place: Place;
}

type Direction = -1 | 1;

/** Pages that make up a result, or a part of one. */
class PageGroup<Place extends PagePlace> {
  readonly place: Place;
  readonly firstPage: Page;
  readonly firstIds = new Set<string>();
  /** The pages that are kept to try them in another order. */
  readonly kept: Page[] = [];
  pages = 0;
  hits = 0;
  /** Size of the largest and of the last page. */
  largest = 0;
  last = 0;
  lastSort: JsonValue | undefined;
  /** The direction of each sort key, as far as it is known. */
  readonly directions: (Direction | undefined)[] = [];
  /** Whether pages of several inputs, or an empty one, only seem to belong together. */
  isAssumed = false;

  constructor(page: Page, place: Place) {
    this.firstPage = page;
    this.place = place;
  }

  get isComplete(): boolean {
    const { total, relation } = this.firstPage;
    return this.hits >= total && (relation === 'eq' || this.largest > this.last);
  }

  /** Whether it has hits, but not all. */
  get isPart(): boolean {
    return this.hits > 0 && !this.isComplete;
  }

  /**
   * Whether an empty page may be the one at which the search of this complete result stopped: its id, which may change, does
   * not show it.
   */
  mayEndWith(page: Page): boolean {
    const isOneKind = this.firstPage.search?.kind === page.search?.kind;
    return page.hits === 0 && this.hits > 0 && this.isComplete && isOneKind;
  }

  /** Whether it is evident that the search was asked for page by page. */
  get isPaged(): boolean {
    return this.pages > 1 || this.firstPage.search !== undefined;
  }

  /** Whether a page was seen before: after an error, it may have been requested again. */
  has(page: Page): boolean {
    return page.firstId !== undefined && this.firstIds.has(keyOf(page));
  }

  /** Whether a page belongs to the same scroll, or continues the sort values of this group and fits its total. */
  isContinuedBy(page: Page): boolean {
    const { search, total, relation } = this.firstPage;
    if (search?.kind === 'scroll' || page.search?.kind === 'scroll') {
      return search?.id === page.search?.id;
    }
    const isSameSearch = search !== undefined && search.id === page.search?.id;
    if (isSameSearch && (page.hits === 0 || this.hits === 0)) return true;
    const fits = relation === 'gte' || this.hits + page.hits <= total;
    return fits && this.#follows(page);
  }

  #follows({ sort }: Page): boolean {
    const inside = sort && stepBetween(sort.first, sort.last);
    const step = sort && stepBetween(this.lastSort, sort.first);
    if (step === undefined || !this.#allows(step)) return false;
    if (inside === undefined) return sort?.first === sort?.last || isSame(sort?.first, sort?.last);
    return (inside.key !== step.key || inside.direction === step.direction) && this.#allows(inside);
  }

  #allows({ key, direction }: SortStep): boolean {
    return this.directions[key] === undefined || this.directions[key] === direction;
  }

  add(page: Page, input: unknown): void {
    const { search } = this.firstPage;
    const isSameSearch = search !== undefined && search.id === page.search?.id;
    if (input !== this.place.input && !isSameSearch) this.isAssumed = true;
    if (this.pages > 0 && page.hits === 0 && !this.isPaged) this.isAssumed = true;
    this.pages += 1;
    this.hits += page.hits;
    this.largest = Math.max(this.largest, page.hits);
    this.last = page.hits;
    if (page.sort !== undefined) this.#continue(page.sort.first, page.sort.last);
  }

  /** Keeps what a page is recognized by. */
  keep(page: Page): void {
    this.kept.push(page);
    if (page.firstId !== undefined) this.firstIds.add(keyOf(page));
  }

  #continue(first: JsonValue, last: JsonValue): void {
    for (const step of [stepBetween(this.lastSort, first), stepBetween(first, last)]) {
      if (step !== undefined) this.directions[step.key] = step.direction;
    }
    this.lastSort = last;
  }
}

/** Where a page is. */
export interface PagePlace {
  /** Identifies the input. */
  readonly input: unknown;
}

/**
 * Checks whether the pages of a scroll or `search_after` add up to their total.
 *
 * Pages with the same total make up a result together if they have the same `_scroll_id`, or if the sort values of each
 * go on strictly where those of the one before end. If they are in several inputs and have no `pit_id` in common, that
 * is an assumption, which is reported. A page that was seen before is not counted again. If Elasticsearch counted only up
 * to a limit (`gte`), the result is complete once the last page is smaller than another.
 *
 * Many searches go on until a page is empty. It has no sort values, and maybe no id or another one. It belongs to the complete
 * result that it follows in the same input, or else, which is an assumption, to one with the same total.
 *
 * Pages that are not in order are put in order by their sort values once everything has been read. Of each page, its first
 * id, its size and its first and last sort values are kept.
 */
export class Pages<Place extends PagePlace> {
  /** In the order of their first pages. */
  #groups: PageGroup<Place>[] = [];
  #keptPages = 0;
  /** The page before. */
  #latest: { readonly group: PageGroup<Place>; readonly input: unknown } | undefined;

  /** Adds the next page. Returns the issues of results that are no longer kept. */
  add(page: Page, place: Place): PagesIssue<Place>[] {
    const alike = this.#groups.filter(({ firstPage }) => isAlike(firstPage, page));
    if (alike.some((group) => group.has(page))) return [];
    const found =
      alike.findLast((group) => group.isContinuedBy(page)) ??
      alike.find((group) => this.#isEndOf(group, page, place));
    const group = found ?? new PageGroup(page, place);
    const { input } = place;
    this.#latest = { group, input };
    group.add(page, input);
    if (this.#keptPages < maxKeptPages) {
      group.keep(page);
      this.#keptPages += 1;
    }
    if (found === undefined) this.#groups.push(group);
    if (this.#groups.length <= maxResults) return [];
    const [oldest, ...others] = this.#groups;
    this.#groups = others;
    this.#keptPages -= oldest?.kept.length ?? 0;
    return oldest === undefined ? [] : issuesOf(oldest);
  }

  /** Whether an empty page follows a complete result, in the same input. */
  #isEndOf(group: PageGroup<Place>, page: Page, { input }: Place): boolean {
    const latest = this.#latest;
    return latest?.group === group && latest.input === input && group.mayEndWith(page);
  }

  /** All inputs have been read: returns the issues of all results. */
  end(): PagesIssue<Place>[] {
    const groups = this.#groups;
    this.#groups = [];
    const left = new Set(groups);
    for (const group of groups) {
      if (!left.has(group) || !group.isPart) continue;
      const alike = [...left].filter(
        (other) => other.isPart && isAlike(other.firstPage, group.firstPage),
      );
      const whole = alike.length > 1 ? chained(alike) : undefined;
      if (whole === undefined) continue;
      for (const part of alike) left.delete(part);
      left.add(whole);
    }
    for (const empty of [...left].filter(({ hits }) => hits === 0)) {
      const { firstPage } = empty;
      const ended = [...left].find(
        (group) =>
          group.isPaged && isAlike(group.firstPage, firstPage) && group.mayEndWith(firstPage),
      );
      if (ended === undefined) continue;
      ended.isAssumed = true;
      ended.pages += empty.pages;
      left.delete(empty);
    }
    return [...left].flatMap(issuesOf);
  }
}

/** Pages that are not in the order of their inputs, as one complete result; undefined if they are not one. */
function chained<Place extends PagePlace>(
  groups: readonly PageGroup<Place>[],
): PageGroup<Place> | undefined {
  const kept = groups.flatMap((group) => group.kept);
  const isWhole = kept.length === groups.reduce((sum, group) => sum + group.pages, 0);
  const pages = kept.filter(({ hits }) => hits > 0);
  const empty = kept.filter(({ hits }) => hits === 0);
  const place = groups[0]?.place;
  if (!isWhole || place === undefined) return undefined;
  for (const direction of [1, -1]) {
    const [first, ...others] = pages.toSorted((one, other) => compareSort(one, other) * direction);
    if (first === undefined) return undefined;
    const whole = new PageGroup(first, place);
    whole.add(first, place.input);
    whole.isAssumed = true;
    const isChain = others.every((page) => {
      const continues = page.sort !== undefined && whole.isContinuedBy(page);
      if (continues) whole.add(page, place.input);
      return continues;
    });
    for (const page of empty) if (whole.isContinuedBy(page)) whole.add(page, place.input);
    if (isChain && whole.isComplete) return whole;
  }
  return undefined;
}

function issuesOf<Place extends PagePlace>(group: PageGroup<Place>): PagesIssue<Place>[] {
  const { hits, pages, place, isAssumed, isComplete, firstPage } = group;
  const { total, relation } = firstPage;
  if (!isComplete) {
    return [{ issue: { kind: 'fewer-hits', hits, total, atLeast: relation === 'gte' }, place }];
  }
  return isAssumed ? [{ issue: { kind: 'assumed-pages', pages, hits }, place }] : [];
}

function isAlike(one: Page, other: Page): boolean {
  return one.total === other.total && one.relation === other.relation;
}

/** What a page and its repetition have in common. */
function keyOf({ firstId, hits, sort, search }: Page): string {
  return JSON.stringify([firstId, hits, sort, search]);
}

/** The first sort key in which two hits differ, and how. */
interface SortStep {
  readonly key: number;
  readonly direction: Direction;
}

/** The step from a hit to another by their sort values; undefined if there is none, or if it is unknown. */
function stepBetween(from: JsonValue | undefined, to: JsonValue | undefined): SortStep | undefined {
  if (!isArray(from) || !isArray(to) || from.length !== to.length) return undefined;
  const key = from.findIndex((value, at) => value !== to[at]);
  const [one, other] = [from[key], to[key]];
  const areNumbers = typeof one === 'number' && typeof other === 'number';
  const areTexts = typeof one === 'string' && typeof other === 'string';
  if (!areNumbers && !areTexts) return undefined;
  return { key, direction: one < other ? 1 : -1 };
}

function isSame(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function compareSort({ sort: one }: Page, { sort: other }: Page): number {
  return -(stepBetween(one?.first, other?.first)?.direction ?? 0);
}
