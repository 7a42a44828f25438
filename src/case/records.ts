import { createHash } from 'node:crypto';
import { type EndpointEvent, hostKey, readEndpointEvent } from '../event/endpoint-event.js';
import type { JsonObject } from '../event/json.js';
import { judgeEvent } from '../rule/predicate.js';
import { matchesRelatedRule } from '../rule/related-rule.js';
import type { FoundDocument, Place } from '../scan/sink.js';

/** An event that a case may rest on. */
export interface EventRecord {
  readonly event: EndpointEvent;
  /** As {@link hostKey} tells it. */
  readonly host: string;
  readonly place: Place;
  readonly index?: string;
  readonly id?: string;
  /** Whether the rule matches it, and the related rule. */
  readonly isMatch: boolean;
  readonly isRelated: boolean;
  /** Tells events apart that have the same time, whatever export they came in. */
  readonly digest: string;
}

/** An event that the rule matches. */
export interface MatchRecord extends EventRecord {
  readonly path: string;
  /** The event itself: what an exception for it is made from. */
  readonly document: JsonObject;
}

/** Takes down a document. */
export function recordOf({ place, index, id, event: document }: FoundDocument): EventRecord {
  const event = readEndpointEvent(document);
  return {
    event,
    host: hostKey(event.host),
    place,
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
    isMatch: judgeEvent(document).outcome === 'match',
    isRelated: matchesRelatedRule(document),
    digest: createHash('sha256').update(JSON.stringify(event)).digest('base64'),
  };
}

/** What tells one document of the inputs from another. */
export function placeKey({ input, line, position = 0, byteOffset }: Place): string {
  return `${line}:${byteOffset}:${position}:${input}`;
}

/** Orders records by time, those without one last, and otherwise by what they say: never by where they stand. */
export function byTime(one: EventRecord, other: EventRecord): number {
  return (
    compare(one.event.milliseconds ?? Infinity, other.event.milliseconds ?? Infinity) ||
    compare(one.event.time ?? '', other.event.time ?? '') ||
    compare(one.event.sequence ?? 0, other.event.sequence ?? 0) ||
    compare(one.digest, other.digest)
  );
}

/** Orders numbers, or texts by their code units. */
export function compare<T extends number | string>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
