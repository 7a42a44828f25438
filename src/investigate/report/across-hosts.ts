import { timeOf } from '../../event/time.js';
import type { Case, HostCase } from '../case.js';
import type { EventNumber } from '../shown.js';
import { type OutlineLine, type OutlineSection, shortened } from './outline.js';
import { commaSeparated, joined, type Sentence, say, timeAfter, value, words } from './sentence.js';

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
  { hosts, events, leftOut }: Case,
  isFolded: boolean,
): OutlineSection | undefined {
  const times = new Map(events.map(({ number, time }) => [number, time]));
  const bySubject = new Map<string, Sighting[]>();
  for (const sighting of hosts.flatMap((host) => sightingsOf(host, times))) {
    const key = `${sighting.kind} ${sighting.value}`;
    bySubject.set(key, [...(bySubject.get(key) ?? []), sighting]);
  }
  const all = [...bySubject.values()];
  const lines = isFolded
    ? sharedLines(all)
    : all.flatMap((sightings) => {
        const [first] = sightings;
        return first === undefined
          ? []
          : linesFor(first.kind, value(first.value), sightings, isFolded);
      });
  const where = leftOut.files.length > 0 ? ' of this case' : '';
  return lines.length === 0 ? undefined : { title: `The same on several hosts${where}`, lines };
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

/** A line for what has been on the same hosts at the same times. */
function sharedLines(all: readonly (readonly Sighting[])[]): readonly OutlineLine[] {
  const groups = new Map<string, (readonly Sighting[])[]>();
  for (const sightings of all) {
    const key = JSON.stringify(firstOfHosts(sightings).map(({ host, time }) => [host, time]));
    groups.set(key, [...(groups.get(key) ?? []), sightings]);
  }
  return [...groups.values()].flatMap((same) => {
    const names = same.flatMap(([first]) =>
      first === undefined ? [] : [say`${words(first.kind)} ${shortened(first.value, 20)}`],
    );
    return linesFor('', commaSeparated(names), same.flat(), true);
  });
}

/** The first sighting on each host, in order of time. */
function firstOfHosts(sightings: readonly Sighting[]): readonly Sighting[] {
  const inOrder = sightings.toSorted((one, other) => timeFor(one) - timeFor(other));
  const byHost = new Map<string, Sighting>();
  for (const sighting of inOrder) {
    if (!byHost.has(sighting.host)) byHost.set(sighting.host, sighting);
  }
  return [...byHost.values()];
}

function linesFor(
  label: string,
  what: Sentence,
  sightings: readonly Sighting[],
  isFolded: boolean,
): readonly OutlineLine[] {
  const all = firstOfHosts(sightings);
  if (all.length < 2) return [];
  const shown = isFolded ? all.slice(0, maxHosts) : all;
  const more = all.length - shown.length;
  const places: readonly Sentence[] = [
    ...shown.map(({ host, time }, at) => say`${host} ${timeAfter(time, shown[at - 1]?.time)}`),
    ...(more > 0 ? [words(`${more} more`)] : []),
  ];
  const events = [...new Set(shown.flatMap((sighting) => sighting.events))];
  return [
    {
      label,
      text: say`${what} on ${words(`${all.length} hosts: `)}${joined(places, ' → ')}`,
      events: events.slice(0, maxCited),
    },
  ];
}

function timeFor({ time }: Sighting): number {
  return (time === undefined ? undefined : timeOf(time)) ?? Number.POSITIVE_INFINITY;
}
