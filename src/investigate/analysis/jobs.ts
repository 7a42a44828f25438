import path from 'node:path';
import { installsPackages } from '../../lead/package-scripts.js';
import type { ChainLink } from '../case.js';
import { kindOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import type { Job, JobFile } from '../job.js';
import { persistenceKind } from '../persistence.js';
import { windowMs } from '../search-criteria.js';
import { isNetworkService } from './inbound-connections.js';
import { programOf } from './inferred-session.js';
import type { ProcessChain } from './processes.js';
import { isScheduler } from './schedulers.js';
import { sinceOf } from './since.js';

const { basename, dirname } = path.posix;

/** A job, and the event that wrote its file. */
export interface FoundJob {
  readonly scheduler: Job['scheduler'];
  /** What shows that a scheduler started it. */
  readonly events: readonly EventRecord[];
  readonly written?: EventRecord | undefined;
  readonly known: JobFile['known'];
}

/** Names that schedulers ignore: temporary files and backups. */
const ignoredName = /^[.#]|[~#]$|\.(?:bak|dpkg-\w+|orig|rpm\w+|save|sw[a-px])$/;

/**
 * The job that a chain of processes belongs to.
 *
 * @param records the host's events, in order of time.
 * @returns undefined if no scheduler started it.
 */
export function jobOf(chain: ProcessChain, records: readonly EventRecord[]): FoundJob | undefined {
  const all = [...chain.links, ...chain.above];
  const scheduler = all.findLastIndex((link) => isScheduler(programOf(link)));
  return scheduler > 0
    ? scheduledJob(all.slice(0, scheduler), all[scheduler], chain, records)
    : unitJob(chain, records);
}

function scheduledJob(
  links: readonly ChainLink<EventRecord>[],
  daemon: ChainLink<EventRecord> | undefined,
  chain: ProcessChain,
  records: readonly EventRecord[],
): FoundJob {
  const first = links.at(-1);
  const since = (first && sinceOf(first)) ?? chain.match.event.milliseconds ?? Infinity;
  const isAt = /^atd$/.test(basename((daemon && programOf(daemon)) ?? ''));
  const users = new Set(links.flatMap(({ user }) => user ?? []));
  const isNamed = ({ event }: EventRecord): boolean => {
    const file = event.file.path ?? '';
    const isOfUser = isSpool(file) && !isAtSpool(file) && users.has(basename(file));
    return isOfUser || links.some(({ commandLine }) => commandLine?.includes(file));
  };
  const candidates = writtenBefore(records, since, 'cron').filter((record) => {
    const file = record.event.file.path ?? '';
    if (isAtSpool(file) !== isAt) return false;
    return !isSpool(file) || isAt || isNamed(record);
  });
  const named = isAt ? undefined : candidates.findLast(isNamed);
  const others = candidates.filter(({ event }) => !installsPackages(event.process));
  return {
    scheduler: isAt ? 'at' : 'cron',
    events: first?.events ?? [chain.match],
    written: named ?? others.at(-1),
    known: named === undefined ? 'by-time' : 'by-name',
  };
}

/** The job of a unit, if its file was written before systemd started the first process of the chain. */
function unitJob(chain: ProcessChain, records: readonly EventRecord[]): FoundJob | undefined {
  const leader = chain.links.at(-1);
  if (leader === undefined || !chain.reachesEntry) return undefined;
  if (chain.session?.event.entryType !== 'init') return undefined;
  const since = sinceOf(leader) ?? Infinity;
  const program = programOf(leader) ?? '';
  if (isNetworkService(leader) || /^(?:sshd|systemd)/.test(basename(program))) return undefined;
  const text = `${program} ${leader.commandLine ?? ''}`;
  const candidates = writtenBefore(records, since, 'systemd-unit').filter(
    ({ event }) =>
      since - (event.milliseconds ?? -Infinity) <= windowMs &&
      /\.(?:path|service|timer)$/.test(event.file.path ?? '') &&
      !installsPackages(event.process),
  );
  const named = candidates.findLast(({ event }) => {
    const stem = stemOf(event.file.path ?? '');
    return stem.length > 2 && text.includes(stem);
  });
  const stems = new Set(candidates.map(({ event }) => stemOf(event.file.path ?? '')));
  const written = named ?? (stems.size === 1 ? candidates.at(-1) : undefined);
  return (
    written && {
      scheduler: 'systemd',
      events: leader.events,
      written,
      known: named === undefined ? 'by-time' : 'by-name',
    }
  );
}

function stemOf(unit: string): string {
  return basename(unit).replace(/@?\.\w+$/, '');
}

/** The events in which files of a kind were written before a time, in order. */
function writtenBefore(
  records: readonly EventRecord[],
  since: number,
  kind: 'cron' | 'systemd-unit',
): readonly EventRecord[] {
  return records.filter((record) => {
    const { file, milliseconds = -Infinity } = record.event;
    const what = kindOf(record.event);
    return (
      what.startsWith('file-') &&
      what !== 'file-deleted' &&
      milliseconds <= since &&
      persistenceKind(file.path ?? '') === kind &&
      !ignoredName.test(basename(file.path ?? ''))
    );
  });
}

function isSpool(file: string): boolean {
  return file.startsWith('/var/spool/');
}

function isAtSpool(file: string): boolean {
  return /^\/var\/spool\/(?:at|cron\/atjobs)\//.test(`${dirname(file)}/`);
}
