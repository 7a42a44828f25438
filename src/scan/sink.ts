import { asDocument, type Document } from '../export/document.js';
import type { Exception } from '../filter/exceptions.js';
import type { FilterSummary } from '../filter/options.js';
import type { InputFormat } from '../input/sniff.js';
import type { JsonObject } from '../json/value.js';
import type { AcrossInputs } from './across-inputs.js';
import type { Shape } from './document-shape.js';
import type { DocumentFinding, Problem, Provenance } from './finding.js';
import type { SkippedFiles } from './skipped-files.js';
import type { DocumentStatistics } from './statistics.js';

/** Location of a document in the inputs. */
export interface SourceLocation {
  /** The input's name, as the user gave it or as it was found in a directory. */
  readonly input: string;
  /** From 1; the first one if the document has several lines. */
  readonly line: number;
  /** Offset of the line, or of the document if that is not a whole line, in the decoded input. */
  readonly byteOffset: number;
  /** The document's number in its line, array or response, from 1; undefined if it is not part of one. */
  readonly position?: number | undefined;
  /** Set if the document was found inside another one, or in text that is not valid JSON. */
  readonly provenance?: Provenance | undefined;
}

/** A document that a scan reports. */
export class ScannedDocument {
  readonly place: SourceLocation;
  readonly index: string | undefined;
  readonly id: string | undefined;
  #json: Uint8Array;
  #document: Document | undefined;

  constructor(place: SourceLocation, finding: Pick<DocumentFinding, 'index' | 'id' | 'json'>) {
    this.place = place;
    this.index = finding.index;
    this.id = finding.id;
    this.#json = finding.json;
  }

  /**
   * The line as it was read, or compact JSON. A sink may use it until its next {@link Sink.flush} is done, or as long
   * as it likes if the document is {@link detach detached}.
   *
   * @throws Error if it is no longer available.
   */
  get json(): Uint8Array {
    if (this.#json.length === 0) throw new Error("a document's JSON was requested too late");
    return this.#json;
  }

  /** The event's fields, parsed on first use. */
  get event(): JsonObject {
    return this.#parsed.event;
  }

  /** What the event is in, such as a hit: the event itself if it is alone. */
  get envelope(): JsonObject {
    return this.#parsed.envelope;
  }

  get #parsed(): Document {
    this.#document ??= asDocument(JSON.parse(bufferOf(this.json).toString()) as JsonObject);
    return this.#document;
  }
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Gives a document its own copy of its JSON, which stays valid. */
export function detach(document: ScannedDocument): ScannedDocument {
  const value = new Uint8Array(document.json);
  return Object.defineProperty(document, 'json', { value, enumerable: true });
}

/** The result for one input, in numbers. */
export interface InputStatus {
  readonly name: string;
  bytes: number;
  lines: number;
  matches: number;
  problems: number;
  warnings: number;
  /** How it was read: the layers that were removed, and the format in them. Empty if it was not read. */
  formats: readonly InputFormat[];
  /** How the endpoint events that were judged are held. */
  shapes: readonly Shape[];
}

/** The result of a scan, in numbers. */
export interface Summary {
  readonly inputs: readonly InputStatus[];
  readonly bytes: number;
  readonly lines: number;
  /** Without suppressed ones. */
  readonly matches: number;
  /** Matches that were compared: the first 10,000. */
  readonly compared: number;
  /** The events among those: copies of a log repeat some. */
  readonly distinct: number;
  /** Matches that were found inside other documents. */
  readonly embedded: number;
  /** Matches that were found in text that is not valid JSON. */
  readonly recovered: number;
  /** Matches over `--max-alerts`, which are only counted. */
  readonly withheld: number;
  readonly problems: number;
  readonly warnings: number;
  /** Whether there was no problem with what was scanned. Only then do zero matches mean clean. */
  readonly complete: boolean;
  readonly interrupted: boolean;
  /** Files that were found, or named twice, and not scanned. */
  readonly skipped: SkippedFiles;
  /** Number of files that became longer during the scan, and were read to the size they had at its start. */
  readonly grown: number;
  readonly seconds: number;
  /** Only with `validate`. */
  readonly statistics: DocumentStatistics | undefined;
  /** Mentions of init.d/ in documents of other products, by the data set that they name. */
  readonly mentions: Readonly<Record<string, number>>;
  /** What concerns the inputs together. */
  readonly across: AcrossInputs;
  /** What filters suppressed; undefined without filters. */
  readonly filter: FilterSummary | undefined;
}

/**
 * Receives the results of a scan, in input order. The scan awaits what a method returns, so a slow reader slows the
 * scan down instead of filling memory. Notes come from the scan's judge.
 */
export interface Sink<Note = unknown> {
  problem(problem: Problem): void | Promise<void>;
  match?(match: ScannedDocument, note: Note): void | Promise<void>;
  /** Receives a match that exceptions suppress. It is not counted as a match. */
  suppressed?(
    match: ScannedDocument,
    exceptions: readonly Exception[],
    note: Note,
  ): void | Promise<void>;
  /** Receives a match that is not reported, because there are too many or because filters suppress it for other reasons. */
  unreported?(match: ScannedDocument, note: Note): void | Promise<void>;
  /** Receives a document that the judge selected although it is not a match. */
  document?(document: ScannedDocument, note: Note): void | Promise<void>;
  /** Called when everything about an input has been reported, unless the scan was interrupted. */
  inputDone?(status: InputStatus): void | Promise<void>;
  /** Called after each batch. Flush buffered output. */
  flush?(): void | Promise<void>;
}
