import type { ChainLink } from '../case.js';
import { isProcessStart, isProgramStart } from '../endpoint-event.js';
import { commandOf, kindOf, userOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import {
  chainLink,
  describeActor,
  describeMentioned,
  isDescribed,
  mergeDescriptions,
  unusualLocations,
} from './chain-link.js';
import { isInit, otherProcesses, parentIn } from './entity-ids.js';
import { inferredConnection, programOf } from './inferred-session.js';
import { withServiceShells } from './service-shells.js';

/** The events that describe one process. */
interface ProcessEvents {
  /** Its process events: it started, executed another program, ended. */
  readonly processEvents: EventRecord[];
  /** Other events that it caused. */
  readonly otherEvents: EventRecord[];
  /** Events of its children and of the session that it leads. */
  readonly mentioningEvents: EventRecord[];
}

/** The processes that led to a match. */
export interface ProcessChain {
  readonly match: EventRecord;
  /** From the process that acted up to the first process of its session, as far as known. */
  readonly links: readonly ChainLink<EventRecord>[];
  /** Ancestors of the first process that the log describes, such as the daemon that opened the session. */
  readonly above: readonly ChainLink<EventRecord>[];
  /** Whether the links end at the first process of the session. */
  readonly reachesEntry: boolean;
  /** The event that shows where the session came from. */
  readonly session: EventRecord | undefined;
  /** Without session data: the connection by which it most likely came in. */
  readonly connection: EventRecord | undefined;
}

/** Maximum number of events that show another process with the same id. */
const maxOthers = 8;

/** Maximum length of a chain. No session is that deep. */
const maxAncestors = 64;

/** The processes of one host by entity id, which is unique only per host. */
export class Processes {
  readonly #events = new Map<string, ProcessEvents>();
  /** By the first process of a session, the event that best shows where it came from. */
  readonly #sessions = new Map<string, EventRecord>();
  /** Accepted connections, in order of time. */
  readonly #accepted: readonly EventRecord[];

  /** @param records the host's events, in order of time. */
  constructor(records: readonly EventRecord[]) {
    this.#accepted = records.filter(({ event }) => kindOf(event) === 'connection-in');
    for (const record of records) {
      const { process, parent, entryLeader, entryType, categories } = record.event;
      const leader = entryLeader.entityId;
      if (leader !== undefined && entryType !== undefined) {
        const known = this.#sessions.get(leader);
        const isBetter = hasAddress(record) && !hasAddress(known);
        if (known === undefined || isBetter) this.#sessions.set(leader, record);
      }
      const isProcessEvent = categories.includes('process');
      this.#add(process.entityId, isProcessEvent ? 'processEvents' : 'otherEvents', record);
      if (isDescribed(parent)) this.#add(parent.entityId, 'mentioningEvents', record);
      if (entryLeader.entityId !== process.entityId && isDescribed(entryLeader)) {
        this.#add(entryLeader.entityId, 'mentioningEvents', record);
      }
    }
  }

  #add(id: string | undefined, kind: keyof ProcessEvents, record: EventRecord): void {
    if (id === undefined) return;
    const events = this.#events.get(id) ?? {
      processEvents: [],
      otherEvents: [],
      mentioningEvents: [],
    };
    events[kind].push(record);
    this.#events.set(id, events);
  }

  /** @param match the event of the process that starts the chain. */
  chain(match: EventRecord): ProcessChain {
    const leader = this.#leaderOf(match);
    const all = withServiceShells([this.#writer(match), ...this.#ancestors(match, leader)]);
    const entry = all.findIndex(({ entityId }) => entityId !== undefined && entityId === leader);
    const links = entry < 0 ? all : all.slice(0, entry + 1);
    const session = this.#sessionRecord(match, links, leader);
    return {
      match,
      links,
      above: all.slice(links.length).filter(({ known }) => known !== 'id-only'),
      reachesEntry: entry >= 0,
      session,
      connection:
        session === undefined && leader === undefined ? this.#connectionOf(all) : undefined,
    };
  }

  #connectionOf(links: readonly ChainLink<EventRecord>[]): EventRecord | undefined {
    const processes = links.map((link) => {
      const starts = this.#events.get(link.entityId ?? '')?.processEvents ?? [];
      const first = starts.find(({ event }) => isProcessStart(event));
      return {
        entityId: link.entityId,
        program: programOf(link),
        since: first?.event.milliseconds,
      };
    });
    return inferredConnection(processes, this.#accepted);
  }

  /**
   * The events of a process.
   *
   * @param via an event of it or of a descendant, which tells it from another process with the same id.
   */
  #eventsOf(id: string, via: EventRecord): ProcessEvents | undefined {
    const events = this.#events.get(id);
    const others = this.#othersWith(id, via);
    if (events === undefined || others.length === 0) return events;
    const parents = new Set(others.map(({ event }) => event.parent.entityId));
    const isMeant = ({ event }: EventRecord): boolean => {
      const parent = parentIn(event, id);
      return parent === undefined || !parents.has(parent);
    };
    return {
      processEvents: events.processEvents.filter(isMeant),
      otherEvents: events.otherEvents.filter(isMeant),
      mentioningEvents: events.mentioningEvents.filter(isMeant),
    };
  }

  /** The start events of other processes with the same id. */
  #othersWith(id: string, via: EventRecord): readonly EventRecord[] {
    const starts = (this.#events.get(id)?.processEvents ?? []).filter(({ event }) =>
      isProcessStart(event),
    );
    return otherProcesses(parentIn(via.event, id), starts);
  }

  /** Notes in a link that the log has another process with its id. */
  #withOthers(link: ChainLink<EventRecord>, via: EventRecord): ChainLink<EventRecord> {
    const others = link.entityId === undefined ? [] : this.#othersWith(link.entityId, via);
    const last = others.findLast(({ event }) => isProgramStart(event)) ?? others.at(-1);
    if (last === undefined) return link;
    return {
      ...link,
      sameId: {
        parent: last.event.parent.entityId,
        command: commandOf(last.event),
        user: userOf(last.event),
        events: others.slice(0, maxOthers),
      },
    };
  }

  /** The entity id of the first process of the session that an event belongs to. */
  #leaderOf(record: EventRecord): string | undefined {
    return [record, ...this.#causedBySame(record)].find(
      ({ event }) => event.entryLeader.entityId !== undefined,
    )?.event.entryLeader.entityId;
  }

  /** All events of the process that caused an event. */
  #causedBySame(record: EventRecord): readonly EventRecord[] {
    const events = this.#eventsOf(record.event.process.entityId ?? '', record);
    return events === undefined ? [] : [...events.processEvents, ...events.otherEvents];
  }

  #ancestors(match: EventRecord, leader: string | undefined): readonly ChainLink<EventRecord>[] {
    const links: ChainLink<EventRecord>[] = [];
    const ancestries = [match, ...this.#causedBySame(match)].toSorted(
      (one, other) => other.event.ancestry.length - one.event.ancestry.length,
    );
    const seen = new Set<string>();
    let id = match.event.process.entityId;
    let via = match;
    while (id !== undefined && !seen.has(id) && links.length < maxAncestors) {
      seen.add(id);
      const next = this.#parentOf(id, via, ancestries);
      if (next === undefined || seen.has(next.id)) break;
      const role = next.id === leader ? 'entry-leader' : 'ancestor';
      links.push(this.#ancestor(next.id, role, next.record));
      ({ id, record: via } = next);
    }
    const { parent } = match.event;
    if (links.length === 0 && parent.entityId === undefined && isDescribed(parent)) {
      links.push(chainLink(undefined, 'ancestor', 'by-others', parent, [match]));
    }
    return links;
  }

  /**
   * A process's parent: the one that an event of it names, unless init adopted it by then; else according to its other
   * events, else to the recorded ancestry.
   *
   * @param ancestries events of the match's process, those with the longest ancestry first.
   */
  #parentOf(
    id: string,
    via: EventRecord,
    ancestries: readonly EventRecord[],
  ): { id: string; record: EventRecord } | undefined {
    const { process: actor, parent: named } = via.event;
    if (actor.entityId === id && named.entityId !== undefined && !isInit(named.entityId)) {
      return { id: named.entityId, record: via };
    }
    const events = this.#eventsOf(id, via);
    for (const record of [...(events?.processEvents ?? []), ...(events?.otherEvents ?? []), via]) {
      const { process, parent } = record.event;
      if (process.entityId === id && parent.entityId !== undefined) {
        return { id: parent.entityId, record };
      }
    }
    for (const record of ancestries) {
      const { process, ancestry } = record.event;
      const line = [process.entityId, ...ancestry];
      const at = line.indexOf(id);
      const next = at < 0 ? undefined : line[at + 1];
      if (next !== undefined) return { id: next, record };
    }
    return undefined;
  }

  #writer(match: EventRecord): ChainLink<EventRecord> {
    const id = match.event.process.entityId;
    const processEvent = id === undefined ? undefined : this.#processEventBefore(id, match);
    const actor = describeActor(match.event);
    if (processEvent === undefined) return chainLink(id, 'writer', 'by-others', actor, [match]);
    // The match takes precedence: the process may have executed another program since its process event.
    const description = mergeDescriptions(actor, describeActor(processEvent.event));
    const link = chainLink(id, 'writer', 'own', description, [match, processEvent]);
    const odd = [...new Set([...link.odd, ...unusualLocations(processEvent.event.process)])];
    return this.#withOthers({ ...link, odd }, match);
  }

  #ancestor(id: string, role: ChainLink['role'], via: EventRecord): ChainLink<EventRecord> {
    const processEvent = this.#processEventBefore(id, via);
    if (processEvent !== undefined) {
      const description = describeActor(processEvent.event);
      return this.#withOthers(chainLink(id, role, 'own', description, [processEvent]), via);
    }
    const events = this.#eventsOf(id, via);
    const [otherEvent, mentioningEvent] = [events?.otherEvents[0], events?.mentioningEvents[0]];
    const descriptions = [
      otherEvent && describeActor(otherEvent.event),
      mentioningEvent && describeMentioned(id, mentioningEvent.event),
    ].filter((description) => description !== undefined);
    if (descriptions.length === 0) return chainLink(id, role, 'id-only', { args: [] }, [via]);
    const shown = [otherEvent, mentioningEvent].filter((record) => record !== undefined);
    return chainLink(id, role, 'by-others', descriptions.reduce(mergeDescriptions), shown);
  }

  /** The process event that best describes a process when it acted: its last exec before that. */
  #processEventBefore(id: string, record: EventRecord): EventRecord | undefined {
    const before = (this.#eventsOf(id, record)?.processEvents ?? []).filter(
      ({ event }) => (event.milliseconds ?? 0) <= (record.event.milliseconds ?? Infinity),
    );
    const isExec = ({ event }: EventRecord): boolean =>
      event.actions.some((action) => /exec/.test(action));
    return before.findLast(isExec) ?? before[0];
  }

  /** The event that shows where the session came from: any with the same first process, those of the chain first. */
  #sessionRecord(
    match: EventRecord,
    links: readonly ChainLink<EventRecord>[],
    leader: string | undefined,
  ): EventRecord | undefined {
    const processEvents = links.flatMap(({ entityId = '', events }) =>
      events[0] === undefined ? [] : (this.#eventsOf(entityId, events[0])?.processEvents ?? []),
    );
    const ofChain = [match, ...processEvents].filter(
      ({ event }) => event.entryType !== undefined && event.entryLeader.entityId === leader,
    );
    const other = this.#sessions.get(leader ?? '');
    return [...ofChain, other].find(hasAddress) ?? ofChain[0] ?? other;
  }
}

function hasAddress(record: EventRecord | undefined): boolean {
  return record?.event.entryAddress !== undefined;
}
