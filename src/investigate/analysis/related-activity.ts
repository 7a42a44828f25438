import type { RelatedActivity } from '../case.js';
import { type EndpointEvent, isAlert } from '../endpoint-event.js';
import { actorOf, commandOf, kindOf, subjectOf, userOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { persistenceKind } from '../persistence.js';
import { mentionedIds } from '../relevance.js';
import { foldActivities } from './shelf.js';

/** Processes of a host by their relation to its planted files, and what else decides how an activity is attributed. */
export interface ProcessGroups {
  /** Entity ids of the sessions that planted files. */
  readonly lineage: ReadonlySet<string>;
  /** The daemons among them that init started. Their activity belongs to the session only close to a match. */
  readonly daemons: ReadonlySet<string>;
  /** When files were planted, in milliseconds since 1970. */
  readonly times: readonly number[];
  /** Entity ids of the processes that ran the planted scripts. */
  readonly scripts: ReadonlySet<string>;
  /** Original paths of planted files that were renamed. */
  readonly originals: ReadonlySet<string>;
  /** Whether an event is of a session with the address of a creator's, or of the same person. */
  isSameOrigin(event: EndpointEvent): boolean;
}

/** Maximum number of activities per host. */
const maxActivities = 300;

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
  for (const record of records) {
    if (reported.has(record)) continue;
    const { event, isRelated, isMatch } = record;
    const relation = record.host === host ? relationOf(record, groups) : 'user';
    const found = activityOf(record, relation, groups);
    if (found === undefined) continue;
    const by = found.what === 'command' ? undefined : actorOf(event);
    const key = JSON.stringify([found, relation, by]);
    const before = activities.get(key);
    activities.set(key, {
      ...found,
      relation,
      by,
      user: userOf(event),
      first: before?.first ?? event.time,
      last: event.time ?? before?.last,
      times: (before?.times ?? 0) + 1,
      relatedRule: before?.relatedRule || isRelated,
      isMatch: before?.isMatch || isMatch,
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

function relationOf(
  { event }: EventRecord,
  { lineage, daemons, scripts, times }: ProcessGroups,
): RelatedActivity['relation'] {
  const ids = mentionedIds(event);
  if (ids.some((id) => scripts.has(id))) return 'script';
  const sessions = ids.filter((id) => lineage.has(id));
  const { milliseconds = Infinity } = event;
  const isOfSession =
    sessions.some((id) => !daemons.has(id)) ||
    times.some((time) => Math.abs(time - milliseconds) <= daemonMs);
  return sessions.length > 0 && isOfSession ? 'lineage' : 'host';
}

function activityOf(
  { event }: EventRecord,
  relation: RelatedActivity['relation'],
  { originals }: ProcessGroups,
): Pick<RelatedActivity, 'what' | 'subject'> | undefined {
  const kind = kindOf(event);
  if (isAlert(event)) return { what: 'alert', subject: event.alertRule ?? '' };
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

function isBySessionOrScript(relation: RelatedActivity['relation']): boolean {
  return relation === 'lineage' || relation === 'script';
}
