import { installsPackages } from '../lead/package-scripts.js';
import type { Rule } from '../rule/rule.js';
import type { ScannedDocument } from '../scan/sink.js';
import { isLoopback } from './analysis/address.js';
import { shelfOf } from './analysis/shelf.js';
import type { EndpointEvent } from './endpoint-event.js';
import { byTime, type EventRecord, type EventText, eventKey, recordOf } from './event-record.js';
import type { CollectNote } from './judge.js';
import { type CoverageEvidence, LogExtent } from './log-extent.js';
import { LookupEvents } from './lookups.js';
import { nearDuplicateKey } from './near-duplicates.js';
import { matchesOf, type PlantedHost } from './planted-files.js';
import type { Period } from './recorded-periods.js';
import { RelevanceClassifier } from './relevance.js';
import type { Coverage, Relevance, SearchCriteria } from './search-criteria.js';
import { nearbyKinds, repeatedKinds, shares } from './shares.js';
import { StringPool } from './string-pool.js';
import { type RecordLimits, TopRecords } from './top-records.js';

/** Maximum number of events that are kept. */
const maxEvents = 12_000;

/** The limit per host is between these two, depending on the number of hosts. */
const maxPerHost = 1000;
const minPerHost = 100;

/** Maximum number of characters of all events that are kept. */
const maxCharacters = 1 << 25;

/** Limits on the events of other hosts. */
const otherHostsLimits: RecordLimits = { records: 5000, nearDuplicates: 3, characters: 1 << 24 };

/** Of the activity close in time, how many events of each shelf take precedence over more of the same. */
const perShelf = 4;

/** The share of a host's event limit that is reserved for what other processes did close in time. */
const nearbyShare = 0.05;

/** The events of one host while they are collected. */
interface HostBucket {
  readonly nearest: Map<Relevance, TopRecords>;
  readonly latest: Map<Relevance, TopRecords>;
  /** The times of the matches, ascending. */
  readonly matchTimes: readonly number[];
}

/** The retained events of one host. */
export interface HostEvents {
  /** In order of time. */
  readonly records: readonly EventRecord[];
  readonly coverage: Readonly<CoverageEvidence>;
  /** When the log has events of each kind. */
  readonly periods: ReadonlyMap<Coverage, Period>;
  /** Whether any were dropped. */
  readonly isCut: boolean;
  /** The kinds of which any were dropped. */
  readonly cut: ReadonlySet<Relevance>;
}

/**
 * Keeps the events around the matches, in bounded memory: for each host and kind, those closest to a match in time and
 * the latest ones.
 *
 * Each kind has its own quota. Within it, events that mention a process of the sessions or scripts take precedence, and
 * few near-duplicates are kept, so that noise displaces only noise.
 */
export class EventCollector {
  readonly eventsPerHost: number;
  readonly extent: LogExtent;
  readonly #rule: Rule;
  readonly #strings = new StringPool();
  readonly #charactersPerHost: number;
  readonly #buckets: ReadonlyMap<string, HostBucket>;
  readonly #otherHosts = new TopRecords(otherHostsLimits);
  readonly #lookups = new LookupEvents();
  #classifier: RelevanceClassifier;

  constructor(rule: Rule, hosts: readonly PlantedHost[], criteria: SearchCriteria) {
    const share = Math.floor(maxEvents / Math.max(1, hosts.length));
    this.eventsPerHost = Math.min(maxPerHost, Math.max(minPerHost, share));
    this.#rule = rule;
    this.#charactersPerHost = Math.floor(maxCharacters / Math.max(1, hosts.length));
    this.#buckets = new Map(hosts.map((host) => [host.key, bucketOf(host)]));
    this.extent = new LogExtent(hosts.map(({ key }) => key));
    this.#classifier = new RelevanceClassifier(criteria);
  }

  /** Changes the criteria for events that are added from now on. */
  update(criteria: SearchCriteria): void {
    // This can change how an event ranks. Those added so far are kept or dropped by their old ranks.
    for (const { nearest, latest } of this.#buckets.values()) {
      for (const records of [...nearest.values(), ...latest.values()]) records.trim();
    }
    this.#classifier = new RelevanceClassifier(criteria);
  }

  /**
   * @param text the event's, if texts are kept.
   * @returns the record of the event.
   */
  add(document: ScannedDocument, note: CollectNote, text?: EventText): EventRecord {
    const { relevance, mentionsFollowedProcess, lookups = [] } = note;
    const read = recordOf(document, this.#rule, (argument, host) =>
      this.#classifier.mayName(argument, host),
    );
    const record = { ...read, event: this.#strings.share(read.event), text };
    this.#lookups.add(record, lookups);
    this.extent.add(record, note);
    const bucket = this.#buckets.get(record.host);
    if (bucket !== undefined) {
      for (const kind of relevance) this.#rank(bucket, kind, record, mentionsFollowedProcess);
    } else if (relevance.length > 0) {
      const { file, alertRule } = record.event;
      const key = JSON.stringify([record.host, file.path, file.sha256, alertRule]);
      this.#otherHosts.add(record, { key, order: [] });
    }
    return record;
  }

  #rank(bucket: HostBucket, kind: Relevance, record: EventRecord, isFollowed: boolean): void {
    const { nearest, latest } = shares[kind];
    const { milliseconds } = record.event;
    const key = nearDuplicateKey(kind, record);
    const relationRank = isFollowed ? 0 : 1;
    const distance =
      milliseconds === undefined ? Infinity : distanceOf(milliseconds, bucket.matchTimes);
    this.#recordsOf(bucket.nearest, kind, nearest).add(record, {
      key,
      shelf: nearbyKinds.has(kind) ? shelfOf(record) : '',
      order: [relationRank, ...this.#precedence(kind, record.event), distance],
    });
    if (latest === 0) return;
    const age = milliseconds === undefined ? Infinity : -milliseconds;
    this.#recordsOf(bucket.latest, kind, latest).add(record, { key, order: [relationRank, age] });
  }

  /** What decides before the distance to a match, for some kinds. */
  #precedence(kind: Relevance, event: EndpointEvent): readonly number[] {
    switch (kind) {
      case 'arrival':
        return [
          Number(isLoopback(event.source.address ?? '')),
          this.#classifier.arrivalDelay(event) ?? Infinity,
        ];
      case 'job-file':
        return [Number(installsPackages(event.process))];
      default:
        return [];
    }
  }

  #recordsOf(kinds: Map<Relevance, TopRecords>, kind: Relevance, share: number): TopRecords {
    const found = kinds.get(kind);
    if (found !== undefined) return found;
    const records = Math.max(2, Math.floor(this.eventsPerHost * share));
    const created = new TopRecords({
      records,
      // At most half of the records may be near-duplicates of one event.
      nearDuplicates: Math.max(1, Math.min(shares[kind].nearDuplicates, Math.floor(records / 2))),
      ...(nearbyKinds.has(kind) ? { perShelf } : {}),
      characters: Math.floor(this.#charactersPerHost * share),
    });
    kinds.set(kind, created);
    return created;
  }

  eventsOf(host: string): HostEvents {
    const bucket = this.#buckets.get(host);
    const coverage = this.extent.coverageOf(host);
    const periods = this.extent.periodsOf(host);
    if (bucket === undefined) {
      return { records: [], coverage, periods, isCut: false, cut: new Set() };
    }
    const known = new Set<string>();
    const newRecords = (top: TopRecords | undefined): EventRecord[] =>
      (top?.records() ?? []).filter((record) => {
        const key = eventKey(record);
        return !known.has(key) && known.add(key);
      });
    const kinds = [...bucket.nearest, ...bucket.latest];
    const essential = kinds.flatMap(([kind, top]) =>
      nearbyKinds.has(kind) ? [] : newRecords(top),
    );
    const followed = newRecords(bucket.nearest.get('followed-process'));
    const nearby = newRecords(bucket.nearest.get('nearby'));
    const capacity = Math.max(0, this.eventsPerHost - essential.length);
    const nearbyQuota = Math.min(nearby.length, Math.ceil(this.eventsPerHost * nearbyShare));
    const keptFollowed = followed.slice(0, Math.max(0, capacity - nearbyQuota));
    const keptNearby = nearby.slice(0, Math.max(0, capacity - keptFollowed.length));
    const dropped = kinds.flatMap(([kind, top]) =>
      top.isCut && !repeatedKinds.has(kind) ? kind : [],
    );
    const cut = new Set([...this.extent.cutOf(host), ...dropped]);
    if (keptFollowed.length < followed.length) cut.add('followed-process');
    if (keptNearby.length < nearby.length) cut.add('nearby');
    return {
      records: [...essential, ...keptFollowed, ...keptNearby].sort(byTime),
      coverage,
      periods,
      isCut: cut.size > 0,
      cut,
    };
  }

  /** Files with a planted file's name or contents, and alerts for the user who planted it. */
  get eventsOfOtherHosts(): readonly EventRecord[] {
    return this.#otherHosts.records().sort(byTime);
  }

  /** Events of any host that answer look-ups. */
  get lookupEvents(): readonly EventRecord[] {
    return this.#lookups.records();
  }
}

function bucketOf(host: PlantedHost): HostBucket {
  const times = matchesOf(host).flatMap(({ event }) => event.milliseconds ?? []);
  return {
    nearest: new Map(),
    latest: new Map(),
    matchTimes: times.sort((one, other) => one - other),
  };
}

/** The distance from a time to the nearest of some times in ascending order; infinite if there are none. */
function distanceOf(time: number, times: readonly number[]): number {
  let low = 0;
  for (let high = times.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  return Math.min(
    Math.abs(time - (times[low] ?? Infinity)),
    Math.abs(time - (times[low - 1] ?? Infinity)),
  );
}
