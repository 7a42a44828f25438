import type { RelatedActivity } from '../activity.js';
import type { HostCase, PlantedFile } from '../case.js';
import { addressesOfSession, type HostSession } from '../case-sessions.js';
import type { MovedProgram } from '../mentioned.js';
import { ofSessions, ownActivity } from '../own-activity.js';
import type { Shown } from '../shown.js';
import { lineOf, type OutlineLine } from './outline.js';
import { type Sentence, say, semicolons, value, words } from './sentence.js';

/** Who planted a file, with what they did: sessions from one place, or what none of them can be told to have done. */
export interface Actor {
  /** `by …`; undefined if there is only one. */
  readonly title: Sentence | undefined;
  /** As the subject of a sentence; undefined if it cannot be told apart. */
  readonly name: Sentence | undefined;
  /** The numbers of the sessions; empty for what cannot be told apart. */
  readonly sessions: readonly number[];
  readonly own: readonly RelatedActivity[];
  readonly moved: readonly MovedProgram[];
}

/** Those who planted a file, each with their own deeds: what one of them did is not said of another. */
export function actorsOf(file: PlantedFile, host: HostCase): readonly Actor[] {
  const { surroundings, sessions, moved = [] } = host;
  const bySessions = surroundings.filter(
    ({ relation }) => relation === 'lineage' || relation === 'script',
  );
  const own = ownActivity(file.path, sessions, bySessions);
  const ownMoved = ofSessions(file.path, sessions, moved);
  const places = placesOf(sessions.filter(({ files }) => files.includes(file.path)));
  if (places.size < 2) {
    const numbers = [...places.values()].flatMap((some) => some.map(({ number }) => number));
    return [{ title: undefined, name: undefined, sessions: numbers, own, moved: ownMoved }];
  }
  const known = [...places.values()].map((some) => ({
    name: nameOf(some, sessions.length),
    sessions: some.map(({ number }) => number),
  }));
  const script = own.filter(({ relation }) => relation === 'script');
  const lineage = own.filter(({ relation }) => relation !== 'script');
  return [
    ...known.map(({ name, sessions: numbers }) => ({
      title: say`by ${name}`,
      name,
      sessions: numbers,
      own: lineage.filter(({ session }) => numbers.includes(session?.number ?? 0)),
      moved: ownMoved.filter(({ session = 0 }) => numbers.includes(session)),
    })),
    { title: words('by the script'), name: undefined, sessions: [], own: script, moved: [] },
    {
      title: words('by one of these sessions'),
      name: undefined,
      sessions: [],
      own: lineage.filter(({ session }) => session === undefined),
      moved: ownMoved.filter(({ session }) => session === undefined),
    },
  ];
}

/** What is said of an actor, and what shows it. */
interface SaidOfActor extends Pick<Actor, 'title'> {
  readonly texts: readonly Sentence[];
  readonly shown: readonly Shown[];
}

/** A line of a finding that says of each actor what it did; none if nothing is said. */
export function lineByActors(label: string, said: readonly SaidOfActor[]): readonly OutlineLine[] {
  const done = said.filter(({ texts }) => texts.length > 0);
  if (done.length === 0) return [];
  const parts = done.map(({ title, texts }) =>
    title === undefined ? semicolons(texts) : say`${title}: ${semicolons(texts)}`,
  );
  const all = done.flatMap(({ shown }) => shown);
  return [lineOf(label, semicolons(parts), all)];
}

/** Sessions by the address that they came from, those without one each for itself; those with an address first. */
function placesOf(
  sessions: readonly HostSession[],
): ReadonlyMap<string, readonly [HostSession, ...HostSession[]]> {
  const places = new Map<string, [HostSession, ...HostSession[]]>();
  const isRemote = (session: HostSession): boolean => addressesOfSession(session).length > 0;
  const remoteFirst = [
    ...sessions.filter(isRemote),
    ...sessions.filter((session) => !isRemote(session)),
  ];
  for (const session of remoteFirst) {
    const [address] = addressesOfSession(session);
    const key = address ?? `session ${session.number}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, [session]);
    else known.push(session);
  }
  return places;
}

/** @param all how many sessions the host has: their numbers are those of the other parts. */
function nameOf([first]: readonly [HostSession, ...HostSession[]], all: number): Sentence {
  const [address] = addressesOfSession(first);
  if (address !== undefined) return value(address);
  const { number, type } = first;
  const session = words(`session ${number} of ${all}`);
  return type === undefined ? session : say`${session} (${type})`;
}
