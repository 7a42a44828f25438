import path from 'node:path';
import type { FileCopy } from '../deed.js';
import { kindOf } from '../event-facts.js';
import { byTime, type EventRecord } from '../event-record.js';
import type { Prevalence } from '../prevalence.js';
import { isInitScript } from '../relevance.js';

/** Maximum number of hosts that are listed. */
const maxHosts = 20;

/** Maximum number of copies that are listed. */
const maxCopies = 20;

/** The first event with a file of some name or contents, by host. */
type EventsByHost = Map<string, EventRecord>;

/** Which hosts have an init script of the same name, or a file with the same contents. */
export class PrevalenceIndex {
  readonly #byName = new Map<string, EventsByHost>();
  readonly #byHash = new Map<string, EventsByHost>();
  /** By contents, the first event of each file that has them, by host and path. */
  readonly #filesByHash = new Map<string, Map<string, EventRecord>>();
  readonly #initHosts: number;

  /**
   * @param records in any order.
   * @param initHosts the number of hosts with any init script.
   */
  constructor(records: readonly EventRecord[], initHosts: number) {
    this.#initHosts = initHosts;
    for (const record of records.toSorted(byTime)) {
      const { file, categories } = record.event;
      if (!categories.includes('file') || kindOf(record.event) === 'file-deleted') continue;
      const name = isInitScript(record.event) ? path.posix.basename(file.path ?? '') : undefined;
      addTo(this.#byName, name, record);
      addTo(this.#byHash, file.sha256, record);
      if (file.sha256 === undefined || file.path === undefined) continue;
      const files = this.#filesByHash.get(file.sha256) ?? new Map<string, EventRecord>();
      const key = JSON.stringify([record.host, file.path]);
      if (!files.has(key)) files.set(key, record);
      this.#filesByHash.set(file.sha256, files);
    }
  }

  /** @param matches the matches of the file, whose host is listed first. */
  sameName(file: string, matches: readonly EventRecord[]): Prevalence<EventRecord> {
    return this.#prevalence(this.#byName.get(path.posix.basename(file)), matches);
  }

  /** For each other host with an init script of the same name, the event that shows it. */
  othersOfSameName(file: string, host: string): readonly EventRecord[] {
    const byHost = this.#byName.get(path.posix.basename(file)) ?? new Map();
    return [...byHost.values()].filter((record) => record.host !== host);
  }

  sameHash(matches: readonly EventRecord[]): Prevalence<EventRecord> | undefined {
    const hash = matches.findLast(({ event }) => event.file.sha256)?.event.file.sha256;
    return hash === undefined ? undefined : this.#prevalence(this.#byHash.get(hash), matches);
  }

  /** Other files with the contents that a file had at a match; undefined if there are none. */
  copies(
    file: string,
    matches: readonly EventRecord[],
  ): readonly FileCopy<EventRecord>[] | undefined {
    const match = matches.findLast(({ event }) => event.file.sha256);
    const same = this.#filesByHash.get(match?.event.file.sha256 ?? '') ?? new Map();
    // A deployment has the same path everywhere, which the number of hosts tells already.
    const own = new Set([file, ...matches.map(({ event }) => event.file.originalPath)]);
    const named = [...same.values()].filter(({ event }: EventRecord) => !own.has(event.file.path));
    if (named.length === 0) return undefined;
    return named.slice(0, maxCopies).map((record: EventRecord) => ({
      path: record.event.file.path ?? '',
      host:
        record.host === match?.host ? undefined : (record.event.host.name ?? record.event.host.id),
      events: [record],
    }));
  }

  #prevalence(
    byHost: EventsByHost = new Map(),
    matches: readonly EventRecord[],
  ): Prevalence<EventRecord> {
    const thisHost = matches.slice(0, 1);
    const others = [...byHost.values()].filter(({ host }) => host !== thisHost[0]?.host);
    const all = [...thisHost, ...others];
    const events = all.slice(0, maxHosts);
    return {
      hosts: events.map(({ event }) => event.host.name ?? event.host.id ?? ''),
      count: all.length,
      of: Math.max(this.#initHosts, all.length),
      events,
    };
  }
}

/** Minimum number of hosts with init scripts for a majority of them to mean anything. */
const minHosts = 3;

/** Whether most hosts with init scripts have a file. */
export function isMajority({ count, of }: Pick<Prevalence<unknown>, 'count' | 'of'>): boolean {
  return of >= minHosts && count * 2 > of;
}

function addTo(
  index: Map<string, EventsByHost>,
  key: string | undefined,
  record: EventRecord,
): void {
  if (key === undefined) return;
  const byHost = index.get(key) ?? new Map();
  if (!byHost.has(record.host)) byHost.set(record.host, record);
  index.set(key, byHost);
}
