import type { HostSession } from '../case-sessions.js';
import type { EventRecord } from '../event-record.js';
import { sessionOfChain } from './creators.js';
import { isSshDaemon, programOf } from './inferred-session.js';
import type { FoundOrigin } from './origins.js';
import type { ProcessChain } from './processes.js';
import { isScheduler } from './schedulers.js';

/** A session that planted files, with the processes of it that the chains name. */
export interface PlantingSession {
  readonly shown: HostSession<EventRecord>;
  /** Entity ids from the processes that wrote the files up to the first process of the session. */
  readonly ids: ReadonlySet<string>;
  /** Daemons above it that serve others as well: their other children are not of this session. */
  readonly schedulers: ReadonlySet<string>;
}

/**
 * The sessions that planted files on a host, in the order of their first matches.
 *
 * @param chains the chains of each file, by its path.
 * @param origins what led to some of the chains.
 */
export function sessionsOf(
  chains: ReadonlyMap<string, readonly ProcessChain[]>,
  origins: ReadonlyMap<ProcessChain, FoundOrigin> = new Map(),
): readonly PlantingSession[] {
  const found = new Map<string, { chains: ProcessChain[]; files: Set<string> }>();
  const byTime = [...chains]
    .flatMap(([file, some]) =>
      some.flatMap((chain) => {
        const writer = origins.get(chain)?.writer;
        return [...(writer === undefined ? [] : [{ file, chain: writer }]), { file, chain }];
      }),
    )
    .sort(
      (one, other) =>
        (one.chain.match.event.milliseconds ?? Infinity) -
        (other.chain.match.event.milliseconds ?? Infinity),
    );
  for (const { file, chain } of byTime) {
    const key = chain.links[firstOf(chain)]?.entityId ?? JSON.stringify(chain.match.digest);
    const session = found.get(key) ?? { chains: [], files: new Set() };
    session.chains.push(chain);
    session.files.add(file);
    found.set(key, session);
  }
  const writers = new Set([...origins.values()].flatMap(({ writer }) => writer ?? []));
  return [...found.values()].map(({ chains: some, files }, at) => {
    const session = sessionOf(some, files, at + 1);
    const inbound = some.flatMap((chain) => origins.get(chain)?.inbound ?? []).at(0);
    const attached = some.flatMap((chain) => origins.get(chain)?.attached ?? []);
    const addresses = [...new Set(attached.flatMap(({ address }) => address ?? []))];
    const jobFiles = some.flatMap(({ match }) => match.event.file.path ?? []);
    const isJobs = some.every((chain) => writers.has(chain));
    return {
      ...session,
      shown: {
        ...session.shown,
        inbound: session.shown.address === undefined ? inbound?.address : undefined,
        attached: addresses.length > 0 ? addresses : undefined,
        jobFiles: isJobs ? [...new Set(jobFiles)] : undefined,
        events: [
          ...session.shown.events,
          ...(inbound?.events ?? []),
          ...attached.flatMap(({ events }) => events),
        ],
      },
    };
  });
}

function sessionOf(
  chains: readonly ProcessChain[],
  files: ReadonlySet<string>,
  number: number,
): PlantingSession {
  const parts = chains.map((chain) => chain.links.slice(0, firstOf(chain) + 1));
  const origin = chains.map((chain) => sessionOfChain(chain)).find((some) => some !== undefined);
  const first = parts.flatMap((links) => links.at(-1) ?? []).at(0);
  const users = parts.flat().flatMap(({ user, realUser }) => [user, realUser]);
  const above = chains.flatMap((chain) => chain.links.slice(firstOf(chain) + 1));
  return {
    shown: {
      number,
      entityId: first?.entityId,
      type: origin?.type,
      address: origin?.address,
      start: first?.start,
      users: [...new Set(users)].filter((user) => user !== undefined),
      files: [...files],
      events: [...new Set(chains.flatMap(({ match }) => match)), ...(origin?.events ?? [])],
    },
    ids: new Set(parts.flat().flatMap(({ entityId }) => entityId ?? [])),
    schedulers: new Set(
      above.flatMap((link) => (isScheduler(programOf(link)) ? (link.entityId ?? []) : [])),
    ),
  };
}

/**
 * The index of the first process of the session. A job begins below its scheduler. Without session data, a login begins
 * below the SSH daemon that listens; otherwise, the two oldest ancestors are assumed to be init and a daemon.
 */
function firstOf({ links, reachesEntry }: ProcessChain): number {
  const oldest = links.length - 1;
  const scheduler = links.findLastIndex((link) => isScheduler(programOf(link)));
  if (scheduler > 0) return scheduler - 1;
  if (reachesEntry) return oldest;
  const listener = links.findLastIndex((link) => isSshDaemon(programOf(link)));
  return listener > 0 ? listener - 1 : Math.max(0, oldest - 2);
}
