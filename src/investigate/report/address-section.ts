import { count } from '../../report/units.js';
import type { HostCase } from '../case.js';
import type { AddressFact, AddressHop } from '../case-sessions.js';
import { lineIfKnown, type OutlineLine, type OutlineSection } from './outline.js';
import { commaSeparated, say, sayIfKnown, timeSentence, value, words } from './sentence.js';

/** Other hosts that a folded part names, and events that it cites. */
const maxFolded = 4;

/** What the log shows about the addresses that the sessions came from; undefined if nothing. */
export function addressSections(
  { addresses }: HostCase,
  isFolded: boolean,
): readonly OutlineSection[] {
  if (addresses.length === 0) return [];
  const lines = addresses.flatMap((fact) => addressLines(fact, isFolded));
  return [{ title: 'Where the sessions came from', lines }];
}

function addressLines(fact: AddressFact, isFolded: boolean): readonly OutlineLine[] {
  const { address, hosts, hops, otherHostsCount } = fact;
  const otherHosts = isFolded ? fact.otherHosts.slice(0, maxFolded) : fact.otherHosts;
  const events = isFolded ? fact.events.slice(0, maxFolded) : fact.events;
  const isOwned = hosts.length > 0;
  const owner = isOwned ? say`${address} is ${hosts.join(', ')}` : value(address);
  const more = otherHostsCount > otherHosts.length ? words(', …') : [];
  const logins = words(
    `logins from it on ${count(otherHostsCount, 'other host', 'other hosts')}: `,
  );
  return [
    {
      label: 'address',
      text: owner,
      events,
      details: lineIfKnown(
        '',
        otherHostsCount === 0 ? undefined : [...logins, ...value(otherHosts.join(', ')), ...more],
      ),
    },
    ...hops.map(hopLine),
  ];
}

function hopLine({ time, command, user, address, events }: AddressHop): OutlineLine {
  return {
    label: 'from there',
    text: value(command ?? ''),
    events,
    details: [
      {
        label: '',
        text: commaSeparated([
          timeSentence(time),
          sayIfKnown('user ', user),
          sayIfKnown('in a session from ', address),
        ]),
      },
    ],
  };
}
