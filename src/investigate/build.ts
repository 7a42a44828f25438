import { AddressIndex } from './analysis/addresses.js';
import { PrevalenceIndex } from './analysis/prevalence.js';
import { arrange } from './arrangement.js';
import { type Candidate, maxCaseFiles, maxFiles, maxHosts } from './candidates.js';
import type { Case } from './case.js';
import type { CaseSearch } from './case-search.js';
import type { EventCollector } from './collector.js';
import { isAlert } from './endpoint-event.js';
import { byTime, type EventRecord, eventKey } from './event-record.js';
import { HostAnalysis } from './host-analysis.js';
import { numberEvents } from './numbering.js';
import type { PlantedFiles } from './planted-files.js';
import type { EventNumber } from './shown.js';

export function analyzeHosts(
  plantedFiles: PlantedFiles,
  search: CaseSearch,
  collector: EventCollector,
): readonly HostAnalysis[] {
  return plantedFiles
    .hosts()
    .map(
      (host) => new HostAnalysis(host, search.sessionIds(host.key), collector.eventsOf(host.key)),
    );
}

/**
 * Builds the case. The same events give the same case, regardless of their order and the files they were read from.
 *
 * @param analyses the result of {@link analyzeHosts} after all events were collected.
 * @param candidates all files that could be in the case.
 * @param onNumbered called with the record of each event that the case cites.
 */
export function buildCase(
  analyses: readonly HostAnalysis[],
  plantedFiles: PlantedFiles,
  search: CaseSearch,
  collector: EventCollector,
  candidates: readonly Candidate[],
  onNumbered: (number: EventNumber, record: EventRecord) => void,
): Case {
  const records = [...analyses.flatMap((host) => host.records), ...collector.eventsOfOtherHosts];
  const prevalence = new PrevalenceIndex(records, collector.extent.initHosts.size);
  const lookups = distinct([...records, ...collector.lookupEvents]).sort(byTime);
  const alerts = lookups.filter(({ event }) => isAlert(event));
  const addresses = new AddressIndex(lookups);
  const hosts = analyses.map((host) => ({
    key: host.key,
    found: host.toHostCase(prevalence, alerts, addresses, search.processesLeftOut(host.key)),
  }));
  const { ordered, groups } = arrange(hosts, candidates);
  return numberEvents(
    {
      hosts: ordered.map(({ found }) => found),
      groups,
      leftOut: plantedFiles.filesLeftOut(),
      limits: {
        hosts: maxHosts,
        filesPerHost: maxFiles,
        files: maxCaseFiles,
        eventsPerHost: collector.eventsPerHost,
        matchesLeftOut: plantedFiles.leftOut,
      },
    },
    ordered.map(({ key }) => key),
    onNumbered,
  );
}

/**
 * Relevant processes, by host, that the matches do not mention: those between a creator and the first process of its
 * session, and those that ran the planted scripts.
 */
export function relatedProcesses(hosts: readonly HostAnalysis[]): Map<string, Set<string>> {
  return new Map(
    hosts.map(({ key, groups }) => [key, new Set([...groups.lineage, ...groups.scripts])]),
  );
}

/** When requests must have arrived that made network services plant files, by host. */
export function arrivalsOf(hosts: readonly HostAnalysis[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    hosts.flatMap(({ key, arrivals }) => (arrivals.length === 0 ? [] : [[key, arrivals] as const])),
  );
}

/** The records of different events. */
function distinct(records: readonly EventRecord[]): EventRecord[] {
  return [...new Map(records.map((record) => [eventKey(record), record])).values()];
}
