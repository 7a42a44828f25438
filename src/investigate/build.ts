import { PrevalenceIndex } from './analysis/prevalence.js';
import type { Case } from './case.js';
import { Citations } from './citations.js';
import type { EventCollector } from './collector.js';
import { isAlert } from './endpoint-event.js';
import { HostAnalysis } from './host-analysis.js';
import { mostFiles, mostHosts, type PlantedFiles } from './planted-files.js';

/** Takes stock of what was gathered of each host with planted files. */
export function analyseHosts(
  subjects: PlantedFiles,
  gathering: EventCollector,
): readonly HostAnalysis[] {
  return subjects.hosts().map((host) => new HostAnalysis(host, subjects, gathering));
}

/**
 * Makes the case of what was gathered. The same events make the same case, in whatever order and files they came.
 *
 * @param hosts what {@link takeStock} returned when all was gathered.
 */
export function buildCase(
  hosts: readonly HostAnalysis[],
  subjects: PlantedFiles,
  gathering: EventCollector,
): Case {
  const citations = new Citations();
  const everything = [...hosts.flatMap(({ records }) => records), ...gathering.elsewhere];
  const twins = new PrevalenceIndex(everything);
  const alerts = everything.filter(({ event }) => isAlert(event));
  const told = hosts.map((host) => host.tell(citations, twins, alerts, subjects, gathering));
  const events = citations.number(hosts.map(({ key }) => key));
  return {
    hosts: told,
    events,
    limits: {
      hosts: mostHosts,
      filesPerHost: mostFiles,
      eventsPerHost: gathering.eventsPerHost,
      matchesLeftOut: subjects.leftOut,
    },
  };
}

/**
 * Processes that the gathered events bring up and that have not been sought yet: those between a planter and its
 * session's first process, and those that the planted scripts ran as.
 */
export function furtherProcesses(hosts: readonly HostAnalysis[]): Map<string, Set<string>> {
  return new Map(
    hosts.map(({ key, family }) => [key, new Set([...family.lineage, ...family.scripts])]),
  );
}
