import { timeOf } from '../../event/time.js';
import type { ChainLink, Creator } from '../case.js';
import type { Session } from '../case-sessions.js';
import type { EventRecord, MatchRecord } from '../event-record.js';
import { creatorKey } from '../planted-files.js';
import { containerOf, earlierPrograms } from './containers.js';
import type { ProcessChain, Processes } from './processes.js';

/** The processes that created a file: one chain for each creator, starting at its first match. */
export function chainsOf(
  matches: readonly MatchRecord[],
  processes: Processes,
): readonly ProcessChain[] {
  const chains = new Map<string, ProcessChain>();
  for (const match of matches) {
    const key = creatorKey(match);
    if (!chains.has(key)) chains.set(key, processes.chain(match));
  }
  return [...chains.values()];
}

/** What led to a chain, besides its session. */
export type ChainOrigin = Pick<Creator<EventRecord>, 'attached' | 'inbound' | 'job'>;

/** @param origin the job of a scheduler, or the request, that led to the chain. */
export function creatorOf(chain: ProcessChain, origin: ChainOrigin = {}): Creator<EventRecord> {
  const { match, links, reachesEntry } = chain;
  return {
    events: [match],
    chain: links,
    reachesEntry,
    container: containerOf([match, ...links.flatMap(({ events }) => events)]),
    earlier: earlierPrograms(links),
    session: sessionOfChain(chain),
    ...origin,
  };
}

/** Where the session of a chain came from. */
export function sessionOfChain({
  match,
  links,
  session,
  connection,
}: ProcessChain): Session<EventRecord> | undefined {
  return (
    (session && shownSession(session, ageOf(match, links))) ??
    (connection && inferredSession(connection))
  );
}

function shownSession(record: EventRecord, age: number | undefined): Session<EventRecord> {
  const { entryType, entryAddress } = record.event;
  return { type: entryType, address: entryAddress, isInferred: false, age, events: [record] };
}

/** How long before a match the first process of its session started, in seconds. */
function ageOf(
  { event }: EventRecord,
  links: readonly ChainLink<EventRecord>[],
): number | undefined {
  const leader = links.find(({ role }) => role === 'entry-leader');
  const start = leader?.start === undefined ? undefined : timeOf(leader.start);
  if (start === undefined || event.milliseconds === undefined) return undefined;
  return Math.max(0, Math.floor((event.milliseconds - start) / 1000));
}

function inferredSession(record: EventRecord): Session<EventRecord> {
  return {
    type: 'sshd',
    address: record.event.source.address,
    isInferred: true,
    events: [record],
  };
}

/** The first process of the session if init started it: a daemon, which does other things, too. */
export function daemonOf({ links, session }: ProcessChain): string | undefined {
  const leader = links.find(({ role }) => role === 'entry-leader')?.entityId;
  return session?.event.entryType === 'init' ? leader : undefined;
}

/** Of the events that a link cites, those of the process itself. */
export function processEventsOf({
  entityId,
  events,
}: ChainLink<EventRecord>): readonly EventRecord[] {
  return events.filter(
    ({ event }) => event.categories.includes('process') && event.process.entityId === entityId,
  );
}
