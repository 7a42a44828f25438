/** The keys that a search hit can have beside `_source`. */
export const hitKeys: ReadonlySet<string> = new Set([
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
export const actionKeys: ReadonlySet<string> = new Set([
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
export const updateKeys: ReadonlySet<string> = new Set([
  'doc',
  'upsert',
  'doc_as_upsert',
  'detect_noop',
  'script',
  'scripted_upsert',
  '_source',
]);

/** The keys of an error that Elasticsearch, Kibana or a proxy before them answers with. */
export const errorKeys: ReadonlySet<string> = new Set([
  'error',
  'status',
  'statusCode',
  'message',
  'attributes',
  'ok',
]);

/** The keys of an ES|QL answer that is not there yet. */
export const unfinishedKeys: ReadonlySet<string> = new Set(['id', 'is_running']);

export const operations: ReadonlySet<string> = new Set(['create', 'index', 'update', 'delete']);

/**
 * Keys that tell what an object stands for, beside the fields of events and {@link hitParts}: what an outline of it has to
 * tell for {@link readOutline}.
 */
export const discriminatingKeys: readonly string[] = [
  ...['fields', 'doc', 'upsert'],
  ...['hits', 'error', 'ok', 'columns', 'responses', 'docs', 'response', 'rawResponse', 'result'],
  ...['is_running', 'took'],
];

/** The keys of a plain hit. */
export const hitMembers = { event: '_source', index: '_index', id: '_id' } as const;

/** The keys by which an object with the fields of an event may still be a hit or an update. */
export const wrapperKeys: ReadonlySet<string> = new Set(['fields', 'doc', 'upsert']);

/** The keys that Elasticsearch's responses open with; the kernel has the same. */
export const responseKeys: ReadonlySet<string> = new Set([
  '_clusters',
  'aggregations',
  'docs',
  'ok',
  'rows',
  'statusCode',
  'completion_time_in_millis',
  '_scroll_id',
  '_shards',
  'columns',
  'completion_status',
  'documents_found',
  'error',
  'hits',
  'id',
  'is_partial',
  'is_running',
  'num_reduce_phases',
  'pit_id',
  'rawResponse',
  'response',
  'responses',
  'status',
  'timed_out',
  'took',
  'values',
]);
