import type { Rule } from '../../rule/rule.js';
import type { LogExtent } from '../log-extent.js';
import type { Coverage, Relevance } from '../search-criteria.js';
import type { CollectedCounts } from './counts.js';
import {
  type CollectedRecord,
  hostLabel,
  maxInitHosts,
  maxRecordHosts,
  maxSought,
} from './record.js';

/**
 * The record of the events that were collected from a log.
 *
 * @param hosts the keys of those with planted files.
 * @param cutOf the kinds of events of a host of which some were dropped.
 */
export function recordOfLog(
  rule: Rule,
  hosts: readonly string[],
  extent: LogExtent,
  counts: CollectedCounts,
  sought: ReadonlySet<string>,
  rest: Pick<CollectedRecord, 'problems' | 'asks' | 'evidence'>,
  cutOf: (host: string) => ReadonlySet<Relevance> = (host) => extent.cutOf(host),
): CollectedRecord {
  const { problems, asks, evidence } = rest;
  return {
    rule: rule.identity.label,
    events: counts.events,
    problems,
    asks,
    sought: [...sought].slice(0, maxSought),
    hosts: hosts.slice(0, maxRecordHosts).map((host) => ({
      host: hostLabel(host),
      after: Object.keys(extent.coverageOf(host)).sort() as Coverage[],
      recorded: [...extent.periodsOf(host)].map(([kind, period]) => ({ kind, ...period })),
      events: counts.ofHost(host),
      cut: [...cutOf(host)],
    })),
    initHosts: [...extent.initHosts].sort().slice(0, maxInitHosts),
    otherEvents: counts.others,
    evidence,
  };
}
