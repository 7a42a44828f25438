import { hasEventFields } from '../event/endpoint.js';
import {
  hasOnly,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  own,
  ownNumber,
} from '../json/value.js';
import { apiWithoutHits, errorIssue, isError, isNotFound } from './answers.js';
import { type Collection, notADocument } from './collection.js';
import { addDocument, addHits } from './hits.js';
import { aggregationKeys, responseKeys, responseWrapperKeys, unfinishedKeys } from './shapes.js';
import { isTable, readTable } from './table.js';

export type { Collection, Page, ResponseIssue } from './collection.js';

/** The default size of ES|QL, and 10,000, the most it returns at once. */
const esqlDefaultSizes: readonly number[] = [1_000, 10_000];

/** Collects the elements of an array: documents, and responses with theirs. */
export function collect(elements: readonly JsonValue[]): Collection {
  const into: Collection = {
    ...{ documents: [], aggregated: [], issues: [], pages: [] },
    hasResult: false,
  };
  addNested(elements, into);
  return into;
}

/** Whether text begins like a response: with a key that responses open with, and soon another that only they have. */
export function opensResponse(text: string): boolean {
  const key = /^\s*\{\s*"(\w{1,32})"\s*:/.exec(text)?.[1];
  if (key === undefined || !responseKeys.has(key)) return false;
  return /"(?:took|_shards|rawResponse|responses)"\s*:|"(?:hits|columns)"\s*:\s*[[{]/.test(
    text.slice(0, 4096),
  );
}

/** Adds the elements of an array, and of arrays in it: what `jq -s` makes of several arrays. */
function addNested(elements: readonly JsonValue[], into: Collection): void {
  for (const element of elements) {
    if (isArray(element) && element.length > 0) addNested(element, into);
    else addElements([element], into);
  }
}

/** Whether an object is a response and not a document, which may have keys of responses too. */
export function isResponse(value: JsonObject): boolean {
  if (hasEventFields(value)) return false;
  const hits = own(value, 'hits');
  return (
    (isObject(hits) && ['hits', 'events', 'sequences'].some((key) => isArray(own(hits, key)))) ||
    isError(value) ||
    isTable(value) ||
    isArray(own(value, 'responses')) ||
    (isArray(own(value, 'docs')) && Object.keys(value).length === 1) ||
    wrappedResponse(value) !== undefined ||
    isUnfinished(value) ||
    isNotFound(value) ||
    apiWithoutHits(value) !== undefined ||
    (isObject(own(value, 'aggregations')) && hasOnly(value, aggregationKeys))
  );
}

function addElements(elements: readonly JsonValue[], into: Collection): void {
  for (const element of elements) {
    if (!isObject(element)) into.issues.push(notADocument(element));
    else if (isResponse(element)) addResponse(element, into);
    else addDocument(element, into);
  }
}

function addResponse(value: JsonObject, into: Collection): void {
  const inner = wrappedResponse(value);
  const several = own(value, 'responses') ?? own(value, 'docs');
  const hits = own(value, 'hits');
  const api = apiWithoutHits(value);
  if (api !== undefined) {
    addReportedIssues(value, into);
    if (ownNumber(value, 'count') === 0) into.hasResult = true;
    else into.issues.push({ kind: 'no-hits', api });
  } else if (inner !== undefined) {
    if (own(value, 'error') !== undefined) into.issues.push(errorIssue(value));
    addReportedIssues(value, into);
    addResponse(inner, into);
  } else if (isArray(several)) {
    into.hasResult = true;
    addElements(several, into);
  } else if (isError(value) || (own(value, 'error') !== undefined && hits === undefined)) {
    into.issues.push(errorIssue(value));
  } else if (isNotFound(value)) {
    into.issues.push({ kind: 'not-found' });
  } else {
    const aggregations = own(value, 'aggregations');
    into.hasResult = isTable(value) || isObject(hits) || isObject(aggregations);
    addReportedIssues(value, into);
    // Since 8.18, failed shards do not make the response of `_eql/search` an error.
    const failures = own(value, 'shard_failures');
    if (isArray(failures) && failures.length > 0) {
      into.issues.push({ kind: 'shards-failed', failed: failures.length });
    }
    if (isTable(value)) addTable(value, into);
    else if (isObject(hits)) addHits(value, hits, into);
    else if (isObject(aggregations)) addHits(value, { hits: [] }, into);
    else if (into.issues.length === 0) into.issues.push({ kind: 'partial' });
  }
}

/** The response inside that of an async search or of Kibana's own search. */
function wrappedResponse(value: JsonObject): JsonObject | undefined {
  for (const key of responseWrapperKeys) {
    const inner = own(value, key);
    if (isObject(inner) && isResponse(inner)) return inner;
  }
  return undefined;
}

/**
 * Whether an object is a response without a result: that of an async search that is still running (of which ES|QL
 * reports nothing else), or one stripped by `filter_path`.
 */
function isUnfinished(value: JsonObject): boolean {
  return (
    (typeof isRunning(value) === 'boolean' &&
      (typeof isPartial(value) === 'boolean' || hasOnly(value, unfinishedKeys)) &&
      own(value, 'event') === undefined) ||
    (typeof own(value, 'took') === 'number' && isObject(own(value, '_shards')))
  );
}

function isRunning(value: JsonObject): JsonValue | undefined {
  return own(value, 'is_running') ?? own(value, 'isRunning');
}

function isPartial(value: JsonObject): JsonValue | undefined {
  return own(value, 'is_partial') ?? own(value, 'isPartial');
}

/** Adds the issues that a response reports itself. */
function addReportedIssues(value: JsonObject, into: Collection): void {
  if (own(value, 'timed_out') === true) into.issues.push({ kind: 'timed-out' });
  if (isPartial(value) === true || isRunning(value) === true) {
    into.issues.push({ kind: 'partial' });
  }
  if (own(value, 'terminated_early') === true) into.issues.push({ kind: 'partial' });
  if (searchedNothing(value)) into.issues.push({ kind: 'no-shards' });
  addFailures(value, '_shards', into);
  addFailures(value, '_clusters', into);
}

/** Whether a response without hits says that no shard was searched. */
function searchedNothing(value: JsonObject): boolean {
  const shards = own(value, '_shards');
  if (!isObject(shards) || ownNumber(shards, 'total') !== 0) return false;
  const hits = own(value, 'hits');
  const lists = isObject(hits) ? ['hits', 'events', 'sequences'].map((key) => own(hits, key)) : [];
  return !lists.some((list) => isArray(list) && list.length > 0);
}

/** Adds the shards or clusters that did not respond: those that failed, or that are not among the successful ones. */
function addFailures(value: JsonObject, key: '_shards' | '_clusters', into: Collection): void {
  const counts = own(value, key);
  if (!isObject(counts)) return;
  const count = (name: string): number => ownNumber(counts, name) ?? 0;
  const total = ownNumber(counts, 'total');
  const missing = total === undefined ? 0 : total - (ownNumber(counts, 'successful') ?? total);
  // A skipped shard holds no hits and counts as successful; a skipped cluster was not searched.
  const failed = Math.max(count('failed'), missing, count('partial'));
  const kind = key === '_shards' ? 'shards-failed' : 'clusters-failed';
  if (failed > 0) into.issues.push({ kind, failed, total });
}

function addTable(table: JsonObject, into: Collection): void {
  const { documents, malformed, count, values } = readTable(table);
  into.documents.push(...documents);
  if (documents.length > 0) into.rows = [...(into.rows ?? []), values];
  into.issues.push(...malformed.map(notADocument));
  const isDefaultSize = esqlDefaultSizes.includes(count);
  if (own(table, 'cursor') !== undefined) into.issues.push({ kind: 'partial' });
  else if (isDefaultSize) into.issues.push({ kind: 'default-size', hits: count });
}
