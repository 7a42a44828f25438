import { isEndpointEvent, isProcessEvent, isRecognised } from '../event/endpoint.js';
import { type Explanation, explainEvent } from '../explain/explanation.js';
import { type BulkAction, withAction } from '../export/bulk.js';
import {
  type Document,
  type EventDocument,
  type Interpretation,
  interpret,
} from '../export/document.js';
import type { RelevanceClassifier } from '../investigate/relevance.js';
import { endOfValue, skipSpace } from '../json/bytes.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { evaluate } from '../rule/evaluate.js';
import { defaultRule } from '../rule/revisions.js';
import { Arena } from './arena.js';
import type { Fault, Finding, SegmentPosition, SegmentTally } from './finding.js';
import type { JsonValueText, ValueTarget } from './json-values.js';
import { type CandidateLine, type LineTarget, lookBehind } from './lines.js';
import { Matches } from './matches.js';
import type { ReadOptions, ThreadResources } from './options.js';
import type { Projector } from './projector.js';
import { countDocument, newStatistics } from './statistics.js';

const newline = 0x0a;

/** What a document that is put out is put out as. */
type Outcome =
  | { readonly kind: 'match' }
  | { readonly kind: 'explained'; readonly explanation: Explanation }
  | { readonly kind: 'gathered' };

/** Parses the lines and other pieces of text that may matter and judges the documents in them. */
export class CandidateReader implements LineTarget, ValueTarget {
  readonly tally: SegmentTally;
  readonly #options: ReadOptions;
  readonly #wanted: RelevanceClassifier | undefined;
  readonly #outlines: Projector | undefined;
  /** Whether the input's first document is still to come. */
  #everyLine: boolean;
  #findings: Finding[] = [];
  /** The latest findings, where they are matches on lines. */
  readonly #matches: Matches;
  #arena = new Arena();

  /**
   * @param head whether the segment begins its input: then every line is wanted up to the first document.
   */
  constructor(head: boolean, { buffers, options, outlines, wanted }: ThreadResources) {
    this.#everyLine = head;
    this.#options = options;
    this.#wanted = wanted;
    this.#matches = new Matches(buffers);
    this.#outlines = outlines;
    this.tally = {
      unrecognised: 0,
      sawDocument: false,
      ...(options.validate ? { census: newStatistics() } : {}),
    };
  }

  get wantsEveryLine(): boolean {
    return this.#everyLine || this.#options.validate;
  }

  get wantsWeakLines(): boolean {
    return this.#wanted?.wantsAnyWeak ?? false;
  }

  get wantsEveryValue(): boolean {
    return this.wantsEveryLine || this.#wanted !== undefined;
  }

  /** The findings since the last call, with the buffers that their JSON lies in. */
  take(): { findings: Finding[]; buffers: ArrayBuffer[] } {
    this.settle();
    const taken = { findings: this.#findings, buffers: this.#arena.buffers };
    this.#findings = [];
    this.#arena = new Arena();
    return taken;
  }

  settle(): void {
    const matches = this.#matches.take(this.#arena);
    if (matches !== undefined) this.#findings.push(matches);
  }

  /** Adds a finding behind those before it. */
  #find(finding: Finding): void {
    this.settle();
    this.#findings.push(finding);
  }

  overlong(at: { line: number; byteOffset: number; bytes: number }): void {
    this.fault({ kind: 'line-too-long', bytes: at.bytes, limit: this.#options.maxLineBytes }, at);
  }

  candidate(found: CandidateLine): void {
    const { bytes, start, end, isWeak } = found;
    if (isWeak && this.#wanted?.wantsWeak(bytes, start, end) === false) return;
    const event = this.#outlines?.read(found);
    if (event === undefined) this.#parse(found);
    else this.#judgeLine(event, () => false, found);
  }

  /** Parses a line as a whole, whatever it holds. */
  #parse(found: CandidateLine): void {
    const line = withoutMark(found);
    const text = line.bytes.toString('utf8', line.start, line.end);
    if (line !== found && text.trim() === '') return;
    let value: JsonValue;
    try {
      value = JSON.parse(text) as JsonValue;
    } catch (error) {
      const several = severalValues(line);
      if (several === undefined) this.fault(parseFault(error as SyntaxError, line, text), line);
      for (const [at, one] of several?.entries() ?? []) {
        this.#guarded(line, () => this.#judgePiece(one, JSON.stringify(one), line, at + 1));
      }
      return;
    }
    this.#guarded(line, () => this.#judgeValue(value, text, line));
  }

  value({ bytes, start, end, position, ...spot }: JsonValueText): void {
    const text = bytes.toString('utf8', start, end);
    let value: JsonValue;
    try {
      value = JSON.parse(text) as JsonValue;
    } catch {
      this.fault({ kind: 'malformed-value' }, spot);
      return;
    }
    this.#guarded(spot, () => this.#judgePiece(value, text, spot, position));
  }

  response(frame: JsonValue, at: SegmentPosition): void {
    const reading = interpret(frame);
    // The documents that are left of it are stand-ins, or were judged before it.
    if (reading.form === 'collection') this.#judgeAll({ ...reading, documents: [] }, at);
    else this.#guarded(at, () => this.#judgePiece(frame, JSON.stringify(frame), at));
  }

  /** Judges a document that can be interpret in several ways: it is put out as the first of them that is. */
  readings(documents: Iterable<Document>, at: SegmentPosition): void {
    const isExplained = this.#options.explain === true && this.#wanted === undefined;
    let first: Document | undefined;
    for (const document of documents) {
      if (first === undefined) this.#note(document, at, () => false);
      first ??= document;
      if (isExplained && evaluate(defaultRule.clauses, document.event).outcome !== 'match')
        continue;
      if (this.#judgeReading(document, at)) return;
    }
    if (isExplained && first !== undefined) this.#judgeReading(first, at);
  }

  /** Puts a reading out, if it is. Returns whether it was. */
  #judgeReading(document: Document, at: SegmentPosition): boolean {
    const outcome = this.#outcomeOf(document);
    if (outcome === undefined) return false;
    this.#putCompact(outcome, document, at);
    return true;
  }

  fault(fault: Fault, at: SegmentPosition): void {
    this.#find({ kind: 'fault', fault, line: at.line, byteOffset: at.byteOffset });
  }

  #guarded(spot: SegmentPosition, judge: () => void): void {
    try {
      judge();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.fault({ kind: 'nested-too-deeply' }, spot);
    }
  }

  #judgeValue(value: JsonValue, text: string, line: CandidateLine): void {
    const reading: Interpretation = interpret(value);
    if (reading.form === 'document') {
      this.#judgeLine(reading.document, () => mentionsPath(text), line);
    } else if (reading.form === 'collection') {
      this.#judgeAll(reading, line);
    } else if (reading.form === 'none') {
      this.fault({ kind: 'not-an-object', found: reading.found }, line);
    }
  }

  /** Judges a value that has no line to itself. */
  #judgePiece(value: JsonValue, text: string, spot: SegmentPosition, position?: number): void {
    const reading: Interpretation = interpret(value);
    if (reading.form === 'document') {
      this.#judge(reading.document, spot, () => mentionsPath(text), position);
    } else if (reading.form === 'collection') {
      this.#judgeAll(reading, spot);
    } else if (reading.form === 'none') {
      this.fault({ kind: 'not-a-document', found: reading.found }, spot);
    }
  }

  #judgeLine(document: EventDocument, mentions: () => boolean, line: CandidateLine): void {
    this.#note(document, line, mentions);
    const outcome = this.#outcomeOf(document) ?? this.#runOf(document, line);
    if (outcome === undefined) return;
    const action = document.index === undefined ? actionBefore(line) : undefined;
    const whole = action === undefined ? document : withAction(document, action);
    if (outcome.kind === 'match' && whole.index === undefined && whole.id === undefined) {
      this.#matches.add(line);
      return;
    }
    this.#put(outcome, whole, this.#arena.copy(line.bytes, line.start, line.end), line);
  }

  #judgeAll(
    collection: Extract<Interpretation, { readonly form: 'collection' }>,
    { line, byteOffset }: SegmentPosition,
  ): void {
    const spot = { line, byteOffset };
    for (const fault of collection.shortfalls) this.fault(fault, spot);
    for (const page of collection.pages) this.#find({ kind: 'page', page, ...spot });
    let position = 0;
    for (const document of collection.documents) {
      position += 1;
      this.#judge(document, spot, () => mentionsPath(JSON.stringify(document.event)), position);
    }
    if (collection.answered) this.#seeDocument();
  }

  /** Judges a document that is put out, if it is, as compact JSON. */
  #judge(
    document: Document,
    spot: SegmentPosition,
    mentions: () => boolean,
    position?: number,
  ): void {
    this.#note(document, spot, mentions);
    const outcome = this.#outcomeOf(document);
    if (outcome !== undefined) this.#putCompact(outcome, document, spot, position);
  }

  /** What a document is put out as; undefined where it is not. */
  #outcomeOf({ event }: EventDocument): Outcome | undefined {
    if (this.#wanted !== undefined) {
      // Where documents are gathered none is outlined.
      return this.#wanted.wants(event as JsonObject) ? { kind: 'gathered' } : undefined;
    }
    if (!this.#options.explain) {
      return evaluate(defaultRule.clauses, event).outcome === 'match'
        ? { kind: 'match' }
        : undefined;
    }
    const explanation = explainEvent(event);
    return explanation && { kind: 'explained', explanation };
  }

  /** A process event that names the folder of init scripts, as one in which such a script is run does. */
  #runOf({ event }: EventDocument, { bytes, start, end }: CandidateLine): Outcome | undefined {
    if (!this.#options.runs || !isProcessEvent(event)) return undefined;
    return bytes.subarray(start, end).includes('init.d/') ? { kind: 'gathered' } : undefined;
  }

  /** Puts a document out as the one line that stands for it where its own text is not one. */
  #putCompact(
    outcome: Outcome,
    document: Document,
    spot: SegmentPosition,
    position?: number,
  ): void {
    const json = this.#arena.copy(Buffer.from(JSON.stringify(document.carrier)));
    this.#put(outcome, document, json, spot, position);
  }

  #put(
    outcome: Outcome,
    { index, id }: EventDocument,
    json: Uint8Array,
    { line, byteOffset }: SegmentPosition,
    position?: number,
  ): void {
    this.#find({
      ...outcome,
      line,
      byteOffset,
      json,
      ...(position === undefined ? {} : { position }),
      ...(index === undefined ? {} : { index }),
      ...(id === undefined ? {} : { id }),
    });
  }

  /** Counts a document, and warns where it is the input's first and no endpoint event. */
  #note(document: EventDocument, spot: SegmentPosition, mentions: () => boolean): void {
    if (this.tally.census !== undefined) countDocument(this.tally.census, document.event);
    if (this.#everyLine && !isEndpointEvent(document.event)) {
      this.fault({ kind: 'no-endpoint-event' }, spot);
    }
    this.#seeDocument();
    if (!isRecognised(document.event) && mentions()) this.tally.unrecognised += 1;
  }

  #seeDocument(): void {
    this.tally.sawDocument = true;
    this.#everyLine = false;
  }
}

/** The line without the byte order mark that some exports begin with, also where several were joined. */
function withoutMark(line: CandidateLine): CandidateLine {
  const { bytes, start } = line;
  const marked = bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  return marked && start + 3 <= line.end ? { ...line, start: start + 3 } : line;
}

/** The values on a line that holds more than one, or undefined where the line is anything else. */
function severalValues({ bytes, start, end }: CandidateLine): JsonValue[] | undefined {
  const values: JsonValue[] = [];
  for (let at = skipSpace(bytes, start, end); at < end; at = skipSpace(bytes, at, end)) {
    const valueEnd = endOfValue(bytes, at, end);
    if (valueEnd < 0) return undefined;
    try {
      values.push(JSON.parse(bytes.toString('utf8', at, valueEnd)) as JsonValue);
    } catch {
      return undefined;
    }
    at = valueEnd;
  }
  return values;
}

function mentionsPath(text: string): boolean {
  return /init\.d\\?\//i.test(text);
}

/** What is wrong with a line that is no JSON: cut short where the input ends in it, malformed otherwise. */
function parseFault(error: SyntaxError, line: CandidateLine, text: string): Fault {
  if (!line.terminated && !text.trimEnd().endsWith('}')) return { kind: 'cut-short' };
  const position = /at position (\d+)/.exec(error.message)?.[1];
  return {
    kind: 'malformed-line',
    ...(position === undefined ? {} : { column: Number(position) + 1 }),
  };
}

/** The bulk action on the line before this one, as far back as the look-behind reaches. */
function actionBefore({ bytes, start, kept }: CandidateLine): BulkAction | undefined {
  const end = start - 1;
  if (end <= kept) return undefined;
  const begin = Math.max(kept, end - lookBehind, bytes.lastIndexOf(newline, end - 1) + 1);
  if (!mayBeAction(bytes, begin, end)) return undefined;
  try {
    const reading = interpret(JSON.parse(bytes.toString('utf8', begin, end)) as JsonValue);
    return reading.form === 'action' ? reading.action : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a line opens with a key such as bulk actions have. */
function mayBeAction(bytes: Buffer, start: number, end: number): boolean {
  const brace = skipSpace(bytes, start, end);
  const quote = skipSpace(bytes, brace + 1, end);
  if (bytes[brace] !== 0x7b || bytes[quote] !== 0x22) return false;
  return /^(?:create|index|update)"/.test(bytes.toString('latin1', quote + 1, quote + 8));
}
