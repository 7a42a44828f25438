import { asDocument, type Document } from '../export/document.js';
import type { Exception } from '../filter/exceptions.js';
import type { FilterSummary } from '../filter/options.js';
import type { JsonObject } from '../json/value.js';
import type { DocumentFinding, Problem } from './finding.js';
import type { DocumentStatistics } from './statistics.js';

/** Where a document is in the inputs. */
export interface SourceLocation {
  /** The input's name, as the user gave it or as it was found under a directory. */
  readonly input: string;
  /** From 1; the first line if the document has several, or is part of a larger value. */
  readonly line: number;
  /** Where the line starts in the decoded input, from 0; where the document starts if it is not one line. */
  readonly byteOffset: number;
  /** The document's number within its line, array or response, from 1; undefined if it stands by itself. */
  readonly position?: number | undefined;
}

/** A document that a scan passes on. */
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
   * The document's JSON: the line as it was read, or the compact JSON of a document from a response. A sink may use it
   * until its next {@link Sink.flush} is over, unless the document is {@link detach detached}.
   *
   * @throws Error if it is no longer available.
   */
  get json(): Uint8Array {
    if (this.#json.length === 0) throw new Error("a document's JSON was requested too late");
    return this.#json;
  }

  /** The event's own fields, parsed when they are first requested. */
  get event(): JsonObject {
    this.#document ??= asDocument(JSON.parse(Buffer.from(this.json).toString()) as JsonObject);
    return this.#document.event;
  }
}

/** Gives a document a copy of its JSON, as a property of its own that stays valid. */
export function detach(document: ScannedDocument): ScannedDocument {
  const value = new Uint8Array(document.json);
  return Object.defineProperty(document, 'json', { value, enumerable: true });
}

/** How the scan of one input went. */
export interface InputStatus {
  readonly name: string;
  bytes: number;
  lines: number;
  matches: number;
  problems: number;
  warnings: number;
}

/** The result of a scan in numbers. */
export interface Summary {
  readonly inputs: readonly InputStatus[];
  readonly bytes: number;
  readonly lines: number;
  /** Without those that filters suppressed. */
  readonly matches: number;
  /** Matches that were only counted, being over `--max-alerts`. */
  readonly withheld: number;
  readonly problems: number;
  readonly warnings: number;
  /** Whether everything was read and understood: only then does "no match" mean clean. */
  readonly complete: boolean;
  readonly interrupted: boolean;
  readonly seconds: number;
  /** With `validate`: what kinds of documents were read. */
  readonly statistics: DocumentStatistics | undefined;
  /** What filters suppressed, if there are any. */
  readonly filter: FilterSummary | undefined;
}

/**
 * Receives the results of a scan, in input order. What a method returns is awaited before the scan goes on, so a slow
 * reader slows the scan down and does not fill the memory. Notes are whatever the scan's judge makes of documents.
 */
export interface Sink<Note = unknown> {
  problem(problem: Problem): void | Promise<void>;
  match?(match: ScannedDocument, note: Note): void | Promise<void>;
  /** Receives a match that exceptions cover: it does not count as one. */
  suppressed?(
    match: ScannedDocument,
    exceptions: readonly Exception[],
    note: Note,
  ): void | Promise<void>;
  /** Receives a document that the judge passes on although the rule does not match it. */
  document?(document: ScannedDocument, note: Note): void | Promise<void>;
  /** Called when everything about an input has been reported; not for one that was interrupted. */
  inputDone?(status: InputStatus): void | Promise<void>;
  /** Called after each batch. Flush buffered output. */
  flush?(): void | Promise<void>;
}
