import { scriptOf } from '../../lead/invocation.js';
import type { ChainLink, OddPlace } from '../case.js';
import type { EndpointEvent, ProcessFacts } from '../endpoint-event.js';
import type { EventRecord } from '../event-record.js';

/** What the log holds of one process. */
interface Known {
  /** Events of its own kind: that it began, became another program, ended. */
  readonly own: EventRecord[];
  /** Events of other kinds that it caused. */
  readonly acts: EventRecord[];
  /** Events of its children, and of those whose session it leads. */
  readonly named: EventRecord[];
}

/** A chain is cut where it is longer: no session is so deep. */
const mostLinks = 64;

/** Events that are named for a link at most. */
const mostCited = 8;

/** The processes of one host, by entity id: ids of another host are another's. */
export class Processes {
  readonly #known = new Map<string, Known>();

  constructor(records: readonly EventRecord[]) {
    for (const record of records) {
      const { process, parent, entryLeader, categories } = record.event;
      const isOwn = categories.includes('process');
      this.#note(process.entityId, isOwn ? 'own' : 'acts', record);
      if (tells(parent)) this.#note(parent.entityId, 'named', record);
      if (entryLeader.entityId !== process.entityId && tells(entryLeader)) {
        this.#note(entryLeader.entityId, 'named', record);
      }
    }
  }

  /**
   * The processes from the one that acted up to its session's first, as far as the log shows.
   *
   * @param match the event of the one that acted.
   */
  chain(match: EventRecord): {
    readonly links: readonly DraftLink[];
    /** From where the session came, as far as the log tells more of it than ids: the daemon that began it, and so on. */
    readonly above: readonly DraftLink[];
    readonly leader: string | undefined;
  } {
    const leader = this.leaderOf(match);
    const all = [this.#writer(match, leader), ...this.#ancestors(match, leader)];
    const entry = all.findIndex(({ entityId }) => entityId !== undefined && entityId === leader);
    const links = entry < 0 ? all : all.slice(0, entry + 1);
    const above = all.slice(links.length).filter(({ known }) => known !== 'id-only');
    return { links, above, leader };
  }

  #ancestors(match: EventRecord, leader: string | undefined): readonly DraftLink[] {
    const links: DraftLink[] = [];
    const lines = this.#ancestries(match);
    const seen = new Set<string>();
    let id = match.event.process.entityId;
    let via = match;
    while (id !== undefined && !seen.has(id) && links.length < mostLinks) {
      seen.add(id);
      const next = this.#parentOf(id, via, lines);
      if (next === undefined || seen.has(next.id)) break;
      links.push(this.#ancestor(next.id, next.record, leader));
      ({ id, record: via } = next);
    }
    const { parent } = match.event;
    if (links.length === 0 && parent.entityId === undefined && tells(parent)) {
      links.push(draft(undefined, 'ancestor', 'by-others', parent, [match], leader));
    }
    return links;
  }

  /** The entity id of the first process of the session that an event belongs to. */
  leaderOf(record: EventRecord): string | undefined {
    return (
      record.event.entryLeader.entityId ??
      this.#aboutSession(record).find(({ event }) => event.entryLeader.entityId !== undefined)
        ?.event.entryLeader.entityId
    );
  }

  /**
   * The event that tells how the session came in: one of the chain's own processes that names the same leader, or none
   * where that is not known. Others may stem from the same daemon and yet be of another session.
   */
  sessionRecord(
    match: EventRecord,
    links: readonly DraftLink[],
    leader: string | undefined,
  ): EventRecord | undefined {
    const ids = links.flatMap(({ entityId }) => entityId ?? []);
    const own = ids.flatMap((id) => this.own(id));
    return [match, ...own].find(
      ({ event }) => event.entryType !== undefined && event.entryLeader.entityId === leader,
    );
  }

  /** Events of a process's own kind. */
  own(id: string): readonly EventRecord[] {
    return this.#known.get(id)?.own ?? [];
  }

  #note(id: string | undefined, how: keyof Known, record: EventRecord): void {
    if (id === undefined) return;
    const known = this.#known.get(id) ?? { own: [], acts: [], named: [] };
    known[how].push(record);
    this.#known.set(id, known);
  }

  #aboutSession({ event }: EventRecord): readonly EventRecord[] {
    const known = this.#known.get(event.process.entityId ?? '');
    return known === undefined ? [] : [...known.own, ...known.acts];
  }

  /** The longest lines of ancestors that the match's process is known by, with the events that tell them. */
  #ancestries(match: EventRecord): readonly EventRecord[] {
    return [match, ...this.#aboutSession(match)].toSorted(
      (one, other) => other.event.ancestry.length - one.event.ancestry.length,
    );
  }

  /** A process's parent, by its own events, else by the line of ancestors that it stands in. */
  #parentOf(
    id: string,
    via: EventRecord,
    lines: readonly EventRecord[],
  ): { id: string; record: EventRecord } | undefined {
    const known = this.#known.get(id);
    const own = [...(known?.own ?? []), ...(known?.acts ?? []), via].find(
      ({ event }) => event.process.entityId === id && event.parent.entityId !== undefined,
    );
    if (own?.event.parent.entityId !== undefined) {
      return { id: own.event.parent.entityId, record: own };
    }
    for (const record of lines) {
      const { process, ancestry } = record.event;
      const line = [process.entityId, ...ancestry];
      const at = line.indexOf(id);
      const next = at < 0 ? undefined : line[at + 1];
      if (next !== undefined) return { id: next, record };
    }
    return undefined;
  }

  #writer(match: EventRecord, leader: string | undefined): DraftLink {
    const id = match.event.process.entityId;
    const own = id === undefined ? undefined : this.#tellingOwn(id, match);
    const acting = ownFacts(match.event);
    const link = draft(
      id,
      'writer',
      own === undefined ? 'by-others' : 'own',
      // What it was when it wrote counts: it may have become another program since.
      own === undefined ? acting : merged(acting, ownFacts(own.event)),
      [match, ...(own === undefined ? [] : [own])],
      leader,
    );
    const odd = own === undefined ? [] : oddPlaces(own.event.process);
    return { ...link, odd: [...new Set([...link.odd, ...odd])] };
  }

  #ancestor(id: string, via: EventRecord, leader: string | undefined): DraftLink {
    const own = this.#tellingOwn(id, via);
    if (own !== undefined) return draft(id, 'ancestor', 'own', ownFacts(own.event), [own], leader);
    const known = this.#known.get(id);
    const act = known?.acts[0];
    const named = known?.named[0];
    const facts = [
      ...(act === undefined ? [] : [ownFacts(act.event)]),
      ...(named === undefined ? [] : [namedFacts(id, named.event)]),
    ] as readonly Facts[];
    const records = [act, named].filter((record) => record !== undefined);
    return facts.length === 0
      ? draft(id, 'ancestor', 'id-only', { args: [] }, [via], leader)
      : draft(id, 'ancestor', 'by-others', facts.reduce(merged), records, leader);
  }

  /** The event of a process's own that tells most of what it was when it acted: its last exec before that. */
  #tellingOwn(id: string, act: EventRecord): EventRecord | undefined {
    const before = this.own(id).filter(
      ({ event }) => (event.milliseconds ?? 0) <= (act.event.milliseconds ?? Infinity),
    );
    const isExec = ({ event }: EventRecord): boolean =>
      event.actions.some((action) => /exec/.test(action));
    // What it became afterwards tells nothing of what it was.
    return before.findLast(isExec) ?? before[0];
  }
}

/** What is known of a process, and who is behind its user. */
interface Facts extends ProcessFacts {
  readonly realUser?: string | undefined;
}

/** A link of a chain with the events that show it. */
export interface DraftLink extends Omit<ChainLink, 'events'> {
  readonly records: readonly EventRecord[];
}

function draft(
  entityId: string | undefined,
  role: 'writer' | 'ancestor',
  known: ChainLink['known'],
  facts: Facts,
  records: readonly EventRecord[],
  leader: string | undefined,
): DraftLink {
  const {
    args,
    commandLine = args.length > 0 ? args.join(' ') : undefined,
    interactive,
    ...rest
  } = facts;
  const { executable, name, user, realUser, workingDirectory, pid, start } = rest;
  return {
    ...(entityId === undefined ? {} : { entityId }),
    role:
      entityId !== undefined && entityId === leader && role === 'ancestor' ? 'entry-leader' : role,
    known,
    ...defined({ executable, name, commandLine, user, realUser, workingDirectory, pid, start }),
    ...(interactive === undefined ? {} : { isInteractive: interactive === 'true' }),
    odd: oddPlaces(facts),
    records: records.slice(0, mostCited),
  };
}

/** An object without the members that are undefined. */
export function defined<T extends object>(
  members: T,
): { [key in keyof T]?: Exclude<T[key], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [key in keyof T]?: Exclude<T[key], undefined>;
  };
}

/** A process by an event that it caused itself: its user is the event's. */
function ownFacts({ process, user, realUser }: EndpointEvent): Facts {
  const name = process.user ?? user.name ?? user.id;
  const real = realUser.name ?? realUser.id;
  return { ...process, user: name, realUser: real === name ? undefined : real };
}

/** What an event says of another process than the one that acted: its parent, or the leader of its session. */
function namedFacts(id: string, { parent, entryLeader }: EndpointEvent): ProcessFacts {
  const said = [parent, entryLeader].filter(({ entityId }) => entityId === id);
  return said.reduce(merged, { args: [] });
}

/** Two accounts of one process: what the first does not tell, the second may. */
function merged(one: Facts, other: Facts): Facts {
  return { ...other, ...defined(one), args: one.args.length > 0 ? one.args : other.args };
}

/** Whether an event says more of a process than its entity id. */
function tells({ executable, name, args, commandLine }: ProcessFacts): boolean {
  return (executable ?? name ?? commandLine) !== undefined || args.length > 0;
}

/** Where no installed program lies, by a path. A home is root's, or below /home. */
const oddFolders: readonly (readonly [OddPlace, RegExp])[] = [
  ['tmp', /^\/tmp\//],
  ['dev-shm', /^\/(?:dev|run)\/shm\//],
  ['var-tmp', /^\/var\/tmp\//],
  ['home', /^\/(?:home\/|root\/)/],
  ['deleted', / \(deleted\)$/],
  ['memfd', /^(?:\/?memfd:|\/proc\/(?:self|\d+)\/fd\/|\/dev\/fd\/)/],
];

/** What is odd about where a process's executable lies, or the script that it runs. */
export function oddPlaces(process: ProcessFacts): readonly OddPlace[] {
  const programs = [process.executable ?? '', scriptOf(process) ?? ''];
  return oddFolders.flatMap(([place, pattern]) =>
    programs.some((program) => pattern.test(program)) ? [place] : [],
  );
}
