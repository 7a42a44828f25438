import {
  foreignDataset,
  hasEventFields,
  isEndpointEvent,
  isFileEvent,
  isJudgeable,
  isPlainEvent,
  namesEndpoint,
} from '../event/endpoint.js';
import type { EventFields, Field } from '../event/fields.js';
import { Projection } from '../event/projection.js';
import type { Products } from '../event/subject.js';
import { collectedIn, collectedSummary } from '../export/collected.js';
import { type Document, type EventDocument, hasOtherMembers } from '../export/document.js';
import { type FoundEvent, type StrayMention, searchEvents } from '../export/search.js';
import { isObject, type JsonObject, type JsonValue, own } from '../json/value.js';
import { evaluate, holds, type Verdict } from '../rule/evaluate.js';
import { missingFieldsOf } from '../rule/rule.js';
import type { DamagedFields } from './damaged-fields.js';
import { noteExecutable } from './executables.js';
import { emptyTally, type Provenance, type SegmentPosition, type SegmentTally } from './finding.js';
import { addTo } from './input-tally.js';
import { type Judge, selectsOthers } from './judge.js';
import type { DocumentPosition, JudgeTarget, Origin, SelectedDocument } from './judge-target.js';
import type { ThreadResources } from './options.js';
import { DocumentCounter } from './statistics.js';

/** Documents that are examined at the beginning of a segment until an endpoint event is found. */
const maxExamined = 256;

/** Documents that are examined in each further part of a segment until an endpoint event is found. */
const examinedPerPart = 4;

/** Documents at the beginning of an input that are examined until a file event is found. */
const maxExaminedForFiles = 64;

/**
 * Asks the judge about documents, and sees to it that every mention of the rule's files in them belongs to an event that was
 * judged, or is reported.
 */
export class DocumentJudge {
  readonly tally: SegmentTally;
  readonly #judge: Judge;
  readonly #products: Products;
  readonly #target: JudgeTarget;
  readonly #isFirstSegment: boolean;
  readonly #counter: DocumentCounter | undefined;
  #examinedLimit = maxExamined;
  readonly #damage: DamagedFields;

  constructor(
    { judge, damage, read }: Pick<ThreadResources, 'judge' | 'damage' | 'read'>,
    target: JudgeTarget,
    isFirstSegment: boolean,
  ) {
    this.#judge = judge;
    this.#products = judge.rule.subject.products;
    this.#damage = damage;
    this.#target = target;
    this.#isFirstSegment = isFirstSegment;
    this.#counter = read.validate ? new DocumentCounter(judge.rule) : undefined;
    this.tally = emptyTally(this.#counter?.statistics);
  }

  /** Whether more documents are needed to find out whether the input holds events that the rule applies to. */
  get needsMoreDocuments(): boolean {
    const { documents, endpointEvents, fileEvents } = this.tally;
    return (
      (endpointEvents === 0 && documents < this.#examinedLimit) ||
      (this.#isFirstSegment && fileEvents === 0 && documents < maxExaminedForFiles)
    );
  }

  /** Another part of the segment begins: an input may hold endpoint events after many others. */
  beginPart(): void {
    const { endpointEvents, documents } = this.tally;
    if (endpointEvents === 0)
      this.#examinedLimit = Math.max(maxExamined, documents + examinedPerPart);
  }

  /** Judges an event in which nothing has to be searched. False if it is not one, and was not judged. */
  judgePlainEvent(document: EventDocument, at: DocumentPosition): boolean {
    const { event } = document;
    // A projection does not show whose event it is, unless it is one of the endpoint's.
    if (event instanceof Projection && !namesEndpoint(event, this.#products)) return false;
    const verdict = this.#verdictOn(event);
    // A match has all the fields that the rule reads.
    if (verdict.outcome !== 'match' && !isPlainEvent(event, this.#products)) return false;
    this.#judgeEvent(document, verdict, at);
    return true;
  }

  /** Judges an event, and nothing inside it. Returns whether it is a match. */
  judgeEvent(document: EventDocument, at: DocumentPosition, origin?: Origin): boolean {
    return this.#judgeEvent(document, this.#verdictOn(document.event), at, origin);
  }

  /** Whether an event is one of an init script that can be judged. */
  #isAboutScript(event: EventFields): boolean {
    return holds(this.#judge.rule.scope, event) && isJudgeable(event, this.#products);
  }

  #verdictOn(event: EventFields): Verdict {
    return evaluate(this.#judge.rule.clauses, event);
  }

  #judgeEvent(
    document: EventDocument,
    verdict: Verdict,
    at: DocumentPosition,
    origin?: Origin,
  ): boolean {
    const { event } = document;
    const judgement = this.#judge.judge(event, verdict);
    this.#count(event);
    const shape = noteExecutable(this.tally.executables, document, at, () =>
      this.#isAboutScript(event),
    );
    this.#reportDamage(this.#damage.fieldOf(event, verdict), at);
    if (judgement === undefined) return false;
    const shapeWithoutExecutable = judgement.lacksExecutable ? shape : undefined;
    this.#target.selected({ ...origin, judgement, document, shapeWithoutExecutable }, at);
    return judgement.isMatch;
  }

  /** Judges the interpretations of a document: the first match counts, or else the first selected. Returns whether one matches. */
  judgeInterpretations(documents: Iterable<Document>, at: SegmentPosition): boolean {
    let first: Document | undefined;
    let best: SelectedDocument | undefined;
    let damaged: Field | undefined;
    let isUndamaged = false;
    for (const document of documents) {
      if (first === undefined) this.#count(document.event);
      first ??= document;
      const verdict = this.#verdictOn(document.event);
      const field = this.#damage.fieldOf(document.event, verdict);
      damaged ??= field;
      isUndamaged ||= field === undefined;
      const judgement = this.#judge.judge(document.event, verdict);
      if (judgement === undefined || (best !== undefined && !judgement.isMatch)) continue;
      best = { judgement, document };
      if (judgement.isMatch) break;
    }
    if (best !== undefined) this.#target.selected(best, at);
    const isMatch = best?.judgement.isMatch === true;
    if (first === undefined || isMatch || this.#reportMissingFields(first.event, at))
      return isMatch;
    if (!isUndamaged) this.#reportDamage(damaged, at);
    return isMatch;
  }

  /**
   * Judges a document and every event inside it.
   *
   * @param size length of the document's text, or of a text that it is part of.
   */
  judgeDocument(
    document: Document,
    size: number,
    at: DocumentPosition,
    provenance?: Provenance,
    withInnerHits: boolean = true,
  ): void {
    const { event, envelope } = document;
    const collected = collectedIn(envelope);
    if (collected !== undefined) {
      this.#judgeRecord(document, collected, size, at, provenance);
      return;
    }
    const hasInnerHits = envelope !== event && own(envelope, 'inner_hits') !== undefined;
    const isPlain = isPlainEvent(event, this.#products) && !hasOtherMembers(document);
    if (isPlain && !(hasInnerHits && withInnerHits)) {
      this.judgeEvent(document, at, { provenance });
    } else if (hasInnerHits && !withInnerHits) {
      const { inner_hits: _, ...rest } = envelope;
      this.judgeInside(rest, size, at, provenance, document);
    } else this.judgeInside(envelope, size, at, provenance, document);
  }

  /** Judges a record of collected events: not an event, but like a response, and what is inside is searched all the same. */
  #judgeRecord(
    document: Document,
    { about: _, ...content }: JsonObject,
    size: number,
    at: DocumentPosition,
    provenance: Provenance | undefined,
  ): void {
    const { events, issue } = collectedSummary(content);
    if (issue !== undefined) this.#target.fault(issue, at);
    if (events === 0) this.tally.hasResult = true;
    const judgement = this.#judge.judge(document.event);
    if (judgement !== undefined) this.#target.selected({ judgement, document, provenance }, at);
    this.judgeInside(content, size, at, provenance);
  }

  /**
   * Judges every event inside a value.
   *
   * @param size length of the value's text.
   * @param document the value as a document, if it is one.
   */
  judgeInside(
    value: JsonValue,
    size: number,
    at: DocumentPosition,
    provenance?: Provenance,
    document?: Document,
  ): void {
    const { events, responses, mention, isCutOff } = searchEvents(
      value,
      size,
      this.#judge.rule.subject,
      selectsOthers(this.#judge),
    );
    for (const { issues } of responses) for (const issue of issues) this.#target.fault(issue, at);
    if (isCutOff) this.#target.fault({ kind: 'search-limit' }, at);
    for (const found of events) this.#judgeFound(found, document, at, provenance);
    if (document !== undefined && !hasEventFields(document.event)) {
      this.#count(document.event);
      const judgement = this.#judge.judge(document.event);
      if (judgement !== undefined) {
        this.#target.selected({ judgement, document, provenance }, at);
      }
    }
    // Damaged text is a problem already.
    if (mention === undefined || provenance?.kind === 'recovered') return;
    this.#reportStray(mention, isObject(value) ? value : {}, at);
  }

  /** Judges the events in a response or an array that are not among what was judged of it. */
  judgeBeside(
    judged: ReadonlySet<JsonValue>,
    value: JsonValue,
    size: number,
    at: DocumentPosition,
    provenance?: Provenance,
  ): void {
    const { events, isCutOff } = searchEvents(value, size, this.#judge.rule.subject, false, judged);
    if (isCutOff) this.#target.fault({ kind: 'search-limit' }, at);
    for (const found of events) this.#judgeFound(found, undefined, at, provenance);
  }

  #judgeFound(
    { document: found, pointer, mention, texts }: FoundEvent,
    whole: Document | undefined,
    at: DocumentPosition,
    outer: Provenance | undefined,
  ): void {
    const isWhole = pointer === '' && whole !== undefined;
    const inner: Provenance = { kind: outer?.kind ?? 'embedded', pointer };
    const isMatch = isWhole
      ? this.judgeEvent(whole, at, { provenance: outer, texts })
      : this.judgeEvent(found, at, { provenance: inner, texts });
    const { event } = found;
    if (isMatch || isJudgeable(event, this.#products)) return;
    if (this.#reportMissingFields(event, at)) return;
    if (mention === undefined || outer?.kind === 'recovered') return;
    this.#reportStray(mention, event, at);
  }

  /** Reports an event of an init script that cannot be judged for lack of fields. */
  #reportMissingFields(event: EventFields, at: SegmentPosition): boolean {
    const { rule } = this.#judge;
    if (!holds(rule.scope, event) || foreignDataset(event, this.#products) !== undefined)
      return false;
    const fields = missingFieldsOf(rule, event);
    if (fields.length > 0) this.#target.fault({ kind: 'missing-fields', fields }, at);
    return fields.length > 0;
  }

  /** Reports a field whose value an exporter changed, so that the rule cannot compare it. */
  #reportDamage(field: Field | undefined, at: SegmentPosition): void {
    if (field !== undefined) this.#target.fault({ kind: 'damaged-field', field: field.name }, at);
  }

  /** Reports or counts a mention that belongs to no judged event. */
  #reportStray(
    { pointer, isPath }: StrayMention,
    document: EventFields,
    at: SegmentPosition,
  ): void {
    const dataset = foreignDataset(document, this.#products);
    if (dataset === undefined) this.#target.fault({ kind: 'unjudged-mention', pointer }, at);
    else if (isPath) this.#target.fault({ kind: 'foreign-document', dataset, pointer }, at);
    else addTo(this.tally.mentions, dataset);
  }

  #count(event: EventFields): void {
    const { tally } = this;
    this.#counter?.count(event);
    tally.documents += 1;
    if (tally.endpointEvents > 0 && tally.fileEvents > 0) return;
    if (isEndpointEvent(event, this.#products)) {
      tally.endpointEvents += 1;
      if (isFileEvent(event)) tally.fileEvents += 1;
    } else if (tally.endpointEvents === 0) {
      addTo(tally.strangers, foreignDataset(event, this.#products) ?? '');
    }
  }
}
