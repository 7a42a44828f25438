import { hasEventFields } from '../event/endpoint.js';
import {
  describeType,
  hasOnly,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  own,
  ownNumber,
  ownString,
} from '../json/value.js';
import { asDocument, type Document } from './document.js';
import { errorKeys, responseWrapperKeys, unfinishedKeys } from './shapes.js';
import { isTable, readTable } from './table.js';

/** A reason why a response from Elasticsearch may not hold everything that was requested. */
export type ResponseIssue =
  | {
      readonly kind: 'error-response';
      readonly reason: string;
      readonly type?: string | undefined;
      readonly status?: number | undefined;
    }
  | { readonly kind: 'timed-out' }
  /** `is_partial`, or still `is_running`. */
  | { readonly kind: 'partial' }
  | {
      readonly kind: 'shards-failed' | 'clusters-failed';
      /** In a cross-cluster search, including clusters that were skipped or responded in part. */
      readonly failed: number;
      readonly total?: number | undefined;
    }
  | {
      readonly kind: 'fewer-hits';
      readonly hits: number;
      readonly total: number;
      /** Whether Elasticsearch counted only up to a limit, so that there may be more than the total. */
      readonly atLeast: boolean;
    }
  /** The response has no total to check its hits against (`filter_path`, `track_total_hits`): a warning. */
  | { readonly kind: 'no-total'; readonly hits: number }
  /** As many hits as the API returns by default, so there may be more: a warning. */
  | { readonly kind: 'default-size'; readonly hits: number }
  /** An element that is not a document where one is expected. */
  | { readonly kind: 'not-a-document'; readonly found: string };

/** One of several responses that make up a result. */
export interface Page {
  readonly hits: number;
  readonly total: number;
  /** `gte`: the total was counted only up to a limit. */
  readonly relation: 'eq' | 'gte';
  readonly firstId?: string | undefined;
}

/** The contents of a response, or of an array of documents and responses. */
export interface Collection {
  readonly documents: Document[];
  readonly issues: ResponseIssue[];
  readonly pages: Page[];
  /** Whether there is a result from Elasticsearch, even if it is empty. */
  hasResult: boolean;
}

/** The default sizes of `_eql/search` and ES|QL, and 10,000, the most they return at once. */
const eqlDefaultSizes: readonly number[] = [10, 10_000];
const esqlDefaultSizes: readonly number[] = [1_000, 10_000];

/** Collects the elements of an array: documents, and responses with theirs. */
export function collect(elements: readonly JsonValue[]): Collection {
  const into: Collection = { documents: [], issues: [], pages: [], hasResult: false };
  addElements(elements, into);
  return into;
}

/** Whether an object is a response and not a document, which may have keys of responses too. */
export function isResponse(value: JsonObject): boolean {
  if (hasEventFields(value)) return false;
  const hits = own(value, 'hits');
  return (
    (isObject(hits) && ['hits', 'events', 'sequences'].some((key) => isArray(own(hits, key)))) ||
    isErrorResponse(value) ||
    isTable(value) ||
    isArray(own(value, 'responses')) ||
    (isArray(own(value, 'docs')) && Object.keys(value).length === 1) ||
    wrappedResponse(value) !== undefined ||
    isUnfinished(value)
  );
}

function addElements(elements: readonly JsonValue[], into: Collection): void {
  for (const element of elements) {
    if (!isObject(element)) into.issues.push(notADocument(element));
    else if (isResponse(element)) addResponse(element, into);
    else into.documents.push(asDocument(element));
  }
}

function addResponse(value: JsonObject, into: Collection): void {
  const inner = wrappedResponse(value);
  const several = own(value, 'responses') ?? own(value, 'docs');
  const hits = own(value, 'hits');
  if (inner !== undefined) {
    if (own(value, 'error') !== undefined) into.issues.push(errorIssue(value));
    addReportedIssues(value, into);
    addResponse(inner, into);
  } else if (isArray(several)) {
    into.hasResult = true;
    addElements(several, into);
  } else if (isErrorResponse(value) || (own(value, 'error') !== undefined && hits === undefined)) {
    into.issues.push(errorIssue(value));
  } else {
    into.hasResult = isTable(value) || isObject(hits);
    addReportedIssues(value, into);
    // Since 8.18, failed shards do not make the response of `_eql/search` an error.
    const failures = own(value, 'shard_failures');
    if (isArray(failures) && failures.length > 0) {
      into.issues.push({ kind: 'shards-failed', failed: failures.length });
    }
    if (isTable(value)) addTable(value, into);
    else if (isObject(hits)) addHits(value, hits, into);
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
    (typeof own(value, 'is_running') === 'boolean' &&
      (typeof own(value, 'is_partial') === 'boolean' || hasOnly(value, unfinishedKeys)) &&
      own(value, 'event') === undefined) ||
    (typeof own(value, 'took') === 'number' && isObject(own(value, '_shards')))
  );
}

/** Whether an object is a response that holds an error and nothing else. */
function isErrorResponse(value: JsonObject): boolean {
  const hasError =
    own(value, 'error') !== undefined ||
    (own(value, 'ok') === false && own(value, 'message') !== undefined);
  return hasError && hasOnly(value, errorKeys);
}

function errorIssue(value: JsonObject): ResponseIssue {
  const error = own(value, 'error');
  const details = isObject(error) ? error : {};
  const reason = own(details, 'reason') ?? own(value, 'message') ?? error;
  const status = own(value, 'status') ?? own(value, 'statusCode');
  return {
    kind: 'error-response',
    reason: typeof reason === 'string' ? reason : JSON.stringify(reason ?? null),
    type: ownString(details, 'type'),
    status: typeof status === 'number' ? status : undefined,
  };
}

/** Adds the issues that a response reports itself. */
function addReportedIssues(value: JsonObject, into: Collection): void {
  if (own(value, 'timed_out') === true) into.issues.push({ kind: 'timed-out' });
  if (own(value, 'is_partial') === true || own(value, 'is_running') === true) {
    into.issues.push({ kind: 'partial' });
  }
  if (own(value, 'terminated_early') === true) into.issues.push({ kind: 'partial' });
  addFailures(value, '_shards', into);
  addFailures(value, '_clusters', into);
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
  const { documents, malformed, count } = readTable(table);
  into.documents.push(...documents);
  into.issues.push(...malformed.map(notADocument));
  const isDefaultSize = esqlDefaultSizes.includes(count);
  if (own(table, 'cursor') !== undefined) into.issues.push({ kind: 'partial' });
  else if (isDefaultSize) into.issues.push({ kind: 'default-size', hits: count });
}

/** Adds the hits of a `_search` response, or the events of an `_eql/search` response. */
function addHits(response: JsonObject, hits: JsonObject, into: Collection): void {
  const list = own(hits, 'hits');
  if (!isArray(list)) {
    addEqlEvents(hits, into);
    return;
  }
  addElements(list, into);
  const first = isObject(list[0]) ? list[0] : {};
  const total = totalOf(hits);
  const isPage =
    own(response, '_scroll_id') !== undefined ||
    own(response, 'pit_id') !== undefined ||
    isArray(own(first, 'sort'));
  if (total === undefined) {
    if (list.length > 0) into.issues.push({ kind: 'no-total', hits: list.length });
  } else if (isPage) {
    // The pages of one result are checked together.
    into.pages.push({ hits: list.length, ...total, firstId: ownString(first, '_id') });
  } else if (list.length < total.total || (total.relation === 'gte' && total.total > 0)) {
    into.issues.push(fewerHits(list.length, total));
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

function fewerHits(hits: number, { total, relation }: Total): ResponseIssue {
  return { kind: 'fewer-hits', hits, total, atLeast: relation === 'gte' };
}

function notADocument(value: JsonValue): ResponseIssue {
  return { kind: 'not-a-document', found: describeType(value) };
}
