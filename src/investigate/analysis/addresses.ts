import {
  type AddressFact,
  type AddressHop,
  addressesOfSession,
  type HostSession,
} from '../case-sessions.js';
import type { EndpointEvent } from '../endpoint-event.js';
import { actionOf, commandOf, userOf } from '../event-facts.js';
import { byTime, type EventRecord } from '../event-record.js';
import { isLoginConnection, isLoginSession } from '../logins.js';

/** Maximum number of connections from the host with an address that are listed. */
const maxHops = 10;

/** Maximum number of names in a list. */
const maxNames = 20;

/** For each address, the first event of each host. */
type FirstOfHosts = Map<string, Map<string, EventRecord>>;

/** What the log shows about the addresses that sessions came from. */
export class AddressIndex {
  /** By the hosts' own addresses. */
  readonly #owners: FirstOfHosts = new Map();
  /** By the addresses that someone logged in from. */
  readonly #logins: FirstOfHosts = new Map();
  /** Connections by their destination, in order of time. */
  readonly #connections = new Map<string, EventRecord[]>();
  /** By host and session leader, the first event that tells where the session came from. */
  readonly #sessions = new Map<string, EventRecord>();

  /** @param records events of all hosts, in order of time. */
  constructor(records: readonly EventRecord[]) {
    for (const record of records) this.#add(record);
  }

  #add(record: EventRecord): void {
    const { event, host } = record;
    const isOutgoing = actionOf(event) === 'connection-out';
    for (const address of event.host.addresses) addFirst(this.#owners, address, record);
    if (isOutgoing) {
      const { source, destination } = event;
      if (source.address !== undefined) addFirst(this.#owners, source.address, record);
      const known = this.#connections.get(destination.address ?? '');
      if (known !== undefined) known.push(record);
      else this.#connections.set(destination.address ?? '', [record]);
    }
    const login = loginAddress(event);
    if (login !== undefined) addFirst(this.#logins, login, record);
    const { entityId } = event.entryLeader;
    const key = sessionKey(host, entityId);
    if (entityId !== undefined && event.entryAddress !== undefined && !this.#sessions.has(key)) {
      this.#sessions.set(key, record);
    }
  }

  /**
   * What other hosts' events show about the addresses that a host's sessions came from: which hosts have them, who
   * connected from there, and where else someone logged in from the same address.
   *
   * @param own addresses of the host.
   */
  factsFor(
    host: string,
    sessions: readonly HostSession<EventRecord>[],
    own: ReadonlySet<string>,
  ): readonly AddressFact<EventRecord>[] {
    const addresses = [...new Set(sessions.flatMap(addressesOfSession))];
    return addresses
      .map((address) => this.#factAbout(address, host, own))
      .filter((fact) => fact !== undefined);
  }

  #factAbout(
    address: string,
    host: string,
    own: ReadonlySet<string>,
  ): AddressFact<EventRecord> | undefined {
    const owners = firstOfOthers(this.#owners.get(address), host);
    const logins = firstOfOthers(this.#logins.get(address), host);
    const events = [...owners, ...logins];
    if (events.length === 0) return undefined;
    const keys = new Set(owners.map((record) => record.host));
    const hops = [...own]
      .flatMap((target) => this.#connections.get(target) ?? [])
      .filter((record) => keys.has(record.host))
      .sort(byTime)
      .slice(0, maxHops);
    return {
      address,
      hosts: namesOf(owners),
      hops: hops.map((record) => this.#hopOf(record)),
      otherHosts: namesOf(logins).slice(0, maxNames),
      otherHostsCount: logins.length,
      events,
    };
  }

  #hopOf(record: EventRecord): AddressHop<EventRecord> {
    const { event, host } = record;
    const session = this.#sessions.get(sessionKey(host, event.entryLeader.entityId));
    return {
      time: event.time,
      command: commandOf(event),
      user: userOf(event),
      address: session?.event.entryAddress,
      events: session === undefined ? [record] : [record, session],
    };
  }
}

function addFirst(index: FirstOfHosts, address: string, record: EventRecord): void {
  const hosts = index.get(address);
  if (hosts === undefined) index.set(address, new Map([[record.host, record]]));
  else if (!hosts.has(record.host)) hosts.set(record.host, record);
}

/** The events of other hosts, in order of time. */
function firstOfOthers(
  hosts: ReadonlyMap<string, EventRecord> | undefined,
  host: string,
): readonly EventRecord[] {
  return [...(hosts?.values() ?? [])].filter((record) => record.host !== host);
}

function sessionKey(host: string, leader: string | undefined): string {
  return JSON.stringify([host, leader]);
}

function loginAddress(event: EndpointEvent): string | undefined {
  if (isLoginConnection(event)) return event.source.address;
  return isLoginSession(event) ? event.entryAddress : undefined;
}

function namesOf(records: readonly EventRecord[]): readonly string[] {
  return [
    ...new Set(records.map(({ host, event }) => event.host.name ?? event.host.id ?? host)),
  ].sort();
}
