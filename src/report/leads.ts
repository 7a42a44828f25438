import { filePath, hostOf, hostOs, processEntityId, timestamp } from '../event/ecs.js';
import { timeOf } from '../event/time.js';
import type { LeadKind, LeadNote } from '../lead/lead.js';
import { ScannedDocument } from '../scan/sink.js';
import { CommandLeads, SeenScripts } from './command-leads.js';
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
  /** In the order of the scan; empty unless they are listed. */
  readonly listed: readonly Lead[];
  /** Leads that are only counted, because there are more than are listed. */
  readonly notListed: number;
}

/** The numbers of leads, as JSON reports have them. */
export type LeadCounts = Pick<LeadSummary, 'events' | 'kinds' | 'redHatHosts'>;

export function leadCounts({ events, kinds, redHatHosts }: LeadSummary): LeadCounts {
  return { events, kinds, redHatHosts };
}

/** No leads. */
export const noLeads: LeadSummary = {
  events: 0,
  kinds: {},
  redHatHosts: 0,
  areListed: false,
  listed: [],
  notListed: 0,
};

/** Temporary files whose end is waited for. Any more are leads at once. */
const maxTemporary = 10_000;

/** Maximum number of hosts that are named for leads of a kind. */
export const maxLeadHosts = 1000;

/** Leads that are kept to be listed. Any more are only counted. */
export const maxListedLeads = 10_000;

/** Bytes of documents that are kept to be listed. */
const maxListedBytes = 256 * 1024 * 1024;

/** How systems of the Red Hat family are called in `host.os`: by their id, name or family. */
const redHatNames =
  /^(?:rhel|red ?hat|centos|fedora|rocky|alma|amzn|amazon|ol$|oracle|scientific|cloudlinux|virtuozzo|eurolinux|miracle)/i;

/** What is kept of a lead until the scan has ended. */
interface KeptLead {
  readonly kind: LeadKind;
  /** How many leads and commands were added before it. */
  readonly order: number;
  /** Undefined if it is not to be listed, or if there is no space for more. */
  readonly document: ScannedDocument | undefined;
  readonly host: string | undefined;
  readonly isRedHat: boolean;
  readonly time: string | undefined;
  readonly scripts: readonly string[];
  readonly onLead: (() => void) | undefined;
}

interface GrowingCount {
  events: number;
  readonly hosts: BoundedHosts<true>;
  first: { readonly at: number; readonly text: string } | undefined;
  last: { readonly at: number; readonly text: string } | undefined;
}

/** Whether a lead is to be reported. */
export type LeadFilter = (document: ScannedDocument) => boolean;

/**
 * Counts the leads of a scan, and keeps them if they are to be listed. A temporary file of an editor or of sed is only a
 * lead if no event renames or removes it, and a command only if no file event shows one of its scripts.
 */
export class LeadTally {
  readonly #lists: boolean;
  readonly #isWanted: LeadFilter;
  readonly #counts = new Map<LeadKind, GrowingCount>();
  readonly #redHatHosts = new BoundedHosts<true>(() => true, maxLeadHosts, 255);
  readonly #listed: KeptLead[] = [];
  readonly #temporary = new Map<string, KeptLead>();
  /** Temporary files that were renamed or removed. */
  readonly #ended = new Set<string>();
  readonly #seen: SeenScripts;
  readonly #seesScripts: boolean;
  readonly #commands: CommandLeads<KeptLead>;
  #order = 0;
  #listedBytes = 0;

  /**
   * @param lists whether leads are to be listed.
   * @param isWanted asked about each lead.
   * @param seen the scripts that another tally of the same events has seen, to share its memory.
   */
  constructor(
    lists: boolean = false,
    isWanted: LeadFilter = () => true,
    seen: SeenScripts | undefined = undefined,
  ) {
    this.#lists = lists;
    this.#isWanted = isWanted;
    this.#seen = seen ?? new SeenScripts();
    this.#seesScripts = seen === undefined;
    this.#commands = new CommandLeads(this.#seen);
  }

  /** The scripts that its events show. */
  get seen(): SeenScripts {
    return this.#seen;
  }

  /**
   * Adds what the judge noted about an event.
   *
   * @param onLead called if the event is a lead: now, or in {@link finish} if that depends on other events.
   */
  add(document: ScannedDocument, note: LeadNote, onLead?: () => void): void {
    const { kind, isTemporary, ends, scripts = [], command } = note;
    const host = hostOf(document.event)[0];
    this.#end(host, ends);
    if (scripts.length > 0 && this.#seesScripts) {
      this.#seen.see(host, scripts, processEntityId.first(document.event));
    }
    if (kind === undefined && command === undefined) return;
    // A document that is not kept cannot be asked about later.
    if (!this.#lists && !this.#isWanted(document)) return;
    if (kind !== undefined) {
      const lead = this.#keep(document, kind, host, scripts, onLead);
      if (isTemporary && this.#temporary.size < maxTemporary) {
        this.#await(keyOf(host, filePath.first(document.event) ?? ''), lead);
      } else this.#count(lead);
    }
    if (command !== undefined) {
      const lead = this.#keep(document, command.kind, host, command.scripts, onLead);
      for (const found of this.#commands.add(host, command, lead)) this.#count(found);
    }
  }

  /** Adds a match, whether it is reported or not. It can only decide about leads. */
  addMatch(match: ScannedDocument, note: LeadNote): void {
    this.#commands.name(note.scripts ?? []);
    this.add(match, note);
  }

  /** The leads in numbers, and those that are listed. Temporary files that remain are leads. */
  finish(): LeadSummary {
    for (const lead of this.#temporary.values()) this.#count(lead);
    this.#temporary.clear();
    for (const lead of this.#commands.finish()) this.#count(lead);
    const counts = [...this.#counts].map(([kind, count]): [LeadKind, LeadCount] => [
      kind,
      {
        events: count.events,
        hosts: count.hosts.names(),
        first: count.first?.text,
        last: count.last?.text,
      },
    ]);
    const events = counts.reduce((sum, [, { events }]) => sum + events, 0);
    const listed = this.#listed
      .toSorted((one, other) => one.order - other.order)
      .flatMap(({ kind, document }) => (document === undefined ? [] : [{ kind, document }]));
    return {
      events,
      kinds: Object.fromEntries(counts),
      redHatHosts: this.#redHatHosts.names().length,
      areListed: this.#lists,
      listed,
      notListed: this.#lists ? events - listed.length : 0,
    };
  }

  #end(host: string | undefined, file: string | undefined): void {
    if (file === undefined) return;
    const key = keyOf(host, file);
    this.#temporary.delete(key);
    if (this.#ended.size < maxTemporary) this.#ended.add(key);
  }

  #keep(
    document: ScannedDocument,
    kind: LeadKind,
    host: string | undefined,
    scripts: readonly string[],
    onLead: (() => void) | undefined,
  ): KeptLead {
    const { event } = document;
    this.#order += 1;
    return {
      kind,
      order: this.#order,
      document: this.#lists ? this.#copy(document) : undefined,
      host,
      isRedHat: hostOs.some((field) => field.find(event, (name) => redHatNames.test(name))),
      time: timestamp.first(event),
      scripts,
      onLead,
    };
  }

  /** A copy of a document that stays valid; undefined if there is no space for it, and it is wanted. */
  #copy(document: ScannedDocument): ScannedDocument | undefined {
    const { place, index, id, json } = document;
    this.#listedBytes += json.length;
    return this.#listedBytes > maxListedBytes
      ? undefined
      : new ScannedDocument(place, { index, id, json: Uint8Array.from(json) });
  }

  /** Counts a temporary file only if nothing ends it. */
  #await(key: string, lead: KeptLead): void {
    if (this.#ended.has(key)) return;
    const earlier = this.#temporary.get(key);
    if (earlier !== undefined) this.#count(earlier);
    this.#temporary.set(key, lead);
  }

  /** Counts a lead, if it is wanted. */
  #count(lead: KeptLead): void {
    const { kind, document, host, isRedHat, time, scripts, onLead } = lead;
    this.#commands.name(scripts);
    if (document !== undefined && !this.#isWanted(document)) return;
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
    if (document !== undefined && this.#listed.length < maxListedLeads) this.#listed.push(lead);
  }
}

function newCount(): GrowingCount {
  const hosts = new BoundedHosts<true>(() => true, maxLeadHosts, 255);
  return { events: 0, hosts, first: undefined, last: undefined };
}

/** What identifies a file of a host. */
function keyOf(host: string | undefined, path: string): string {
  return JSON.stringify([host, path]);
}
