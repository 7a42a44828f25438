import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Page } from '#dist/export/collection.js';
import { Pages } from '#dist/export/pages.js';
import { seed } from '../property/generators.js';

/** A page of hits with these numbers as ids and sort values. */
function page(numbers: readonly number[], total: number, more: Partial<Page> = {}): Page {
  const [first, last] = [numbers[0], numbers.at(-1)];
  return {
    hits: numbers.length,
    total,
    relation: 'eq',
    firstId: first === undefined ? undefined : `id${first}`,
    ...(first !== undefined && last !== undefined && { sort: { first: [first], last: [last] } }),
    ...more,
  };
}

/** The issues of pages: each in an input of its own, or all in one. */
function issuesOf(pages: readonly Page[], inOneInput = false): unknown[] {
  const check = new Pages<{ readonly input: unknown }>();
  const early = pages.flatMap((one, at) => check.add(one, { input: inOneInput ? 0 : at }));
  return [...early, ...check.end()].map(({ issue }) => issue);
}

const missing = (hits: number, total: number, atLeast = false): object => ({
  kind: 'fewer-hits',
  hits,
  total,
  atLeast,
});
const assumed = (pages: number, hits: number): object => ({ kind: 'assumed-pages', pages, hits });

const scroll = (id: string): Partial<Page> => ({ search: { kind: 'scroll', id }, sort: undefined });
const pit = (id: string): Partial<Page> => ({ search: { kind: 'pit', id } });
const gte: Partial<Page> = { relation: 'gte' };

describe('pages in files of their own', () => {
  test.each<[string, readonly Page[], readonly object[]]>([
    ['one page with all hits', [page([1, 2], 2)], []],
    ['one page without all hits', [page([1, 2], 3)], [missing(2, 3)]],
    ['sort values that go on', [page([1, 2], 5), page([3, 4], 5), page([5], 5)], [assumed(3, 5)]],
    ['descending sort values that go on', [page([5, 4], 3), page([3], 3)], [assumed(2, 3)]],
    ['a missing last page', [page([1, 2], 5), page([3, 4], 5)], [missing(4, 5)]],
    ['a missing page in the middle', [page([1, 2], 5), page([5], 5)], [missing(3, 5)]],
    [
      'names out of order, as of page10.json before page2.json',
      [page([1, 2], 6), page([5, 6], 6), page([3, 4], 6)],
      [assumed(3, 6)],
    ],
    [
      'two sorted searches of one total, none of them whole',
      [page([1, 2], 3), page([1, 4], 3, { firstId: 'other' })],
      [missing(2, 3), missing(2, 3)],
    ],
    [
      'two sorted searches that together have more hits than their total',
      [page([1, 2, 3], 4), page([5, 6, 7], 4)],
      [missing(3, 4), missing(3, 4)],
    ],
    [
      'sort values that change direction',
      [page([1, 2], 4), page([4, 3], 4)],
      [missing(2, 4), missing(2, 4)],
    ],
    [
      'the same sort value on both sides of a page end',
      [page([1, 2], 4), page([2, 3], 4, { firstId: 'x' })],
      [missing(2, 4), missing(2, 4)],
    ],
    [
      'sort values of other types',
      [page([1], 2), page([2], 2, { sort: { first: ['2'], last: ['2'] } })],
      [missing(1, 2), missing(1, 2)],
    ],
    ['other totals', [page([1, 2], 4), page([3, 4], 5)], [missing(2, 4), missing(2, 5)]],
    [
      'a page that was requested twice',
      [page([1, 2], 3), page([1, 2], 3), page([3], 3)],
      [assumed(2, 3)],
    ],
    ['one scroll', [page([1, 2], 3, scroll('a')), page([3], 3, scroll('a'))], []],
    [
      'two scrolls of one total',
      [page([1, 2], 3, scroll('a')), page([3], 3, scroll('b'))],
      [missing(2, 3), missing(1, 3)],
    ],
    ['one point in time', [page([1, 2], 3, pit('a')), page([3], 3, pit('a'))], []],
    ['an empty last page', [page([1, 2], 2, pit('a')), page([], 2, pit('a'))], []],
    [
      'an empty last page of a point in time whose id changed',
      [page([1, 2], 2, pit('a')), page([], 2, pit('b'))],
      [assumed(2, 2)],
    ],
    [
      'an empty last page without an id',
      [page([1, 2], 3), page([3], 3), page([], 3)],
      [assumed(3, 3)],
    ],
    [
      'an empty response beside a single whole one',
      [page([1, 2], 2), page([], 2)],
      [missing(0, 2)],
    ],
    [
      'an empty last page of another kind of search',
      [page([1, 2], 2, scroll('a')), page([], 2, pit('b'))],
      [missing(0, 2)],
    ],
    [
      'names out of order beside an empty page of another kind of search',
      [
        page([1, 2], 6, pit('a')),
        page([], 6, scroll('b')),
        page([5, 6], 6, pit('a')),
        page([3, 4], 6, pit('a')),
      ],
      [missing(0, 6), assumed(3, 6)],
    ],
    [
      'an empty last page after a missing one',
      [page([1, 2], 5, pit('a')), page([3, 4], 5, pit('b')), page([], 5, pit('c'))],
      [missing(4, 5), missing(0, 5)],
    ],
    [
      'an empty last page of another total',
      [page([1, 2], 2, pit('a')), page([], 3, pit('b'))],
      [missing(0, 3)],
    ],
    [
      'an empty last page that alone shows that a lower bound is the total',
      [page([1, 2], 2, { ...gte, ...pit('a') }), page([], 2, { ...gte, ...pit('b') })],
      [missing(2, 2, true), missing(0, 2, true)],
    ],
    [
      'names out of order with an empty last page',
      [
        page([1, 2], 6, pit('a')),
        page([5, 6], 6, pit('a')),
        page([], 6, pit('a')),
        page([3, 4], 6, pit('a')),
      ],
      [assumed(4, 6)],
    ],
    [
      'a point in time whose id changed',
      [page([1, 2], 3, pit('a')), page([3], 3, pit('b'))],
      [assumed(2, 3)],
    ],
    [
      'two searches of one point in time and one total',
      [page([1, 2], 4, pit('a')), page([1, 2], 4, { ...pit('a'), firstId: 'x' })],
      [missing(2, 4), missing(2, 4)],
    ],
    [
      'a total that is a lower bound, with a smaller last page',
      [page([1, 2], 3, gte), page([3, 4], 3, gte), page([5], 3, gte)],
      [assumed(3, 5)],
    ],
    [
      'a total that is a lower bound, with full pages only',
      [page([1, 2], 3, gte), page([3, 4], 3, gte)],
      [missing(4, 3, true)],
    ],
  ])('%s', (_, pages, issues) => {
    expect(issuesOf(pages)).toEqual(issues);
  });
});

describe('pages in one file', () => {
  test('are not reported if their sort values go on', () => {
    expect(issuesOf([page([1, 2], 3), page([3], 3)], true)).toEqual([]);
  });

  test.each<[string, readonly Page[], readonly object[]]>([
    [
      'whose id changed',
      [page([1, 2], 3, pit('a')), page([3], 3, pit('b')), page([], 3, pit('c'))],
      [],
    ],
    ['without an id', [page([1, 2], 3), page([3], 3), page([], 3)], []],
    ['without an id, of a search with one page', [page([1, 2], 2), page([], 2)], [assumed(2, 2)]],
    [
      'of another search',
      [page([1, 2], 2, pit('a')), page([1, 2], 5, pit('x')), page([], 2, pit('b'))],
      [assumed(2, 2), missing(2, 5)],
    ],
  ])('with an empty last page %s', (_, pages, issues) => {
    expect(issuesOf(pages, true)).toEqual(issues);
  });

  test('are not pages of one search because they follow each other', () => {
    expect(issuesOf([page([1, 2], 3), page([1, 9], 3, { firstId: 'x' })], true)).toHaveLength(2);
  });
});

test('results beyond the limit are judged by the pages that they have', () => {
  const pages = Array.from({ length: 1500 }, (_, at) => page([at], 2, scroll(`${at}`)));
  expect(issuesOf(pages)).toHaveLength(1500);
});

test('an empty last page changes nothing, and excuses no missing page', () => {
  const id = fc.constantFrom<Partial<Page>>({}, pit('x'), pit('y'));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), id), { minLength: 2, maxLength: 5 }),
      fc.constantFrom('none', 'same', 'other'),
      fc.option(fc.nat({ max: 4 })),
      (sizes, ending, dropped) => {
        const total = sizes.reduce((sum, [one]) => sum + one, 0);
        let next = 0;
        const idOf = (more: Partial<Page>): Partial<Page> => (ending === 'none' ? {} : more);
        const pages = sizes.map(([one, more]) => {
          const numbers = Array.from({ length: one }, (_, at) => next + at);
          next += one;
          return page(numbers, total, ending === 'none' ? {} : { ...pit('z'), ...idOf(more) });
        });
        const last = pages.at(-1)?.search;
        const end = page([], total, {
          search: ending === 'none' ? undefined : ending === 'same' ? last : pit('new').search,
        });
        expect(issuesOf([...pages, end], true)).toEqual([]);
        if (dropped === null) return;
        const left = pages.toSpliced(dropped % pages.length, 1);
        expect(issuesOf([...left, end], true)).toContainEqual(
          expect.objectContaining({ kind: 'fewer-hits' }),
        );
      },
    ),
    { seed, numRuns: 200 },
  );
});

test('pages of one sorted search are complete exactly if no page is missing, in any order', () => {
  const size = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(
      fc.array(size, { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 0, max: 5 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (sizes, dropped, order) => {
        const total = sizes.reduce((sum, one) => sum + one, 0);
        let next = 0;
        const pages = sizes.map((one) => {
          const numbers = Array.from({ length: one }, (_, at) => next + at);
          next += one;
          return page(numbers, total);
        });
        const shuffled = pages
          .map((one) => [order.next().value as number, one] as const)
          .sort(([one], [other]) => one - other)
          .map(([, one]) => one);
        expect(issuesOf(shuffled)).toEqual([assumed(sizes.length, total)]);
        const left = shuffled.toSpliced(dropped % shuffled.length, 1);
        expect(issuesOf(left)).toContainEqual(expect.objectContaining({ kind: 'fewer-hits' }));
      },
    ),
    { seed, numRuns: 200 },
  );
});
