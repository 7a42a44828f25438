import type { Explanation } from '../explain/explanation.js';
import type { Page, ResponseIssue } from '../export/response.js';
import type { Compression } from '../input/compression.js';
import type { DocumentStatistics } from './statistics.js';

/** What went wrong, as facts: the words for it are the reporters'. */
export type Fault =
  | ResponseIssue
  /** A line that is no valid JSON. `column` counts characters from 1. */
  | { readonly kind: 'malformed-line'; readonly column?: number }
  /** What stands where a JSON value should be, or the part of a value behind which nothing fits, is no valid JSON. */
  | { readonly kind: 'malformed-value' }
  /** A row of a CSV that has not as many cells as its header. */
  | { readonly kind: 'ragged-row'; readonly cells: number; readonly columns: number }
  /** A CSV without columns for these fields, so that nothing in it can match. */
  | { readonly kind: 'missing-columns'; readonly fields: readonly string[] }
  /** Compressed data that ends too early or is damaged: what came before `byteOffset` was read. That counts compressed bytes. */
  | {
      readonly kind: 'compressed';
      readonly compression: Compression;
      readonly reason: 'cut-short' | 'corrupt';
      readonly byteOffset: number;
      readonly detail: string;
    }
  /** The input ends in the middle of a document. */
  | { readonly kind: 'cut-short' }
  /** A line that is valid JSON, but neither an object nor an array of objects. */
  | { readonly kind: 'not-an-object'; readonly found: string }
  | { readonly kind: 'line-too-long'; readonly bytes: number; readonly limit: number }
  /** A document nested deeper than the stack reaches. */
  | { readonly kind: 'nested-too-deeply' }
  /** The system refused to open or read the input. `code` is the system's, such as EACCES. */
  | { readonly kind: 'unreadable'; readonly code: string; readonly detail: string }
  /** A path or glob that names nothing. */
  | { readonly kind: 'missing' }
  /** A directory in which no file has a name to scan. */
  | { readonly kind: 'no-logs'; readonly passedOver: number }
  | { readonly kind: 'no-document' }
  /** With `validate`: none of the scan's documents is a file event of an endpoint. */
  | { readonly kind: 'no-file-event'; readonly documents: number }
  /** The file's size or time of change moved while it was read. Sizes in bytes. */
  | { readonly kind: 'changed'; readonly before: number; readonly after: number }
  /** A worker thread ended without an answer; what it held was scanned again, or is lost where some of it had been put out. */
  | { readonly kind: 'worker-failed'; readonly reason: string; readonly isLost: boolean }
  /** The input is CSV from Kibana, which does not tell all that a document did: a warning. */
  | { readonly kind: 'kibana-csv' }
  /** The first document is no endpoint event: a warning. */
  | { readonly kind: 'no-endpoint-event' }
  /** Documents that mention the path, but have none of the fields the rule reads: a warning. */
  | { readonly kind: 'unrecognised'; readonly documents: number };

/** Faults that do not put a clean result in doubt by themselves. */
const warnings: ReadonlySet<Fault['kind']> = new Set([
  'kibana-csv',
  'no-endpoint-event',
  'unrecognised',
  'no-total',
  'default-size',
]);

/** Whether a fault is only worth a warning; every other is a problem and makes the scan incomplete. */
export function isWarning(fault: Fault): boolean {
  return warnings.has(fault.kind);
}

/** Something in an input that a reader of the result must know. */
export interface Problem {
  readonly severity: 'problem' | 'warning';
  /** The input's name as the user gave it, or as it was found under a directory. */
  readonly input: string;
  /** The line, from 1. */
  readonly line?: number;
  /** The byte in the decoded input, from 0: where the line or the value starts. */
  readonly byteOffset?: number;
  readonly fault: Fault;
}

/** Where a finding stands in its segment: lines counted from the segment's start, bytes from the input's. */
export interface SegmentPosition {
  /** Newlines between the segment's first byte and this line, or the first line of the value. */
  readonly line: number;
  readonly byteOffset: number;
}

/** A document that is put out, as its segment found it. */
export interface DocumentFinding extends SegmentPosition {
  /** The document's number within its line, array or response, from 1; absent where it stands by itself. */
  readonly position?: number;
  readonly index?: string;
  readonly id?: string;
  /** The JSON that is put out: the line as it came in, or the document's compact JSON. */
  readonly json: Uint8Array;
}

/** A document that the rule matches. */
export interface MatchFinding extends DocumentFinding {
  readonly kind: 'match';
}

/** Matches on lines of their own that nothing is to be told of but their place: there may be very many. */
export interface MatchesFinding {
  readonly kind: 'matches';
  readonly count: number;
  /** The lines, one behind another, each with a newline behind it. */
  readonly lines: Uint8Array;
  /** For each match three numbers: its {@link Spot.line} and {@link Spot.byteOffset}, and its length. */
  readonly spots: Float64Array | readonly number[];
}

/** A document under /etc/init.d/, and what the rule makes of it. */
export interface ExplainedFinding extends DocumentFinding {
  readonly kind: 'explained';
  readonly explanation: Explanation;
}

/** A document that belongs to what is gathered. */
export interface GatheredFinding extends DocumentFinding {
  readonly kind: 'gathered';
}

/** One thing that scanning a segment brought up. */
export type Finding =
  | MatchFinding
  | MatchesFinding
  | ExplainedFinding
  | GatheredFinding
  | ({ readonly kind: 'fault'; readonly fault: Fault } & SegmentPosition)
  | ({ readonly kind: 'page'; readonly page: Page } & SegmentPosition);

/** What was counted in a segment beside its findings. */
export interface SegmentTally {
  /** Documents that hold the path but none of the fields the rule reads. */
  unrecognised: number;
  /** Whether a document was found where one was looked for line by line, or an answer that there is none. */
  sawDocument: boolean;
  /** With `validate`: what kinds of documents there are. */
  readonly census?: DocumentStatistics;
}

/** What a segment came to, beside its findings. */
export interface SegmentEnd {
  /** Newlines in `[start, end)`, and 1 more where a last line has none. */
  readonly lines: number;
  readonly tally: SegmentTally;
  /** Why reading ended before the segment did. */
  readonly failure?: Fault;
}

/** Findings in their order, and at last the segment's end. */
export interface SegmentPart {
  readonly findings: readonly Finding[];
  /** The buffers that the JSON of the findings lies in: what a message to another thread can move. */
  readonly buffers: readonly ArrayBuffer[];
  /** Bytes read since the last part. */
  readonly bytes: number;
  readonly end?: SegmentEnd;
}
