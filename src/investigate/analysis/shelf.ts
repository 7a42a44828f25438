import path from 'node:path';
import type { RelatedActivity } from '../activity.js';

import { isAlert } from '../endpoint-event.js';
import { kindOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { persistenceKind } from '../persistence.js';

/** Activities that stand for more than this many like ones are folded into one: by the sessions and scripts, by others. */
const maxOwn = 20;
const maxOthers = 3;

/** Maximum number of subjects that a folded activity lists. */
const maxSubjects = 50;

/** Maximum number of its events. */
const maxEvents = 5;

/** The kinds of activities that are folded: about files. A command or a connection is never like another. */
const foldable: ReadonlySet<RelatedActivity['what']> = new Set([
  ...([
    'init-script',
    'runlevel-link',
    'generated-unit',
    'systemd-unit',
    'cron',
    'profile',
  ] as const),
  ...(['ld-so-conf', 'sudoers', 'file', 'file-deleted'] as const),
]);

/** The shelf of an event close in time: what kind of thing it is, by which program and session, and in which directory. */
export function shelfOf({ event }: EventRecord): string {
  if (isAlert(event)) return JSON.stringify(['alert', event.alertRule]);
  const { file, process } = event;
  const kind = persistenceKind(file.path ?? '') ?? kindOf(event);
  return JSON.stringify([kind, directoryOf(file.path), process.executable ?? process.name]);
}

function directoryOf(file: string | undefined): string {
  return file === undefined ? '' : path.posix.dirname(file);
}

/**
 * Folds activities of one kind, in one directory, by one program, user and session origin into one, if there are many;
 * and puts those of other sessions that share an address or a person with the creators first.
 *
 * @param isSameOrigin whether an event is of a session with the address or the user of a creator.
 */
export function foldActivities(
  activities: readonly RelatedActivity<EventRecord>[],
  isSameOrigin: (record: EventRecord) => boolean,
): readonly RelatedActivity<EventRecord>[] {
  const shelves = new Map<string, RelatedActivity<EventRecord>[]>();
  for (const [at, activity] of activities.entries()) {
    const key = foldKey(activity) ?? `${at}`;
    const shelf = shelves.get(key);
    if (shelf === undefined) shelves.set(key, [activity]);
    else shelf.push(activity);
  }
  const folded = [...shelves.values()].flatMap((shelf) => (isLong(shelf) ? fold(shelf) : shelf));
  const rank = ({ relation, events, subjects }: RelatedActivity<EventRecord>): number => {
    if (relation !== 'host') return 0;
    return (events.some(isSameOrigin) ? 0 : 2) + (subjects === undefined ? 1 : 2);
  };
  return folded.toSorted((one, other) => rank(one) - rank(other));
}

function isLong(
  shelf: readonly RelatedActivity[] | readonly RelatedActivity<EventRecord>[],
): boolean {
  const relation = shelf[0]?.relation;
  return shelf.length > (relation === 'lineage' || relation === 'script' ? maxOwn : maxOthers);
}

function foldKey(activity: RelatedActivity<EventRecord>): string | undefined {
  const { what, relation, subject, user, relatedRule, isMatch, events } = activity;
  const event = events[0]?.event;
  if (!foldable.has(what) || event === undefined) return undefined;
  return JSON.stringify([
    [what, relation, directoryOf(subject), user, relatedRule, isMatch],
    event.process.executable ?? event.process.name,
    event.entryAddress,
    event.realUser.name ?? event.realUser.id,
  ]);
}

function fold(shelf: readonly RelatedActivity<EventRecord>[]): RelatedActivity<EventRecord>[] {
  const [first] = shelf;
  if (first === undefined) return [];
  const process = first.events[0]?.event.process;
  const subjects = [...new Set(shelf.map(({ subject }) => subject))];
  const isSameActor = shelf.every(({ by }) => by === first.by);
  return [
    {
      ...first,
      subject: `${directoryOf(first.subject).replace(/\/$/, '')}/`,
      subjects: { count: subjects.length, first: subjects.slice(0, maxSubjects) },
      isRemoved: undefined,
      by: isSameActor ? first.by : (process?.executable ?? process?.name),
      last: shelf.at(-1)?.last,
      times: shelf.reduce((sum, { times }) => sum + times, 0),
      events: shelf.flatMap(({ events }) => events.slice(0, 1)).slice(0, maxEvents),
    },
  ];
}
