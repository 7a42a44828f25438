import {
  filePath,
  hostId,
  hostName,
  processCommandLine,
  processExecutable,
  userId,
  userName,
} from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';
import { scriptOf } from '../lead/invocation.js';
import type { ScannedDocument } from '../scan/sink.js';
import { hostKey, isProcessStart, readEndpointEvent, readHost } from './endpoint-event.js';
import { byTime, compare, eventKey, type MatchRecord, recordOf } from './event-record.js';
import { persistenceKind } from './persistence.js';
import { SmallestDigests } from './smallest-digests.js';
import { type Sought, type SoughtHost, windowsAround } from './sought.js';

/**
 * Hosts that a case tells of, files on each, and planters of each file: of each planter the first and the last match.
 *
 * Of more than these, those are told whose keys have the smallest SHA-256: so the same are told in whatever order they
 * come, and when most of them came tells nothing of which.
 */
export const mostHosts = 100;

export const mostFiles = 50;

const mostPlanters = 20;

/** Matches that are held in all: with more, fewer planters are told of each file. */
const mostHeld = 10_000;

/** Characters of what an exception for a match is made from. */
const mostDocument = 1 << 15;

/** Entity ids that are sought on a host at most. */
const mostIds = 400;

/** Scripts whose runs are remembered, and runs of each. */
const mostScripts = 5000;

const mostRuns = 20;

/** Users that are sought on other hosts too; those that every host has are no one's. */
const mostUsers = 100;

const sharedUser =
  /^(?:_.*|adm|apache|backup|bin|daemon|games|mail|messagebus|mysql|news|nobody|nginx|ntp|operator|polkitd|postgres|redis|root|sshd|sync|syslog|systemd-.*|tomcat|uucp|www-data)$/;

/** A host with its planted files: by path, in the order of their times. */
export interface PlantedHost {
  readonly key: string;
  readonly files: ReadonlyMap<string, PlantedFileMatches>;
  /** Matches of files that there was no room for. */
  readonly leftOut: number;
}

/** A planted file. */
export interface PlantedFileMatches {
  /** In the order of time: at least one. */
  readonly matches: readonly MatchRecord[];
  /** Matches of it that there was no room for. */
  readonly leftOut: number;
}

/** The first and the last match of one planter. */
interface Span {
  first: MatchRecord;
  last: MatchRecord;
}

/** A planted file as its matches come. */
class File {
  readonly planters = new SmallestDigests<Span>();
  matches = 0;

  get held(): readonly MatchRecord[] {
    return [...this.planters.values()]
      .flatMap(({ first, last }) => (first === last ? [first] : [first, last]))
      .sort(byTime);
  }
}

/** A host as its matches come. */
class Host {
  readonly files = new SmallestDigests<File>();
  matches = 0;
}

const underInitD = /^\/etc\/init\.d\//i;

/** The matches of a scan, by host and planted file, in bounded memory. */
export class PlantedFiles {
  readonly #hosts = new SmallestDigests<Host>();
  #planters = mostPlanters;
  #held = 0;
  #matches = 0;
  #sorted: readonly PlantedHost[] | undefined;
  /** Entity ids that later passes brought up, by host, and those of them that were not sought yet. */
  readonly #found = new Map<string, Set<string>>();
  #unsought = new Map<string, readonly string[]>();
  /** How many there was no room for, by host. */
  readonly #overflow = new Map<string, number>();
  /** Entity ids of the processes that init scripts ran as, by host and script. */
  readonly #runs = new SmallestDigests<SmallestDigests<string>>();

  get isEmpty(): boolean {
    return this.#hosts.size === 0;
  }

  add(match: ScannedDocument): void {
    this.#matches += 1;
    this.#sorted = undefined;
    const key = hostKey(readHost(match.event));
    // The clause holds by any of the field's values: it is that one which is the planted file's.
    const path = filePath.find(match.event, (value) => underInitD.test(value)) ?? '';
    const host = this.#hosts.get(key, mostHosts, () => new Host());
    if (host === undefined) return;
    host.matches += 1;
    const file = host.files.get(path, mostFiles, () => new File());
    if (file === undefined) return;
    file.matches += 1;
    const record = { ...recordOf(match), path, document: identityOf(match.event) };
    const span = file.planters.get(planterKey(record), this.#planters, () => ({
      first: record,
      last: record,
    }));
    if (span === undefined) return;
    if ([span.first, span.last].some((held) => isCopy(held, record))) {
      for (const counted of [host, file]) counted.matches -= 1;
      this.#matches -= 1;
      return;
    }
    if (byTime(record, span.first) < 0) span.first = record;
    if (byTime(record, span.last) > 0) span.last = record;
    this.#held += 1;
    if (this.#held > 1.5 * mostHeld) this.#shrink();
  }

  /** Counts what is held at most, and holds fewer planters of each file until that is few enough. */
  #shrink(): void {
    const files = [...this.#hosts.values()].flatMap(({ files }) => [...files.values()]);
    const count = (): number => files.reduce((sum, { planters }) => sum + 2 * planters.size, 0);
    for (this.#held = count(); this.#held > mostHeld && this.#planters > 1; this.#held = count()) {
      this.#planters = Math.floor(this.#planters / 2);
      for (const { planters } of files) planters.shrink(this.#planters);
    }
  }

  /** Matches that there was no room for. */
  get leftOut(): number {
    const told = this.hosts().flatMap(({ files }) => [...files.values()]);
    return this.#matches - told.reduce((sum, { matches }) => sum + matches.length, 0);
  }

  /** Notes a run of any init script: it may turn out to be a planted one's. What there is no room for is found later. */
  addRun({ event: document }: ScannedDocument): void {
    const event = readEndpointEvent(document);
    const { entityId } = event.process;
    const script = scriptOf(event.process);
    if (!isProcessStart(event) || entityId === undefined || script === undefined) return;
    if (persistenceKind(script) !== 'init-script') return;
    const key = runKey(hostKey(event.host), script);
    const ids = this.#runs.get(key, mostScripts, () => new SmallestDigests());
    ids?.get(entityId, mostRuns, () => entityId);
  }

  /** The hosts by name, their files by the time of the first match. */
  hosts(): readonly PlantedHost[] {
    this.#sorted ??= [...this.#hosts]
      .map(([key, host]) => subjectHost(key, host))
      .sort((one, other) => compare(nameOf(one), nameOf(other)) || compare(one.key, other.key));
    return this.#sorted;
  }

  #host(key: string): PlantedHost | undefined {
    return this.hosts().find((host) => host.key === key);
  }

  /** What exceptions for the matches are made from, in order. */
  documents(): readonly JsonObject[] {
    return this.hosts()
      .flatMap(matchesOf)
      .map(({ document }) => document)
      .filter((document) => document !== undefined);
  }

  /** Seeks further processes, by host. False if all of them are sought already. */
  follow(processes: ReadonlyMap<string, Iterable<string>>): boolean {
    this.#unsought = new Map();
    for (const [host, ids] of processes) {
      const found = this.#found.get(host) ?? new Set();
      const known = new Set([...this.sessionIds(host), ...this.#runIds(host)]);
      const unknown = [...ids].filter((id) => !known.has(id) && !found.has(id));
      const fresh = unknown.slice(0, mostIds - found.size);
      this.#overflow.set(host, unknown.length - fresh.length);
      if (fresh.length === 0) continue;
      this.#unsought.set(host, fresh);
      this.#found.set(host, new Set([...found, ...fresh]));
    }
    return this.#unsought.size > 0;
  }

  /**
   * How many processes of a host matter that were not looked for: more than there was room for, or brought up by the
   * last pass over the inputs.
   */
  processesLeftOut(host: string): number {
    const { mentions, owners } = this.#idsOf(host);
    const over = [mentions, owners].map(({ size }) => Math.max(0, size - mostIds));
    const late = this.#unsought.get(host)?.length ?? 0;
    return over.reduce((sum, some) => sum + some, late + (this.#overflow.get(host) ?? 0));
  }

  /** Entity ids of the runs of a host's planted files. */
  #runIds(host: string): readonly string[] {
    const paths = [...(this.#host(host)?.files.keys() ?? [])];
    return paths
      .flatMap((path) => [...(this.#runs.find(runKey(host, path))?.values() ?? [])])
      .sort();
  }

  /** Entity ids of the sessions that the host's matches are known to belong to. */
  sessionIds(host: string): ReadonlySet<string> {
    return this.#idsOf(host).mentions;
  }

  #idsOf(host: string): { mentions: Set<string>; owners: Set<string> } {
    const found = this.#host(host);
    return idsOf(found === undefined ? [] : matchesOf(found));
  }

  /** What is sought in the inputs. */
  sought(): Sought {
    const all = this.hosts().flatMap(matchesOf);
    const users = all.flatMap(({ event }) => event.user.name ?? []);
    return {
      hosts: this.hosts().map((host) => this.#soughtHost(host)),
      hashes: [...new Set(all.flatMap(({ event }) => event.file.sha256 ?? []))],
      users: [...new Set(users)].filter(isPersonal).slice(0, mostUsers),
    };
  }

  /** The processes that {@link follow} was given last, in place of all that is sought on their hosts. */
  processesToFollow(): readonly SoughtHost[] {
    return this.sought().hosts.flatMap((host) => {
      const mentions = this.#unsought.get(host.key);
      return mentions === undefined ? [] : { ...host, mentions, owners: [] };
    });
  }

  #soughtHost(host: PlantedHost): SoughtHost {
    const { key, files } = host;
    const matches = matchesOf(host);
    const times = matches.flatMap(({ event }) => event.milliseconds ?? []);
    const { mentions, owners } = idsOf(matches);
    const found = this.#found.get(key) ?? [];
    return {
      key,
      windows: windowsAround(times),
      mentions: [...[...mentions].slice(0, mostIds), ...this.#runIds(key), ...found],
      owners: [...owners].slice(0, mostIds),
      paths: [...files.keys()],
      originals: [...new Set(matches.flatMap(({ event }) => event.file.originalPath ?? []))],
    };
  }
}

function runKey(host: string, path: string): string {
  return JSON.stringify([host, path]);
}

/** Whether a user's name is one person's, and not one that every host has. */
export function isPersonal(name: string | undefined): boolean {
  return name !== undefined && !sharedUser.test(name);
}

function subjectHost(key: string, { files, matches }: Host): PlantedHost {
  const sorted = [...files]
    .map(([path, file]): { path: string; told: PlantedFileMatches; all: number } => {
      const { held } = file;
      return {
        path,
        told: { matches: held, leftOut: file.matches - held.length },
        all: file.matches,
      };
    })
    .sort(({ told: one }, { told: other }) => {
      const [first, second] = [one.matches[0], other.matches[0]];
      return first === undefined || second === undefined ? 0 : byTime(first, second);
    });
  return {
    key,
    files: new Map(sorted.map(({ path, told }) => [path, told])),
    leftOut: matches - sorted.reduce((sum, { all }) => sum + all, 0),
  };
}

/** The matches that are held of a host: by file, in the order of time. */
export function matchesOf({ files }: PlantedHost): readonly MatchRecord[] {
  return [...files.values()].flatMap(({ matches }) => matches);
}

/** Whether a match is the same event as another one that is held: one of several exports that hold it. */
function isCopy(held: MatchRecord, record: MatchRecord): boolean {
  return held !== record && eventKey(held) === eventKey(record);
}

/** What a host is called. */
function nameOf(host: PlantedHost): string {
  return matchesOf(host).find(({ event }) => event.host.name)?.event.host.name ?? '';
}

/** Who a match was planted by: the process, or what is known of it where it has no id. */
export function planterKey({ event }: MatchRecord): string {
  const { entityId, executable = '', commandLine = '' } = event.process;
  return entityId ?? `${executable} ${commandLine}`;
}

/** The fields that an exception is made of. */
const identifying: readonly Field[] = [
  userName,
  userId,
  processCommandLine,
  processExecutable,
  filePath,
  hostId,
  hostName,
];

/** What an exception for an event is made from, and no more; undefined where even that is too long. */
function identityOf(event: JsonObject): JsonObject | undefined {
  const fields = identifying.map((field): [string, (string | JsonObject)[]] => [
    field.name,
    [...field.values(event), ...field.objects(event)],
  ]);
  const text = JSON.stringify(Object.fromEntries(fields.filter(([, { length }]) => length > 0)));
  // Parsed anew, it keeps nothing of the event in memory.
  return text.length > mostDocument ? undefined : (JSON.parse(text) as JsonObject);
}

/**
 * The processes that matches name: those of the session that planted the file, whose every mention matters, and those
 * from which it stems, of which only their own events do.
 *
 * Where a match names no entry leader, the two eldest ancestors are taken for init and the daemon that serves
 * sessions, but never the writer.
 */
function idsOf(matches: readonly MatchRecord[]): { mentions: Set<string>; owners: Set<string> } {
  const mentions = new Set<string>();
  const owners = new Set<string>();
  for (const { event } of matches) {
    const { process, parent, ancestry, entryLeader } = event;
    const line = [...new Set([process.entityId, parent.entityId, ...ancestry])].filter(
      (id) => id !== undefined,
    );
    const leader = line.indexOf(entryLeader.entityId ?? '');
    const isParentEldest = ancestry.length > 0 && ancestry.at(-1) === parent.entityId;
    const guessed = Math.max(line.length - 2, isParentEldest ? 1 : 2);
    const session = leader >= 0 ? leader + 1 : guessed;
    for (const [at, id] of line.entries()) (at < session ? mentions : owners).add(id);
    if (entryLeader.entityId !== undefined) mentions.add(entryLeader.entityId);
  }
  for (const id of mentions) owners.delete(id);
  return { mentions, owners };
}
