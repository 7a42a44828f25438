import type { SourceLocation } from '../scan/sink.js';
import { type CollectedRecord, hostLabel, maxInitHosts } from './collect/record.js';
import type { EventRecord } from './event-record.js';
import type { CollectNote } from './judge.js';
import { type Period, RecordedPeriods } from './recorded-periods.js';
import { isInitScript } from './relevance.js';
import type { Coverage, Relevance } from './search-criteria.js';

/** For each kind of event, the location of one from the host, or of a record that counts some. */
export type CoverageEvidence = { [Kind in Coverage]?: SourceLocation };

/** What a log has from one host. */
interface HostExtent {
  readonly coverage: CoverageEvidence;
  /** The kinds of which some events were dropped before they were collected here. */
  readonly cut: Set<Relevance>;
}

/** What a log has, whether or not a case cites it: from the hosts with planted files, and which other hosts it is about. */
export class LogExtent {
  readonly #hosts: ReadonlyMap<string, HostExtent>;
  readonly #periods: RecordedPeriods;
  /** The keys of the hosts with planted files, by their labels. */
  readonly #keys: ReadonlyMap<string, string>;
  readonly #initHosts: Set<string>;

  /** @param hosts the keys of those with planted files. */
  constructor(hosts: readonly string[]) {
    this.#hosts = new Map(hosts.map((host) => [host, { coverage: {}, cut: new Set() }]));
    this.#periods = new RecordedPeriods(hosts.length);
    this.#keys = new Map(hosts.map((host) => [hostLabel(host), host]));
    this.#initHosts = new Set(this.#keys.keys());
  }

  /** Adds what an event shows. */
  add({ host, event, place }: EventRecord, { coverage, recorded }: CollectNote): void {
    if (isInitScript(event)) this.#initHosts.add(hostLabel(host));
    const extent = this.#hosts.get(host);
    if (extent === undefined) return;
    for (const kind of coverage) extent.coverage[kind] ??= place;
    if (recorded?.time === undefined) return;
    for (const kind of recorded.kinds) this.#periods.add(kind, host, recorded.time);
  }

  /** Adds what a record says about the log that events were collected from. */
  addRecord({ hosts, initHosts }: CollectedRecord, place: SourceLocation): void {
    for (const { host: label, after, recorded, cut } of hosts) {
      const host = this.#keys.get(label) ?? '';
      const extent = this.#hosts.get(host);
      if (extent === undefined) continue;
      for (const kind of after) extent.coverage[kind] ??= place;
      for (const { kind, ...period } of recorded) this.#periods.addPeriod(kind, host, period);
      for (const kind of cut) extent.cut.add(kind);
    }
    for (const label of initHosts) {
      if (this.#initHosts.size < maxInitHosts) this.#initHosts.add(label);
    }
  }

  coverageOf(host: string): Readonly<CoverageEvidence> {
    return this.#hosts.get(host)?.coverage ?? {};
  }

  /** When the log has events of each kind. */
  periodsOf(host: string): ReadonlyMap<Coverage, Period> {
    return this.#periods.ofHost(host);
  }

  /** The kinds of events of a host of which some were dropped, as records say. */
  cutOf(host: string): ReadonlySet<Relevance> {
    return this.#hosts.get(host)?.cut ?? new Set();
  }

  /** The labels of the hosts that have any init script. */
  get initHosts(): ReadonlySet<string> {
    return this.#initHosts;
  }
}
