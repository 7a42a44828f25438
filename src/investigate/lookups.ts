import type { Needle } from '../scan/kernel/needle.js';
import { type EndpointEvent, isAlert } from './endpoint-event.js';
import { actionOf } from './event-facts.js';
import type { EventRecord } from './event-record.js';
import { isLoginConnection, isLoginSession } from './logins.js';
import { type RecordLimits, TopRecords } from './top-records.js';

// What the sessions of a case are looked up by on all hosts, once they are known.

/** Limits on the events of each kind that are kept. */
const limits: RecordLimits = { records: 1000, nearDuplicates: 1, characters: 1 << 22 };

/** What to look up on all hosts. Can be sent to another thread. */
export interface Lookups {
  /** Addresses that sessions came from. */
  readonly addresses: readonly string[];
  /** Users of the sessions whose alerts on other hosts are relevant. */
  readonly users: readonly string[];
}

/** Why an event answers a look-up. */
export type LookupKind =
  /** An address is one of its host's own. */
  | 'owner'
  /** Its host, which has such an address, connected to another one. */
  | 'hop'
  /** A session of such a host. */
  | 'hop-session'
  /** Someone logged in to its host from such an address. */
  | 'login'
  | 'alert';

export function needlesForLookups({ addresses, users }: Lookups): readonly Needle[] {
  const values = [...addresses, ...(users.length > 0 ? ['alert', 'signal'] : [])];
  return values.map((text) => ({ text, anchor: 'whole' }));
}

/** Decides whether events answer look-ups. */
export class LookupClassifier {
  readonly #addresses: ReadonlySet<string>;
  readonly #users: ReadonlySet<string>;

  constructor({ addresses, users }: Lookups) {
    this.#addresses = new Set(addresses);
    this.#users = new Set(users);
  }

  /** Why an event answers a look-up; empty if it does not. */
  kinds(event: EndpointEvent): readonly LookupKind[] {
    const isOwner = this.ownAddresses(event).length > 0;
    const kinds: LookupKind[] = [];
    if (isOwner) kinds.push('owner');
    if (isOwner && actionOf(event) === 'connection-out') kinds.push('hop');
    if (isOwner && event.entryAddress !== undefined) kinds.push('hop-session');
    if (this.isLoginFrom(event)) kinds.push('login');
    if (isAlert(event) && this.#users.has(event.user.name ?? '')) kinds.push('alert');
    return kinds;
  }

  /** The addresses looked up that the event shows to be its host's own. */
  ownAddresses(event: EndpointEvent): readonly string[] {
    const source = actionOf(event) === 'connection-out' ? event.source.address : undefined;
    const own = [...event.host.addresses, ...(source === undefined ? [] : [source])];
    return [...new Set(own)].filter((address) => this.#addresses.has(address));
  }

  isLoginFrom(event: EndpointEvent): boolean {
    if (isLoginConnection(event)) return this.#addresses.has(event.source.address ?? '');
    return isLoginSession(event) && this.#addresses.has(event.entryAddress ?? '');
  }
}

/** The events that answer the look-ups, in bounded memory. */
export class LookupEvents {
  readonly #byKind = new Map<LookupKind, TopRecords>();

  add(record: EventRecord, kinds: readonly LookupKind[]): void {
    const { event, host } = record;
    for (const kind of kinds) {
      const records = this.#byKind.get(kind) ?? new TopRecords(limits);
      this.#byKind.set(kind, records);
      records.add(record, { key: JSON.stringify([host, ...keyOf(kind, event)]), order: [] });
    }
  }

  records(): readonly EventRecord[] {
    return [...this.#byKind.values()].flatMap((records) => records.records());
  }
}

/** What distinguishes events of a kind and host. */
function keyOf(kind: LookupKind, event: EndpointEvent): readonly (string | undefined)[] {
  switch (kind) {
    case 'hop':
      return [event.destination.address, event.entryLeader.entityId];
    case 'hop-session':
      return [event.entryLeader.entityId];
    case 'login':
      return [event.entryAddress ?? event.source.address];
    case 'alert':
      return [event.alertRule, event.user.name];
    default:
      return [];
  }
}
