import type { Mentions } from '../event/mention.js';
import { withAction } from '../export/bulk.js';
import type { Document } from '../export/document.js';
import { interpret } from '../export/interpret.js';
import type { Collection } from '../export/response.js';
import { JsonTexts } from '../json/element-text.js';
import { recoverTexts } from '../json/recovery.js';
import { type JsonValue, own, parsed, type ValueText } from '../json/value.js';
import { Arena } from './arena.js';
import { DocumentJudge } from './document-judge.js';
import type { Fault, Finding, Provenance, SegmentPosition, SegmentTally } from './finding.js';
import type { DamageKind, JsonText, JsonTextTarget } from './json-values.js';
import { type Judge, selectsOthers, type WeakLineFilter } from './judge.js';
import type { DocumentPosition, JudgeTarget, SelectedDocument } from './judge-target.js';
import { LineReader, type LineValueTarget } from './line-reader.js';
import {
  actionBefore,
  type Damage,
  malformed,
  mentionsFile,
  textFacts,
  withoutByteOrderMark,
} from './line-text.js';
import type { CandidateLine, LineTarget } from './lines.js';
import { Matches } from './matches.js';
import type { ReadOptions, ThreadResources } from './options.js';
import type { Projector } from './projector.js';

const recovered: Provenance = { kind: 'recovered', pointer: '' };

/** Parses the candidate lines and values of a segment, and has the documents in them judged. */
export class CandidateReader implements LineTarget, LineValueTarget, JsonTextTarget, JudgeTarget {
  readonly judge: Judge;
  readonly mentions: Mentions;
  readonly #documents: DocumentJudge;
  readonly #read: ReadOptions;
  readonly #projector: Projector | undefined;
  #findings: Finding[] = [];
  /** The latest findings, if they are matches on lines. */
  readonly #matches: Matches;
  #arena = new Arena();
  /** The line whose document is being judged, if that is the whole line. */
  #line: CandidateLine | undefined;
  /** The texts of the documents in the value that is being judged. */
  #texts: JsonTexts | undefined;
  readonly #lines: LineReader;

  /** @param isFirstSegment whether the segment begins its input. */
  constructor(isFirstSegment: boolean, resources: ThreadResources) {
    const { bufferPool, judge, kernel, read, projector } = resources;
    this.judge = judge;
    this.mentions = judge.rule.subject.mentions;
    this.#documents = new DocumentJudge(resources, this, isFirstSegment);
    this.#read = read;
    this.#projector = projector;
    this.#matches = new Matches(bufferPool);
    this.#lines = new LineReader(this, kernel);
  }

  get tally(): SegmentTally {
    return this.#documents.tally;
  }

  get needsEveryLine(): boolean {
    return this.#documents.needsMoreDocuments || this.#read.validate;
  }

  needsWeakLine(...line: Parameters<WeakLineFilter['accepts']>): boolean {
    return this.judge.weakLines?.accepts(...line) ?? false;
  }

  get needsEveryValue(): boolean {
    return this.needsEveryLine || selectsOthers(this.judge);
  }

  /** The findings since the last call, with the buffers that hold their JSON. */
  drain(): { findings: Finding[]; buffers: ArrayBuffer[] } {
    this.flush();
    const drained = { findings: this.#findings, buffers: this.#arena.buffers };
    this.#findings = [];
    this.#arena = new Arena();
    this.#documents.beginPart();
    return drained;
  }

  flush(): void {
    const matches = this.#matches.drain(this.#arena);
    if (matches !== undefined) this.#findings.push(matches);
  }

  /** The segment has ended. */
  end(): void {
    this.#lines.end();
  }

  fault(fault: Fault, { line, byteOffset }: SegmentPosition): void {
    this.#add({ kind: 'fault', fault, line, byteOffset });
  }

  lineTooLong(bytes: number, position: SegmentPosition): void {
    this.fault({ kind: 'line-too-long', bytes, limit: this.#read.maxLineBytes }, position);
  }

  candidate(line: CandidateLine): void {
    const document = this.#projector?.read(line);
    if (document !== undefined) {
      this.#lines.end();
      this.#line = line;
      const isJudged = this.#documents.judgePlainEvent(document, line);
      this.#line = undefined;
      if (isJudged) return;
    }
    this.#lines.read(withoutByteOrderMark(line));
  }

  value({ bytes, start, end, ...at }: JsonText): void {
    const text = bytes.toString('utf8', start, end);
    const value = parsed(text);
    if (value === undefined) this.damage({ bytes, start, end, ...at }, 'malformed');
    else this.judgeValue(value, text, at);
  }

  damage({ bytes, start, end, ...at }: JsonText, kind: DamageKind): void {
    const text = bytes.toString('utf8', start, end);
    const fault =
      kind === 'malformed'
        ? malformed(text, this.mentions)
        : { kind, ...textFacts(text, this.mentions) };
    this.damaged({ fault, text }, at);
  }

  damaged(damage: Damage, at: SegmentPosition): void {
    this.fault(damage.fault, at);
    if (!this.needsObjectsIn(damage)) return;
    this.judgeRecovered(damage.objects ?? recoverTexts(damage.text), at);
  }

  needsObjectsIn(damage: Damage): boolean {
    return selectsOthers(this.judge) || mentionsFile(damage, this.mentions);
  }

  response({ value, text }: ValueText, at: SegmentPosition): void {
    const found = interpret(value);
    if (found.kind !== 'collection') {
      this.judgeValue(value, text, at);
      return;
    }
    this.#guard(at, () => {
      this.#texts = new JsonTexts(value, text);
      // The documents in the frame are placeholders, or have been judged already.
      const judged = found.documents.map(({ envelope }) => envelope);
      this.#judgeAll({ ...found, documents: [] }, { value, text }, at, undefined, judged);
    });
  }

  /** See {@link DocumentJudge.judgeInterpretations}. */
  judgeInterpretations(documents: Iterable<Document>, at: SegmentPosition): boolean {
    return this.#documents.judgeInterpretations(documents, at);
  }

  selected(
    { judgement, document, provenance, texts, shapeWithoutExecutable }: SelectedDocument,
    at: DocumentPosition,
  ): void {
    const { isMatch, note } = judgement;
    const line = provenance === undefined ? this.#line : undefined;
    if (line === undefined) {
      const { index, id, envelope } = document as Document;
      const text = (texts ?? this.#texts)?.lineOf(envelope) ?? JSON.stringify(envelope);
      const json = this.#arena.copyText(text);
      const { line, byteOffset, position } = at;
      this.#add({
        ...{ kind: 'document', isMatch, note, line, byteOffset, position, json, index, id },
        ...{ provenance, shapeWithoutExecutable },
      });
      return;
    }
    const mayHaveAction = document.index === undefined && !this.#matches.endBefore(line);
    const action = mayHaveAction ? actionBefore(line) : undefined;
    const { index, id } = action === undefined ? document : withAction(document, action);
    if (isMatch && note === undefined && index === undefined && id === undefined) {
      this.#matches.add(line);
      return;
    }
    const json = this.#arena.copy(line.bytes, line.start, line.end);
    this.#add({
      kind: 'document',
      isMatch,
      note,
      line: line.line,
      byteOffset: line.byteOffset,
      json,
      index,
      id,
      shapeWithoutExecutable,
    });
  }

  judgeLine(value: JsonValue, text: string, line: CandidateLine): void {
    this.#judge(value, text, line, line);
  }

  judgeRecovered(
    objects: readonly (string | undefined)[],
    { line, byteOffset }: SegmentPosition,
  ): void {
    for (const [index, json] of objects.entries()) {
      if (json === undefined || (!this.needsEveryValue && !this.mentions.mayBeIn(json))) continue;
      const value = parsed(json);
      if (value !== undefined)
        this.judgeValue(value, json, { line, byteOffset, position: index + 1 }, recovered);
    }
  }

  judgeValue(value: JsonValue, text: string, at: DocumentPosition, provenance?: Provenance): void {
    this.#judge(value, text, at, undefined, provenance);
  }

  /** @param line the line that holds nothing but the value. */
  #judge(
    value: JsonValue,
    text: string,
    at: DocumentPosition,
    line: CandidateLine | undefined,
    provenance?: Provenance,
  ): void {
    this.#guard(at, () => {
      const { length: size } = text;
      const found = interpret(value);
      this.#texts = new JsonTexts(value, text);
      if (found.kind === 'document') {
        // Inner hits are documents of their own, so a hit with some is not written as the line.
        const isWhole = own(found.document.envelope, 'inner_hits') === undefined;
        this.#line = isWhole ? line : undefined;
        this.#documents.judgeDocument(found.document, size, at, provenance);
      } else if (found.kind === 'collection')
        this.#judgeAll(found, { value, text }, at, provenance);
      else {
        if (found.kind === 'none') {
          const mentions = this.mentions.isIn(text);
          const fault: Fault =
            line === undefined
              ? { ...found, kind: 'not-a-document' }
              : { ...found, kind: 'not-an-object', mentions };
          this.fault(fault, at);
        }
        if (this.mentions.mayBeIn(text)) this.#documents.judgeInside(value, size, at, provenance);
      }
    });
  }

  #judgeAll(
    collection: Collection,
    { value, text }: ValueText,
    { line, byteOffset }: SegmentPosition,
    provenance?: Provenance,
    judged: readonly JsonValue[] = [],
  ): void {
    const { length: size } = text;
    const at = { line, byteOffset };
    for (const issue of collection.issues) this.fault(issue, at);
    for (const page of collection.pages) this.#add({ kind: 'page', page, ...at });
    const documents = [...collection.documents, ...collection.aggregated];
    const envelopes = documents.map(({ envelope }) => envelope);
    this.#texts?.expect(envelopes);
    for (const [index, document] of documents.entries()) {
      // Inner hits are among the documents.
      const place = { ...at, position: index + 1 };
      this.#documents.judgeDocument(document, size, place, provenance, false);
    }
    if (this.mentions.mayBeIn(text)) {
      const all = new Set([...envelopes, ...judged, ...(collection.rows ?? [])]);
      this.#documents.judgeBeside(all, value, size, at, provenance);
    }
    if (collection.hasResult) this.tally.hasResult = true;
  }

  #add(finding: Finding): void {
    this.flush();
    this.#findings.push(finding);
  }

  /** Judges documents, and reports those that are nested too deeply. */
  #guard(at: SegmentPosition, judge: () => void): void {
    try {
      judge();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.fault({ kind: 'nested-too-deeply' }, at);
    } finally {
      this.#line = undefined;
      this.#texts = undefined;
    }
  }
}
