import { hostKey, isProcessStart, readEndpointEvent, readHost } from '../event/endpoint-event.js';
import { Field } from '../event/fields.js';
import { scriptOf } from '../event/init-commands.js';
import type { JsonObject } from '../event/json.js';
import { persistenceKind } from '../event/persistence.js';
import { type WantedFacts, type WantedHost, windowMs } from '../filter/wanted.js';
import type { FoundDocument, Match } from '../scan/sink.js';
import { byTime, compare, type MatchRecord, recordOf } from './records.js';

/** Hosts that a case tells of, files on each, and matches of each file. */
export const mostHosts = 100;
export const mostFiles = 50;
const mostMatches = 20;

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
export interface SubjectHost {
  readonly key: string;
  readonly files: ReadonlyMap<string, readonly MatchRecord[]>;
}

const filePath = new Field('file.path');
const underInitD = /^\/etc\/init\.d\//i;

/** The matches of a scan, by host and planted file, in bounded memory. */
export class Subjects {
  readonly #hosts = new Map<string, Map<string, MatchRecord[]>>();
  /** Entity ids that later passes brought up, by host, and those of them that were not sought yet. */
  readonly #found = new Map<string, Set<string>>();
  #unsought = new Map<string, readonly string[]>();
  /** Entity ids of the processes that init scripts ran as, by host and script. */
  readonly #runs = new Map<string, Set<string>>();
  /** Matches that there was no room for. */
  leftOut = 0;

  get isEmpty(): boolean {
    return this.#hosts.size === 0;
  }

  add(match: Match): void {
    const host = hostKey(readHost(match.event));
    // The clause holds by any of the field's values: it is that one which is the planted file's.
    const path = filePath.find(match.event, (value) => underInitD.test(value)) ?? '';
    const files = this.#hosts.get(host) ?? new Map<string, MatchRecord[]>();
    const matches = files.get(path) ?? [];
    const isFull =
      (files.size === 0 && this.#hosts.size >= mostHosts) ||
      (matches.length === 0 && files.size >= mostFiles) ||
      matches.length >= mostMatches;
    if (isFull) {
      this.leftOut += 1;
      return;
    }
    matches.push({ ...recordOf(match), path, document: match.event });
    files.set(path, matches);
    this.#hosts.set(host, files);
  }

  /** Notes a run of any init script: it may turn out to be a planted one's. What there is no room for is found later. */
  addRun({ event: document }: FoundDocument): void {
    const event = readEndpointEvent(document);
    const { entityId } = event.process;
    const script = scriptOf(event.process);
    if (!isProcessStart(event) || entityId === undefined || script === undefined) return;
    if (persistenceKind(script) !== 'init-script') return;
    const key = runKey(hostKey(event.host), script);
    const ids = this.#runs.get(key) ?? new Set();
    if (this.#runs.size < mostScripts && ids.size < mostRuns)
      this.#runs.set(key, ids.add(entityId));
  }

  /** The hosts by name, their files by the time of the first match. */
  hosts(): readonly SubjectHost[] {
    return [...this.#hosts]
      .map(([key, files]) => ({ key, files, name: nameOf(files) }))
      .sort((one, other) => compare(one.name, other.name) || compare(one.key, other.key))
      .map(({ key, files }) => {
        const sorted = [...files].map(([path, matches]): [string, MatchRecord[]] => [
          path,
          matches.toSorted(byTime),
        ]);
        return {
          key,
          files: new Map(
            sorted.sort(([, [one]], [, [other]]) => (one && other ? byTime(one, other) : 0)),
          ),
        };
      });
  }

  /** The events that match, in order. */
  documents(): readonly JsonObject[] {
    return this.hosts().flatMap(({ files }) =>
      [...files.values()].flat().map(({ document }) => document),
    );
  }

  /** Has further processes sought, by host. False where all of them are sought already. */
  seek(processes: ReadonlyMap<string, Iterable<string>>): boolean {
    this.#unsought = new Map();
    for (const [host, ids] of processes) {
      const found = this.#found.get(host) ?? new Set();
      const known = new Set([...this.sessionIds(host), ...this.#runIds(host)]);
      const fresh = [...ids]
        .filter((id) => !known.has(id) && !found.has(id))
        .slice(0, mostIds - found.size);
      if (fresh.length === 0) continue;
      this.#unsought.set(host, fresh);
      this.#found.set(host, new Set([...found, ...fresh]));
    }
    return this.#unsought.size > 0;
  }

  /** Entity ids of the runs of a host's planted files. */
  #runIds(host: string): readonly string[] {
    const paths = [...(this.#hosts.get(host)?.keys() ?? [])];
    return paths.flatMap((path) => [...(this.#runs.get(runKey(host, path)) ?? [])]);
  }

  /** Entity ids of the sessions that the host's matches are known to belong to. */
  sessionIds(host: string): ReadonlySet<string> {
    return idsOf([...(this.#hosts.get(host)?.values() ?? [])].flat()).mentions;
  }

  /** What is sought in the inputs. */
  wanted(): WantedFacts {
    const all = [...this.#hosts.values()].flatMap((files) => [...files.values()].flat());
    const users = all.flatMap(({ event }) => event.user.name ?? []);
    return {
      hosts: [...this.#hosts].map(([key, files]) => this.#wantedHost(key, files)),
      hashes: [...new Set(all.flatMap(({ event }) => event.file.sha256 ?? []))],
      users: [...new Set(users)].filter(isPersonal).slice(0, mostUsers),
    };
  }

  /** What is sought when all but the processes that {@link seek} was told of last has been gathered. */
  further(): WantedFacts {
    const all = this.wanted();
    const hosts = all.hosts.flatMap((host) => {
      const mentions = this.#unsought.get(host.key);
      return mentions === undefined ? [] : { ...host, mentions, owners: [] };
    });
    return { ...all, hosts, processesOnly: true };
  }

  #wantedHost(key: string, files: ReadonlyMap<string, readonly MatchRecord[]>): WantedHost {
    const matches = [...files.values()].flat();
    const times = matches.flatMap(({ event }) => event.milliseconds ?? []);
    const { mentions, owners } = idsOf(matches);
    const found = this.#found.get(key) ?? [];
    return {
      key,
      // Where no match has a time, none is far from it.
      from: times.length === 0 ? -Infinity : Math.min(...times) - windowMs,
      to: times.length === 0 ? Infinity : Math.max(...times) + windowMs,
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

/** What the host of some matches is called. */
function nameOf(files: ReadonlyMap<string, readonly MatchRecord[]>): string {
  return [...files.values()].flat().find(({ event }) => event.host.name)?.event.host.name ?? '';
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
