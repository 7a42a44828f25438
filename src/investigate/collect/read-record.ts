import type { EventFields } from '../../event/fields.js';
import { collectedIn, collectedSummary } from '../../export/collected.js';
import { isArray, isObject, type JsonObject, type JsonValue, own } from '../../json/value.js';
import type { LookupKind } from '../lookups.js';
import type { Coverage, Relevance } from '../search-criteria.js';
import { shares } from '../shares.js';
import {
  type CollectedAsks,
  type CollectedCount,
  type CollectedHost,
  type CollectedRecord,
  isHostLabel,
  maxInitHosts,
  maxRecordHosts,
  maxSought,
} from './record.js';

const coverageKinds: ReadonlySet<string> = new Set<Coverage>(['process', 'network']);

const relevanceKinds: ReadonlySet<string> = new Set(Object.keys(shares));

const lookupKinds: readonly (LookupKind | 'other')[] = [
  'owner',
  'hop',
  'hop-session',
  'login',
  'alert',
  'other',
];

const eventKinds: ReadonlySet<string> = new Set([...relevanceKinds, ...lookupKinds]);

/** Latest time that a date can have, in milliseconds since 1970. */
const maxTime = 8.64e15;

/** A value in a record is not what it has to be. */
class InvalidRecord extends Error {}

/**
 * Reads a document as a record of collected events. Whoever wrote it is not trusted: it is read only if it is as
 * {@link CollectedRecord} describes, within its limits. Places are left out: nothing reads what they lead to.
 *
 * @returns undefined if the document is not a record.
 */
export function readRecord(document: EventFields): CollectedRecord | 'invalid' | undefined {
  const content = collectedIn(document as JsonObject);
  if (content === undefined) return undefined;
  const { events, issue } = collectedSummary(content);
  if (events === undefined) return 'invalid';
  try {
    return {
      rule: textIn(content, 'rule', (text) => /^[\w.-]{1,20}$/.test(text)),
      events,
      problems: issue?.kind === 'collected-incomplete' ? issue.problems : 0,
      asks: asksIn(objectOf(own(content, 'asks'))),
      sought: listIn(content, 'sought', maxSought, (item) => checked(item, isDigest)),
      hosts: listIn(content, 'hosts', maxRecordHosts, hostOf),
      initHosts: listIn(content, 'initHosts', maxInitHosts, (item) => checked(item, isHostLabel)),
      otherEvents: countIn(content, 'otherEvents'),
    };
  } catch (error) {
    if (!(error instanceof InvalidRecord)) throw error;
    return 'invalid';
  }
}

function isDigest(text: string): boolean {
  return /^[\w-]{16}$/.test(text);
}

function asksIn(asks: JsonObject): CollectedAsks {
  return {
    processes: countIn(asks, 'processes'),
    lookups: countIn(asks, 'lookups'),
    arrivals: countIn(asks, 'arrivals'),
    files: countIn(asks, 'files'),
  };
}

function hostOf(value: JsonValue): CollectedHost {
  const host = objectOf(value);
  return {
    host: textIn(host, 'host', isHostLabel),
    after: kindsIn<Coverage>(host, 'after', coverageKinds),
    recorded: listIn(host, 'recorded', coverageKinds.size, (item) => {
      const period = objectOf(item);
      const [first, last] = [timeIn(period, 'first'), timeIn(period, 'last')];
      if (first === undefined || last === undefined) throw new InvalidRecord();
      return { kind: kindIn<Coverage>(period, coverageKinds), first, last };
    }),
    events: listIn(host, 'events', eventKinds.size, (item): CollectedCount => {
      const counted = objectOf(item);
      return {
        kind: kindIn<CollectedCount['kind']>(counted, eventKinds),
        count: countIn(counted, 'count'),
        first: timeIn(counted, 'first'),
        last: timeIn(counted, 'last'),
      };
    }),
    cut: kindsIn<Relevance>(host, 'cut', relevanceKinds),
  };
}

function kindIn<Kind extends string>(object: JsonObject, kinds: ReadonlySet<string>): Kind {
  return textIn(object, 'kind', (text) => kinds.has(text)) as Kind;
}

function kindsIn<Kind extends string>(
  object: JsonObject,
  key: string,
  kinds: ReadonlySet<string>,
): readonly Kind[] {
  const isKind = (text: string): boolean => kinds.has(text);
  return listIn(object, key, kinds.size, (item) => checked(item, isKind) as Kind);
}

function objectOf(value: JsonValue | undefined): JsonObject {
  if (!isObject(value)) throw new InvalidRecord();
  return value;
}

function listIn<T>(
  object: JsonObject,
  key: string,
  max: number,
  read: (value: JsonValue) => T,
): readonly T[] {
  const list = own(object, key);
  if (!isArray(list) || list.length > max) throw new InvalidRecord();
  return list.map(read);
}

function textIn(object: JsonObject, key: string, isValid: (text: string) => boolean): string {
  return checked(own(object, key), isValid);
}

function checked(value: JsonValue | undefined, isValid: (text: string) => boolean): string {
  if (typeof value !== 'string' || !isValid(value)) throw new InvalidRecord();
  return value;
}

function countIn(object: JsonObject, key: string): number {
  const value = own(object, key);
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new InvalidRecord();
  return value as number;
}

/** @returns undefined if there is none. */
function timeIn(object: JsonObject, key: string): number | undefined {
  const value = own(object, key);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || Math.abs(value) > maxTime) throw new InvalidRecord();
  return value;
}
