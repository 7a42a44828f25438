import { hasEventFields, isEndpointEvent } from '../event/endpoint.js';
import { withAction } from '../export/bulk.js';
import type { Document, EventDocument } from '../export/document.js';
import { interpret } from '../export/interpret.js';
import type { Collection } from '../export/response.js';
import type { JsonValue } from '../json/value.js';
import { Arena } from './arena.js';
import type { DocumentFinding, Fault, Finding, SegmentPosition, SegmentTally } from './finding.js';
import type { JsonText, JsonTextTarget } from './json-values.js';
import type { Judge, Judgement } from './judge.js';
import {
  actionBefore,
  mention,
  parseFault,
  textFacts,
  valuesOn,
  withoutByteOrderMark,
} from './line-text.js';
import type { CandidateLine, LineTarget } from './lines.js';
import { Matches } from './matches.js';
import type { ReadOptions, ThreadResources } from './options.js';
import type { Projector } from './projector.js';
import { DocumentCounter } from './statistics.js';

/** A position, and a document's number there if it is one of several. */
type DocumentPosition = Pick<DocumentFinding, 'line' | 'byteOffset' | 'position'>;

/** Instead of the text of a document that is not searched for mentions. */
const noText = (): string => '';

/** Parses the candidate lines and values of a segment, and asks the judge about the documents in them. */
export class CandidateReader implements LineTarget, JsonTextTarget {
  readonly tally: SegmentTally;
  readonly judge: Judge;
  readonly #read: ReadOptions;
  readonly #projector: Projector | undefined;
  readonly #counter: DocumentCounter | undefined;
  /** Whether the input's first document has not been found yet. */
  #awaitsFirstDocument: boolean;
  #findings: Finding[] = [];
  /** The latest findings, if they are matches on lines. */
  readonly #matches: Matches;
  #arena = new Arena();

  /** @param isFirstSegment whether the segment begins its input: then every line up to the first document is parsed. */
  constructor(isFirstSegment: boolean, { bufferPool, judge, read, projector }: ThreadResources) {
    this.#awaitsFirstDocument = isFirstSegment;
    this.judge = judge;
    this.#read = read;
    this.#projector = projector;
    this.#matches = new Matches(bufferPool);
    this.#counter = read.validate ? new DocumentCounter(judge.rule) : undefined;
    this.tally = {
      unrecognized: 0,
      sawDocument: false,
      sawEndpointEvent: false,
      statistics: this.#counter?.statistics,
    };
  }

  get needsEveryLine(): boolean {
    return this.#awaitsFirstDocument || this.#read.validate;
  }

  get needsWeakLines(): boolean {
    return this.judge.weakLines?.isActive ?? false;
  }

  get needsEveryValue(): boolean {
    return this.needsEveryLine || this.judge.needles.length > 0;
  }

  /** The findings since the last call, with the buffers that hold their JSON. */
  drain(): { findings: Finding[]; buffers: ArrayBuffer[] } {
    this.flush();
    const drained = { findings: this.#findings, buffers: this.#arena.buffers };
    this.#findings = [];
    this.#arena = new Arena();
    return drained;
  }

  flush(): void {
    const matches = this.#matches.drain(this.#arena);
    if (matches !== undefined) this.#findings.push(matches);
  }

  fault(fault: Fault, { line, byteOffset }: SegmentPosition): void {
    this.#add({ kind: 'fault', fault, line, byteOffset });
  }

  lineTooLong(bytes: number, position: SegmentPosition): void {
    this.fault({ kind: 'line-too-long', bytes, limit: this.#read.maxLineBytes }, position);
  }

  candidate(line: CandidateLine): void {
    const { bytes, start, end, isWeak } = line;
    if (isWeak && this.judge.weakLines?.accepts(bytes, start, end) === false) return;
    const document = this.#projector?.read(line);
    if (document === undefined) this.#parseLine(line);
    else this.#judgeLine(document, noText, line);
  }

  value({ bytes, start, end, ...at }: JsonText): void {
    const text = bytes.toString('utf8', start, end);
    let value: JsonValue;
    try {
      value = JSON.parse(text) as JsonValue;
    } catch {
      this.fault({ kind: 'malformed-value', ...textFacts(text) }, at);
      return;
    }
    this.#reportDeepNesting(at, () => this.#judgeValue(value, text, at));
  }

  response(frame: JsonValue, at: SegmentPosition): void {
    const found = interpret(frame);
    // The documents in the frame are placeholders, or have been judged already.
    if (found.kind === 'collection') this.#judgeAll({ ...found, documents: [] }, at);
    else this.#reportDeepNesting(at, () => this.#judgeValue(frame, JSON.stringify(frame), at));
  }

  /** Judges a document with several interpretations: the first match counts, otherwise the first one selected. */
  judgeInterpretations(documents: Iterable<Document>, at: SegmentPosition): void {
    let isFirst = true;
    let best: [Judgement, Document] | undefined;
    for (const document of documents) {
      if (isFirst) this.#examine(document, noText, at);
      isFirst = false;
      const judgement = this.judge.judge(document.event);
      if (judgement === undefined || (best !== undefined && !judgement.isMatch)) continue;
      best = [judgement, document];
      if (judgement.isMatch) break;
    }
    if (best !== undefined) this.#addCompact(...best, at);
  }

  #parseLine(found: CandidateLine): void {
    const line = withoutByteOrderMark(found);
    const text = line.bytes.toString('utf8', line.start, line.end);
    if (line !== found && text.trim() === '') return;
    let value: JsonValue;
    try {
      value = JSON.parse(text) as JsonValue;
    } catch (error) {
      const several = valuesOn(line);
      if (several === undefined) this.fault(parseFault(error as SyntaxError, line, text), line);
      for (const [index, one] of several?.entries() ?? []) {
        const at = { line: line.line, byteOffset: line.byteOffset, position: index + 1 };
        this.#reportDeepNesting(at, () => this.#judgeValue(one, JSON.stringify(one), at));
      }
      return;
    }
    this.#reportDeepNesting(line, () => {
      const found = interpret(value);
      if (found.kind === 'document') this.#judgeLine(found.document, () => text, line);
      else if (found.kind === 'collection') this.#judgeAll(found, line);
      else if (found.kind === 'none') {
        this.fault({ ...found, kind: 'not-an-object', mentions: mention.test(text) }, line);
      }
    });
  }

  /** Judges a value that is not a whole line. */
  #judgeValue(value: JsonValue, text: string, at: DocumentPosition): void {
    const found = interpret(value);
    if (found.kind === 'document') this.#judgePart(found.document, () => text, at);
    else if (found.kind === 'collection') this.#judgeAll(found, at);
    else if (found.kind === 'none') this.fault({ ...found, kind: 'not-a-document' }, at);
  }

  #judgeAll(collection: Collection, { line, byteOffset }: SegmentPosition): void {
    const at = { line, byteOffset };
    for (const issue of collection.issues) this.fault(issue, at);
    for (const page of collection.pages) this.#add({ kind: 'page', page, ...at });
    const numbered = { ...at, position: 0 };
    for (const document of collection.documents) {
      numbered.position += 1;
      this.#judgePart(document, () => JSON.stringify(document.event), numbered);
    }
    if (collection.hasResult) this.#noteDocument();
  }

  /** Judges a document that is a whole line. */
  #judgeLine(document: EventDocument, text: () => string, line: CandidateLine): void {
    this.#examine(document, text, line);
    const judgement = this.judge.judge(document.event);
    if (judgement === undefined) return;
    const action = document.index === undefined ? actionBefore(line) : undefined;
    const { index, id } = action === undefined ? document : withAction(document, action);
    const { isMatch, note } = judgement;
    if (isMatch && note === undefined && index === undefined && id === undefined) {
      this.#matches.add(line);
      return;
    }
    const json = this.#arena.copy(line.bytes, line.start, line.end);
    const { line: number, byteOffset } = line;
    this.#add({ kind: 'document', isMatch, note, line: number, byteOffset, json, index, id });
  }

  /** Judges a document that is not a whole line. */
  #judgePart(document: Document, text: () => string, at: DocumentPosition): void {
    this.#examine(document, text, at);
    const judgement = this.judge.judge(document.event);
    if (judgement !== undefined) this.#addCompact(judgement, document, at);
  }

  /** Adds a document as compact JSON. */
  #addCompact({ isMatch, note }: Judgement, document: Document, at: DocumentPosition): void {
    const { envelope, index, id } = document;
    const json = this.#arena.copy(Buffer.from(JSON.stringify(envelope)));
    this.#add({ kind: 'document', isMatch, note, ...at, json, index, id });
  }

  #add(finding: Finding): void {
    this.flush();
    this.#findings.push(finding);
  }

  /** Counts a document, and warns if it is the input's first and not an endpoint event. */
  #examine({ event }: EventDocument, text: () => string, at: SegmentPosition): void {
    this.#counter?.count(event);
    const isEvent = isEndpointEvent(event);
    if (isEvent) this.tally.sawEndpointEvent = true;
    else if (this.#awaitsFirstDocument) this.fault({ kind: 'no-endpoint-event' }, at);
    this.#noteDocument();
    if (!hasEventFields(event) && mention.test(text())) this.tally.unrecognized += 1;
  }

  #noteDocument(): void {
    this.tally.sawDocument = true;
    this.#awaitsFirstDocument = false;
  }

  /** Judges documents, and reports those that are nested too deeply. */
  #reportDeepNesting(at: SegmentPosition, judge: () => void): void {
    try {
      judge();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.fault({ kind: 'nested-too-deeply' }, at);
    }
  }
}
