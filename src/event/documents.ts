import { isRecognised } from './event.js';
import type { EventFields } from './fields.js';
import { isArray, isObject, type JsonObject, type JsonValue, own } from './json.js';
import type { Outline } from './outline.js';

/** One event with what identifies it. */
export interface EventDocument {
  /** The event's own fields: the hit's `_source`, with what its `fields` add. */
  readonly event: EventFields;
  readonly index?: string;
  readonly id?: string;
}

/** An event with the JSON that it came in. */
export interface Document extends EventDocument {
  readonly event: JsonObject;
  /** The JSON that stands for the document when it is put out again: the hit where there is one, else the event. */
  readonly carrier: JsonObject;
}

/** A reason why a response of Elasticsearch does not hold all that was asked for. */
export type Shortfall =
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

/** What a bulk file's action line says of the document on the next line. */
export interface BulkAction {
  readonly operation: 'create' | 'index' | 'update' | 'delete';
  readonly index?: string;
  readonly id?: string;
}

/** What one JSON value of an export turned out to be. */
export type Reading =
  /** The value is one document, bare or as a hit. */
  | { readonly form: 'document'; readonly document: Document }
  /** The value holds any number of documents: a response, or an array. */
  | {
      readonly form: 'collection';
      readonly documents: readonly Document[];
      readonly shortfalls: readonly Shortfall[];
      readonly pages: readonly Page[];
      /** Whether Elasticsearch said that this is the answer: then none is an answer too. */
      readonly answered: boolean;
    }
  | { readonly form: 'action'; readonly action: BulkAction }
  /** Neither an object nor an array of them. */
  | { readonly form: 'none'; readonly found: string };

/** Sizes that the APIs apply unasked, `_eql/search` 10 and ES|QL 1,000 rows, and 10,000, the most they give at once. */
const defaultSizes: { readonly eql: readonly number[]; readonly esql: readonly number[] } = {
  eql: [10, 10_000],
  esql: [1_000, 10_000],
};

/** The keys that a search hit can have beside `_source`. */
const hitKeys: ReadonlySet<string> = new Set([
  '_index',
  '_id',
  '_score',
  '_source',
  '_type',
  '_version',
  '_seq_no',
  '_primary_term',
  '_routing',
  '_ignored',
  '_shard',
  '_node',
  '_explanation',
  'fields',
  'found',
  'highlight',
  'ignored_field_values',
  'inner_hits',
  'matched_queries',
  'missing',
  'sort',
]);

/** The keys that a bulk action's metadata can have. */
const actionKeys: ReadonlySet<string> = new Set([
  '_index',
  '_id',
  '_type',
  '_routing',
  'routing',
  'version',
  'version_type',
  'pipeline',
  'if_seq_no',
  'if_primary_term',
  'retry_on_conflict',
  'require_alias',
  'require_data_stream',
  'dynamic_templates',
  'list_executed_pipelines',
]);

/** The keys of a bulk update's second line. */
const updateKeys: ReadonlySet<string> = new Set([
  'doc',
  'upsert',
  'doc_as_upsert',
  'detect_noop',
  'script',
  'scripted_upsert',
  '_source',
]);

/** The keys of an error that Elasticsearch, Kibana or a proxy before them answers with. */
const errorKeys: ReadonlySet<string> = new Set([
  'error',
  'status',
  'statusCode',
  'message',
  'attributes',
  'ok',
]);

/** The keys of an ES|QL answer that is not there yet. */
const unfinishedKeys: ReadonlySet<string> = new Set(['id', 'is_running']);

const operations: ReadonlySet<string> = new Set(['create', 'index', 'update', 'delete']);

/** Tells what a JSON value of an export is, and takes the documents out of it. */
export function read(value: JsonValue): Reading {
  if (isArray(value)) return collect((into) => gather(value, into));
  if (!isObject(value)) return { form: 'none', found: nameOf(value) };
  const action = bulkAction(value);
  if (action !== undefined) return { form: 'action', action };
  if (isResponse(value)) return collect((into) => readResponse(value, into));
  return { form: 'document', document: asDocument(value) };
}

/** Takes an object as the one document it stands for: a hit, a bulk update, or the event itself. */
export function asDocument(value: JsonObject): Document {
  const update = bulkUpdate(value);
  const source = own(value, '_source');
  const fields = own(value, 'fields');
  const isHit = isObject(source) || (isObject(fields) && hasOnly(value, hitKeys));
  if (update !== undefined || !isHit) return { event: update ?? value, carrier: value };
  const event =
    isObject(source) && isObject(fields)
      ? { ...fields, ...source }
      : ((isObject(source) ? source : fields) as JsonObject);
  return { event, carrier: value, ...identityOf(value) };
}

/**
 * Keys that tell what an object stands for, beside the fields of events and {@link hitParts}: what an outline of it has to
 * tell for {@link readOutline}.
 */
export const tellingKeys: readonly string[] = [
  ...['fields', 'doc', 'upsert'],
  ...['hits', 'error', 'ok', 'columns', 'responses', 'docs', 'response', 'rawResponse', 'result'],
  ...['is_running', 'took'],
];

/** The keys of a plain hit. */
export const hitParts = { event: '_source', index: '_index', id: '_id' } as const;

/** An object that was outlined. */
export interface Outlined {
  /** Its fields, or those of the event in it, where there is one under {@link hitParts.event}. */
  readonly event: Outline;
  readonly isHit: boolean;
  readonly index?: string;
  readonly id?: string;
  /** Those of {@link tellingKeys} that it has. */
  readonly telling: readonly string[];
}

/**
 * Reads an outlined object.
 *
 * @returns what {@link read} makes of the whole object, where the outline is enough to tell that it is an event or a hit
 *   with the fields of one.
 */
export function readOutline({
  event,
  isHit,
  telling,
  ...rest
}: Outlined): EventDocument | undefined {
  if (!isRecognised(event)) return undefined;
  if (isHit) return telling.length === 0 ? { event, ...rest } : undefined;
  // Of the answers' keys an event may have any: it is no answer.
  return telling.some((key) => standsForAnother.has(key)) ? undefined : { event };
}

/** The keys by which an object with the fields of an event may still be a hit or an update. */
const standsForAnother: ReadonlySet<string> = new Set(['fields', 'doc', 'upsert']);

/** A document that stands in a bulk file after an action: it has that action's index and id. */
export function withAction(document: EventDocument, action: BulkAction): EventDocument {
  const { index, id } = action;
  return {
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
    ...document,
  };
}

/** What is gathered from a collection. */
interface Collected {
  readonly documents: Document[];
  readonly shortfalls: Shortfall[];
  readonly pages: Page[];
  answered: boolean;
}

function collect(fill: (into: Collected) => void): Reading {
  const into: Collected = { documents: [], shortfalls: [], pages: [], answered: false };
  fill(into);
  return { form: 'collection', ...into };
}

function gather(elements: readonly JsonValue[], into: Collected): void {
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

/** Whether an object is an answer of Elasticsearch and not a document, which may have keys like an answer's. */
function isResponse(value: JsonObject): boolean {
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

/** Whether an object is an ES|QL or SQL result: columns, and their values by row or by column. */
function isTable(value: JsonObject): boolean {
  return hasArray(value, 'columns') && (hasArray(value, 'values') || hasArray(value, 'rows'));
}

function readResponse(value: JsonObject, into: Collected): void {
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

function fewerHits(hits: number, { total, relation }: Total): Shortfall {
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

/** Takes each row of an ES|QL or SQL result as a document with dotted fields. */
function readTable(value: JsonObject, into: Collected): void {
  const columns = (own(value, 'columns') as readonly JsonValue[]).map((column) => {
    const name = isObject(column) ? own(column, 'name') : column;
    return typeof name === 'string' ? name : '';
  });
  const values = (own(value, 'values') ?? own(value, 'rows')) as readonly JsonValue[];
  const rows = isColumnar(columns, values) ? transpose(values) : values;
  for (const row of rows) {
    if (isArray(row) && row.length === columns.length) {
      into.documents.push(rowDocument(columns, row));
    } else {
      into.shortfalls.push({ kind: 'not-a-document', found: nameOf(row) });
    }
  }
  if (isSquare(columns, values)) {
    into.documents.push(
      ...transpose(values).map((row) => rowDocument(columns, row as readonly JsonValue[])),
    );
  }
  if (own(value, 'cursor') !== undefined) {
    into.shortfalls.push({ kind: 'partial' });
  } else if (defaultSizes.esql.includes(rows.length)) {
    into.shortfalls.push({ kind: 'default-size', hits: rows.length });
  }
}

/**
 * Whether as many rows as columns leave open which of the two the lists are. Then they are judged both ways: a
 * document too many is better than one that is lost.
 */
function isSquare(columns: readonly string[], values: readonly JsonValue[]): boolean {
  return (
    values.length === columns.length &&
    values.length > 1 &&
    values.every((list) => isArray(list) && list.length === columns.length)
  );
}

/** Whether values stand column by column: as many lists as columns, each as long as there are rows. */
function isColumnar(columns: readonly string[], values: readonly JsonValue[]): boolean {
  return (
    values.length === columns.length &&
    values.some((list) => isArray(list) && list.length !== columns.length)
  );
}

function transpose(lists: readonly JsonValue[]): JsonValue[] {
  const height = Math.max(0, ...lists.map((list) => (isArray(list) ? list.length : 0)));
  return Array.from({ length: height }, (_, row) =>
    lists.map((list) => (isArray(list) ? (list[row] ?? null) : null)),
  );
}

/** A row of a table as a document: columns that are keys of a hit make one, the others its dotted fields. */
export function rowDocument(columns: readonly string[], row: readonly JsonValue[]): Document {
  const cells = columns.flatMap((name, at): [string, JsonValue][] => {
    const cell = row[at] ?? null;
    return cell === null ? [] : [[name, cell]];
  });
  const event = Object.fromEntries(cells.filter(([name]) => !hitKeys.has(name)));
  const hit = Object.fromEntries(cells.filter(([name]) => hitKeys.has(name)));
  if (Object.keys(hit).length === 0) return { event, carrier: event };
  const source = own(hit, '_source');
  return asDocument({ ...hit, _source: isObject(source) ? { ...event, ...source } : event });
}

function errorOf(value: JsonObject): Shortfall {
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

function bulkAction(value: JsonObject): BulkAction | undefined {
  const keys = Object.keys(value);
  const operation = keys[0];
  if (keys.length !== 1 || operation === undefined || !operations.has(operation)) return undefined;
  const metadata = value[operation];
  if (!isObject(metadata) || !hasOnly(metadata, actionKeys)) return undefined;
  return { operation: operation as BulkAction['operation'], ...identityOf(metadata) };
}

/** The document inside a bulk update's second line. */
function bulkUpdate(value: JsonObject): JsonObject | undefined {
  const document = own(value, 'doc') ?? own(value, 'upsert');
  if (!isObject(document) || !hasOnly(value, updateKeys)) return undefined;
  const upsert = own(value, 'upsert');
  return isObject(upsert) && upsert !== document ? { ...upsert, ...document } : document;
}

function identityOf(value: JsonObject): { index?: string; id?: string } {
  const index = own(value, '_index');
  const id = own(value, '_id');
  return {
    ...(typeof index === 'string' ? { index } : {}),
    ...(typeof id === 'string' ? { id } : {}),
  };
}

function hasArray(value: JsonObject, key: string): boolean {
  return isArray(own(value, key));
}

function hasOnly(value: JsonObject, keys: ReadonlySet<string>): boolean {
  return Object.keys(value).every((key) => keys.has(key));
}

function nameOf(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'null';
  return isArray(value) ? 'an array' : `a ${typeof value}`;
}
