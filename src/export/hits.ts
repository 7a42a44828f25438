import {
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  own,
  ownNumber,
  ownString,
} from '../json/value.js';
import { type Collection, notADocument, type Page, type ResponseIssue } from './collection.js';
import { asDocument, type Document } from './document.js';
import { hitKey, innerHits, type NestedHits, topHits } from './nested-hits.js';

/** The default size of `_eql/search`, and 10,000, the most it returns at once. */
const eqlDefaultSizes: readonly number[] = [10, 10_000];

/** Adds a document and its inner hits. */
export function addDocument(element: JsonObject, into: Collection): void {
  into.documents.push(asDocument(element));
  const inner = innerHits(element);
  if (inner.length === 0) return;
  addNestedHits(inner, [element], into.documents, into);
  for (const { hits, list } of inner) addMissing(list.length, totalOf(hits), into);
}

/** Adds the hits of a `_search` response, or the events of an `_eql/search` response. */
export function addHits(response: JsonObject, hits: JsonObject, into: Collection): void {
  const list = own(hits, 'hits');
  if (!isArray(list)) {
    addEqlEvents(hits, into);
    return;
  }
  const inner = list.flatMap((hit) => (isObject(hit) ? innerHits(hit) : []));
  const aggregated = topHits(own(response, 'aggregations'));
  addElements(list, into);
  const known = [...list, ...inner.flatMap((nested) => nested.list)];
  addNestedHits(inner, list, into.documents, into);
  addNestedHits(aggregated, known, into.aggregated, into);
  const nested = [...inner, ...aggregated];
  const total = totalOf(hits);
  const found = countHits(list, nested);
  const page = pageOf(response, list, found, total);
  const isPaged = page !== undefined;
  if (total === undefined || (!isPaged && found < total.total)) {
    for (const { hits, list } of nested) addMissing(list.length, totalOf(hits), into);
  }
  const hasOnlyAggregations =
    found === 0 && own(response, 'aggregations') !== undefined && total?.total !== 0;
  if (hasOnlyAggregations) {
    into.issues.push({ kind: 'aggregations-only', total: total?.total });
  } else if (total === undefined) {
    if (found > 0) into.issues.push({ kind: 'no-total', hits: found });
  } else if (isPaged) {
    // The pages of one result are checked together.
    into.pages.push({ hits: found, ...total, ...page });
  } else addMissing(found, total, into);
}

function addElements(list: readonly JsonValue[], into: Collection): void {
  for (const element of list) {
    if (isObject(element)) into.documents.push(asDocument(element));
    else into.issues.push(notADocument(element));
  }
}

/**
 * What shows that a response is one of several pages; undefined if nothing does. A response without hits may be the last page,
 * which has nothing that does.
 */
function pageOf(
  response: JsonObject,
  list: readonly JsonValue[],
  found: number,
  total: Total | undefined,
): Pick<Page, 'firstId' | 'search' | 'sort'> | undefined {
  const first = isObject(list[0]) ? list[0] : {};
  const last = list.at(-1);
  const scroll = ownString(response, '_scroll_id');
  const pit = ownString(response, 'pit_id');
  const sort = own(first, 'sort');
  const lastSort = isObject(last) ? own(last, 'sort') : undefined;
  const isPaged = scroll !== undefined || pit !== undefined || isArray(sort);
  const isEmpty = found === 0 && total !== undefined && total.total > 0;
  if (!isPaged && !isEmpty) return undefined;
  return {
    firstId: ownString(first, '_id'),
    ...(scroll !== undefined && { search: { kind: 'scroll', id: scroll } }),
    ...(scroll === undefined && pit !== undefined && { search: { kind: 'pit', id: pit } }),
    ...(isArray(sort) && isArray(lastSort) && { sort: { first: sort, last: lastSort } }),
  };
}

/** Adds nested hits, without those that are known or repeated. */
function addNestedHits(
  nested: readonly NestedHits[],
  known: readonly JsonValue[],
  documents: Document[],
  into: Collection,
): void {
  const keys = new Set(nested.length === 0 ? [] : known.map(hitKey));
  for (const hit of nested.flatMap(({ list }) => list)) {
    const key = hitKey(hit);
    if (!isObject(hit)) into.issues.push(notADocument(hit));
    else if (key === undefined || !keys.has(key)) documents.push(asDocument(hit));
    keys.add(key);
  }
}

/**
 * How many of a response's hits there are: those in its list, and others with an id in nested lists. These can only be
 * counted if all hits in the list have ids, because they may be the same.
 */
function countHits(list: readonly JsonValue[], nested: readonly NestedHits[]): number {
  if (nested.length === 0) return list.length;
  const keys = new Set(list.map(hitKey));
  if (keys.has(undefined)) return list.length;
  for (const hit of nested.flatMap(({ list }) => list)) keys.add(hitKey(hit));
  keys.delete(undefined);
  return Math.max(list.length, keys.size);
}

/** Adds an issue if hits are missing. */
function addMissing(found: number, total: Total | undefined, into: Collection): void {
  if (total === undefined) return;
  if (found < total.total || (total.relation === 'gte' && total.total > 0)) {
    into.issues.push(fewerHits(found, total));
  }
}

/** Adds the events of an `_eql/search` response, including those of sequences. */
function addEqlEvents(hits: JsonObject, into: Collection): void {
  const before = into.documents.length;
  const events = own(hits, 'events');
  if (isArray(events)) addElements(events, into);
  const sequences = own(hits, 'sequences');
  if (isArray(sequences)) {
    for (const sequence of sequences) {
      const members = isObject(sequence) ? own(sequence, 'events') : undefined;
      addElements(isArray(members) ? members : [sequence], into);
    }
  }
  const returned = (isArray(events) ? events : isArray(sequences) ? sequences : []).length;
  const total = totalOf(hits);
  if (total !== undefined && total.total > returned) into.issues.push(fewerHits(returned, total));
  else if (eqlDefaultSizes.includes(returned)) {
    into.issues.push({ kind: 'default-size', hits: into.documents.length - before });
  }
}

type Total = Pick<Page, 'total' | 'relation'>;

/** The total of a response: an object, or a number in old versions. */
function totalOf(hits: JsonObject): Total | undefined {
  const total = own(hits, 'total');
  if (typeof total === 'number') return { total, relation: 'eq' };
  const value = isObject(total) ? ownNumber(total, 'value') : undefined;
  if (!isObject(total) || value === undefined) return undefined;
  return { total: value, relation: own(total, 'relation') === 'gte' ? 'gte' : 'eq' };
}

/** That a response has fewer hits than its total. */
export function fewerHits(hits: number, { total, relation }: Total): ResponseIssue {
  return { kind: 'fewer-hits', hits, total, atLeast: relation === 'gte' };
}
