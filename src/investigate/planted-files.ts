import * as ecs from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';
import { otherInitDirectory } from '../lead/init-directory.js';
import type { LeadKind } from '../lead/lead.js';
import { evidenceOf } from '../rule/evaluate.js';
import type { Rule } from '../rule/rule.js';
import type { ScannedDocument } from '../scan/sink.js';
import { DigestBoundedMap } from './digest-bounded-map.js';
import { byTime, compare, eventKey, type MatchRecord, recordOf } from './event-record.js';

// A case covers a limited number of hosts, files per host and creators per file, with the first and the last match of
// each creator. If there are more, those whose keys have the smallest SHA-256 digests are kept: the result does not
// depend on the order of events, and nobody can choose which ones are dropped.

export const maxHosts = 100;
export const maxFiles = 50;
const maxCreators = 20;

/** Maximum number of matches: with more, fewer creators per file are kept. */
const maxMatches = 10_000;

/** Maximum number of characters of the fields for an exception. */
const maxExceptionCharacters = 1 << 15;

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
    const first = ({ matches }: PlantedFileMatches): MatchRecord => matches[0] as MatchRecord;
    files.sort(([, one], [, other]) => byTime(first(one), first(other)));
    const counted = [...this.files.values()].reduce((sum, { matches }) => sum + matches, 0);
    return { key, files: new Map(files), leftOut: this.matches - counted };
  }
}

/** The matches of a scan and its leads, if they are investigated, by host and planted file, in bounded memory. */
export class PlantedFiles {
  readonly #rule: Rule;
  readonly #hosts = new DigestBoundedMap<PlantedHostBuilder>();
  #maxCreators = maxCreators;
  /** An upper bound of the matches that are kept. */
  #kept = 0;
  #matches = 0;
  #sorted: readonly PlantedHost[] | undefined;

  constructor(rule: Rule) {
    this.#rule = rule;
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
    return {
      ...recordOf(document, this.#rule),
      // Any value of the field can satisfy the clause; the one that does is the planted file's path.
      path: script ?? evidenceOf(this.#rule.scope, event)?.[0]?.value ?? pathBesideRule(event),
      lead,
      document: exceptionFieldsOf(event),
    };
  }

  /** @param displaces whether it may take the place of others, by the digest of its host, path and creator. */
  add(record: MatchRecord, displaces = true): void {
    this.#matches += 1;
    this.#sorted = undefined;
    const { host: key, path } = record;
    const host = this.#hosts.getOrAdd(key, maxHosts, () => new PlantedHostBuilder(), displaces);
    if (host === undefined) return;
    host.matches += 1;
    const file = host.files.getOrAdd(path, maxFiles, () => new PlantedFileBuilder(), displaces);
    if (file === undefined) return;
    file.matches += 1;
    const create = (): CreatorMatches => ({ first: record, last: record });
    const group = groupKey(record);
    const creator = file.creators.getOrAdd(group, this.#maxCreators, create, displaces);
    if (creator === undefined) return;
    if ([creator.first, creator.last].some((kept) => isCopy(kept, record))) {
      for (const counted of [host, file]) counted.matches -= 1;
      this.#matches -= 1;
      return;
    }
    if (byTime(record, creator.first) < 0) creator.first = record;
    if (byTime(record, creator.last) > 0) creator.last = record;
    this.#kept += 1;
    if (this.#kept > 1.5 * maxMatches) this.#shrink();
  }

  /** Adds leads in the space that the matches leave, after all of these: no number of leads displaces a match. */
  addLeads(leads: PlantedFiles): void {
    for (const [key, host] of leads.#hosts.byDigest()) {
      for (const [path, file] of host.files.byDigest()) {
        const { matches, leftOut } = file.build();
        for (const record of matches) this.add(record, false);
        const same = this.#hosts.find(key)?.files.find(path);
        if (same !== undefined) same.matches += leftOut;
        this.#countOn(key, leftOut);
      }
      this.#countOn(key, host.build(key).leftOut);
    }
    this.#matches += leads.leftOut;
    this.#sorted = undefined;
  }

  /** Counts leads of a host that were left out. */
  #countOn(key: string, leads: number): void {
    const host = this.#hosts.find(key);
    if (host !== undefined) host.matches += leads;
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

  /** For each match, in order, the fields for an exception. */
  documents(): readonly JsonObject[] {
    return this.hosts()
      .flatMap(matchesOf)
      .map(({ document }) => document)
      .filter((document) => document !== undefined);
  }
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

/** The fields for an exception. */
const exceptionFields: readonly Field[] = [
  ecs.userName,
  ecs.userId,
  ecs.processCommandLine,
  ecs.processExecutable,
  ecs.filePath,
  ecs.hostId,
  ecs.hostName,
];

/** The fields for an exception; undefined if they are too long. */
function exceptionFieldsOf(event: JsonObject): JsonObject | undefined {
  const fields = exceptionFields.map((field): [string, (string | JsonObject)[]] => [
    field.name,
    [...field.values(event), ...field.objects(event)],
  ]);
  const text = JSON.stringify(Object.fromEntries(fields.filter(([, { length }]) => length > 0)));
  // The copy does not keep the rest of the event in memory.
  return text.length > maxExceptionCharacters ? undefined : (JSON.parse(text) as JsonObject);
}
