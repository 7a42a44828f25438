import type { ScannedDocument, SourceLocation } from '../scan/sink.js';
import { actorOf, kindOf, subjectOf } from './event-facts.js';
import { byTime, type EventRecord, eventKey, recordOf } from './event-record.js';
import type { CollectNote } from './judge.js';
import type { PlantedFiles, PlantedHost } from './planted-files.js';
import { isInitScript, RelevanceClassifier } from './relevance.js';
import type { Coverage, Relevance } from './sought.js';
import { type Room, TopRecords } from './top-records.js';

/** Events that are held in all, and of one host, at most. */
const mostEvents = 20_000;

const mostPerHost = 1000;

const fewestPerHost = 100;

/** Characters of events that are held in all. */
const mostCharacters = 1 << 25;

/** Events of other hosts' init scripts that are held at most, and such that tell the same. */
const elsewhereRoom: Room = { records: 5000, alike: 3, characters: 1 << 24 };

/** Kinds of events that are held for their nearness alone: they share what the others leave. */
const nearKinds: ReadonlySet<Relevance> = new Set(['own', 'near']);

/**
 * Which part of a host's room each kind of event has for those nearest to the matches, and for the latest, which tell
 * how things stand; and how many that tell the same.
 *
 * All parts but those of {@link nearKinds} come to less than the whole: 0.94.
 */
interface Share {
  readonly nearest: number;
  readonly latest: number;
  readonly alike: number;
}

const command: Share = { nearest: 0.02, latest: 0.02, alike: 10 };

const rare: Share = { nearest: 0.01, latest: 0.01, alike: 5 };

const shares: Readonly<Record<Relevance, Share>> = {
  process: { nearest: 0.2, latest: 0, alike: 8 },
  file: { nearest: 0.03, latest: 0.03, alike: 10 },
  original: rare,
  run: { nearest: 0.04, latest: 0.04, alike: 10 },
  given: command,
  enable: command,
  disable: command,
  start: command,
  'make-executable': command,
  'make-not-executable': command,
  link: command,
  'generated-unit': command,
  'runlevel-link': command,
  'systemd-unit': command,
  'init-script': rare,
  'rc-local': rare,
  cron: rare,
  'ld-so-preload': rare,
  'ld-so-conf': rare,
  profile: rare,
  'authorized-keys': rare,
  sudoers: rare,
  twin: { nearest: 0.02, latest: 0, alike: 3 },
  own: { nearest: 1, latest: 0, alike: 100 },
  near: { nearest: 0.5, latest: 0, alike: 100 },
};

/** The part of a host's room that is kept for what others did near in time, where there is such. */
const nearShare = 0.05;

/** What is held of one host. */
interface Bucket {
  readonly nearest: Map<Relevance, TopRecords>;
  readonly latest: Map<Relevance, TopRecords>;
  /** The times of the matches, ascending. */
  readonly times: readonly number[];
  readonly coverage: { process?: SourceLocation; network?: SourceLocation };
}

/**
 * Holds the events around the matches, in bounded memory: of each host and kind those nearest in time to the matches,
 * and the latest.
 *
 * Each kind has a room of its own, in it what names a process of the sessions or scripts goes before what others did,
 * and few events are held that tell the same. So cheap noise pushes out noise.
 */
export class EventCollector {
  readonly eventsPerHost: number;
  readonly #charactersPerHost: number;
  readonly #buckets: ReadonlyMap<string, Bucket>;
  readonly #elsewhere = new TopRecords(elsewhereRoom);
  /** Hosts with any script under /etc/init.d/. */
  readonly #initHosts: Set<string>;
  #classifier: RelevanceClassifier;

  constructor(subjects: PlantedFiles) {
    const hosts = subjects.hosts();
    const share = Math.floor(mostEvents / Math.max(1, hosts.length));
    this.eventsPerHost = Math.min(mostPerHost, Math.max(fewestPerHost, share));
    this.#charactersPerHost = Math.floor(mostCharacters / Math.max(1, hosts.length));
    this.#buckets = new Map(hosts.map((host) => [host.key, bucketOf(host)]));
    this.#initHosts = new Set(hosts.map(({ key }) => key));
    this.#classifier = new RelevanceClassifier(subjects.sought());
  }

  /** The subjects have grown: what is added from now on is held to what they want now. */
  update(subjects: PlantedFiles): void {
    // What an event ranks by may change now: what has come before is settled by how it ranked until here.
    for (const { nearest, latest } of this.#buckets.values()) {
      for (const shelf of [...nearest.values(), ...latest.values()]) shelf.trim();
    }
    this.#classifier = new RelevanceClassifier(subjects.sought());
  }

  add(document: ScannedDocument, { relevance, isOwn, coverage }: CollectNote): void {
    const record = recordOf(document, (argument, host) => this.#classifier.names(argument, host));
    const bucket = this.#buckets.get(record.host);
    if (isInitScript(record.event)) this.#initHosts.add(record.host);
    for (const kind of coverage) noteCoverage(bucket, kind, record.place);
    if (bucket !== undefined) {
      for (const kind of relevance) this.#shelve(bucket, kind, record, isOwn);
    } else if (relevance.length > 0) {
      const { file, alertRule } = record.event;
      const key = JSON.stringify([record.host, file.path, file.sha256, alertRule]);
      this.#elsewhere.add(record, { key, order: [] });
    }
  }

  #shelve(bucket: Bucket, kind: Relevance, record: EventRecord, isOwn: boolean): void {
    const { nearest, latest } = shares[kind];
    const { milliseconds } = record.event;
    const key = keyOf(kind, record);
    const kin = isOwn ? 0 : 1;
    const distance = milliseconds === undefined ? Infinity : distanceOf(milliseconds, bucket.times);
    this.#shelf(bucket.nearest, kind, nearest).add(record, { key, order: [kin, distance] });
    if (latest === 0) return;
    const age = milliseconds === undefined ? Infinity : -milliseconds;
    this.#shelf(bucket.latest, kind, latest).add(record, { key, order: [kin, age] });
  }

  #shelf(shelves: Map<Relevance, TopRecords>, kind: Relevance, share: number): TopRecords {
    const found = shelves.get(kind);
    if (found !== undefined) return found;
    const records = Math.max(2, Math.floor(this.eventsPerHost * share));
    const made = new TopRecords({
      records,
      // Repeats leave room for others.
      alike: Math.max(1, Math.min(shares[kind].alike, Math.floor(records / 2))),
      characters: Math.floor(this.#charactersPerHost * share),
    });
    shelves.set(kind, made);
    return made;
  }

  /** What is held of a host, in the order of time. */
  of(host: string): HostEvents {
    const bucket = this.#buckets.get(host);
    if (bucket === undefined) return { records: [], coverage: {}, isCut: false };
    const known = new Set<string>();
    const fresh = (shelf: TopRecords | undefined): EventRecord[] =>
      (shelf?.records() ?? []).filter((record) => {
        const key = eventKey(record);
        return !known.has(key) && known.add(key);
      });
    const shelves = [...bucket.nearest, ...bucket.latest];
    const essential = shelves.flatMap(([kind, shelf]) => (nearKinds.has(kind) ? [] : fresh(shelf)));
    const own = fresh(bucket.nearest.get('own'));
    const near = fresh(bucket.nearest.get('near'));
    const room = Math.max(0, this.eventsPerHost - essential.length);
    const kept = Math.min(near.length, Math.ceil(this.eventsPerHost * nearShare));
    const told = own.slice(0, Math.max(0, room - kept));
    const rest = near.slice(0, Math.max(0, room - told.length));
    return {
      records: [...essential, ...told, ...rest].sort(byTime),
      coverage: bucket.coverage,
      isCut:
        told.length < own.length ||
        rest.length < near.length ||
        shelves.some(([, shelf]) => shelf.isCut),
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
}

function bucketOf({ files }: PlantedHost): Bucket {
  const matches = [...files.values()].flatMap(({ matches }) => matches);
  const times = matches.flatMap(({ event }) => event.milliseconds ?? []);
  return {
    nearest: new Map(),
    latest: new Map(),
    times: times.sort((one, other) => one - other),
    coverage: {},
  };
}

/** How far a time is from the nearest of some times, which are ascending; infinitely where there are none. */
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

/** What events of a kind have in common that tell the same. */
function keyOf(kind: Relevance, { event }: EventRecord): string {
  const { process, file } = event;
  const what = kindOf(event);
  switch (kind) {
    case 'process':
      return JSON.stringify([process.entityId, what]);
    case 'file':
      return JSON.stringify([file.path, what, process.entityId ?? actorOf(event)]);
    case 'own':
    case 'near':
      return JSON.stringify([what, subjectOf(what, event), process.executable]);
    default:
      return JSON.stringify([what, subjectOf(what, event)]);
  }
}

/** What is held of a host. */
export interface HostEvents {
  readonly records: readonly EventRecord[];
  /** Where an event stands that shows what kinds of events the log holds of the host. */
  readonly coverage: { readonly process?: SourceLocation; readonly network?: SourceLocation };
  /** Whether there was no room for more. */
  readonly isCut: boolean;
}

function noteCoverage(bucket: Bucket | undefined, kind: Coverage, place: SourceLocation): void {
  if (bucket !== undefined) bucket.coverage[kind] ??= place;
}
