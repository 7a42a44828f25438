import { executedFile, initScriptPath } from '../lead/invocation.js';
import type { ScannedDocument } from '../scan/sink.js';
import { isLoopback } from './analysis/address.js';
import { addressesOfSession, type HostSession } from './case-sessions.js';
import { DigestBoundedMap } from './digest-bounded-map.js';
import {
  type EndpointEvent,
  hostKey,
  isProcessStart,
  readEndpointEvent,
} from './endpoint-event.js';
import type { MatchRecord } from './event-record.js';
import type { Lookups } from './lookups.js';
import { persistenceKind } from './persistence.js';
import { matchesOf, type PlantedFiles, type PlantedHost } from './planted-files.js';
import { type HostCriteria, type SearchCriteria, windowsAround } from './search-criteria.js';

/** Maximum number of entity ids of each kind to search for on a host. */
const maxIds = 400;

/** Maximum number of scripts whose runs are recorded. */
const maxScripts = 5000;

/** Maximum number of runs per script. */
const maxRuns = 20;

/** Maximum number of users whose alerts on other hosts are included. */
const maxUsers = 100;

/** Maximum number of addresses to look up. */
const maxAddresses = 100;

/** Accounts that exist on most hosts. */
const sharedUser =
  /^(?:_.*|adm|apache|backup|bin|daemon|games|mail|messagebus|mysql|news|nobody|nginx|ntp|operator|polkitd|postgres|redis|root|sshd|sync|syslog|systemd-.*|tomcat|uucp|www-data)$/;

/** The entity ids in matches. */
interface MatchProcesses {
  /** The session that planted the file: every event that mentions them is relevant. */
  readonly followed: Set<string>;
  /** The session's ancestors: only their own process events are relevant. */
  readonly ancestors: Set<string>;
}

/** Determines what to search the inputs for: what the matches mention, and processes that earlier passes discovered. */
export class CaseSearch {
  readonly #plantedFiles: PlantedFiles;
  /** Entity ids that passes discovered, by host. */
  readonly #discovered = new Map<string, ReadonlySet<string>>();
  /** Those of them that no pass has searched for yet. */
  #newIds = new Map<string, readonly string[]>();
  /** By host, how many more the last pass discovered than the limit allows. */
  readonly #overflow = new Map<string, number>();
  /** When requests must have arrived that made network services plant files, by host. */
  #arrivals: ReadonlyMap<string, readonly number[]> = new Map();
  /** Addresses and users that a pass has looked up. */
  readonly #lookedUp = new Set<string>();
  /** Entity ids of processes that ran init scripts, by host and script. */
  readonly #runs = new DigestBoundedMap<DigestBoundedMap<string>>();
  /** Addresses that sessions came from, by host and session leader. */
  readonly #addresses = new DigestBoundedMap<string>();

  constructor(plantedFiles: PlantedFiles) {
    this.#plantedFiles = plantedFiles;
  }

  /**
   * Records a process event that names a file in the directory of init scripts: where its session came from, and the run
   * of a script, which may turn out to be a planted one. Later passes find what is dropped here.
   */
  addScriptCommand({ event: document }: ScannedDocument): void {
    const event = readEndpointEvent(document);
    const { entryAddress } = event;
    if (entryAddress !== undefined) {
      this.#addresses.getOrAdd(sessionKey(event), maxScripts, () => entryAddress);
    }
    const { entityId } = event.process;
    const script = executedFile(event.process);
    if (!isProcessStart(event) || entityId === undefined || script === undefined) return;
    if (persistenceKind(script) !== 'init-script') return;
    const key = scriptKey(hostKey(event.host), script);
    const ids = this.#runs.getOrAdd(key, maxScripts, () => new DigestBoundedMap());
    ids?.getOrAdd(entityId, maxRuns, () => entityId);
  }

  /**
   * Adds processes, by host, for the next pass to search for.
   *
   * @returns whether any of them are new.
   */
  follow(processes: ReadonlyMap<string, Iterable<string>>): boolean {
    this.#newIds = new Map();
    for (const [key, ids] of processes) {
      const found = this.#discovered.get(key) ?? new Set();
      const known = new Set([...this.sessionIds(key), ...this.#runIds(key), ...found]);
      const candidates = [...ids].filter((id) => !known.has(id));
      const added = candidates.slice(0, maxIds - found.size);
      this.#overflow.set(key, candidates.length - added.length);
      if (added.length === 0) continue;
      this.#newIds.set(key, added);
      this.#discovered.set(key, new Set([...found, ...added]));
    }
    return this.#newIds.size > 0;
  }

  /** The sessions of the matches, as far as they are known before any pass. */
  sessionsOfMatches(): Parameters<CaseSearch['lookUp']>[0] {
    const matches = this.#plantedFiles.hosts().flatMap(matchesOf);
    return matches.map(({ event }) => ({
      address: event.entryAddress ?? this.#addresses.find(sessionKey(event)),
      users: [],
    }));
  }

  /**
   * What to look up in the next pass about the sessions that are known by now.
   *
   * @returns undefined if there is nothing new.
   */
  lookUp(
    sessions: readonly Pick<HostSession<unknown>, 'address' | 'attached' | 'inbound' | 'users'>[],
  ): Lookups | undefined {
    const newOf = (values: readonly string[], max: number): readonly string[] => {
      const added = [...new Set(values)].filter((value) => !this.#lookedUp.has(value));
      return added.slice(0, max);
    };
    const known = sessions.flatMap(addressesOfSession);
    const addresses = newOf(
      known.filter((address) => !isLoopback(address)),
      maxAddresses,
    );
    const searched = new Set(this.criteria().users);
    const personal = sessions.flatMap(({ users }) => users).filter(isPersonal);
    const users = newOf(
      personal.filter((user) => !searched.has(user)),
      maxUsers,
    );
    for (const value of [...addresses, ...users]) this.#lookedUp.add(value);
    return addresses.length + users.length === 0 ? undefined : { addresses, users };
  }

  /**
   * Sets when requests must have arrived, by host, for the next pass to search for.
   *
   * @returns whether any of them are new.
   */
  seekArrivals(arrivals: ReadonlyMap<string, readonly number[]>): boolean {
    const isNew = [...arrivals].some(([host, times]) => {
      const known = new Set(this.#arrivals.get(host));
      return times.some((time) => !known.has(time));
    });
    this.#arrivals = arrivals;
    return isNew;
  }

  /** How many processes of a host were not followed: there were too many, or the last pass discovered them. */
  processesLeftOut(host: string): number {
    const { followed, ancestors } = this.#processesOn(host);
    const surplus = [followed, ancestors].map(({ size }) => Math.max(0, size - maxIds));
    const late = this.#newIds.get(host)?.length ?? 0;
    return surplus.reduce((sum, some) => sum + some, late + (this.#overflow.get(host) ?? 0));
  }

  /** Entity ids of the sessions that a host's matches are known to belong to. */
  sessionIds(host: string): ReadonlySet<string> {
    return this.#processesOn(host).followed;
  }

  criteria(): SearchCriteria {
    const hosts = this.#plantedFiles.hosts();
    const matches = hosts.flatMap(matchesOf);
    const users = matches.flatMap(({ event }) => event.user.name ?? []);
    return {
      hosts: hosts.map((host) => this.#hostCriteria(host)),
      hashes: [...new Set(matches.flatMap(({ event }) => event.file.sha256 ?? []))],
      users: [...new Set(users)].filter(isPersonal).slice(0, maxUsers),
    };
  }

  /** Only the processes that the last call of {@link follow} added. */
  processesToFollow(): readonly HostCriteria[] {
    return this.criteria().hosts.flatMap((host) => {
      const newIds = this.#newIds.get(host.key);
      return newIds === undefined
        ? []
        : { ...host, followedProcesses: newIds, ancestorProcesses: [] };
    });
  }

  #hostCriteria(host: PlantedHost): HostCriteria {
    const { key, files } = host;
    const matches = matchesOf(host);
    const { followed, ancestors } = processesOf(matches);
    const found = this.#discovered.get(key) ?? [];
    return {
      key,
      windows: windowsAround(matches.flatMap(({ event }) => event.milliseconds ?? [])),
      followedProcesses: [...[...followed].slice(0, maxIds), ...this.#runIds(key), ...found],
      ancestorProcesses: [...ancestors].slice(0, maxIds),
      paths: [...files.keys()],
      originals: [...new Set(matches.flatMap(({ event }) => event.file.originalPath ?? []))],
      arrivals: this.#arrivals.get(key),
    };
  }

  /** Entity ids of processes that ran a host's planted files. */
  #runIds(key: string): readonly string[] {
    const paths = [...(this.#host(key)?.files.keys() ?? [])];
    return paths
      .flatMap((path) => [
        ...(this.#runs.find(scriptKey(key, initScriptPath(path)))?.values() ?? []),
      ])
      .sort();
  }

  #processesOn(key: string): MatchProcesses {
    const host = this.#host(key);
    return processesOf(host === undefined ? [] : matchesOf(host));
  }

  #host(key: string): PlantedHost | undefined {
    return this.#plantedFiles.hosts().find((host) => host.key === key);
  }
}

/** Whether a user name belongs to one person, rather than being an account that every host has. */
export function isPersonal(name: string | undefined): boolean {
  return name !== undefined && !sharedUser.test(name);
}

function sessionKey({ host, entryLeader }: EndpointEvent): string {
  return JSON.stringify([hostKey(host), entryLeader.entityId]);
}

function scriptKey(host: string, path: string): string {
  return JSON.stringify([host, path]);
}

/**
 * If a match has no entry leader, its two oldest ancestors are assumed to be init and the daemon that serves sessions,
 * but never the process that wrote the file.
 */
function processesOf(matches: readonly MatchRecord[]): MatchProcesses {
  const followed = new Set<string>();
  const ancestors = new Set<string>();
  for (const { event } of matches) {
    const { process, parent, ancestry, entryLeader } = event;
    const lineage = [...new Set([process.entityId, parent.entityId, ...ancestry])].filter(
      (id) => id !== undefined,
    );
    const leader = lineage.indexOf(entryLeader.entityId ?? '');
    const isParentOldest = ancestry.length > 0 && ancestry.at(-1) === parent.entityId;
    const assumed = Math.max(lineage.length - 2, isParentOldest ? 1 : 2);
    const session = leader >= 0 ? leader + 1 : assumed;
    for (const [at, id] of lineage.entries()) (at < session ? followed : ancestors).add(id);
    if (entryLeader.entityId !== undefined) followed.add(entryLeader.entityId);
  }
  for (const id of followed) ancestors.delete(id);
  return { followed, ancestors };
}
