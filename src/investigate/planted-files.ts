import * as ecs from '../event/ecs.js';
import type { JsonObject } from '../json/value.js';
import { otherInitDirectory } from '../lead/init-directory.js';
import type { LeadKind } from '../lead/lead.js';
import { evidenceOf } from '../rule/evaluate.js';
import type { Rule } from '../rule/rule.js';
import type { ScannedDocument } from '../scan/sink.js';
import { DigestBoundedMap } from './digest-bounded-map.js';
import { byTime, compare, eventKey, type MatchRecord, recordOf, textOf } from './event-record.js';
import { exceptionFieldsOf } from './exception-fields.js';
import type { LeftOut } from './file-groups.js';
import { SeenFiles } from './seen-files.js';
import { StringPool } from './string-pool.js';
import type { InvestigatedMatch } from './suggested-exceptions.js';

// A case covers a limited number of hosts, files per host and creators per file, with the first and the last match of
// each creator. Until all matches are known, many more files are kept as candidates, from which the log's signs select
// those of the case. If there are more candidates or creators than can be kept, those whose keys have the smallest
// SHA-256 digests are: the result does not depend on the order of events, and nobody can choose which ones are dropped.

const maxCreators = 20;

/** Maximum number of hosts with candidates, and of candidates. With more, fewer of each host are kept. */
const maxCandidateHosts = 2000;
const maxCandidates = 10_000;

/** Maximum number of matches: with more, fewer creators per file are kept. */
const maxMatches = 10_000;

/** A host with its planted files. */
export interface PlantedHost {
  readonly key: string;
  /** By path, in the order of their first matches. */
  readonly files: ReadonlyMap<string, PlantedFileMatches>;
  /** How many matches were left out because their file was. */
  readonly leftOut: number;
}

/** The matches of a planted file. */
export interface PlantedFileMatches {
  /** By time; at least one. */
  readonly matches: readonly MatchRecord[];
  /** How many further matches were left out. */
  readonly leftOut: number;
}

/** The first and the last match of one creator. */
interface CreatorMatches {
  first: MatchRecord;
  last: MatchRecord;
}

/** A planted file while its matches are added. */
class PlantedFileBuilder {
  readonly creators = new DigestBoundedMap<CreatorMatches>();
  matches = 0;

  build(): PlantedFileMatches {
    const kept = [...this.creators.values()]
      .flatMap(({ first, last }) => (first === last ? [first] : [first, last]))
      .sort(byTime);
    return { matches: kept, leftOut: this.matches - kept.length };
  }
}

/** A host while its matches are added. */
class PlantedHostBuilder {
  readonly files = new DigestBoundedMap<PlantedFileBuilder>();
  matches = 0;

  build(key: string): PlantedHost {
    const files = [...this.files].map(([path, file]) => [path, file.build()] as const);
    files.sort(([, one], [, other]) => byTime(firstOf(one), firstOf(other)));
    const counted = [...this.files.values()].reduce((sum, { matches }) => sum + matches, 0);
    return { key, files: new Map(files), leftOut: this.matches - counted };
  }
}

/** The matches of a scan and its leads, if they are investigated, by host and planted file, in bounded memory. */
export class PlantedFiles {
  readonly #rule: Rule;
  readonly #keepsTexts: boolean;
  readonly #strings = new StringPool();
  readonly #hosts = new DigestBoundedMap<PlantedHostBuilder>();
  /** All files, as far as they can be named. */
  readonly #seen = new SeenFiles();
  #maxFiles = maxCandidates;
  #files = 0;
  #maxCreators = maxCreators;
  /** An upper bound of the matches that are kept. */
  #kept = 0;
  #matches = 0;
  #sorted: readonly PlantedHost[] | undefined;

  /** @param keepsTexts whether records have the texts of their events. */
  constructor(rule: Rule, keepsTexts = false) {
    this.#rule = rule;
    this.#keepsTexts = keepsTexts;
  }

  get isEmpty(): boolean {
    return this.#hosts.size === 0;
  }

  /**
   * The record of a match or a lead.
   *
   * @param script the path of the script that a command is about.
   */
  recordOf(document: ScannedDocument, lead?: LeadKind, script?: string): MatchRecord {
    const { event } = document;
    const record = recordOf(document, this.#rule);
    return {
      ...record,
      event: this.#strings.share(record.event),
      text: this.#keepsTexts ? textOf(document) : undefined,
      // Any value of the field can satisfy the clause; the one that does is the planted file's path.
      path: script ?? evidenceOf(this.#rule.scope, event)?.[0]?.value ?? pathBesideRule(event),
      lead,
      document: this.#strings.share(exceptionFieldsOf(event)),
    };
  }

  add(record: MatchRecord): void {
    if (this.#insert(record, true)) this.#seen.add(record);
  }

  /**
   * @param displaces whether it may take the place of others, by the digest of its host, path and creator.
   * @returns false if it is a copy of another one.
   */
  #insert(record: MatchRecord, displaces: boolean): boolean {
    this.#matches += 1;
    this.#sorted = undefined;
    const { host: key, path } = record;
    const addHost = (): PlantedHostBuilder => new PlantedHostBuilder();
    const host = this.#hosts.getOrAdd(key, maxCandidateHosts, addHost, displaces);
    if (host === undefined) return true;
    host.matches += 1;
    const { size } = host.files;
    const addFile = (): PlantedFileBuilder => new PlantedFileBuilder();
    const file = host.files.getOrAdd(path, this.#maxFiles, addFile, displaces);
    this.#files += host.files.size - size;
    if (this.#files > maxCandidates) this.#shrinkFiles();
    if (file === undefined) return true;
    file.matches += 1;
    const create = (): CreatorMatches => ({ first: record, last: record });
    const group = groupKey(record);
    const creator = file.creators.getOrAdd(group, this.#maxCreators, create, displaces);
    if (creator === undefined) return true;
    if ([creator.first, creator.last].some((kept) => isCopy(kept, record))) {
      for (const counted of [host, file]) counted.matches -= 1;
      this.#matches -= 1;
      return false;
    }
    if (byTime(record, creator.first) < 0) creator.first = record;
    if (byTime(record, creator.last) > 0) creator.last = record;
    this.#kept += 1;
    if (this.#kept > 1.5 * maxMatches) this.#shrink();
    return true;
  }

  /** Adds leads in the space that the matches leave, after all of these: no number of leads displaces a match. */
  addLeads(leads: PlantedFiles): void {
    for (const [key, host] of leads.#hosts.byDigest()) {
      for (const [path, file] of host.files.byDigest()) {
        const { matches, leftOut } = file.build();
        for (const record of matches) this.#insert(record, false);
        const same = this.#hosts.find(key)?.files.find(path);
        if (same !== undefined) same.matches += leftOut;
        this.#countOn(key, leftOut);
      }
      this.#countOn(key, host.build(key).leftOut);
    }
    this.#matches += leads.leftOut;
    this.#seen.addAll(leads.#seen);
    this.#sorted = undefined;
  }

  /** Keeps only these files, by host: the others are left out. */
  select(isSelected: (host: string, path: string) => boolean): void {
    for (const [key, host] of [...this.#hosts]) {
      for (const [path] of [...host.files]) {
        if (!isSelected(key, path)) host.files.delete(path);
      }
      if (host.files.size === 0) this.#hosts.delete(key);
    }
    this.#sorted = undefined;
  }

  /** The files that were left out, as far as they are named, by host and path. */
  filesLeftOut(): LeftOut {
    const isKept = (host: string, path: string): boolean =>
      this.#hosts.find(host)?.files.find(path) !== undefined;
    return this.#seen.leftOut(isKept);
  }

  /** Counts leads of a host that were left out. */
  #countOn(key: string, leads: number): void {
    const host = this.#hosts.find(key);
    if (host !== undefined) host.matches += leads;
  }

  /** Keeps fewer files of each host until few enough are kept. */
  #shrinkFiles(): void {
    const hosts = [...this.#hosts.values()];
    const count = (): number => hosts.reduce((sum, { files }) => sum + files.size, 0);
    this.#files = count();
    while (this.#files > maxCandidates && this.#maxFiles > 1) {
      this.#maxFiles = Math.floor(this.#maxFiles / 2);
      for (const { files } of hosts) files.shrink(this.#maxFiles);
      this.#files = count();
    }
  }

  /** Keeps fewer creators of each file until few enough matches are kept. */
  #shrink(): void {
    const files = [...this.#hosts.values()].flatMap((host) => [...host.files.values()]);
    const count = (): number => files.reduce((sum, { creators }) => sum + 2 * creators.size, 0);
    this.#kept = count();
    while (this.#kept > maxMatches && this.#maxCreators > 1) {
      this.#maxCreators = Math.floor(this.#maxCreators / 2);
      for (const { creators } of files) creators.shrink(this.#maxCreators);
      this.#kept = count();
    }
  }

  /** How many matches were left out. */
  get leftOut(): number {
    return this.#matches - this.hosts().flatMap(matchesOf).length;
  }

  /** The hosts by name, their files by the time of the first match. */
  hosts(): readonly PlantedHost[] {
    this.#sorted ??= [...this.#hosts]
      .map(([key, host]) => host.build(key))
      .sort((one, other) => compare(hostName(one), hostName(other)) || compare(one.key, other.key));
    return this.#sorted;
  }

  /** The matches with the fields for an exception, by host and file. */
  documents(): readonly InvestigatedMatch[] {
    return this.hosts().flatMap((host) => {
      const name = hostName(host);
      return matchesOf(host).flatMap(({ path, document }) =>
        document === undefined
          ? []
          : { hostKey: host.key, hostName: name === '' ? host.key : name, path, document },
      );
    });
  }
}

/** The first match of a file. */
export function firstOf({ matches }: PlantedFileMatches): MatchRecord {
  return matches[0] as MatchRecord;
}

/** A host's matches, by file, then by time. */
export function matchesOf({ files }: PlantedHost): readonly MatchRecord[] {
  return [...files.values()].flatMap(({ matches }) => matches);
}

/** Identifies the process that created a file: by its entity id, else by its executable and command line. */
export function creatorKey({ event }: MatchRecord): string {
  const { entityId, executable = '', commandLine = '' } = event.process;
  return entityId ?? `${executable} ${commandLine}`;
}

/** Separates the leads of a creator from its matches, so that the first and last of each kind are kept. */
function groupKey(record: MatchRecord): string {
  const key = creatorKey(record);
  return record.lead === undefined ? key : `${record.lead} ${key}`;
}

/** The path of the script that a lead outside the rule's scope is about. */
function pathBesideRule(event: JsonObject): string {
  const isScript = (path: string): boolean => otherInitDirectory(path) !== undefined;
  return ecs.filePath.find(event, isScript) ?? ecs.filePath.first(event) ?? '';
}

/** Whether two records are the same event, which may be in several exports. */
function isCopy(kept: MatchRecord, record: MatchRecord): boolean {
  return kept !== record && eventKey(kept) === eventKey(record);
}

function hostName(host: PlantedHost): string {
  return matchesOf(host).find(({ event }) => event.host.name)?.event.host.name ?? '';
}
