import type { Page, ResponseIssue } from '../export/response.js';
import type { ArchiveFault } from '../input/archive.js';
import type { CompressionDamage } from '../input/compression.js';
import type { ForeignFormatId } from '../input/foreign.js';
import type { MissingReason } from '../input/input.js';
import type { DocumentStatistics } from './statistics.js';

/** Text that is not valid JSON, or not a document. */
interface DamagedText {
  /** Whether it mentions the path; undefined if that is unknown. */
  readonly mentions?: boolean;
  /** Whether it begins like a document. Then it is damaged, and not something else. */
  readonly resemblesJson?: boolean;
}

/** What went wrong, as facts; the wording is left to reporters. */
export type Fault =
  | ResponseIssue
  | ArchiveFault
  /** The input is in a format that is not read. */
  | { readonly kind: 'foreign-format'; readonly format: ForeignFormatId }
  /** Links and devices in an archive, which are not followed: a warning. */
  | { readonly kind: 'archive-links'; readonly count: number; readonly names: readonly string[] }
  /** A line that is not valid JSON. `column` counts characters from 1. */
  | ({ readonly kind: 'malformed-line'; readonly column?: number | undefined } & DamagedText)
  /** A value that is not valid JSON. */
  | ({ readonly kind: 'malformed-value' } & DamagedText)
  /** A CSV row with more or fewer cells than the header. */
  | { readonly kind: 'ragged-row'; readonly cells: number; readonly columns: number }
  /** CSV without columns for these fields: nothing in it can match. */
  | { readonly kind: 'missing-columns'; readonly fields: readonly string[] }
  /** Compressed data that is truncated or corrupt. */
  | ({ readonly kind: 'compressed'; readonly detail: string } & CompressionDamage)
  /** The input ends in the middle of a document. */
  | ({ readonly kind: 'cut-short' } & DamagedText)
  /** A line that is valid JSON, but neither an object nor an array. */
  | ({ readonly kind: 'not-an-object'; readonly found: string } & DamagedText)
  | { readonly kind: 'line-too-long'; readonly bytes: number; readonly limit: number }
  /** A document nested deeper than the stack allows. */
  | { readonly kind: 'nested-too-deeply' }
  | MissingReason
  | { readonly kind: 'no-document' }
  /**
   * A file that was found, and not named, contains no document, and lines that mention the path. `exclude` is a glob for
   * it, relative to the directory if it was found in one. The position is that of the first line.
   */
  | {
      readonly kind: 'text-mentions';
      readonly lines: number;
      readonly exclude?: string | undefined;
    }
  /** None of the files in the directories of the scan contains a document. */
  | { readonly kind: 'no-events'; readonly files: number }
  /** With `validate`: none of the scan's documents is a file event of an endpoint. */
  | { readonly kind: 'no-file-event'; readonly documents: number }
  /** The file was truncated, overwritten or replaced while it was read, and did not only grow. Sizes in bytes. */
  | { readonly kind: 'changed'; readonly before: number; readonly after: number }
  /** A worker thread failed. Its work was done again, or is lost if some of its results had been reported. */
  | { readonly kind: 'worker-failed'; readonly reason: string; readonly isLost: boolean }
  /** The input is CSV from Kibana, which lacks some of the contents of documents: a warning. */
  | { readonly kind: 'kibana-csv' }
  /** The first document is not an endpoint event: a warning. */
  | { readonly kind: 'no-endpoint-event' }
  /** Documents that mention the path but have no field that the rule needs: a warning. */
  | { readonly kind: 'unrecognised'; readonly documents: number };

/** Faults that alone do not make the result incomplete. */
const warnings: ReadonlySet<Fault['kind']> = new Set([
  'archive-links',
  'kibana-csv',
  'no-endpoint-event',
  'unrecognised',
  'no-total',
  'default-size',
]);

/** Whether a fault is only a warning; any other fault is a problem and makes the scan incomplete. */
export function isWarning(fault: Fault): boolean {
  return warnings.has(fault.kind);
}

/** A fault, with its location. */
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

/** A position, with lines counted from the start of the segment, and bytes from the start of the input. */
export interface SegmentPosition {
  /** Number of newlines before the line, or before the first line of the value. */
  readonly line: number;
  readonly byteOffset: number;
}

/** A document that the judge selected. */
export interface DocumentFinding extends SegmentPosition {
  readonly kind: 'document';
  readonly isMatch: boolean;
  /** The judge's note about it. */
  readonly note?: unknown;
  /** The document's number in its line, array or response, from 1; undefined if it is not part of one. */
  readonly position?: number | undefined;
  readonly index?: string | undefined;
  readonly id?: string | undefined;
  /** The line as it was read, or compact JSON. */
  readonly json: Uint8Array;
}

/** Matches that are whole lines without an index, id or note: there may be very many. */
export interface MatchesFinding {
  readonly kind: 'matches';
  readonly count: number;
  /** The lines, each with its newline. */
  readonly lines: Uint8Array;
  /** Three numbers for each match: line and byte offset, as in {@link SegmentPosition}, and length. */
  readonly spans: Float64Array | readonly number[];
}

export type Finding =
  | DocumentFinding
  | MatchesFinding
  | ({ readonly kind: 'fault'; readonly fault: Fault } & SegmentPosition)
  | ({ readonly kind: 'page'; readonly page: Page } & SegmentPosition);

/** What is known about a segment besides its findings. */
export interface SegmentTally {
  /** Number of documents that mention the path but have no field that the rule needs. */
  unrecognized: number;
  /** Whether a document was read, or a response without any. */
  sawDocument: boolean;
  /** Whether a document is an endpoint event. */
  sawEndpointEvent: boolean;
  /** Only with `validate`. */
  readonly statistics: DocumentStatistics | undefined;
}

/** How a segment ended. */
export interface SegmentEnd {
  /** Number of newlines, plus 1 if the last line has none. */
  readonly lines: number;
  readonly tally: SegmentTally;
  /** Whether the file has become longer. Only what was there when the scan was planned was read. */
  readonly hasGrown: boolean;
  /** Why reading ended early, or what is wrong with the input as a whole. */
  readonly failure: Fault | undefined;
  /** Whether the input is an archive: what it holds is in its members. */
  readonly isArchive: boolean;
  /** What the input is by its beginning, if that is no events. It matters if none was found. */
  readonly foreign: ForeignFormatId | undefined;
}

/** The member of an archive to which a part belongs. */
export interface ArchiveMember {
  /** Its name in the archive; members of archives in it have the names of all of these, divided by `!`. */
  readonly name: string;
  /** Bytes read of the member itself. */
  readonly bytes: number;
}

/** Some of a segment's findings, in order. */
export interface SegmentPart {
  /** Undefined if the part belongs to the input itself. A member ends with its `end`, within the segment. */
  readonly member?: ArchiveMember | undefined;
  /** Faults of the input, or the member, as a whole. */
  readonly faults?: readonly Fault[];
  readonly findings: readonly Finding[];
  /** The buffers that hold the findings' JSON, to be transferred with a message to another thread. */
  readonly buffers: readonly ArrayBuffer[];
  /** Bytes read since the previous part. */
  readonly bytes: number;
  /** Only in the last part. */
  readonly end?: SegmentEnd;
}
