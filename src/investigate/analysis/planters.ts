import type { EventRecord, MatchRecord } from '../event-record.js';
import { planterKey } from '../planted-files.js';
import type { DraftLink, Processes } from './processes.js';

/** A planter's chain, with records in place of numbers. */
export interface DraftPlanter {
  readonly match: MatchRecord;
  readonly links: readonly DraftLink[];
  /** From where the session came. */
  readonly above: readonly DraftLink[];
  readonly reachesEntry: boolean;
  readonly session: EventRecord | undefined;
}

export function plantersOf(
  matches: readonly MatchRecord[],
  processes: Processes,
): readonly DraftPlanter[] {
  const planters = new Map<string, DraftPlanter>();
  for (const match of matches) {
    const who = planterKey(match);
    if (planters.has(who)) continue;
    const { links, above, leader } = processes.chain(match);
    const last = links.at(-1);
    planters.set(who, {
      match,
      links,
      above,
      reachesEntry: leader !== undefined && last?.entityId === leader,
      session: processes.sessionRecord(match, links, leader),
    });
  }
  return [...planters.values()];
}

/** The session's first process, where init started it: a daemon does more than plant files. */
export function daemonOf({ links, session }: DraftPlanter): string | [] {
  const leader = links.find(({ role }) => role === 'entry-leader')?.entityId;
  return session?.event.entryType === 'init' && leader !== undefined ? leader : [];
}

/** The events of a link's own by which it is told. */
export function programStarts({ entityId, records }: DraftLink): readonly EventRecord[] {
  return records.filter(
    ({ event }) => event.categories.includes('process') && event.process.entityId === entityId,
  );
}
