import { isRecognised } from '../event/endpoint.js';
import { isArray, isObject, type JsonObject, type JsonValue, own } from '../json/value.js';
import { asDocument, type Document, hasArray, hasOnly, nameOf } from './document.js';
import { errorKeys, unfinishedKeys } from './shapes.js';
import { isTable, readTable } from './table.js';

/** A reason why a response of Elasticsearch does not hold all that was asked for. */
export type ResponseIssue =
  /** Elasticsearch answered with an error. */
  | {
      readonly kind: 'error-response';
      readonly reason: string;
      readonly type?: string;
      readonly status?: number;
    }
  | { readonly kind: 'timed-out' }
  /** `is_partial`, or `is_running` still. */
  | { readonly kind: 'partial' }
  | { readonly kind: 'shards-failed'; readonly failed: number; readonly total?: number }
  /** Of a search across clusters: those that were skipped or answered in part. */
  | { readonly kind: 'clusters-failed'; readonly failed: number; readonly total?: number }
  | {
      readonly kind: 'fewer-hits';
      readonly hits: number;
      readonly total: number;
      /** Elasticsearch counted only so far: there may be more than the total. */
      readonly atLeast: boolean;
    }
  /** No total to hold the hits to (`filter_path`, `track_total_hits`): a warning. */
  | { readonly kind: 'no-total'; readonly hits: number }
  /** As many hits as the API returns where no size was asked for, and no total that counts further: a warning. */
  | { readonly kind: 'default-size'; readonly hits: number }
  /** An element that is no document where one should be. */
  | { readonly kind: 'not-a-document'; readonly found: string };

/** One of several responses that make up a result together: what {@link Pages} needs to tell whether they do. */
export interface Page {
  readonly hits: number;
  readonly total: number;
  /** `gte`: the total was counted only so far. */
  readonly relation: 'eq' | 'gte';
  readonly firstId?: string;
}

/** What is gathered from a collection. */
export interface Collected {
  readonly documents: Document[];
  readonly shortfalls: ResponseIssue[];
  readonly pages: Page[];
  answered: boolean;
}

/** Sizes that the APIs apply unasked, `_eql/search` 10 and ES|QL 1,000 rows, and 10,000, the most they give at once. */
export const defaultSizes: { readonly eql: readonly number[]; readonly esql: readonly number[] } = {
  eql: [10, 10_000],
  esql: [1_000, 10_000],
};

/** Whether an object is an answer of Elasticsearch and not a document, which may have keys like an answer's. */
export function isResponse(value: JsonObject): boolean {
  if (isRecognised(value)) return false;
  const hits = own(value, 'hits');
  return (
    (isObject(hits) &&
      (hasArray(hits, 'hits') || hasArray(hits, 'events') || hasArray(hits, 'sequences'))) ||
    isErrorResponse(value) ||
    isTable(value) ||
    hasArray(value, 'responses') ||
    (hasArray(value, 'docs') && hasOnly(value, new Set(['docs']))) ||
    wrapped(value) !== undefined ||
    isUnfinished(value)
  );
}

/** The response inside an async search's answer, or inside what Kibana's own search passes on. */
function wrapped(value: JsonObject): JsonObject | undefined {
  for (const key of ['response', 'rawResponse', 'result']) {
    const inner = own(value, key);
    if (isObject(inner) && isResponse(inner)) return inner;
  }
  return undefined;
}

/**
 * An answer without a result: an async search's that has none yet (that of ES|QL says no more than that it is running),
 * or one that `filter_path` left none of.
 */
function isUnfinished(value: JsonObject): boolean {
  return (
    (typeof own(value, 'is_running') === 'boolean' &&
      (typeof own(value, 'is_partial') === 'boolean' || hasOnly(value, unfinishedKeys)) &&
      own(value, 'event') === undefined) ||
    (typeof own(value, 'took') === 'number' && isObject(own(value, '_shards')))
  );
}

/** Whether an answer is an error: nothing but one, or an error in place of hits. */
function isError(value: JsonObject): boolean {
  return (
    isErrorResponse(value) ||
    (own(value, 'error') !== undefined && own(value, 'hits') === undefined)
  );
}

function isErrorResponse(value: JsonObject): boolean {
  const says =
    own(value, 'error') !== undefined ||
    (own(value, 'ok') === false && own(value, 'message') !== undefined);
  return says && hasOnly(value, errorKeys);
}

export function readResponse(value: JsonObject, into: Collected): void {
  const inner = wrapped(value);
  const several = own(value, 'responses') ?? own(value, 'docs');
  if (inner !== undefined) {
    if (own(value, 'error') !== undefined) into.shortfalls.push(errorOf(value));
    noteUnfinished(value, into);
    readResponse(inner, into);
  } else if (isArray(several)) {
    into.answered = true;
    gather(several, into);
  } else if (isError(value)) {
    into.shortfalls.push(errorOf(value));
  } else {
    const hits = own(value, 'hits');
    into.answered = isTable(value) || isObject(hits);
    noteUnfinished(value, into);
    noteShardFailures(value, into);
    if (isTable(value)) readTable(value, into);
    else if (isObject(hits)) readHits(value, hits, into);
    else if (into.shortfalls.length === 0) into.shortfalls.push({ kind: 'partial' });
  }
}

function noteUnfinished(value: JsonObject, into: Collected): void {
  if (own(value, 'timed_out') === true) into.shortfalls.push({ kind: 'timed-out' });
  if (own(value, 'is_partial') === true || own(value, 'is_running') === true) {
    into.shortfalls.push({ kind: 'partial' });
  }
  if (own(value, 'terminated_early') === true) into.shortfalls.push({ kind: 'partial' });
  noteFailures(value, '_shards', into);
  noteFailures(value, '_clusters', into);
}

/** Notes shards, or clusters, that gave no answer: those that failed, or are missing among the successful ones. */
function noteFailures(value: JsonObject, key: '_shards' | '_clusters', into: Collected): void {
  const counts = own(value, key);
  if (!isObject(counts)) return;
  const number = (name: string): number | undefined => {
    const found = own(counts, name);
    return typeof found === 'number' ? found : undefined;
  };
  const total = number('total');
  const missing = (total ?? 0) - (number('successful') ?? total ?? 0);
  // A skipped shard cannot hold a hit, and counts as successful; a skipped cluster was not asked.
  const unanswered = Math.max(number('failed') ?? 0, missing, number('partial') ?? 0);
  if (unanswered <= 0) return;
  into.shortfalls.push({
    kind: key === '_shards' ? 'shards-failed' : 'clusters-failed',
    failed: unanswered,
    ...(total === undefined ? {} : { total }),
  });
}

/** An `_eql/search` response tells only of its failed shards: since 8.18 they do not make it an error. */
function noteShardFailures(value: JsonObject, into: Collected): void {
  const failures = own(value, 'shard_failures');
  if (isArray(failures) && failures.length > 0) {
    into.shortfalls.push({ kind: 'shards-failed', failed: failures.length });
  }
}

function readHits(response: JsonObject, hits: JsonObject, into: Collected): void {
  const list = own(hits, 'hits');
  if (isArray(list)) {
    gather(list, into);
    noteTotal(response, hits, list, into);
  } else {
    readEvents(hits, into);
  }
}

/** Takes the events of an `_eql/search` response, those of sequences one by one. */
function readEvents(hits: JsonObject, into: Collected): void {
  const before = into.documents.length;
  const events = own(hits, 'events');
  if (isArray(events)) gather(events, into);
  const sequences = own(hits, 'sequences');
  if (isArray(sequences)) {
    for (const sequence of sequences) {
      const members = isObject(sequence) ? own(sequence, 'events') : undefined;
      gather(isArray(members) ? members : [sequence], into);
    }
  }
  const returned = (isArray(events) ? events : isArray(sequences) ? sequences : []).length;
  const total = totalOf(hits);
  if (total !== undefined && total.total > returned) {
    into.shortfalls.push(fewerHits(returned, total));
  } else if (defaultSizes.eql.includes(returned)) {
    into.shortfalls.push({ kind: 'default-size', hits: into.documents.length - before });
  }
}

/** Holds the hits of a `_search` response to its total, or leaves that to its other pages where it is one of several. */
function noteTotal(
  response: JsonObject,
  hits: JsonObject,
  list: readonly JsonValue[],
  into: Collected,
): void {
  const first = list[0];
  const total = totalOf(hits);
  const paged =
    own(response, '_scroll_id') !== undefined ||
    own(response, 'pit_id') !== undefined ||
    (isObject(first) && isArray(own(first, 'sort')));
  if (total === undefined) {
    if (list.length > 0) into.shortfalls.push({ kind: 'no-total', hits: list.length });
  } else if (paged) {
    const firstId = isObject(first) ? own(first, '_id') : undefined;
    into.pages.push({
      hits: list.length,
      ...total,
      ...(typeof firstId === 'string' ? { firstId } : {}),
    });
  } else if (list.length < total.total || (total.relation === 'gte' && total.total > 0)) {
    into.shortfalls.push(fewerHits(list.length, total));
  }
}

function fewerHits(hits: number, { total, relation }: Total): ResponseIssue {
  return { kind: 'fewer-hits', hits, total, atLeast: relation === 'gte' };
}

type Total = Pick<Page, 'total' | 'relation'>;

/** The total of a response: a number in old versions, an object since. */
function totalOf(hits: JsonObject): Total | undefined {
  const total = own(hits, 'total');
  if (typeof total === 'number') return { total, relation: 'eq' };
  const value = isObject(total) ? own(total, 'value') : undefined;
  if (!isObject(total) || typeof value !== 'number') return undefined;
  return { total: value, relation: own(total, 'relation') === 'gte' ? 'gte' : 'eq' };
}

function errorOf(value: JsonObject): ResponseIssue {
  const error = own(value, 'error');
  const status = own(value, 'status') ?? own(value, 'statusCode');
  const type = isObject(error) ? own(error, 'type') : undefined;
  const reason =
    (isObject(error) ? own(error, 'reason') : undefined) ?? own(value, 'message') ?? error;
  return {
    kind: 'error-response',
    reason: typeof reason === 'string' ? reason : JSON.stringify(reason ?? null),
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof status === 'number' ? { status } : {}),
  };
}

export function gather(elements: readonly JsonValue[], into: Collected): void {
  for (const element of elements) {
    if (!isObject(element)) {
      into.shortfalls.push({ kind: 'not-a-document', found: nameOf(element) });
    } else if (isResponse(element)) {
      readResponse(element, into);
    } else {
      into.documents.push(asDocument(element));
    }
  }
}
