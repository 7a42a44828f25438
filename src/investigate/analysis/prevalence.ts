import path from 'node:path';
import type { Benign, Prevalence } from '../case.js';
import { kindOf } from '../event-facts.js';
import { byTime, type EventRecord, type MatchRecord } from '../event-record.js';
import { isInitScript } from '../relevance.js';
import type { Draft } from './boot.js';

/** Hosts that are named of those with the same file. */
const mostNamed = 20;

/** Who else has a file: by its name among init scripts, and by its contents. */
export class PrevalenceIndex {
  readonly #byName = new Map<string, Map<string, EventRecord>>();
  readonly #byHash = new Map<string, Map<string, EventRecord>>();

  /** @param records in any order: of each host the first event in time is taken. */
  constructor(records: readonly EventRecord[]) {
    for (const record of records.toSorted(byTime)) {
      const { file, categories } = record.event;
      if (!categories.includes('file') || kindOf(record.event) === 'file-deleted') continue;
      const name = isInitScript(record.event) ? path.posix.basename(file.path ?? '') : undefined;
      noteTwin(this.#byName, name, record);
      noteTwin(this.#byHash, file.sha256, record);
    }
  }

  sameName(file: string, matches: readonly MatchRecord[], of: number): Draft<Prevalence> {
    return prevalence(this.#byName.get(path.posix.basename(file)), matches, of);
  }

  sameHash(matches: readonly MatchRecord[], of: number): Draft<Prevalence> | undefined {
    const last = matches.findLast(({ event }) => event.file.sha256 !== undefined);
    const hash = last?.event.file.sha256;
    return hash === undefined ? undefined : prevalence(this.#byHash.get(hash), matches, of);
  }
}

function noteTwin(
  index: Map<string, Map<string, EventRecord>>,
  key: string | undefined,
  record: EventRecord,
): void {
  if (key === undefined) return;
  const hosts = index.get(key) ?? new Map<string, EventRecord>();
  if (!hosts.has(record.host)) hosts.set(record.host, record);
  index.set(key, hosts);
}

/** @param matches the events of the file itself, whose host is named first. */
export function prevalence(
  twins: ReadonlyMap<string, EventRecord> = new Map(),
  matches: readonly MatchRecord[],
  of: number,
): Draft<Prevalence> {
  const [own] = matches;
  const others = [...twins].filter(([host]) => host !== own?.host).map(([, record]) => record);
  const records = [...(own === undefined ? [] : [own]), ...others];
  const named = records.slice(0, mostNamed);
  return {
    hosts: named.map(({ event }) => event.host.name ?? event.host.id ?? ''),
    count: records.length,
    of: Math.max(of, records.length),
    records: named,
  };
}

/** Hosts from which on most of them tells anything. */
const fewestHosts = 3;

export function onMostHosts({
  name,
  hash,
}: {
  name: Draft<Prevalence>;
  hash?: Draft<Prevalence>;
}): Draft<Benign>[] {
  const told = hash ?? name;
  const isCommon = told.of >= fewestHosts && told.count * 2 > told.of;
  const value = `${told.count} of ${told.of}`;
  return isCommon ? [{ reason: 'on-most-hosts', value, records: told.records }] : [];
}
