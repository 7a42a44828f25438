import type { ChosenExclusion } from '../../lead/chosen-exclusions.js';
import type { RelatedActivity } from '../activity.js';

import type { HostSession } from '../case-sessions.js';
import { type EndpointEvent, isAlert } from '../endpoint-event.js';
import { actorOf, commandOf, kindOf, subjectOf, userOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { isLoginConnection, isLoginSession, isMultiplexerStart } from '../logins.js';
import { persistenceKind } from '../persistence.js';
import { mentionedIds } from '../relevance.js';
import { windowMs } from '../search-criteria.js';
import { parentIn } from './entity-ids.js';
import { foldActivities } from './shelf.js';

/** Processes of a host by their relation to its planted files, and what else decides how an activity is attributed. */
export interface ProcessGroups {
  /** Entity ids of the sessions that planted files. */
  readonly lineage: ReadonlySet<string>;
  /** By entity ids of their processes, the sessions that planted files. */
  readonly sessions: ReadonlyMap<string, HostSession<EventRecord>>;
  /** By entity ids of the lineage that other processes have as well, the parents of those. */
  readonly sameIds: ReadonlyMap<string, ReadonlySet<string>>;
  /** The daemons among them that init started. Their activity belongs to the session only close to a match. */
  readonly daemons: ReadonlySet<string>;
  /** When files were planted, in milliseconds since 1970. */
  readonly times: readonly number[];
  /** Entity ids of the processes that ran the planted scripts. */
  readonly scripts: ReadonlySet<string>;
  /** The paths of those scripts, by entity id. */
  readonly scriptPaths?: ReadonlyMap<string, string> | undefined;
  /** Original paths of planted files that were renamed. */
  readonly originals: ReadonlySet<string>;
  /** Whether an event is of a session with the address of a creator's, or of the same person. */
  isSameOrigin(event: EndpointEvent): boolean;
}

/** Maximum number of activities per host. */
const maxActivities = 300;

/** Longest time from a connection to the session that it opens, in milliseconds. */
const maxLoginMs = 60_000;

/** A daemon's activity is attributed to the session if it is this close to a match, in milliseconds. */
const daemonMs = 3_600_000;

/**
 * What else happened around the planted files of a host.
 *
 * @param records the host's events, and those of other hosts that concern its users, in order of time.
 * @param reported events that the case already reports as part of a planted file.
 */
export function relatedActivity(
  host: string,
  records: readonly EventRecord[],
  reported: ReadonlySet<EventRecord>,
  groups: ProcessGroups,
): { readonly kept: readonly RelatedActivity<EventRecord>[]; readonly leftOut: number } {
  const activities = new Map<string, RelatedActivity<EventRecord>>();
  const redundant = redundantLogins(records);
  const removed = removedFiles(records);
  for (const record of records) {
    if (reported.has(record)) continue;
    const { event, isRelated, isMatch, exclusions } = record;
    const relation = record.host === host ? relationOf(record, groups) : 'user';
    if (relation === 'host' && redundant.has(record)) continue;
    const found = activityOf(record, relation, groups);
    if (found === undefined || (relation === 'host' && isLongAgo(record, groups))) continue;
    const by = found.what === 'command' || found.what === 'login' ? undefined : actorOf(event);
    const session = relation === 'lineage' ? sessionOf(record, groups) : undefined;
    const script = relation === 'script' ? scriptOf(record, groups) : undefined;
    const key = JSON.stringify([
      found,
      relation,
      script,
      by,
      session?.number,
      found.what === 'login' ? userOf(event) : undefined,
    ]);
    const isFile = event.categories.includes('file') && found.what !== 'file-deleted';
    const before = activities.get(key);
    activities.set(key, {
      ...found,
      relation,
      session: session && {
        number: session.number,
        type: session.type,
        address: session.address,
      },
      script,
      by,
      user: userOf(event),
      first: before?.first ?? event.time,
      last: event.time ?? before?.last,
      times: (before?.times ?? 0) + 1,
      relatedRule: before?.relatedRule || isRelated,
      isMatch: before?.isMatch || isMatch,
      excludedBy: before?.excludedBy ?? (exclusions && clausesOf(exclusions)),
      isRemoved: (isFile && removed.has(fileKey(record.host, found.subject))) || undefined,
      events: [...(before?.events ?? []), record],
    });
  }
  const all = foldActivities([...activities.values()], ({ event }) => groups.isSameOrigin(event));
  const ranked = [
    ...all.filter(({ relation }) => isBySessionOrScript(relation)),
    ...all.filter(({ relation }) => !isBySessionOrScript(relation)),
  ];
  return {
    kept: ranked.slice(0, maxActivities),
    leftOut: Math.max(0, ranked.length - maxActivities),
  };
}

/** The files that were last removed or moved away. */
function removedFiles(records: readonly EventRecord[]): ReadonlySet<string> {
  const removed = new Set<string>();
  for (const { event, host } of records) {
    const { path, originalPath } = event.file;
    if (!event.categories.includes('file') || path === undefined) continue;
    if (originalPath !== undefined) removed.add(fileKey(host, originalPath));
    if (kindOf(event) === 'file-deleted') removed.add(fileKey(host, path));
    else removed.delete(fileKey(host, path));
  }
  return removed;
}

function fileKey(host: string, path: string): string {
  return JSON.stringify([host, path]);
}

function clausesOf(exclusions: readonly ChosenExclusion[]): readonly string[] {
  return [...new Set(exclusions.map(({ clause }) => clause))];
}

/** Whether an event is in the case only because it may be about a job, long before the matches. */
function isLongAgo(
  { event: { milliseconds, file } }: EventRecord,
  { times }: ProcessGroups,
): boolean {
  return (
    milliseconds !== undefined &&
    times.length > 0 &&
    persistenceKind(file.path ?? '') === 'cron' &&
    times.every((time) => Math.abs(time - milliseconds) > windowMs)
  );
}

/** Who caused an event of the host itself. */
export function relationOf(
  record: EventRecord,
  groups: ProcessGroups,
): RelatedActivity['relation'] {
  const { event } = record;
  const { lineage, daemons, scripts, times } = groups;
  const ids = meantIds(record, groups);
  if (ids.some((id) => scripts.has(id))) return 'script';
  const sessions = ids.filter((id) => lineage.has(id));
  const { milliseconds = Infinity } = event;
  const isOfSession =
    sessions.some((id) => !daemons.has(id)) ||
    times.some((time) => Math.abs(time - milliseconds) <= daemonMs);
  return sessions.length > 0 && isOfSession ? 'lineage' : 'host';
}

/** The entity ids that an event mentions, without those by which it means other processes. */
function meantIds({ event }: EventRecord, { sameIds }: ProcessGroups): readonly string[] {
  return mentionedIds(event).filter((id) => {
    const parent = parentIn(event, id);
    return parent === undefined || sameIds.get(id)?.has(parent) !== true;
  });
}

/** The session of the nearest process that an event mentions. */
export function sessionOf(
  record: EventRecord,
  groups: ProcessGroups,
): HostSession<EventRecord> | undefined {
  const { entryLeader, ancestry, process, parent } = record.event;
  const nearest = [process.entityId, parent.entityId, ...ancestry, entryLeader.entityId];
  const meant = new Set(meantIds(record, groups));
  const id = nearest.find((some = '') => meant.has(some) && groups.sessions.has(some));
  return id === undefined ? undefined : groups.sessions.get(id);
}

/** The path of the planted script that the nearest process that an event mentions ran. */
function scriptOf(record: EventRecord, groups: ProcessGroups): string | undefined {
  const { process, parent, ancestry, entryLeader } = record.event;
  const nearest = [process.entityId, parent.entityId, ...ancestry, entryLeader.entityId];
  const id = nearest.find((some = '') => groups.scriptPaths?.has(some));
  return groups.scriptPaths?.get(id ?? '');
}

/** Of the events that show one login, all but the first of its session. */
function redundantLogins(records: readonly EventRecord[]): ReadonlySet<EventRecord> {
  const sessions = records.filter(({ event }) => isLoginSession(event));
  const first = new Map<string, EventRecord>();
  for (const record of sessions) {
    const key = JSON.stringify([record.host, record.event.process.entityId]);
    if (!first.has(key)) first.set(key, record);
  }
  const starts = new Set(first.values());
  return new Set([
    ...sessions.filter((record) => !starts.has(record)),
    ...records.filter(
      ({ host, event }) =>
        isLoginConnection(event) &&
        sessions.some(({ host: sameHost, event: { entryAddress, milliseconds = 0 } }) => {
          const delay = milliseconds - (event.milliseconds ?? 0);
          const isSame = host === sameHost && entryAddress === event.source.address;
          return isSame && delay >= 0 && delay <= maxLoginMs;
        }),
    ),
  ]);
}

function activityOf(
  { event }: EventRecord,
  relation: RelatedActivity['relation'],
  { originals }: ProcessGroups,
): Pick<RelatedActivity, 'what' | 'subject'> | undefined {
  const kind = kindOf(event);
  if (isAlert(event)) return { what: 'alert', subject: event.alertRule ?? '' };
  const login = relation === 'host' ? loginOf(event) : undefined;
  if (login !== undefined) return login;
  if (event.categories.includes('file')) {
    const { path = '', originalPath = '' } = event.file;
    const what = persistenceKind(path) ?? persistenceKind(originalPath);
    if (what !== undefined) return { what, subject: path };
    if (!isBySessionOrScript(relation) && !originals.has(path)) return undefined;
    if (kind === 'file-deleted') return { what: 'file-deleted', subject: path };
    const isWritten = kind === 'file-created' || kind === 'file-renamed';
    return isWritten ? { what: 'file', subject: path } : undefined;
  }
  if (!isBySessionOrScript(relation)) return undefined;
  switch (kind) {
    case 'connection-out':
    case 'connection-in':
      return { what: 'connection', subject: subjectOf(kind, event) ?? '' };
    case 'dns':
      return { what: 'dns', subject: event.question ?? '' };
    case 'process-started':
      return { what: 'command', subject: commandOf(event) ?? '' };
    default:
      return undefined;
  }
}

/** A login to the host, or someone who may have attached to a session there. */
function loginOf(event: EndpointEvent): Pick<RelatedActivity, 'what' | 'subject'> | undefined {
  if (isLoginConnection(event)) return { what: 'login', subject: event.source.address ?? '' };
  const subject = commandOf(event) ?? '';
  if (isLoginSession(event)) return { what: 'login', subject: event.entryAddress ?? subject };
  return isMultiplexerStart(event) ? { what: 'command', subject } : undefined;
}

function isBySessionOrScript(relation: RelatedActivity['relation']): boolean {
  return relation === 'lineage' || relation === 'script';
}
