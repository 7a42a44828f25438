import { timeOf } from '../../event/time.js';
import type { Case, HostCase } from '../case.js';
import type { EventNumber } from '../shown.js';
import { type OutlineLine, type OutlineSection, shortened } from './outline.js';
import { joined, plain, type Sentence, say, shortTime, value, words } from './sentence.js';

/** Where something was seen. */
interface Sighting {
  readonly kind: 'address' | 'contents' | 'user';
  readonly value: string;
  readonly host: string;
  readonly time: string | undefined;
  readonly events: readonly EventNumber[];
}

/** Hosts that a line of a folded part names, and events that it cites. */
const maxHosts = 3;
const maxCited = 8;

/** Addresses, contents and users that planted files on several hosts, each in order of time; undefined if none did. */
export function acrossHosts(
  { hosts, events }: Case,
  isFolded: boolean,
): OutlineSection | undefined {
  const times = new Map(events.map(({ number, time }) => [number, time]));
  const bySubject = new Map<string, Sighting[]>();
  for (const sighting of hosts.flatMap((host) => sightingsOf(host, times))) {
    const key = `${sighting.kind} ${sighting.value}`;
    bySubject.set(key, [...(bySubject.get(key) ?? []), sighting]);
  }
  const lines = [...bySubject.values()].flatMap((sightings) => lineFor(sightings, isFolded));
  return lines.length === 0 ? undefined : { title: 'The same on several hosts', lines };
}

function sightingsOf(
  { name, id, files }: HostCase,
  times: ReadonlyMap<EventNumber, string | undefined>,
): readonly Sighting[] {
  const host = name ?? id ?? '';
  return files.flatMap(({ facts, planters, events: matches }) => {
    const seen = (
      kind: Sighting['kind'],
      value: string | undefined,
      events: readonly EventNumber[],
    ): readonly Sighting[] => {
      if (value === undefined || value === '') return [];
      const [first] = matches;
      return [
        { kind, value, host, time: first === undefined ? undefined : times.get(first), events },
      ];
    };
    return [
      ...planters.flatMap(({ session }) =>
        seen('address', session?.address, session?.events ?? []),
      ),
      ...facts.flatMap(({ fact, value, events }) =>
        fact === 'sha256' ? seen('contents', value, events) : [],
      ),
      // Every host has root and the users of services; the first process of a login has the user who logged in.
      ...planters.flatMap(({ chain, session }) => {
        const leader = chain.at(-1);
        const isLogin = session?.address !== undefined && leader?.user !== 'root';
        return isLogin ? seen('user', leader?.user, leader?.events ?? []) : [];
      }),
    ];
  });
}

function lineFor(sightings: readonly Sighting[], isFolded: boolean): readonly OutlineLine[] {
  const inOrder = sightings.toSorted((one, other) => timeFor(one) - timeFor(other));
  const byHost = new Map<string, Sighting>();
  for (const sighting of inOrder) {
    if (!byHost.has(sighting.host)) byHost.set(sighting.host, sighting);
  }
  const [first] = inOrder;
  if (first === undefined || byHost.size < 2) return [];
  const all = [...byHost.values()];
  const shown = isFolded ? all.slice(0, maxHosts) : all;
  const more = all.length - shown.length;
  const places: readonly Sentence[] = [
    ...shown.map(({ host, time }, at) => say`${host} ${timeAfter(time, shown[at - 1]?.time)}`),
    ...(more > 0 ? [words(`${more} more`)] : []),
  ];
  const events = [...new Set(shown.flatMap((sighting) => sighting.events))];
  return [
    {
      label: first.kind,
      text: say`${isFolded ? shortened(first.value, 20) : value(first.value)} on ${words(`${all.length} hosts: `)}${joined(places, ' → ')}`,
      events: events.slice(0, maxCited),
    },
  ];
}

/** A time, without its date if that is the one before. */
function timeAfter(time: string | undefined, before: string | undefined): Sentence {
  const text = plain(shortTime(time));
  const [date = '', rest] = text.split(' ');
  return rest !== undefined && before?.startsWith(date) ? words(rest) : shortTime(time);
}

function timeFor({ time }: Sighting): number {
  return (time === undefined ? undefined : timeOf(time)) ?? Number.POSITIVE_INFINITY;
}
