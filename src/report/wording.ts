import type { Fault, Problem } from '../scan/finding.js';
import { count } from './units.js';

/**
 * Describes a problem or warning on one line for people and grep: `<input>:<line>: problem: <sentence> [byte <n>]`,
 * with line and byte left out if they are unknown. Text from inputs is not sanitized.
 */
export function describeProblem({ severity, input, line, byteOffset, fault }: Problem): string {
  const place = line === undefined ? input : `${input}:${line}`;
  const byte = byteOffset === undefined ? '' : ` [byte ${byteOffset}]`;
  return `${place}: ${severity}: ${describeFault(fault)}${byte}`;
}

/** What went wrong, as part of a sentence. Text from inputs is not sanitized. */
export function describeFault(fault: Fault): string {
  const words = descriptions[fault.kind] as (fault: Fault) => string;
  return words(fault);
}

/** What a user can do about a fault, if anything: the same for all faults of a kind. */
export function hintFor({ kind }: Fault): string | undefined {
  return hints[kind];
}

const descriptions: {
  readonly [Kind in Fault['kind']]: (fault: Fault & { readonly kind: Kind }) => string;
} = {
  'error-response': ({ status, type, reason }) => {
    const name = [status, type].filter((part) => part !== undefined).join(' ');
    return `the response is an error: ${name === '' ? '' : `${name}: `}${reason}`;
  },
  'timed-out': () => 'the search timed out, so the response may lack hits',
  partial: () => 'the response is partial: the search found more, or was not over',
  'shards-failed': ({ failed, total }) => `the search failed on ${countOf(failed, total, 'shard')}`,
  'clusters-failed': ({ failed, total }) =>
    `the search was not answered in full by ${countOf(failed, total, 'cluster')}`,
  'fewer-hits': ({ hits, total, atLeast }) =>
    atLeast
      ? `the response holds ${count(hits, 'hit')}, of ${total} or more`
      : `the response holds ${countOf(hits, total, 'hit')}`,
  'no-total': ({ hits }) => `the response gives no total to hold its ${count(hits, 'hit')} to`,
  'default-size': ({ hits }) =>
    `the response holds ${count(hits, 'document')}, just as many as come where no size is asked for: there may be more`,
  'not-a-document': ({ found }) => `${found} stands where a document should be`,
  'malformed-line': ({ column }) =>
    `the line is no valid JSON${column === undefined ? '' : ` (column ${column})`}`,
  'malformed-value': () => 'what stands here is no valid JSON',
  'ragged-row': ({ cells, columns }) =>
    `the row has ${count(cells, 'cell')}, the header ${columns}`,
  'missing-columns': ({ fields }) =>
    `the CSV has no column for ${fields.join(', ')}: nothing in it can match`,
  'kibana-csv': () =>
    'CSV does not tell missing values from empty ones, nor a list from one value with a comma: empty counts as missing, and a list is read as either',
  compressed: ({ compression, reason, byteOffset, detail }) =>
    `the ${compression} data ${reason === 'cut-short' ? 'is cut short' : 'is corrupt'} at its byte ${byteOffset} (${detail}): only what comes before was read`,
  'cut-short': () => 'the input ends in the middle of a document',
  'not-an-object': ({ found }) => `the line is ${found}, no JSON object`,
  'line-too-long': ({ bytes, limit }) =>
    `the line is ${count(bytes, 'byte')} long, over the limit of ${limit}: it was not read`,
  'nested-too-deeply': () => 'the document is nested too deeply to be judged',
  unreadable: ({ code, detail }) =>
    `it cannot be read: ${detail}${detail.includes(code) ? '' : ` (${code})`}`,
  missing: () => 'no file or directory has this name or fits this glob',
  'no-logs': ({ passedOver }) =>
    `the directory holds no file to scan${passedOver === 0 ? '' : `; passed over by name: ${count(passedOver, 'file')}`}`,
  'no-document': () => 'the input holds no document',
  'no-file-event': ({ documents }) =>
    `there is no file event of Elastic Defend or Endgame among ${count(documents, 'document')}`,
  changed: ({ before, after }) =>
    `the file changed while it was read: it had ${count(before, 'byte')} and has ${after} now`,
  'worker-failed': ({ reason, isLost }) =>
    `a worker thread failed, and ${isLost ? 'the rest of its part was not read' : 'another thread did its part'}: ${reason}`,
  'no-endpoint-event': () => 'the first document is no event of Elastic Defend or Endgame',
  unrecognised: ({ documents }) =>
    `${count(documents, 'document')} with init.d/ in the text, but without the fields that the rule reads`,
};

const askOthers = 'export again once all shards and clusters answer';

const aboutRule =
  'the rule is about events of Elastic Defend (logs-endpoint.events.*) and Endgame (endgame-*)';

const hints: Readonly<Record<Fault['kind'], string | undefined>> = {
  'error-response': 'check the request and its credentials, and export again',
  'timed-out': 'export again with a longer timeout, or a shorter range of time',
  partial:
    'export again once the search is over; where there is a cursor, fetch its other pages too',
  'shards-failed': askOthers,
  'clusters-failed': askOthers,
  'fewer-hits': 'ask for more hits with size, or page through them with search_after',
  'no-total': 'leave hits.total in the response: see filter_path and track_total_hits',
  'default-size': 'ask for more with size, or LIMIT in ES|QL',
  'not-a-document': undefined,
  'malformed-line': '--allow-malformed turns lines that are no JSON object into warnings',
  'malformed-value': '--allow-malformed turns values that are no JSON into warnings',
  'ragged-row': '--allow-malformed turns rows that do not fit the header into warnings',
  'missing-columns': 'add these fields as columns in Discover, and export again',
  'kibana-csv': 'NDJSON of the documents tells more: export them from Elasticsearch',
  compressed: 'copy or compress it again',
  'cut-short': 'export or copy it again: its end is missing',
  'not-an-object': '--allow-malformed turns lines that are no JSON object into warnings',
  'line-too-long': '--max-line-bytes sets how long a line may be',
  'nested-too-deeply': undefined,
  unreadable: undefined,
  missing: undefined,
  'no-logs': '--include takes files of other names',
  'no-document': '--allow-empty permits inputs without a document',
  'no-file-event': aboutRule,
  changed: 'scan it again, or a copy of it, when nothing writes to it',
  'worker-failed': undefined,
  'no-endpoint-event': aboutRule,
  unrecognised:
    "where events are text inside a field, take them out first, as with jq -c '.message | fromjson'",
};

/** `2 of 5 shards`, or `2 shards` if the total is unknown. */
function countOf(number: number, total: number | undefined, thing: string): string {
  return total === undefined ? count(number, thing) : `${number} of ${count(total, thing)}`;
}
