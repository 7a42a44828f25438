import type { Explanation } from '../explain/explanation.js';
import { asDocument, type Document } from '../export/document.js';
import type { Exception } from '../filter/exceptions.js';
import type { FilterSummary } from '../filter/options.js';
import type { JsonObject } from '../json/value.js';
import type { DocumentFinding, Problem } from './finding.js';
import type { DocumentStatistics } from './statistics.js';

/** Where a document stands. */
export interface SourceLocation {
  /** The input's name as the user gave it, or as it was found under a directory. */
  readonly input: string;
  /** From 1. Where a document has several lines, or is a part of a larger value, its first. */
  readonly line: number;
  /** Of the line's first byte in the decoded input, from 0; of the document's, where it is not written line by line. */
  readonly byteOffset: number;
  /** The document's number within its line, array or response, from 1; absent where it stands by itself. */
  readonly position?: number;
}

const none: readonly Exception[] = [];

/** A document that a scan puts out. */
export class ScannedDocument {
  readonly place: SourceLocation;
  readonly index: string | undefined;
  readonly id: string | undefined;
  /** The exception items that cover it. */
  coveredBy: readonly Exception[] = none;
  #json: Uint8Array;
  #document: Document | undefined;

  constructor(
    place: SourceLocation,
    { index, id, json }: Pick<DocumentFinding, 'index' | 'id' | 'json'>,
  ) {
    this.place = place;
    this.index = index;
    this.id = id;
    this.#json = json;
  }

  /**
   * The JSON that stands for it: the line as it came in, or compact JSON of a document out of a response. Unless it is
   * {@link keep kept}, a sink has it until its next {@link Sink.flush} is through.
   *
   * @throws Error where it is not there any more.
   */
  get json(): Uint8Array {
    if (this.#json.length === 0) throw new Error('The JSON of a document was asked for too late');
    return this.#json;
  }

  /** The event's own fields, parsed when they are first asked for. */
  get event(): JsonObject {
    this.#document ??= asDocument(JSON.parse(Buffer.from(this.json).toString()) as JsonObject);
    return this.#document.event;
  }
}

/** Gives a document its JSON for good, as a property of its own. */
export function detach<D extends ScannedDocument>(document: D): D {
  const value = new Uint8Array(document.json);
  return Object.defineProperty(document, 'json', { value, enumerable: true });
}

/** An event that the rule matches. */
export class Match extends ScannedDocument {}

/** What became of one input. */
export interface InputStatus {
  readonly name: string;
  bytes: number;
  lines: number;
  matches: number;
  problems: number;
  warnings: number;
}

/** What a scan came to. */
export interface Summary {
  readonly inputs: readonly InputStatus[];
  readonly bytes: number;
  readonly lines: number;
  /** Without those that filters held back. */
  readonly matches: number;
  /** Matches that were found but not put out, over `--max-alerts`. */
  readonly withheld: number;
  readonly problems: number;
  readonly warnings: number;
  /** Whether everything was read and understood: only then is "no match" a clean result. */
  readonly complete: boolean;
  readonly interrupted: boolean;
  readonly seconds: number;
  /** With `validate`: what kinds of documents were read. */
  readonly census?: DocumentStatistics;
  /** What filters held back, where there are any. */
  readonly screened?: FilterSummary;
}

/**
 * Takes a scan's results, in input order. What a method returns is awaited before the scan goes on, so that a slow
 * reader slows the scan and does not fill the memory.
 */
export interface Sink {
  match(match: Match): void | Promise<void>;
  /** Takes a document under /etc/init.d/, where the scan explains them: then in place of the matches. */
  explained?(document: ScannedDocument, explanation: Explanation): void | Promise<void>;
  /** Takes a document that belongs to what is gathered, where the scan gathers: then in place of the matches. */
  gathered?(document: ScannedDocument): void | Promise<void>;
  problem(problem: Problem): void | Promise<void>;
  /** A match that exceptions cover: it is none. */
  covered?(match: Match, by: readonly Exception[]): void | Promise<void>;
  /** Called when everything about an input was told, for each input in its turn; not for one that an interruption cut. */
  inputDone?(status: InputStatus): void | Promise<void>;
  /** Called when a batch of results is through: what is buffered should go out now. */
  flush?(): void | Promise<void>;
}
