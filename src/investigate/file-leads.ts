import { distinctExclusions } from './analysis/excluded-scripts.js';
import type { PlantedFile } from './case.js';
import type { EventRecord, MatchRecord } from './event-record.js';

/** The leads among the events that a file is in the case for, by kind; undefined if there are none. */
export function leadsAmong(matches: readonly MatchRecord[]): PlantedFile<EventRecord>['leads'] {
  const kinds = new Set(matches.flatMap(({ lead }) => lead ?? []));
  if (kinds.size === 0) return undefined;
  return [...kinds].map((kind) => {
    const events = matches.filter(({ lead }) => lead === kind);
    const exclusions = distinctExclusions(events.flatMap((record) => record.exclusions ?? []));
    const isExcluded = kind === 'chosen-by-attacker' && exclusions.length > 0;
    return { kind, events, exclusions: isExcluded ? exclusions : undefined };
  });
}
