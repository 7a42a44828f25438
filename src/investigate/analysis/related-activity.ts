import type { Surrounding } from '../case.js';
import { isAlert } from '../endpoint-event.js';
import { actorOf, commandOf, kindOf, subjectOf, userOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { persistenceKind } from '../persistence.js';
import { mentions } from '../relevance.js';
import type { Draft } from './boot.js';
import { defined } from './processes.js';

/** Whose doing an event may be. */
export interface ProcessGroups {
  /** Entity ids of the sessions that planted files. */
  readonly lineage: ReadonlySet<string>;
  /**
   * Those of them that are daemons which init started: what else they do all day is another's doing, unless it is done
   * at about the time of a match.
   */
  readonly daemons: ReadonlySet<string>;
  /** When files were planted, in milliseconds since 1970. */
  readonly times: readonly number[];
  /** Entity ids of the planted scripts' own processes. */
  readonly scripts: ReadonlySet<string>;
  /** Where planted files were before they were renamed. */
  readonly originals: ReadonlySet<string>;
}

/** Entries that are told of a host at most. */
const mostEntries = 300;

/** How near to a match a daemon's doing is taken for that of the session which planted the file, in milliseconds. */
const daemonMs = 3_600_000;

/**
 * What else happened around the planted files of a host.
 *
 * @param records the host's events, and those of other hosts that concern its users, in the order of time.
 * @param told events that the case tells elsewhere: of the planted files themselves.
 */
export function relatedActivity(
  host: string,
  records: readonly EventRecord[],
  told: ReadonlySet<EventRecord>,
  family: ProcessGroups,
): { readonly told: readonly Draft<Surrounding>[]; readonly leftOut: number } {
  const entries = new Map<string, Draft<Surrounding>>();
  for (const record of records) {
    if (told.has(record)) continue;
    const relation = record.host === host ? relationOf(record, family) : 'user';
    const found = whatOf(record, relation, family);
    if (found === undefined) continue;
    const by = found.what === 'command' ? undefined : actorOf(record.event);
    const key = JSON.stringify([found, relation, by]);
    const before = entries.get(key);
    entries.set(key, {
      ...found,
      relation,
      ...defined({ by, user: userOf(record.event) }),
      ...defined({
        first: before?.first ?? record.event.time,
        last: record.event.time ?? before?.last,
      }),
      times: (before?.times ?? 0) + 1,
      relatedRule: (before?.relatedRule ?? false) || record.isRelated,
      isMatch: (before?.isMatch ?? false) || record.isMatch,
      records: [...(before?.records ?? []), record],
    });
  }
  const all = [...entries.values()];
  const ranked = [
    ...all.filter(({ relation }) => isOwn(relation)),
    ...all.filter(({ relation }) => !isOwn(relation)),
  ];
  return {
    told: ranked.slice(0, mostEntries),
    leftOut: Math.max(0, ranked.length - mostEntries),
  };
}

function relationOf({ event }: EventRecord, family: ProcessGroups): Surrounding['relation'] {
  const { lineage, daemons, scripts, times } = family;
  const line = mentions(event);
  if (line.some((id) => scripts.has(id))) return 'script';
  const sessions = line.filter((id) => lineage.has(id));
  const { milliseconds = Infinity } = event;
  const isOwn =
    sessions.some((id) => !daemons.has(id)) ||
    times.some((time) => Math.abs(time - milliseconds) <= daemonMs);
  return sessions.length > 0 && isOwn ? 'lineage' : 'host';
}

function whatOf(
  { event }: EventRecord,
  relation: Surrounding['relation'],
  { originals }: ProcessGroups,
): Pick<Surrounding, 'what' | 'subject'> | undefined {
  const kind = kindOf(event);
  if (isAlert(event)) return { what: 'alert', subject: event.alertRule ?? '' };
  if (event.categories.includes('file')) {
    const name = event.file.path ?? '';
    const what = persistenceKind(name) ?? persistenceKind(event.file.originalPath ?? '');
    if (what !== undefined) return { what, subject: name };
    if (!isOwn(relation) && !originals.has(name)) return undefined;
    if (kind === 'file-deleted') return { what: 'file-deleted', subject: name };
    const isWritten = kind === 'file-created' || kind === 'file-renamed';
    return isWritten ? { what: 'file', subject: name } : undefined;
  }
  if (!isOwn(relation)) return undefined;
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

function isOwn(relation: Surrounding['relation']): boolean {
  return relation === 'lineage' || relation === 'script';
}
