import { isPersonal } from '../case-search.js';
import type { EndpointEvent } from '../endpoint-event.js';
import type { EventRecord } from '../event-record.js';
import type { ProcessChain } from './processes.js';

/** Whether an event is of a session with the address of one that created a file, or of the same person. */
export function originOf(
  matches: readonly EventRecord[],
  chains: readonly ProcessChain[],
): (event: EndpointEvent) => boolean {
  const sessions = chains.flatMap(({ session }) => session ?? []);
  const events = [...matches, ...sessions].map(({ event }) => event);
  const addresses = new Set(events.flatMap(({ entryAddress }) => entryAddress ?? []));
  const people = new Set(events.flatMap(peopleOf));
  return (event) =>
    addresses.has(event.entryAddress ?? '') || peopleOf(event).some((person) => people.has(person));
}

function peopleOf({ user, realUser }: EndpointEvent): readonly string[] {
  return [user.name, realUser.name].filter((name) => name !== undefined).filter(isPersonal);
}
