// All tables of keys by which exports are read. Code that reads bytes without parsing them derives its tables from
// these. To add a shape of a response:
// 1. Here: a new kind of container in `containerTypes`; the keys that lead to its documents in `containerMembers` and
//    `containerElements`; the keys that it can open with in `responseKeys`; those that events do not have in
//    `discriminatingKeys`.
// 2. response.ts: recognize it in `isResponse`, read it in `addResponse`. Tests: test/export/document.test.ts.
// 3. scan/kernel/assembly/lines.ts: the keys that it opens with in `opensResponse`; test/export/shapes.test.ts compares
//    them with `responseKeys`.
// 4. An example with two documents, one a match, in fixtures/shapes, and its line in test/fixtures.test.ts.
// 5. The README's table of shapes, under "What it reads".

/** What an object or array in a response is, depending on where it is, and which of the two it is. */
export const containerTypes = {
  response: 'object',
  responses: 'array',
  hits: 'object',
  sequence: 'object',
  sequences: 'array',
  documents: 'array',
} as const;

export type Container = keyof typeof containerTypes;

/** The containers that are objects, or those that are arrays. */
type ContainerOf<Type extends 'object' | 'array'> = {
  [Name in Container]: (typeof containerTypes)[Name] extends Type ? Name : never;
}[Container];

/** What the value of a key is, if it is an object or an array. */
export interface ContainerMember {
  readonly object?: ContainerOf<'object'>;
  readonly array?: ContainerOf<'array'>;
}

type ContainerMembers = Readonly<Record<string, ContainerMember>>;

/** The members of a response that lead to documents, including those that wrap a whole response. */
const responseMembers: ContainerMembers = {
  hits: { object: 'hits' },
  responses: { array: 'responses' },
  docs: { array: 'documents' },
  response: { object: 'response' },
  rawResponse: { object: 'response' },
  result: { object: 'response' },
};

/** The members of each container that lead to documents. */
export const containerMembers: Readonly<Partial<Record<Container, ContainerMembers>>> = {
  response: responseMembers,
  hits: {
    hits: { array: 'documents' },
    events: { array: 'documents' },
    sequences: { array: 'sequences' },
  },
  sequence: { events: { array: 'documents' } },
};

/** What the objects in each kind of list are. */
export const containerElements: Readonly<
  Partial<Record<ContainerOf<'array'>, ContainerOf<'object'>>>
> = {
  responses: 'response',
  sequences: 'sequence',
};

/** The keys that wrap a response: those of async searches and of Kibana's own searches. */
export const responseWrapperKeys: readonly string[] = Object.keys(responseMembers).filter(
  (key) => responseMembers[key]?.object === 'response',
);

/** The keys that responses open with. A line that opens with one of them is always parsed. */
export const responseKeys: ReadonlySet<string> = new Set([
  ...Object.keys(responseMembers),
  ...['_clusters', '_scroll_id', '_shards', 'aggregations', 'columns', 'completion_status'],
  ...['completion_time_in_millis', 'documents_found', 'error', 'id', 'is_partial', 'is_running'],
  ...['num_reduce_phases', 'ok', 'pit_id', 'rows', 'status', 'statusCode', 'timed_out', 'took'],
  'values',
]);

/** The keys of hits and bulk updates that hold an event, even if the object has fields of an event itself. */
export const nestedEventKeys: ReadonlySet<string> = new Set(['fields', 'doc', 'upsert']);

/** The keys that distinguish responses and hits from events: a projection has to show whether an object has them. */
export const discriminatingKeys: readonly string[] = [
  ...nestedEventKeys,
  ...Object.keys(responseMembers),
  ...['columns', 'error', 'is_running', 'ok', 'took'],
];

/** The members of a hit that make up a document. */
export const hitMembers = { event: '_source', index: '_index', id: '_id' } as const;

/** All keys that a search hit can have. */
export const hitKeys: ReadonlySet<string> = new Set([
  ...Object.values(hitMembers),
  ...['_score', '_type', '_version', '_seq_no', '_primary_term', '_routing', '_ignored', '_shard'],
  ...['_node', '_explanation', 'fields', 'found', 'highlight', 'ignored_field_values'],
  ...['inner_hits', 'matched_queries', 'missing', 'sort'],
]);

/** The operations of a bulk file's action lines after which a line with a document follows. */
export const bulkDocumentOperations: ReadonlySet<string> = new Set(['create', 'index', 'update']);

/** The operations of a bulk file's action lines. */
export const bulkOperations: ReadonlySet<string> = new Set([...bulkDocumentOperations, 'delete']);

/** The keys that a bulk action's metadata can have. */
export const bulkMetadataKeys: ReadonlySet<string> = new Set([
  ...['_index', '_id', '_type', '_routing', 'routing', 'version', 'version_type', 'pipeline'],
  ...['if_seq_no', 'if_primary_term', 'retry_on_conflict', 'require_alias', 'require_data_stream'],
  ...['dynamic_templates', 'list_executed_pipelines'],
]);

/** The keys of the line after the action of a bulk update. */
export const bulkUpdateKeys: ReadonlySet<string> = new Set([
  ...['doc', 'upsert', 'doc_as_upsert', 'detect_noop', 'script', 'scripted_upsert', '_source'],
]);

/** The keys of an error response of Elasticsearch, Kibana or a proxy in front of them. */
export const errorKeys: ReadonlySet<string> = new Set([
  ...['error', 'status', 'statusCode', 'message', 'attributes', 'ok'],
]);

/** The keys of an ES|QL response without a result yet. */
export const unfinishedKeys: ReadonlySet<string> = new Set(['id', 'is_running']);

/** Columns that, together with `file.path`, identify a CSV file as an export of events. */
export const eventColumns: ReadonlySet<string> = new Set([
  ...['@timestamp', '_id', '_index', 'agent.type', 'event.action', 'event.category', 'event.id'],
  ...['event.type', 'file.extension', 'file.name', 'file.path', 'host.name', 'host.os.type'],
  ...['process.command_line', 'process.executable', 'process.name', 'user.name'],
]);
