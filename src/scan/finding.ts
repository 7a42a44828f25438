import type { CollectedIssue } from '../export/collected.js';
import type { Page, ResponseIssue } from '../export/collection.js';
import type { ArchiveFault } from '../input/archive.js';
import type { CompressionDamage } from '../input/compression.js';
import type { ForeignFormatId } from '../input/foreign.js';
import type { MissingReason } from '../input/input.js';
import type { InputFormat } from '../input/sniff.js';
import type { JsonValue } from '../json/value.js';
import type { Shape } from './document-shape.js';
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
  | CollectedIssue
  | ArchiveFault
  /** The input is in a format that is not read. */
  | { readonly kind: 'foreign-format'; readonly format: ForeignFormatId }
  /** Links and devices in an archive, which are not followed: a warning. */
  | { readonly kind: 'archive-links'; readonly count: number; readonly names: readonly string[] }
  /** A line that is not valid JSON. `column` counts characters from 1. */
  | ({ readonly kind: 'malformed-line'; readonly column?: number | undefined } & DamagedText)
  /** A value that is not valid JSON. */
  | ({ readonly kind: 'malformed-value' } & DamagedText)
  /** A run of NUL bytes, such as a crash or a rotation by copying leaves behind. */
  | ({ readonly kind: 'nul-bytes'; readonly bytes: number } & DamagedText)
  /** A row of a table with more or fewer cells than the header; an `unassigned-row` mentions the path. */
  | {
      readonly kind: 'ragged-row' | 'unassigned-row';
      readonly cells: number;
      readonly columns: number;
    }
  /** A row that mentions the path, and in which cells of these fields cannot be read. */
  | { readonly kind: 'unclear-row'; readonly fields: readonly string[] }
  /** A row that may match if the quotes in it do not quote. */
  | { readonly kind: 'ambiguous-row' }
  /** A row that mentions the path, with more lists in it than are read in every way. */
  | { readonly kind: 'too-many-interpretations'; readonly limit: number }
  | { readonly kind: 'too-many-headers'; readonly limit: number }
  /** A quoted cell that does not end within so many bytes. */
  | { readonly kind: 'unclosed-quote'; readonly limit: number }
  /** No row of a table has this field, without which those under /etc/init.d/ cannot be judged. */
  | { readonly kind: 'empty-column'; readonly field: string; readonly rows: number }
  /** A table that is laid out for people to read. */
  | { readonly kind: 'text-table' }
  /** A mention of the path before the header of a table. */
  | { readonly kind: 'mention-in-title' }
  /** A table without columns for these fields: nothing in it can match. */
  | { readonly kind: 'missing-columns'; readonly fields: readonly string[] }
  /** Compressed data that is truncated or corrupt. */
  | ({ readonly kind: 'compressed'; readonly detail: string } & CompressionDamage)
  /** The input ends in the middle of a document. */
  | ({ readonly kind: 'cut-short' } & DamagedText)
  /** A line that opens like a response and is not valid JSON: hits may be missing. */
  | { readonly kind: 'damaged-response' }
  /** A line that is valid JSON, but neither an object nor an array. */
  | ({ readonly kind: 'not-an-object'; readonly found: string } & DamagedText)
  /** A document, at a JSON pointer, that mentions init.d/ outside all events in it. */
  | { readonly kind: 'unjudged-mention'; readonly pointer: string }
  /** Another product's document in which a whole value, at a JSON pointer, is a path under init.d/. */
  | { readonly kind: 'foreign-document'; readonly dataset: string; readonly pointer: string }
  /** Events under /etc/init.d/ without fields that the rule needs to judge them. */
  | {
      readonly kind: 'missing-fields';
      readonly fields: readonly string[];
      /** How many events, if it is about several. */
      readonly documents?: number;
    }
  /** An event under /etc/init.d/ with a field whose value an exporter changed, for example to text for a list. */
  | { readonly kind: 'damaged-field'; readonly field: string }
  /** Text in a document was left undecoded, because it is nested too deeply or too large. */
  | { readonly kind: 'search-limit' }
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
  /** The input is CSV or TSV, which lacks some of the contents of documents: a warning. */
  | { readonly kind: 'kibana-csv' }
  /** None of the documents that were examined is an endpoint event. */
  | {
      readonly kind: 'no-endpoint-events';
      readonly documents: number;
      /** The data sets that the documents name. */
      readonly datasets: readonly string[];
    }
  /** The endpoint events that were examined are all of other kinds than file events: a warning. */
  | { readonly kind: 'only-other-events'; readonly documents: number }
  /** What the report of another run says. `facts` is its own record of the fault. */
  | { readonly kind: 'reported'; readonly message: string; readonly facts: JsonValue }
  /** Lines on which the JSON is framed by other text: a warning. */
  | { readonly kind: 'framed-lines'; readonly frame: Frame; readonly lines: number };

/** Text around JSON that is no damage. */
export type Frame = 'prefix' | 'separator' | 'header' | 'comment';

/** Faults that alone do not make the result incomplete. */
const warnings: ReadonlySet<Fault['kind']> = new Set([
  'archive-links',
  'kibana-csv',
  'only-other-events',
  'framed-lines',
  'no-total',
  'default-size',
  'assumed-pages',
]);

/** The facts of a fault: those that another run recorded, if it is from its report. */
export function factsOf(fault: Fault): JsonValue | Fault {
  return fault.kind === 'reported' ? fault.facts : fault;
}

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

/** How a document was obtained that is not a whole line, array element or hit. */
export interface Provenance {
  /** `embedded`: found inside another document. `recovered`: found in text that is not valid JSON. */
  readonly kind: 'embedded' | 'recovered';
  /** JSON pointer of the document in what was parsed. A step into JSON text is not marked. */
  readonly pointer: string;
}

/** A document that the judge selected. */
export interface DocumentFinding extends SegmentPosition {
  readonly kind: 'document';
  readonly isMatch: boolean;
  /** The judge's note about it. */
  readonly note?: unknown;
  /** The document's number in its line, array or response, from 1; undefined if it is not part of one. */
  readonly position?: number | undefined;
  readonly provenance?: Provenance | undefined;
  readonly index?: string | undefined;
  readonly id?: string | undefined;
  /** Set if the document lacks `process.executable`: see {@link SegmentTally.executables}. */
  readonly shapeWithoutExecutable?: string | undefined;
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
  /** Whether a response was read, even one without documents. */
  hasResult: boolean;
  /** Number of documents that were examined. */
  documents: number;
  /** Numbers of endpoint events and file events among them; only the first of each is sure to be counted. */
  endpointEvents: number;
  fileEvents: number;
  /** Numbers of documents before the first endpoint event, by the data set that they name. */
  readonly strangers: Record<string, number>;
  /** Numbers of mentions of init.d/ in the free text of other products, by data set. */
  readonly mentions: Record<string, number>;
  /**
   * Whether events have `process.executable`, by the shape of their documents. An event under /etc/init.d/ without it is
   * excluded by the rule, unless no event of its shape has it: then the export lacks the field.
   */
  readonly executables: { readonly seen: Shape[]; readonly missing: MissingExecutable[] };
  /** Numbers of lines on which other text frames the JSON. */
  readonly frames: Partial<Record<Frame, number>>;
  /** Only with `validate`. */
  readonly statistics: DocumentStatistics | undefined;
}

/** The tally of a segment without documents. */
export function emptyTally(statistics: DocumentStatistics | undefined): SegmentTally {
  return {
    hasResult: false,
    documents: 0,
    endpointEvents: 0,
    fileEvents: 0,
    strangers: {},
    mentions: {},
    executables: { seen: [], missing: [] },
    frames: {},
    statistics,
  };
}

/** Events under /etc/init.d/ without `process.executable`, and the position of the first one. */
export interface MissingExecutable extends SegmentPosition {
  readonly shape: Shape;
  documents: number;
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
  /** How it was read: the layers that were removed, and the format in them. Empty if it was not read. */
  readonly formats: readonly InputFormat[];
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
