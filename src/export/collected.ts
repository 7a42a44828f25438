import { hasOnly, isObject, type JsonObject, own, ownNumber } from '../json/value.js';

// What `collect` and `investigate --evidence` print ends in a record of the program's own: an object of this one shape.

/** The only key of a record. */
export const recordKey = 'initd-scan';

/** The only key in it. */
export const collectedKey = 'collected';

/** The value of its member `about`. It mentions the rule's files, so that no scan overlooks a record. */
export const collectedMark = 'init.d/';

/** The version of the records that are written and read. */
export const collectedVersion = 1;

/** Why events that were collected may not be all of them. */
export type CollectedIssue =
  /** A record that is damaged or of another version. */
  | { readonly kind: 'invalid-record' }
  /** The data that the events were collected from was not read completely. */
  | { readonly kind: 'collected-incomplete'; readonly problems: number }
  /** Some of the events that were collected are missing. */
  | { readonly kind: 'collected-short'; readonly events: number; readonly lines: number }
  /** The case needs events that were not collected, because it was not known that it needs them. */
  | { readonly kind: 'collected-for-less'; readonly subjects: number };

const recordKeys: ReadonlySet<string> = new Set([recordKey]);

const collectedKeys: ReadonlySet<string> = new Set([collectedKey]);

/** What a record of collected events contains; undefined if the object is not one. */
export function collectedIn(object: JsonObject): JsonObject | undefined {
  const record = own(object, recordKey);
  if (!isObject(record) || !hasOnly(object, recordKeys) || !hasOnly(record, collectedKeys)) {
    return undefined;
  }
  const content = own(record, collectedKey);
  return isObject(content) && own(content, 'about') === collectedMark ? content : undefined;
}

/** The number of events before a record, and what it says to be wrong with them. */
export function collectedSummary(content: JsonObject): {
  readonly events: number | undefined;
  readonly issue: CollectedIssue | undefined;
} {
  const [events, problems] = ['events', 'problems'].map((key) => ownNumber(content, key));
  if (
    ownNumber(content, 'version') !== collectedVersion ||
    !isCount(events) ||
    !isCount(problems)
  ) {
    return { events: undefined, issue: { kind: 'invalid-record' } };
  }
  return {
    events,
    issue: problems === 0 ? undefined : { kind: 'collected-incomplete', problems },
  };
}

function isCount(value: number | undefined): value is number {
  return Number.isSafeInteger(value) && (value ?? -1) >= 0;
}
