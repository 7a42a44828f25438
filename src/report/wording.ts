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
  switch (fault.kind) {
    case 'error-response':
      return describeErrorResponse(fault);
    case 'timed-out':
      return 'the search timed out, so the response may lack hits';
    case 'partial':
      return 'the response is partial: the search found more, or was not over';
    case 'shards-failed':
      return `the search failed on ${fault.total === undefined ? count(fault.failed, 'shard') : `${fault.failed} of ${count(fault.total, 'shard')}`}`;
    case 'clusters-failed':
      return `the search was not answered in full by ${fault.total === undefined ? count(fault.failed, 'cluster') : `${fault.failed} of ${count(fault.total, 'cluster')}`}`;
    case 'fewer-hits':
      return fault.atLeast
        ? `the response holds ${count(fault.hits, 'hit')}, of ${fault.total} or more`
        : `the response holds ${fault.hits} of ${count(fault.total, 'hit')}`;
    case 'no-total':
      return `the response gives no total to hold its ${count(fault.hits, 'hit')} to`;
    case 'default-size':
      return `the response holds ${count(fault.hits, 'document')}, just as many as come where no size is asked for: there may be more`;
    case 'not-a-document':
      return `${fault.found} stands where a document should be`;
    case 'malformed-line':
      return `the line is no valid JSON${fault.column === undefined ? '' : ` (column ${fault.column})`}`;
    case 'malformed-value':
      return 'what stands here is no valid JSON';
    case 'ragged-row':
      return `the row has ${count(fault.cells, 'cell')}, the header ${fault.columns}`;
    case 'missing-columns':
      return `the CSV has no column for ${fault.fields.join(', ')}: nothing in it can match`;
    case 'kibana-csv':
      return 'CSV does not tell missing values from empty ones, nor a list from one value with a comma: empty counts as missing, and a list is read as either';
    case 'compressed':
      return `the ${fault.compression} data ${fault.reason === 'cut-short' ? 'is cut short' : 'is corrupt'} at its byte ${fault.byteOffset} (${fault.detail}): only what comes before was read`;
    case 'cut-short':
      return 'the input ends in the middle of a document';
    case 'not-an-object':
      return `the line is ${fault.found}, no JSON object`;
    case 'line-too-long':
      return `the line is ${count(fault.bytes, 'byte')} long, over the limit of ${fault.limit}: it was not read`;
    case 'nested-too-deeply':
      return 'the document is nested too deeply to be judged';
    case 'unreadable':
      return `it cannot be read: ${fault.detail}${fault.detail.includes(fault.code) ? '' : ` (${fault.code})`}`;
    case 'missing':
      return 'no file or directory has this name or fits this glob';
    case 'no-logs':
      return `the directory holds no file to scan${fault.passedOver === 0 ? '' : `; passed over by name: ${count(fault.passedOver, 'file')}`}`;
    case 'no-document':
      return 'the input holds no document';
    case 'no-file-event':
      return `there is no file event of Elastic Defend or Endgame among ${count(fault.documents, 'document')}`;
    case 'changed':
      return `the file changed while it was read: it had ${count(fault.before, 'byte')} and has ${fault.after} now`;
    case 'worker-failed':
      return `a worker thread failed, and ${fault.isLost ? 'the rest of its part was not read' : 'another thread did its part'}: ${fault.reason}`;
    case 'no-endpoint-event':
      return 'the first document is no event of Elastic Defend or Endgame';
    case 'unrecognised':
      return `${count(fault.documents, 'document')} with init.d/ in the text, but without the fields that the rule reads`;
    default:
      return unknownFault(fault);
  }
}

/** What a user can do about a fault, if anything: the same for all faults of a kind. */
export function hintFor(fault: Fault): string | undefined {
  switch (fault.kind) {
    case 'error-response':
      return 'check the request and its credentials, and export again';
    case 'timed-out':
      return 'export again with a longer timeout, or a shorter range of time';
    case 'partial':
      return 'export again once the search is over; where there is a cursor, fetch its other pages too';
    case 'shards-failed':
    case 'clusters-failed':
      return 'export again once all shards and clusters answer';
    case 'fewer-hits':
      return 'ask for more hits with size, or page through them with search_after';
    case 'no-total':
      return 'leave hits.total in the response: see filter_path and track_total_hits';
    case 'default-size':
      return 'ask for more with size, or LIMIT in ES|QL';
    case 'malformed-line':
    case 'not-an-object':
      return '--allow-malformed turns lines that are no JSON object into warnings';
    case 'malformed-value':
      return '--allow-malformed turns values that are no JSON into warnings';
    case 'ragged-row':
      return '--allow-malformed turns rows that do not fit the header into warnings';
    case 'missing-columns':
      return 'add these fields as columns in Discover, and export again';
    case 'kibana-csv':
      return 'NDJSON of the documents tells more: export them from Elasticsearch';
    case 'compressed':
      return 'copy or compress it again';
    case 'cut-short':
      return 'export or copy it again: its end is missing';
    case 'line-too-long':
      return '--max-line-bytes sets how long a line may be';
    case 'no-logs':
      return '--include takes files of other names';
    case 'no-document':
      return '--allow-empty permits inputs without a document';
    case 'changed':
      return 'scan it again, or a copy of it, when nothing writes to it';
    case 'no-endpoint-event':
    case 'no-file-event':
      return 'the rule is about events of Elastic Defend (logs-endpoint.events.*) and Endgame (endgame-*)';
    case 'unrecognised':
      return "where events are text inside a field, take them out first, as with jq -c '.message | fromjson'";
    case 'not-a-document':
    case 'nested-too-deeply':
    case 'unreadable':
    case 'missing':
    case 'worker-failed':
      return undefined;
    default:
      return unknownFault(fault);
  }
}

function describeErrorResponse({
  status,
  type,
  reason,
}: Extract<Fault, { kind: 'error-response' }>): string {
  const name = [status, type].filter((part) => part !== undefined).join(' ');
  return `the response is an error: ${name === '' ? '' : `${name}: `}${reason}`;
}

/** Compiles only if every kind of fault is handled before it is called. */
function unknownFault(fault: never): never {
  throw new TypeError(`no words for ${JSON.stringify(fault)}`);
}
