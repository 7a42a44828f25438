import { scriptOf } from '../lead/invocation.js';
import type { ScannedDocument } from '../scan/sink.js';
import { hostKey, isProcessStart, readEndpointEvent } from './endpoint-event.js';
import type { MatchRecord } from './event-record.js';
import { persistenceKind } from './persistence.js';
import { matchesOf, type PlantedFiles, type PlantedHost } from './planted-files.js';
import { SmallestDigests } from './smallest-digests.js';
import { type Sought, type SoughtHost, windowsAround } from './sought.js';

/** Maximum number of entity ids of each kind that are sought on a host. */
const maxIds = 400;

/** Maximum number of scripts whose runs are remembered. */
const maxScripts = 5000;

/** Maximum number of runs per script. */
const maxRuns = 20;

/** Maximum number of users whose alerts are also sought on other hosts. */
const maxUsers = 100;

/** Accounts that exist on most hosts. */
const sharedUser =
  /^(?:_.*|adm|apache|backup|bin|daemon|games|mail|messagebus|mysql|news|nobody|nginx|ntp|operator|polkitd|postgres|redis|root|sshd|sync|syslog|systemd-.*|tomcat|uucp|www-data)$/;

/** The entity ids that matches mention. */
interface MentionedProcesses {
  /** The session that planted the file: every event that mentions them matters. */
  readonly mentions: Set<string>;
  /** The session's ancestors: only their own events matter. */
  readonly owners: Set<string>;
}

/** What to look for in the inputs: what the matches mention, and the processes that earlier passes discovered. */
export class CaseSearch {
  readonly #plantedFiles: PlantedFiles;
  /** Entity ids that passes discovered, by host. */
  readonly #found = new Map<string, ReadonlySet<string>>();
  /** Those of them that no pass has looked for yet. */
  #unsought = new Map<string, readonly string[]>();
  /** By host, how many more the last pass discovered. */
  readonly #overflow = new Map<string, number>();
  /** Entity ids of processes that ran init scripts, by host and script. */
  readonly #runs = new SmallestDigests<SmallestDigests<string>>();

  constructor(plantedFiles: PlantedFiles) {
    this.#plantedFiles = plantedFiles;
  }

  /** Remembers a run of any init script: it may turn out to be a planted one. Later passes find runs dropped here. */
  addRun({ event: document }: ScannedDocument): void {
    const event = readEndpointEvent(document);
    const { entityId } = event.process;
    const script = scriptOf(event.process);
    if (!isProcessStart(event) || entityId === undefined || script === undefined) return;
    if (persistenceKind(script) !== 'init-script') return;
    const key = runKey(hostKey(event.host), script);
    const ids = this.#runs.get(key, maxScripts, () => new SmallestDigests());
    ids?.get(entityId, maxRuns, () => entityId);
  }

  /**
   * Adds processes, by host, that the next pass looks for.
   *
   * @returns whether any of them are new.
   */
  follow(processes: ReadonlyMap<string, Iterable<string>>): boolean {
    this.#unsought = new Map();
    for (const [key, ids] of processes) {
      const found = this.#found.get(key) ?? new Set();
      const known = new Set([...this.sessionIds(key), ...this.#runIds(key), ...found]);
      const unknown = [...ids].filter((id) => !known.has(id));
      const fresh = unknown.slice(0, maxIds - found.size);
      this.#overflow.set(key, unknown.length - fresh.length);
      if (fresh.length === 0) continue;
      this.#unsought.set(key, fresh);
      this.#found.set(key, new Set([...found, ...fresh]));
    }
    return this.#unsought.size > 0;
  }

  /** How many processes of a host were not followed: there were too many, or the last pass discovered them. */
  processesLeftOut(host: string): number {
    const { mentions, owners } = this.#mentionedOn(host);
    const surplus = [mentions, owners].map(({ size }) => Math.max(0, size - maxIds));
    const late = this.#unsought.get(host)?.length ?? 0;
    return surplus.reduce((sum, some) => sum + some, late + (this.#overflow.get(host) ?? 0));
  }

  /** Entity ids of the sessions that a host's matches are known to belong to. */
  sessionIds(host: string): ReadonlySet<string> {
    return this.#mentionedOn(host).mentions;
  }

  sought(): Sought {
    const hosts = this.#plantedFiles.hosts();
    const matches = hosts.flatMap(matchesOf);
    const users = matches.flatMap(({ event }) => event.user.name ?? []);
    return {
      hosts: hosts.map((host) => this.#soughtHost(host)),
      hashes: [...new Set(matches.flatMap(({ event }) => event.file.sha256 ?? []))],
      users: [...new Set(users)].filter(isPersonal).slice(0, maxUsers),
    };
  }

  /** Only the processes that the last call of {@link follow} added. */
  processesToFollow(): readonly SoughtHost[] {
    return this.sought().hosts.flatMap((host) => {
      const mentions = this.#unsought.get(host.key);
      return mentions === undefined ? [] : { ...host, mentions, owners: [] };
    });
  }

  #soughtHost(host: PlantedHost): SoughtHost {
    const { key, files } = host;
    const matches = matchesOf(host);
    const { mentions, owners } = mentionedProcesses(matches);
    const found = this.#found.get(key) ?? [];
    return {
      key,
      windows: windowsAround(matches.flatMap(({ event }) => event.milliseconds ?? [])),
      mentions: [...[...mentions].slice(0, maxIds), ...this.#runIds(key), ...found],
      owners: [...owners].slice(0, maxIds),
      paths: [...files.keys()],
      originals: [...new Set(matches.flatMap(({ event }) => event.file.originalPath ?? []))],
    };
  }

  /** Entity ids of processes that ran a host's planted files. */
  #runIds(key: string): readonly string[] {
    const paths = [...(this.#host(key)?.files.keys() ?? [])];
    return paths
      .flatMap((path) => [...(this.#runs.find(runKey(key, path))?.values() ?? [])])
      .sort();
  }

  #mentionedOn(key: string): MentionedProcesses {
    const host = this.#host(key);
    return mentionedProcesses(host === undefined ? [] : matchesOf(host));
  }

  #host(key: string): PlantedHost | undefined {
    return this.#plantedFiles.hosts().find((host) => host.key === key);
  }
}

/** Whether a user name belongs to one person, and not to an account that every host has. */
export function isPersonal(name: string | undefined): boolean {
  return name !== undefined && !sharedUser.test(name);
}

function runKey(host: string, path: string): string {
  return JSON.stringify([host, path]);
}

/**
 * If a match has no entry leader, its two oldest ancestors are assumed to be init and the daemon that serves sessions,
 * but never the process that wrote the file.
 */
function mentionedProcesses(matches: readonly MatchRecord[]): MentionedProcesses {
  const mentions = new Set<string>();
  const owners = new Set<string>();
  for (const { event } of matches) {
    const { process, parent, ancestry, entryLeader } = event;
    const line = [...new Set([process.entityId, parent.entityId, ...ancestry])].filter(
      (id) => id !== undefined,
    );
    const leader = line.indexOf(entryLeader.entityId ?? '');
    const isParentOldest = ancestry.length > 0 && ancestry.at(-1) === parent.entityId;
    const guessed = Math.max(line.length - 2, isParentOldest ? 1 : 2);
    const session = leader >= 0 ? leader + 1 : guessed;
    for (const [at, id] of line.entries()) (at < session ? mentions : owners).add(id);
    if (entryLeader.entityId !== undefined) mentions.add(entryLeader.entityId);
  }
  for (const id of mentions) owners.delete(id);
  return { mentions, owners };
}
