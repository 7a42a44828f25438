import { eventOriginal, message } from '../event/ecs.js';
import { hasEventFields, isJudgeable, namesActingProcess } from '../event/endpoint.js';
import type { Subject } from '../event/subject.js';
import { JsonTexts } from '../json/element-text.js';
import { recoverObjects } from '../json/recovery.js';
import { isArray, isObject, type JsonObject, type JsonValue, parsed } from '../json/value.js';
import { asDocument, type Document } from './document.js';
import { fewerHits } from './hits.js';
import { copyOfEventIn } from './normalized-copy.js';
import { type Collection, collect, isResponse } from './response.js';
import { copiedHitKeys } from './shapes.js';

/** How deep JSON text inside JSON text is decoded. */
export const maxTextLevels = 8;

/** How much text inside a value is decoded, as a multiple of the value's size. */
export const maxDecodedRatio = 4;

/** A mention of the rule's files that belongs to no event. */
export interface StrayMention {
  /** JSON pointer of the value that mentions it. A step into JSON text is not marked. */
  readonly pointer: string;
  /** Whether a whole value is such a path, and not only part of some text. */
  readonly isPath: boolean;
}

/** An event found inside a value. */
export interface FoundEvent {
  readonly document: Document;
  /** JSON pointer of the document; empty if it is the value itself. */
  readonly pointer: string;
  /** A mention in the event that no event inside it accounts for; only if the event is not judgeable. */
  readonly mention: StrayMention | undefined;
  /** The texts of the values in the JSON text that it was found in; undefined if it was not found in text. */
  readonly texts: JsonTexts | undefined;
}

/** What a search found in a value. */
export interface SearchResult {
  readonly events: readonly FoundEvent[];
  /** The responses in the value, whose documents are among the events. */
  readonly responses: readonly Collection[];
  /** A mention outside all events. */
  readonly mention: StrayMention | undefined;
  /** Whether text was left undecoded because of a limit. */
  readonly isCutOff: boolean;
}

/**
 * Looks through a JSON value for endpoint events: in objects and arrays at any depth, under any key, and in strings that
 * hold JSON.
 *
 * The fields of a judgeable event are not searched, so that nobody can make an event up by typing it into a command
 * line. Only `message` and `event.original` are, if the event names no acting process: then it is a log line that some
 * agent shipped.
 *
 * @param size length of the value's text: limits how much is decoded.
 * @param subject what the rule is about.
 * @param everyText whether to look into all text that may be JSON, not only into text that mentions the rule's files.
 * @param judged the objects and arrays in the value that have been judged: they are skipped.
 */
export function searchEvents(
  value: JsonValue,
  size: number,
  subject: Subject,
  everyText: boolean,
  judged?: ReadonlySet<JsonValue>,
): SearchResult {
  const search = new EventSearch(size * maxDecodedRatio, subject, everyText, judged);
  search.visit(value, '', 0);
  return search;
}

class EventSearch implements SearchResult {
  readonly events: FoundEvent[] = [];
  readonly responses: Collection[] = [];
  mention: StrayMention | undefined;
  isCutOff = false;
  readonly #subject: Subject;
  readonly #everyText: boolean;
  readonly #judged: ReadonlySet<JsonValue> | undefined;
  readonly #searched = new Set<string>();
  #budget: number;
  /** Whether strings are values of an event with an acting process. */
  #skipsText = false;
  #texts: JsonTexts | undefined;

  constructor(
    budget: number,
    subject: Subject,
    everyText: boolean,
    judged: ReadonlySet<JsonValue> | undefined,
  ) {
    this.#budget = budget;
    this.#subject = subject;
    this.#everyText = everyText;
    this.#judged = judged;
  }

  visit(value: JsonValue, pointer: string, level: number): void {
    if (this.#judged?.has(value)) return;
    if (typeof value === 'string') this.#visitText(value, pointer, level);
    else if (isArray(value)) {
      for (const [at, element] of value.entries()) this.visit(element, `${pointer}/${at}`, level);
    } else if (isObject(value)) this.#visitObject(value, pointer, level);
  }

  #visitObject(object: JsonObject, pointer: string, level: number): void {
    const document = asDocument(object);
    if (hasEventFields(document.event)) {
      this.#visitEvent(document, pointer, level);
      return;
    }
    if (this.#judged === undefined && pointer !== '' && isResponse(object)) {
      const collection = collect([object]);
      // Not every value is searched, so the pages that such a response may end cannot be told.
      const empty = collection.pages.filter(
        ({ hits, search }) => hits === 0 && search === undefined,
      );
      collection.issues.push(...empty.map((page) => fewerHits(0, page)));
      if (collection.hasResult) this.responses.push(collection);
    }
    this.#visitMembers(object, pointer, level);
  }

  #visitMembers(object: JsonObject, pointer: string, level: number): void {
    const copy = copyOfEventIn(object, this.#subject.mentions);
    for (const [key, value] of Object.entries(object)) {
      if (key === copy) continue;
      const inside = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const before = this.events.length;
      this.visit(value, inside, level);
      // Some exports use a path as the key of its event.
      if (this.events.length === before) this.#visitMention(key, inside);
    }
  }

  #visitEvent(document: Document, pointer: string, level: number): void {
    const { event, envelope } = document;
    const outside = this.mention;
    this.mention = undefined;
    const place = this.events.length;
    const isWhole = isJudgeable(event, this.#subject.products);
    const hasProcess = namesActingProcess(event);
    if (isWhole) {
      if (!hasProcess) this.#visitLogLine(event, pointer, level);
      this.mention = undefined;
    } else {
      const skipped = this.#skipsText;
      this.#skipsText ||= hasProcess;
      this.#visitMembers(event, envelope === event ? pointer : `${pointer}/_source`, level);
      this.#skipsText = skipped;
    }
    const texts = this.#texts;
    this.events.splice(place, 0, { document, pointer, mention: this.mention, texts });
    this.mention = outside;
    if (envelope === event) return;
    for (const [key, value] of Object.entries(envelope)) {
      if (!copiedHitKeys.has(key)) this.visit(value, `${pointer}/${key}`, level);
    }
  }

  #visitLogLine(event: JsonObject, pointer: string, level: number): void {
    for (const field of [message, eventOriginal]) {
      for (const text of field.values(event)) {
        this.#visitText(text, `${pointer}/${field.name.replaceAll('.', '/')}`, level);
      }
    }
  }

  #visitText(text: string, pointer: string, level: number): void {
    const { mentions } = this.#subject;
    const isMention = mentions.mayBeIn(text);
    const isWanted = isMention || (this.#everyText && /^\s*[{[]/.test(text));
    if (!isWanted) return;
    if (this.#skipsText || mentions.isPath(text) || !text.includes('{')) {
      this.#visitMention(text, pointer);
      return;
    }
    if (this.#searched.has(text)) return;
    this.#searched.add(text);
    this.#budget -= text.length;
    if (level >= maxTextLevels || this.#budget < 0) {
      this.isCutOff = true;
      this.#visitMention(text, pointer);
      return;
    }
    const value = parsed(text);
    if (value !== undefined) this.#visitDecoded(value, text, pointer, level + 1);
    else this.#visitDamagedText(text, pointer, level + 1);
  }

  #visitDecoded(value: JsonValue, text: string, pointer: string, level: number): void {
    const outer = this.#texts;
    this.#texts = new JsonTexts(value, text);
    this.visit(value, pointer, level);
    this.#texts = outer;
  }

  #visitDamagedText(text: string, pointer: string, level: number): void {
    let rest = '';
    let from = 0;
    for (const { start, end, json } of recoverObjects(text)) {
      const value = parsed(json);
      if (value === undefined) continue;
      this.#visitDecoded(value, json, pointer, level);
      rest += `${text.slice(from, start)}\n`;
      from = end;
    }
    this.#visitMention(rest + text.slice(from), pointer);
  }

  #visitMention(text: string, pointer: string): void {
    const { mentions } = this.#subject;
    if (this.mention?.isPath || !mentions.isIn(text)) return;
    const isPath = mentions.isPath(text);
    if (this.mention === undefined || isPath) this.mention = { pointer, isPath };
  }
}
