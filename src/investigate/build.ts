import { PrevalenceIndex } from './analysis/prevalence.js';
import type { Case } from './case.js';
import type { CaseSearch } from './case-search.js';
import type { EventCollector } from './collector.js';
import { isAlert } from './endpoint-event.js';
import { byTime, type EventRecord, eventKey } from './event-record.js';
import { HostAnalysis } from './host-analysis.js';
import { numberEvents } from './numbering.js';
import { maxFiles, maxHosts, type PlantedFiles } from './planted-files.js';

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
 * @param hosts the result of {@link analyzeHosts} after all events were collected.
 */
export function buildCase(
  hosts: readonly HostAnalysis[],
  plantedFiles: PlantedFiles,
  search: CaseSearch,
  collector: EventCollector,
): Case {
  const records = [...hosts.flatMap((host) => host.records), ...collector.eventsOfOtherHosts];
  const prevalence = new PrevalenceIndex(records, collector.initHosts);
  const lookups = distinct([...records, ...collector.lookupEvents]).sort(byTime);
  const alerts = lookups.filter(({ event }) => isAlert(event));
  const limits = {
    hosts: maxHosts,
    filesPerHost: maxFiles,
    eventsPerHost: collector.eventsPerHost,
    matchesLeftOut: plantedFiles.leftOut,
  };
  const hostCases = hosts.map((host) =>
    host.toHostCase(prevalence, alerts, lookups, search.processesLeftOut(host.key)),
  );
  return numberEvents(
    { hosts: hostCases, limits },
    hosts.map(({ key }) => key),
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

/** The records of different events. */
function distinct(records: readonly EventRecord[]): EventRecord[] {
  return [...new Map(records.map((record) => [eventKey(record), record])).values()];
}
