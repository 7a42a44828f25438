import { createHash } from 'node:crypto';
import type { JsonObject } from '../json/value.js';
import { evaluate } from '../rule/evaluate.js';
import { defaultRule } from '../rule/revisions.js';
import { matchesRelatedRule } from '../rule/suspicious-file-creation.js';
import type { ScannedDocument, SourceLocation } from '../scan/sink.js';
import { type EndpointEvent, hostKey, readEndpointEvent } from './endpoint-event.js';

/** An event that a case may rest on. */
export interface EventRecord {
  readonly event: EndpointEvent;
  /** As {@link hostKey} tells it. */
  readonly host: string;
  readonly place: SourceLocation;
  readonly index?: string;
  readonly id?: string;
  /** Whether the rule matches it, and the related rule. */
  readonly isMatch: boolean;
  readonly isRelated: boolean;
  /** Tells events apart that have the same time, whatever export they came in. */
  readonly digest: string;
  /** About how much memory it takes: the characters of the event. */
  readonly size: number;
}

/** An event that the rule matches. */
export interface MatchRecord extends EventRecord {
  readonly path: string;
  /** What an exception for it is made from; undefined where that is too long to be held. */
  readonly document: JsonObject | undefined;
}

/** Characters that are held of one text, and of the arguments of one process. */
export const mostCharacters = 8192;

/** Arguments that name what matters are held wherever they stand, up to so many. */
const mostNamed = 16;

/** Ancestors that are held of a process. */
const mostAncestors = 256;

/** What is compared, and therefore never cut: paths, and ids of all kinds. */
const compared: ReadonlySet<string> = new Set([
  'entityId',
  'executable',
  'id',
  'originalPath',
  'path',
  'sha256',
  'workingDirectory',
]);

/**
 * Takes down a document. Of a text that is no path and no id, no more is held than {@link mostCharacters}; nor is of all
 * arguments of a process.
 *
 * @param isNamed tells arguments that have to be held wherever they stand among many, by the key of the event's host.
 */
export function recordOf(
  { place, index, id, event: document }: ScannedDocument,
  isNamed: (argument: string, host: string) => boolean = () => false,
): EventRecord {
  const whole = readEndpointEvent(document);
  const host = hostKey(whole.host);
  const text = JSON.stringify(whole);
  const isLong = text.length > mostCharacters;
  const event = isLong ? clipped(whole, (argument) => isNamed(argument, host)) : whole;
  return {
    event,
    host,
    place,
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
    isMatch: evaluate(defaultRule.clauses, document).outcome === 'match',
    isRelated: matchesRelatedRule(document),
    digest: createHash('sha256').update(text).digest('base64'),
    size: isLong ? JSON.stringify(event).length : text.length,
  };
}

/** An event with its long texts cut. */
function clipped(event: EndpointEvent, isNamed: (argument: string) => boolean): EndpointEvent {
  const clip = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return compared.has(name) ? value : clippedText(value);
    if (Array.isArray(value)) {
      if (name === 'args') return clippedArguments(value as string[], isNamed);
      return name === 'ancestry' ? value.slice(0, mostAncestors) : clippedArguments(value, none);
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]): [string, unknown] => [key, clip(inner, key)]),
    );
  };
  return clip(event, '') as EndpointEvent;
}

const none = (): boolean => false;

/** A text's beginning, which tells how long it was. */
function clippedText(text: string): string {
  if (text.length <= mostCharacters) return text;
  // A part of a text keeps the whole in memory, but for a copy.
  const beginning = Buffer.from(text.slice(0, mostCharacters), 'utf16le').toString('utf16le');
  return `${beginning}${ending(text.length)}`;
}

function ending(characters: number): string {
  return `… (${characters} characters)`;
}

/** The first of some arguments, and those further on that name what matters; for the others stands how long they are. */
function clippedArguments(
  args: readonly string[],
  isNamed: (argument: string) => boolean,
): readonly string[] {
  const held: string[] = [];
  let room = mostCharacters;
  let named = 0;
  let passedOver = 0;
  const tellPassedOver = (): void => {
    if (passedOver > 0) held.push(ending(passedOver));
    passedOver = 0;
  };
  for (const argument of args) {
    const fits = argument.length < room;
    if (fits || (named < mostNamed && argument.length < mostCharacters && isNamed(argument))) {
      tellPassedOver();
      held.push(argument);
      if (fits) room -= argument.length + 1;
      else named += 1;
    } else if (held.length === 0) {
      held.push(clippedText(argument));
      room = 0;
    } else passedOver += argument.length;
  }
  tellPassedOver();
  return held;
}

/** What tells one document of the inputs from another. */
function placeKey({ input, line, position = 0, byteOffset }: SourceLocation): string {
  return `${line}:${byteOffset}:${position}:${input}`;
}

/**
 * What tells one event from another: several exports may hold the same one. Events that say the same of the same moment
 * are one; where no moment is told, each place is another.
 */
export function eventKey({ event, host, digest, place }: EventRecord): string {
  return event.time === undefined ? placeKey(place) : JSON.stringify([host, digest]);
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
