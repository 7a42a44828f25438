import { filePath, hostOf, hostOs, timestamp } from '../event/ecs.js';
import { timeOf } from '../event/time.js';
import type { LeadKind, LeadNote } from '../lead/lead.js';
import { detach, type ScannedDocument } from '../scan/sink.js';
import { BoundedHosts } from './hosts.js';

/** An event beside the rule. */
export interface Lead {
  readonly kind: LeadKind;
  readonly document: ScannedDocument;
}

/** The leads of one kind, in numbers. */
export interface LeadCount {
  readonly events: number;
  /** The names of the hosts, as far as they are known; at most the first 1,000. */
  readonly hosts: readonly string[];
  /** The times of the first and the last event, as the events state them; undefined if none has a valid one. */
  readonly first: string | undefined;
  readonly last: string | undefined;
}

/** The leads of a scan. */
export interface LeadSummary {
  /** Events of all kinds. */
  readonly events: number;
  readonly kinds: Readonly<Partial<Record<LeadKind, LeadCount>>>;
  /** Hosts with leads that run Red Hat or a relative, as far as the events show it. */
  readonly redHatHosts: number;
  /** Whether they were searched for and are listed; otherwise only some were found by the way, and counted. */
  readonly areListed: boolean;
}

/** The numbers of leads, as JSON reports have them. */
export type LeadCounts = Pick<LeadSummary, 'events' | 'kinds' | 'redHatHosts'>;

export function leadCounts({ events, kinds, redHatHosts }: LeadSummary): LeadCounts {
  return { events, kinds, redHatHosts };
}

/** No leads. */
export const noLeads: LeadSummary = { events: 0, kinds: {}, redHatHosts: 0, areListed: false };

/** Temporary files whose end is waited for. Any more are leads at once. */
const maxTemporary = 10_000;

/** Leads that are kept to be listed. Any more are only counted. */
const maxListed = 10_000;

/** How systems of the Red Hat family are called in `host.os`: by their id, name or family. */
const redHatNames =
  /^(?:rhel|red ?hat|centos|fedora|rocky|alma|amzn|amazon|ol$|oracle|scientific|cloudlinux|virtuozzo|eurolinux|miracle)/i;

/** What is kept of a lead until the scan has ended. */
interface KeptLead {
  readonly kind: LeadKind;
  readonly document: ScannedDocument | undefined;
  readonly host: string | undefined;
  readonly isRedHat: boolean;
  readonly time: string | undefined;
  readonly onLead: (() => void) | undefined;
}

interface GrowingCount {
  events: number;
  readonly hosts: BoundedHosts<true>;
  first: { readonly at: number; readonly text: string } | undefined;
  last: { readonly at: number; readonly text: string } | undefined;
}

/**
 * Counts the leads of a scan, and keeps them if they are to be listed. A temporary file of an editor or of sed is only a
 * lead if no event renames or removes it.
 */
export class LeadTally {
  readonly #lists: boolean;
  readonly #counts = new Map<LeadKind, GrowingCount>();
  readonly #redHatHosts = new BoundedHosts<true>(() => true, 1000, 255);
  readonly #listed: Lead[] = [];
  readonly #temporary = new Map<string, KeptLead>();
  /** Temporary files that were renamed or removed. */
  readonly #ended = new Set<string>();

  /** @param lists whether leads are to be listed. */
  constructor(lists: boolean = false) {
    this.#lists = lists;
  }

  /**
   * Adds what the judge noted about an event.
   *
   * @param onLead called if the event is a lead: now, or for a temporary file in {@link finish}.
   */
  add(document: ScannedDocument, { kind, isTemporary, ends }: LeadNote, onLead?: () => void): void {
    const { event } = document;
    const host = hostOf(event)[0];
    if (ends !== undefined) {
      const key = keyOf(host, ends);
      this.#temporary.delete(key);
      if (this.#ended.size < maxTemporary) this.#ended.add(key);
    }
    if (kind === undefined) return;
    const lead: KeptLead = {
      kind,
      document: this.#lists ? detach(document) : undefined,
      host,
      isRedHat: hostOs.some((field) => field.find(event, (name) => redHatNames.test(name))),
      time: timestamp.first(event),
      onLead,
    };
    if (isTemporary && this.#temporary.size < maxTemporary) {
      this.#await(keyOf(host, filePath.first(event) ?? ''), lead);
    } else this.#count(lead);
  }

  /** Counts a temporary file only if nothing ends it. */
  #await(key: string, lead: KeptLead): void {
    if (this.#ended.has(key)) return;
    const earlier = this.#temporary.get(key);
    if (earlier !== undefined) this.#count(earlier);
    this.#temporary.set(key, lead);
  }

  /** The leads in numbers. Temporary files that remain are leads. */
  finish(): LeadSummary {
    for (const lead of this.#temporary.values()) this.#count(lead);
    this.#temporary.clear();
    const counts = [...this.#counts].map(([kind, count]): [LeadKind, LeadCount] => [
      kind,
      {
        events: count.events,
        hosts: count.hosts.names(),
        first: count.first?.text,
        last: count.last?.text,
      },
    ]);
    return {
      events: counts.reduce((sum, [, { events }]) => sum + events, 0),
      kinds: Object.fromEntries(counts),
      redHatHosts: this.#redHatHosts.names().length,
      areListed: this.#lists,
    };
  }

  /** The leads that were kept, in the order in which they were found. */
  get listed(): readonly Lead[] {
    return this.#listed;
  }

  #count({ kind, document, host, isRedHat, time, onLead }: KeptLead): void {
    onLead?.();
    const count = this.#counts.get(kind) ?? newCount();
    this.#counts.set(kind, count);
    count.events += 1;
    if (host !== undefined) count.hosts.get(host);
    if (host !== undefined && isRedHat) this.#redHatHosts.get(host);
    const at = time === undefined ? undefined : timeOf(time);
    if (time !== undefined && at !== undefined) {
      if (count.first === undefined || at < count.first.at) count.first = { at, text: time };
      if (count.last === undefined || at > count.last.at) count.last = { at, text: time };
    }
    if (document !== undefined && this.#listed.length < maxListed) {
      this.#listed.push({ kind, document });
    }
  }
}

function newCount(): GrowingCount {
  const hosts = new BoundedHosts<true>(() => true, 1000, 255);
  return { events: 0, hosts, first: undefined, last: undefined };
}

/** What identifies a file of a host. */
function keyOf(host: string | undefined, path: string): string {
  return JSON.stringify([host, path]);
}
