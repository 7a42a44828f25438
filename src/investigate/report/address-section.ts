import { count } from '../../report/units.js';
import type { HostCase } from '../case.js';
import type { AddressFact, AddressHop } from '../case-sessions.js';
import { lineIfKnown, type OutlineLine, type OutlineSection } from './outline.js';
import { commaSeparated, say, sayIfKnown, timeSentence, value, words } from './sentence.js';

/** What the log shows about the addresses that the sessions came from; undefined if nothing. */
export function addressSections({ addresses }: HostCase): readonly OutlineSection[] {
  if (addresses.length === 0) return [];
  return [{ title: 'Where the sessions came from', lines: addresses.flatMap(addressLines) }];
}

function addressLines(fact: AddressFact): readonly OutlineLine[] {
  const { address, hosts, hops, otherHosts, otherHostsCount, events } = fact;
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
