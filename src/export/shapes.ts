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
  ...['isPartial', 'isRunning', 'num_reduce_phases', 'ok', 'pit_id', 'rows', 'status'],
  ...['statusCode', 'timed_out', 'took', 'values'],
]);

/** The keys that errors and other answers without events open with. A short line that opens with one is always parsed. */
export const answerKeys: ReadonlySet<string> = new Set([
  ...['Error', 'Message', '__type', 'code', 'completed', 'count', 'detail', 'errorMessage'],
  ...['errorType', 'error_description', 'errors', 'fault', 'message', 'msg', 'nodes', 'success'],
  ...['task', 'title'],
]);

/** Maximum length of such a line, in bytes. */
export const maxAnswerBytes: number = 1024;

/** The keys of hits and bulk updates that hold an event, even if the object has fields of an event itself. */
export const nestedEventKeys: ReadonlySet<string> = new Set(['fields', 'doc', 'upsert']);

/** The keys that distinguish responses and hits from events: a projection has to show whether an object has them. */
export const discriminatingKeys: readonly string[] = [
  ...nestedEventKeys,
  ...Object.keys(responseMembers),
  ...['columns', 'error', 'inner_hits', 'is_running', 'isRunning', 'ok', 'took'],
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

/** The keys beside the event in a hit or bulk update that hold nothing but copies of its fields and data about it. */
export const copiedHitKeys: ReadonlySet<string> = new Set(
  [...hitKeys, 'doc', 'upsert'].filter((key) => key !== 'inner_hits'),
);

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

/** The keys that name the error in an answer without a result: of Elasticsearch, Kibana, proxies and gateways. */
export const errorNameKeys: ReadonlySet<string> = new Set([
  ...['error', 'errors', 'message', 'msg', 'detail', 'fault', 'title', 'reason'],
  ...['error_description', 'errorMessage', 'error_message'],
]);

/** The other keys of such an answer. */
export const errorDetailKeys: ReadonlySet<string> = new Set([
  ...['status', 'statusCode', 'status_code', 'attributes', 'ok', 'success', 'code', 'type'],
  ...['__type', 'errorType', 'error_code', 'errorCode', 'description', 'details', 'instance'],
  ...['path', 'timestamp', 'requestId', 'request_id', 'trace_id', 'traceId', 'stackTrace'],
  ...['documentation_url', 'help', 'hint', 'level', 'id', '_index', '_id', 'took'],
]);

/** The keys of the response of `_count`. */
export const countKeys: ReadonlySet<string> = new Set(['count', '_shards']);

/** The keys of the response of `_tasks/<id>`, and of a request that started a task. */
export const taskKeys: ReadonlySet<string> = new Set(['completed', 'task', 'response', 'error']);

/** The keys of a response that may hold nothing but aggregations. */
export const aggregationKeys: ReadonlySet<string> = new Set([
  ...['aggregations', 'hits', 'took', 'timed_out', 'terminated_early', '_shards', '_clusters'],
  ...['num_reduce_phases', 'status', 'suggest', 'profile'],
]);

/** The keys of an ES|QL response without a result yet. */
export const unfinishedKeys: ReadonlySet<string> = new Set(['id', 'is_running']);

/** Columns that, two or more of them, identify a table in text as an export of events. */
export const eventColumns: ReadonlySet<string> = new Set([
  ...['@timestamp', '_id', '_index', 'agent.type', 'event.action', 'event.category', 'event.id'],
  ...['event.module', 'event.type', 'file.extension', 'file.name', 'file.path', 'host.name'],
  ...['host.os.type', 'process.command_line', 'process.executable', 'process.name', 'user.name'],
]);

/** The first parts of names of fields that identify a table in text as an export of events. */
export const eventFieldGroups: ReadonlySet<string> = new Set([
  ...['agent', 'data_stream', 'destination', 'dns', 'ecs', 'endgame', 'event', 'file', 'group'],
  ...['host', 'kibana', 'network', 'process', 'rule', 'signal', 'source', 'user'],
]);

/** Columns whose cells may be whole documents as JSON text. */
export const documentColumns: ReadonlySet<string> = new Set([
  ...['_source', '_raw', 'message', 'event.original'],
]);

/** Columns whose cells may be objects as JSON text, with fields that rules read. */
export const objectColumns: ReadonlySet<string> = new Set([
  ...['event', 'file', 'host', 'host.os', 'process'],
]);

/** The values of fields of which every value is known. Any other value is damaged. Source: ECS 8.17. */
export const knownValues: Readonly<Record<string, ReadonlySet<string>>> = {
  'event.category': new Set([
    ...['api', 'authentication', 'configuration', 'database', 'driver', 'email', 'file', 'host'],
    ...['iam', 'intrusion_detection', 'library', 'malware', 'network', 'package', 'process'],
    ...['registry', 'session', 'threat', 'vulnerability', 'web'],
  ]),
  'host.os.type': new Set(['linux', 'macos', 'unix', 'windows', 'ios', 'android']),
};

/** Fields whose values the sensor or Elasticsearch chooses, and no attacker. */
export const sensorFields: ReadonlySet<string> = new Set([
  ...['@timestamp', '_id', '_index', 'agent.id', 'agent.type', 'agent.version', 'ecs.version'],
  ...['data_stream.dataset', 'data_stream.namespace', 'data_stream.type', 'event.action'],
  ...['event.category', 'event.created', 'event.dataset', 'event.id', 'event.ingested'],
  ...['event.kind', 'event.module', 'event.outcome', 'event.sequence', 'event.type', 'host.id'],
  ...['host.os.type', 'process.entity_id', 'process.pid', 'user.id'],
]);
