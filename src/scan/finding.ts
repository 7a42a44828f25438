import type { Page, ResponseIssue } from '../export/response.js';
import type { CompressionDamage } from '../input/compression.js';
import type { MissingReason } from '../input/input.js';
import type { DocumentStatistics } from './statistics.js';

/** What went wrong, as facts; the words for it are the reporters'. */
export type Fault =
  | ResponseIssue
  /** A line that is not valid JSON. `column` counts characters from 1. */
  | { readonly kind: 'malformed-line'; readonly column?: number | undefined }
  /** Invalid JSON in place of a value, or a value that is not valid from there on. */
  | { readonly kind: 'malformed-value' }
  /** A CSV row that does not have as many cells as the header. */
  | { readonly kind: 'ragged-row'; readonly cells: number; readonly columns: number }
  /** A CSV without columns for these fields: nothing in it can match. */
  | { readonly kind: 'missing-columns'; readonly fields: readonly string[] }
  /** Compressed data that is truncated or corrupt. */
  | ({ readonly kind: 'compressed'; readonly detail: string } & CompressionDamage)
  /** The input ends in the middle of a document. */
  | { readonly kind: 'cut-short' }
  /** A line that is valid JSON, but neither an object nor an array. */
  | { readonly kind: 'not-an-object'; readonly found: string }
  | { readonly kind: 'line-too-long'; readonly bytes: number; readonly limit: number }
  /** A document nested deeper than the stack allows. */
  | { readonly kind: 'nested-too-deeply' }
  | MissingReason
  | { readonly kind: 'no-document' }
  /** With `validate`: none of the scan's documents is a file event of an endpoint. */
  | { readonly kind: 'no-file-event'; readonly documents: number }
  /** The file's size or time of modification changed while it was read. Sizes in bytes. */
  | { readonly kind: 'changed'; readonly before: number; readonly after: number }
  /** A worker thread failed. What it held was scanned again, or is lost if results of it had been passed on already. */
  | { readonly kind: 'worker-failed'; readonly reason: string; readonly isLost: boolean }
  /** The input is CSV from Kibana, which does not hold everything that a document does: a warning. */
  | { readonly kind: 'kibana-csv' }
  /** The first document is not an endpoint event: a warning. */
  | { readonly kind: 'no-endpoint-event' }
  /** Documents that mention the path but have none of the fields that the rule reads: a warning. */
  | { readonly kind: 'unrecognised'; readonly documents: number };

/** Faults that do not put a clean result in doubt by themselves. */
const warnings: ReadonlySet<Fault['kind']> = new Set([
  'kibana-csv',
  'no-endpoint-event',
  'unrecognised',
  'no-total',
  'default-size',
]);

/** Whether a fault is only a warning; every other one is a problem and makes the scan incomplete. */
export function isWarning(fault: Fault): boolean {
  return warnings.has(fault.kind);
}

/** Something about an input that a reader of the result must know. */
export interface Problem {
  readonly severity: 'problem' | 'warning';
  /** The input's name, as the user gave it or as it was found under a directory. */
  readonly input: string;
  /** From 1. */
  readonly line?: number | undefined;
  /** Where the line or value starts in the decoded input, from 0. */
  readonly byteOffset?: number | undefined;
  readonly fault: Fault;
}

/** Where something is: lines are counted from the start of its segment, bytes from the start of the input. */
export interface SegmentPosition {
  /** Newlines between the segment's first byte and the line, or the first line of the value. */
  readonly line: number;
  readonly byteOffset: number;
}

/** A document that the judge passes on. */
export interface DocumentFinding extends SegmentPosition {
  readonly kind: 'document';
  readonly isMatch: boolean;
  /** What the judge found out about it. */
  readonly note?: unknown;
  /** The document's number within its line, array or response, from 1; undefined if it stands by itself. */
  readonly position?: number | undefined;
  readonly index?: string | undefined;
  readonly id?: string | undefined;
  /** The line as it was read, or the document as compact JSON. */
  readonly json: Uint8Array;
}

/** Matches that are lines of their own, and of which nothing but the place is known: there may be very many. */
export interface MatchesFinding {
  readonly kind: 'matches';
  readonly count: number;
  /** The lines, one after another, each with its newline. */
  readonly lines: Uint8Array;
  /** For each match three numbers: its line and byte offset, as in {@link SegmentPosition}, and its length. */
  readonly spans: Float64Array | readonly number[];
}

/** One thing that was found in a segment. */
export type Finding =
  | DocumentFinding
  | MatchesFinding
  | ({ readonly kind: 'fault'; readonly fault: Fault } & SegmentPosition)
  | ({ readonly kind: 'page'; readonly page: Page } & SegmentPosition);

/** What is counted in a segment besides its findings. */
export interface SegmentTally {
  /** Documents that mention the path but have none of the fields that the rule reads. */
  unrecognised: number;
  /** Whether there is a document among the lines that were all looked at, or a response that says there is none. */
  sawDocument: boolean;
  /** With `validate`: what kinds of documents there are. */
  readonly statistics: DocumentStatistics | undefined;
}

/** How a segment ended. */
export interface SegmentEnd {
  /** The segment's newlines, and 1 more for a last line without one. */
  readonly lines: number;
  readonly tally: SegmentTally;
  /** Why reading ended before the segment did. */
  readonly failure: Fault | undefined;
}

/** Findings in their order; the last part has the segment's end. */
export interface SegmentPart {
  readonly findings: readonly Finding[];
  /** The buffers that hold the findings' JSON: a message to another thread can transfer them. */
  readonly buffers: readonly ArrayBuffer[];
  /** Bytes read since the last part. */
  readonly bytes: number;
  readonly end?: SegmentEnd;
}
