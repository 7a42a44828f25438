import { type Coverage, coverageOf, isInitScript, Wanted } from '../filter/wanted.js';
import type { FoundDocument, Place } from '../scan/sink.js';
import { byTime, type EventRecord, placeKey, recordOf } from './records.js';
import type { SubjectHost, Subjects } from './subjects.js';

/** Events that are held in all, and of one host, at most. */
const mostEvents = 20_000;
const mostPerHost = 1000;
const fewestPerHost = 100;

/** Events of other hosts' init scripts that are held at most. */
const mostElsewhere = 5000;

/** What is held of one host. */
interface Bucket {
  readonly essential: Shelf;
  readonly near: Shelf;
  readonly coverage: { process?: Place; network?: Place };
}

/** Holds the events around the matches, in bounded memory: of each host those that the case leans on, and the nearest. */
export class Gathering {
  readonly eventsPerHost: number;
  readonly #buckets: ReadonlyMap<string, Bucket>;
  readonly #elsewhere = new Shelf(mostElsewhere, () => 0);
  /** Hosts with any script under /etc/init.d/. */
  readonly #initHosts: Set<string>;
  #wanted: Wanted;

  constructor(subjects: Subjects) {
    const hosts = subjects.hosts();
    const share = Math.floor(mostEvents / Math.max(1, hosts.length));
    this.eventsPerHost = Math.min(mostPerHost, Math.max(fewestPerHost, share));
    this.#buckets = new Map(hosts.map((host) => [host.key, this.#bucketOf(host)]));
    this.#initHosts = new Set(hosts.map(({ key }) => key));
    this.#wanted = new Wanted(subjects.wanted());
  }

  /** The subjects have grown: what is added from now on is held to what they want now. */
  widen(subjects: Subjects): void {
    this.#wanted = new Wanted(subjects.wanted());
  }

  add(document: FoundDocument): void {
    const record = recordOf(document);
    const bucket = this.#buckets.get(record.host);
    if (isInitScript(record.event)) this.#initHosts.add(record.host);
    for (const kind of coverageOf(record.event)) noteCoverage(bucket, kind, record.place);
    const relevance = this.#wanted.relevance(record.event);
    if (relevance !== undefined) (bucket?.[relevance] ?? this.#elsewhere).add(record);
  }

  /** What is held of a host, in the order of time. */
  of(host: string): HostEvents {
    const bucket = this.#buckets.get(host);
    if (bucket === undefined) return { records: [], coverage: {}, isCut: false };
    const essential = bucket.essential.records();
    const known = new Set(essential.map(({ place }) => placeKey(place)));
    const near = bucket.near.records().filter(({ place }) => !known.has(placeKey(place)));
    const room = this.eventsPerHost - essential.length;
    return {
      records: [...essential, ...near.slice(0, room)].sort(byTime),
      coverage: bucket.coverage,
      isCut: bucket.essential.isCut || bucket.near.isCut || near.length > room,
    };
  }

  /** Files on other hosts that have a planted file's name or contents, and alerts of its user there. */
  get elsewhere(): readonly EventRecord[] {
    return this.#elsewhere.records().sort(byTime);
  }

  /** How many hosts have any script under /etc/init.d/, as far as the log shows. */
  get initHosts(): number {
    return this.#initHosts.size;
  }

  #bucketOf({ files }: SubjectHost): Bucket {
    const times = [...files.values()].flat().flatMap(({ event }) => event.milliseconds ?? []);
    const distance = ({ event: { milliseconds } }: EventRecord): number =>
      milliseconds === undefined
        ? Infinity
        : Math.min(...times.map((time) => Math.abs(time - milliseconds)));
    return {
      essential: new Shelf(this.eventsPerHost, distance),
      near: new Shelf(this.eventsPerHost, distance),
      coverage: {},
    };
  }
}

/** What is held of a host. */
export interface HostEvents {
  readonly records: readonly EventRecord[];
  /** Where an event stands that shows what kinds of events the log holds of the host. */
  readonly coverage: { readonly process?: Place; readonly network?: Place };
  /** Whether there was no room for more. */
  readonly isCut: boolean;
}

function noteCoverage(bucket: Bucket | undefined, kind: Coverage, place: Place): void {
  if (bucket !== undefined) bucket.coverage[kind] ??= place;
}

/** A bounded number of records, the nearest; each document once, however often it comes. */
class Shelf {
  readonly #room: number;
  readonly #distance: (record: EventRecord) => number;
  #records: EventRecord[] = [];
  isCut = false;

  constructor(room: number, distance: (record: EventRecord) => number) {
    this.#room = room;
    this.#distance = distance;
  }

  add(record: EventRecord): void {
    this.#records.push(record);
    if (this.#records.length >= 2 * this.#room) this.#trim();
  }

  /** The nearest first. */
  records(): EventRecord[] {
    this.#trim();
    return this.#records;
  }

  #trim(): void {
    const unique = new Map(this.#records.map((record) => [placeKey(record.place), record]));
    const ranked = [...unique.values()].map((record) => ({
      record,
      distance: this.#distance(record),
    }));
    ranked.sort((one, other) => one.distance - other.distance || byTime(one.record, other.record));
    this.isCut ||= ranked.length > this.#room;
    this.#records = ranked.slice(0, this.#room).map(({ record }) => record);
  }
}
