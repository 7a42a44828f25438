import { createHash } from 'node:crypto';
import {
  collectedKey,
  collectedMark,
  collectedVersion,
  recordKey,
} from '../../export/collected.js';
import type { LookupKind } from '../lookups.js';
import type { Coverage, Relevance } from '../search-criteria.js';

// The record at the end of collected events: what a case takes from a log besides the events that it may cite. It
// contains no text of events: hosts whose names are more than letters, digits, dots, colons, hyphens and underscores are
// named by digests, and so is everything that was sought.

/** Limits on a record, for those who write it and those who read it. */
export const maxRecordHosts = 2000;
export const maxInitHosts = 12_000;
export const maxSought = 200_000;
export const maxPlaces = 100_000;

/** What a record says about the events before it and the log that they are from. */
export interface CollectedRecord {
  /** The label of the revision of the rule. */
  readonly rule: string;
  /** Number of events before the record, since the one before, if any. */
  readonly events: number;
  /** Number of problems with the data that they were collected from. */
  readonly problems: number;
  /** What the events show that another round has to search for. */
  readonly asks: CollectedAsks;
  /** Digests of what was searched for: files, processes, addresses, users and times. */
  readonly sought: readonly string[];
  readonly hosts: readonly CollectedHost[];
  /** The labels of hosts with any init script. */
  readonly initHosts: readonly string[];
  /** Number of events of hosts without a planted file. */
  readonly otherEvents: number;
  /** Where the events were, in their order; only in evidence. */
  readonly evidence?: EvidencePlaces | undefined;
}

/** Numbers of processes, addresses and users, and times, that another round has to search for. */
export interface CollectedAsks {
  readonly processes: number;
  readonly lookups: number;
  readonly arrivals: number;
  /** Files that are in the case instead of others. */
  readonly files: number;
}

/** What the log has from a host with planted files. Times are in milliseconds since 1970. */
export interface CollectedHost {
  /** From {@link hostLabel}. */
  readonly host: string;
  /** The kinds of events that it has after the first match. */
  readonly after: readonly Coverage[];
  /** Since when, to the minute, and until when at least, to the hour, it has events. */
  readonly recorded: readonly {
    readonly kind: Coverage;
    readonly first: number;
    readonly last: number;
  }[];
  /** The events that were collected, by the reason why; an event may have several. */
  readonly events: readonly CollectedCount[];
  /** The kinds of events of which some were dropped, because there are too many for a case. */
  readonly cut: readonly Relevance[];
}

/** Number of events that were collected for one reason, and their times. */
export interface CollectedCount {
  readonly kind: Relevance | LookupKind | 'other';
  readonly count: number;
  readonly first?: number | undefined;
  readonly last?: number | undefined;
}

/** Where events were in the inputs of the case. */
export interface EvidencePlaces {
  /** The names of the inputs, percent-encoded. */
  readonly inputs: readonly string[];
  /** At most {@link maxPlaces}. */
  readonly places: readonly {
    /** The event's number in the case, if it is cited. */
    readonly event?: number | undefined;
    /** Index of the input, from 0. */
    readonly input: number;
    readonly line: number;
    readonly byteOffset: number;
    readonly position?: number | undefined;
    /** Percent-encoded. */
    readonly pointer?: string | undefined;
  }[];
}

/** The line of a record, without its newline. */
export function recordLine(record: CollectedRecord): string {
  const content = { about: collectedMark, version: collectedVersion, ...record };
  return JSON.stringify({ [recordKey]: { [collectedKey]: content } });
}

const digestPrefix = 'sha256:';

/** Names a host in records: by its key, unless that is more than a plain name. */
export function hostLabel(key: string): string {
  const isPlain = /^[\w.:-]{1,255}$/.test(key) && !key.startsWith(digestPrefix);
  return isPlain ? key : `${digestPrefix}${createHash('sha256').update(key).digest('hex')}`;
}

/** Whether a text can be a {@link hostLabel}. */
export function isHostLabel(text: string): boolean {
  return text.startsWith(digestPrefix)
    ? /^[\da-f]{64}$/.test(text.slice(digestPrefix.length))
    : hostLabel(text) === text;
}

/** Percent-encodes a text so that nothing in it can be taken for an event, or for a mention of a path. */
export function encodedText(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
