import { createHash } from 'node:crypto';
import type { JsonObject } from '../json/value.js';
import { type ChosenExclusion, chosenExclusions } from '../lead/chosen-exclusions.js';
import type { LeadKind } from '../lead/lead.js';
import { evaluate } from '../rule/evaluate.js';
import type { Rule } from '../rule/rule.js';
import { matchesRelatedRule } from '../rule/suspicious-file-creation.js';
import type { ScannedDocument, SourceLocation } from '../scan/sink.js';
import { type EndpointEvent, hostKey, readEndpointEvent } from './endpoint-event.js';

/** An event that a case may cite. */
export interface EventRecord {
  readonly event: EndpointEvent;
  /** The {@link hostKey}. */
  readonly host: string;
  readonly place: SourceLocation;
  readonly index: string | undefined;
  readonly id: string | undefined;
  /** Whether the rule matches it. */
  readonly isMatch: boolean;
  /** Why the rule excludes it, if only by what its author is free to choose. */
  readonly exclusions: readonly ChosenExclusion[] | undefined;
  /** Whether the related rule matches it. */
  readonly isRelated: boolean;
  /** Distinguishes events with the same time, regardless of the export they are in. */
  readonly digest: string;
  /** Its number of characters, as an estimate of the memory it takes. */
  readonly size: number;
  /** Its text in the inputs; undefined if the investigation does not keep texts. */
  readonly text?: EventText | undefined;
}

/** The line of an event as it was read, or compact JSON if the event is not a whole line. */
export interface EventText {
  /** UTF-8; the first {@link maxTextBytes} of a longer text. */
  readonly beginning: Uint8Array;
  /** Length of the whole text. */
  readonly bytes: number;
}

/** An event that the rule matches, or a lead. */
export interface MatchRecord extends EventRecord {
  /** Undefined for a match. */
  readonly lead: LeadKind | undefined;
  readonly path: string;
  /** The fields for an exception; undefined if they are too long. */
  readonly document: JsonObject | undefined;
}

/** Maximum number of characters of one string, and of all arguments of one process. */
export const maxCharacters = 8192;

/** Maximum number of bytes of the text of an event. */
const maxTextBytes = 16 * 1024;

/** Maximum number of arguments over this limit that are kept because they name a planted file. */
const maxNamedArguments = 16;

/** Maximum number of ancestors of a process. */
const maxAncestors = 256;

/** Paths and ids: they are compared, and therefore never cut. */
const comparedMembers: ReadonlySet<string> = new Set([
  'entityId',
  'executable',
  'id',
  'originalPath',
  'path',
  'sha256',
  'workingDirectory',
]);

/** Whether an argument of a process on the host with this key must be kept. */
export type IsNamedArgument = (argument: string, host: string) => boolean;

/**
 * Makes the record of a document. Strings other than paths and ids are cut at {@link maxCharacters}, and so are all the
 * arguments of a process together.
 */
export function recordOf(
  { place, index, id, event: document }: ScannedDocument,
  rule: Rule,
  isNamed: IsNamedArgument = () => false,
): EventRecord {
  const whole = readEndpointEvent(document);
  const host = hostKey(whole.host);
  const text = JSON.stringify(whole);
  const { outcome } = evaluate(rule.clauses, document);
  const isLong = text.length > maxCharacters;
  const event = isLong ? cutEvent(whole, (argument) => isNamed(argument, host)) : whole;
  return {
    event,
    host,
    place,
    index,
    id,
    isMatch: outcome === 'match',
    exclusions: outcome === 'excluded' ? chosenExclusions(rule, document) : undefined,
    isRelated: matchesRelatedRule(document),
    digest: createHash('sha256').update(text).digest('base64'),
    size: isLong ? JSON.stringify(event).length : text.length,
  };
}

function cutEvent(event: EndpointEvent, isNamed: (argument: string) => boolean): EndpointEvent {
  const cut = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return comparedMembers.has(name) ? value : cutText(value);
    if (Array.isArray(value)) {
      if (name === 'ancestry') return value.slice(0, maxAncestors);
      return cutArguments(value as string[], name === 'args' ? isNamed : () => false);
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]): [string, unknown] => [key, cut(inner, key)]),
    );
  };
  return cut(event, '') as EndpointEvent;
}

/** The beginning of a long string, with its original length. */
function cutText(text: string): string {
  if (text.length <= maxCharacters) return text;
  // A slice would keep the whole string in memory; a copy does not.
  const beginning = Buffer.from(text.slice(0, maxCharacters), 'utf16le').toString('utf16le');
  return `${beginning}${ellipsis(text.length)}`;
}

function ellipsis(characters: number): string {
  return `… (${characters} characters)`;
}

/** The first arguments, and later ones that name a planted file. An ellipsis gives the length of what is omitted. */
function cutArguments(
  args: readonly string[],
  isNamed: (argument: string) => boolean,
): readonly string[] {
  const kept: string[] = [];
  let capacity = maxCharacters;
  let named = 0;
  let skipped = 0;
  const addEllipsis = (): void => {
    if (skipped > 0) kept.push(ellipsis(skipped));
    skipped = 0;
  };
  for (const argument of args) {
    const fits = argument.length < capacity;
    const isKept = named < maxNamedArguments && argument.length < maxCharacters;
    if (fits || (isKept && isNamed(argument))) {
      addEllipsis();
      kept.push(argument);
      if (fits) capacity -= argument.length + 1;
      else named += 1;
    } else if (kept.length === 0) {
      kept.push(cutText(argument));
      capacity = 0;
    } else skipped += argument.length;
  }
  addEllipsis();
  return kept;
}

/** A copy of the document's text. */
export function textOf({ json }: ScannedDocument): EventText {
  return { beginning: json.slice(0, maxTextBytes), bytes: json.length };
}

/**
 * Identifies an event, which may be in several exports. Events with the same time and contents are the same; without a
 * time, each location is a separate event.
 */
export function eventKey({ event, host, digest, place }: EventRecord): string {
  if (event.time !== undefined) return JSON.stringify([host, digest]);
  const { input, line, position = 0, byteOffset, provenance } = place;
  return `${line}:${byteOffset}:${position}:${provenance?.pointer ?? ''}:${input}`;
}

/** Orders records by time, those without one last, then by their contents: never by their location. */
export function byTime(one: EventRecord, other: EventRecord): number {
  return (
    compare(one.event.milliseconds ?? Infinity, other.event.milliseconds ?? Infinity) ||
    compare(one.event.time ?? '', other.event.time ?? '') ||
    compare(one.event.sequence ?? 0, other.event.sequence ?? 0) ||
    compare(one.digest, other.digest)
  );
}

/** Compares numbers, or strings by their code units. */
export function compare<T extends number | string>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
