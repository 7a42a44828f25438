import {
  type AddressFact,
  type AddressHop,
  addressesOfSession,
  type HostSession,
} from '../case-sessions.js';
import type { EndpointEvent } from '../endpoint-event.js';
import { actionOf, commandOf, userOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { isLoginConnection, isLoginSession } from '../logins.js';

/** Maximum number of connections from the host with an address that are listed. */
const maxHops = 10;

/** Maximum number of names in a list. */
const maxNames = 20;

/**
 * What the log shows about the addresses that a host's sessions came from: which hosts have them, who connected from
 * there, and where else someone logged in from the same address.
 *
 * @param own addresses of the host.
 * @param records events of all hosts, in order of time.
 */
export function addressFacts(
  host: string,
  sessions: readonly HostSession<EventRecord>[],
  own: ReadonlySet<string>,
  records: readonly EventRecord[],
): readonly AddressFact<EventRecord>[] {
  const addresses = [...new Set(sessions.flatMap(addressesOfSession))];
  const others = records.filter((record) => record.host !== host);
  return addresses
    .map((address) => addressFact(address, own, others))
    .filter((fact) => fact !== undefined);
}

function addressFact(
  address: string,
  own: ReadonlySet<string>,
  others: readonly EventRecord[],
): AddressFact<EventRecord> | undefined {
  const owners = others.filter(({ event }) => hasAddress(event, address));
  const keys = new Set(owners.map(({ host }) => host));
  const hops = others
    .filter(({ host, event }) => keys.has(host) && isConnectionTo(event, own))
    .slice(0, maxHops)
    .map((record) => hopOf(record, others));
  const logins = others.filter(({ event }) => loginAddress(event) === address);
  const events = [...firstOfEachHost(owners), ...firstOfEachHost(logins)];
  if (events.length === 0) return undefined;
  return {
    address,
    hosts: namesOf(owners),
    hops,
    otherHosts: namesOf(logins).slice(0, maxNames),
    otherHostsCount: new Set(logins.map(({ host }) => host)).size,
    events,
  };
}

function hopOf(record: EventRecord, others: readonly EventRecord[]): AddressHop<EventRecord> {
  const { event, host } = record;
  const leader = event.entryLeader.entityId;
  const session = others.find(
    (other) =>
      leader !== undefined &&
      other.host === host &&
      other.event.entryLeader.entityId === leader &&
      other.event.entryAddress !== undefined,
  );
  return {
    time: event.time,
    command: commandOf(event),
    user: userOf(event),
    address: session?.event.entryAddress,
    events: session === undefined ? [record] : [record, session],
  };
}

function hasAddress(event: EndpointEvent, address: string): boolean {
  const source = actionOf(event) === 'connection-out' ? event.source.address : undefined;
  return source === address || event.host.addresses.includes(address);
}

function isConnectionTo(
  { destination, ...event }: EndpointEvent,
  own: ReadonlySet<string>,
): boolean {
  return (
    actionOf({ destination, ...event }) === 'connection-out' && own.has(destination.address ?? '')
  );
}

function loginAddress(event: EndpointEvent): string | undefined {
  if (isLoginConnection(event)) return event.source.address;
  return isLoginSession(event) ? event.entryAddress : undefined;
}

function firstOfEachHost(records: readonly EventRecord[]): readonly EventRecord[] {
  const first = new Map<string, EventRecord>();
  for (const record of records) if (!first.has(record.host)) first.set(record.host, record);
  return [...first.values()];
}

function namesOf(records: readonly EventRecord[]): readonly string[] {
  return [
    ...new Set(
      firstOfEachHost(records).map(({ host, event }) => event.host.name ?? event.host.id ?? host),
    ),
  ].sort();
}
