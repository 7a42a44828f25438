import type { ChosenExclusion } from '../../lead/chosen-exclusions.js';
import { actorOf, kindOf, userOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import type { ExcludedScript } from '../excluded-script.js';
import { isInitScript } from '../relevance.js';
import { bootOf } from './boot.js';
import { temporaryOf } from './one-deed.js';
import { type ProcessGroups, relationOf } from './related-activity.js';

/** Exclusions of temporary files, which matter only if they stay. */
const temporaryClauses: ReadonlySet<string> = new Set(['temporary-extension', 'sed-temporary']);

/**
 * The init scripts of a host that the rule excludes only by what their author is free to choose, those of the sessions
 * and scripts first. Temporary files of planted ones, and those that were removed or renamed, are none.
 *
 * @param records the host's events, in order of time.
 * @param files the paths of the files that the case is about.
 */
export function excludedScripts(
  records: readonly EventRecord[],
  files: ReadonlySet<string>,
  groups: ProcessGroups,
): readonly ExcludedScript<EventRecord>[] {
  const byPath = new Map<string, EventRecord[]>();
  const gone = new Set<string>();
  for (const record of records) {
    const { path = '', originalPath } = record.event.file;
    if (!isInitScript(record.event)) continue;
    const isRemoved = kindOf(record.event) === 'file-deleted';
    if (originalPath !== undefined) gone.add(originalPath);
    if (isRemoved) gone.add(path);
    else gone.delete(path);
    if (record.exclusions === undefined || isRemoved || files.has(path)) continue;
    byPath.set(path, [...(byPath.get(path) ?? []), record]);
  }
  const found = [...byPath].flatMap(([path, events]): ExcludedScript<EventRecord>[] => {
    const exclusions = distinctExclusions(events.flatMap(({ exclusions: some = [] }) => some));
    const isTemporary = exclusions.some(({ clause }) => temporaryClauses.has(clause));
    const [first] = events;
    const isOfFile = temporaryOf(path, events, files, records) !== undefined;
    if (first === undefined || (isTemporary && (gone.has(path) || isOfFile))) return [];
    return [
      {
        path,
        relation: relationOf(first, groups),
        by: actorOf(first.event),
        user: userOf(first.event),
        first: first.event.time,
        exclusions,
        boot: bootOf(path, events, records, groups.lineage).answer,
        events,
      },
    ];
  });
  const isByOthers = ({ relation }: ExcludedScript<EventRecord>): boolean => relation === 'host';
  return [...found.filter((one) => !isByOthers(one)), ...found.filter(isByOthers)];
}

/** The exclusions that some events have in common or alone, each once. */
export function distinctExclusions(
  exclusions: readonly ChosenExclusion[],
): readonly ChosenExclusion[] {
  return [
    ...new Map(exclusions.map((exclusion) => [JSON.stringify(exclusion), exclusion])).values(),
  ];
}
