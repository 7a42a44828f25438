import path from 'node:path';
import { otherInitDirectory } from '../../lead/init-directory.js';
import { initScriptPath } from '../../lead/invocation.js';
import type { Boot, BootReason } from '../case.js';
import { kindOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { reasonsByCommands } from './boot-commands.js';
import { modeOf } from './boot-mode.js';
import { generatedUnits, startLinks } from './boot-units.js';
import { nativeUnits } from './native-units.js';

/**
 * Decides whether a planted script will run at boot, by applying the rules of systemd-sysv-generator to its name and to
 * what the log shows about it.
 *
 * @param records the host's events, in order of time.
 * @param lineage entity ids of the sessions that planted files.
 */
export function bootOf(
  file: string,
  matches: readonly EventRecord[],
  records: readonly EventRecord[],
  lineage: ReadonlySet<string> = new Set(),
): Boot<EventRecord> {
  const planted = matches[0]?.event.milliseconds ?? -Infinity;
  const since = records.filter(({ event }) => (event.milliseconds ?? Infinity) >= planted);
  if (isBootFile(file)) {
    return { answer: 'not-shown', reasons: deletion(file, since), unknown: ['init-system'] };
  }
  if (isUnderOtherRoot(file)) {
    return { answer: 'not-shown', reasons: deletion(file, since), unknown: ['root'] };
  }
  const mode = modeOf(file, records);
  return conclude(
    distinct([
      ...reasonsByName(file, matches),
      ...nativeUnits(file, matches, records, lineage),
      ...deletion(file, since),
      ...mode.reasons,
      ...reasonsByCommands(file, since),
      ...startLinks(file, since),
      ...generatedUnits(file, since, mode.since),
    ]),
  );
}

/** Whether Upstart or System V init reads a file itself, so that the generator's rules do not apply. */
function isBootFile(file: string): boolean {
  return /^\/etc\/init(?:$|\/|tab)/.test(file);
}

/** Whether a script is in the directory of another root, which only matters to a system that boots from it. */
function isUnderOtherRoot(file: string): boolean {
  return otherInitDirectory(file) !== undefined && !/^\/etc\/(?:rc\.d\/)?init\.d\//i.test(file);
}

/** Each reason once, with all events that show it. */
function distinct(reasons: readonly BootReason<EventRecord>[]): readonly BootReason<EventRecord>[] {
  const known = new Map<string, BootReason<EventRecord>>();
  for (const reason of reasons) {
    const key = JSON.stringify([reason.reason, reason.value]);
    known.set(key, { ...reason, events: [...(known.get(key)?.events ?? []), ...reason.events] });
  }
  return [...known.values()];
}

type ReasonId = BootReason['reason'];

/** By reason against a start at boot, the reasons that contradict it. */
const opposites: Readonly<Partial<Record<ReasonId, readonly ReasonId[]>>> = {
  'name-passed-over': ['unit-generated'],
  'native-unit': ['unit-generated'],
  deleted: ['unit-generated'],
  'not-executable': ['executable', 'unit-generated', 'started-by-systemd'],
  disabled: ['enabled', 'start-link', 'target-wants'],
};

/** Reasons against a start that no longer hold after a later opposite. */
const reversible: ReadonlySet<ReasonId> = new Set(['not-executable', 'disabled']);

/** Opposites that a later command does not refute: the command may have failed, but the link exists. */
const links: ReadonlySet<ReasonId> = new Set(['start-link', 'target-wants']);

/** For each condition of a start at boot, the reasons that settle it either way. */
const settledBy: Readonly<Record<'enabled' | 'executable', readonly ReasonId[]>> = {
  executable: ['executable', 'not-executable', 'unit-generated', 'started-by-systemd'],
  enabled: ['start-link', 'enabled', 'target-wants', 'disabled'],
};

/** Draws the conclusion. Reasons that no longer hold are dropped; contradictory reasons leave the answer unknown. */
function conclude(reasons: readonly BootReason<EventRecord>[]): Boot<EventRecord> {
  const opposing = (reason: BootReason<EventRecord>): readonly BootReason<EventRecord>[] =>
    reasons.filter(
      (other) => other.counts === 'for' && opposites[reason.reason]?.includes(other.reason),
    );
  const isReversed = (reason: BootReason<EventRecord>): boolean =>
    reversible.has(reason.reason) && opposing(reason).some((other) => isLater(other, reason));
  const remaining = reasons.filter((reason) => reason.counts === 'for' || !isReversed(reason));
  const against = remaining.filter(({ counts }) => counts === 'against');
  const holds = (reason: BootReason<EventRecord>): boolean =>
    opposing(reason).every((other) => isLater(reason, other) && !links.has(other.reason));
  if (against.some(holds)) return { answer: 'no', reasons: remaining, unknown: [] };
  const unsettled = (['executable', 'enabled'] as const).filter(
    (condition) => !remaining.some(({ reason }) => settledBy[condition].includes(reason)),
  );
  const hasOwnUnit = remaining.some(({ reason }) => reason === 'native-unit-by-others');
  const isRunByUnit = remaining.some(({ reason }) => reason === 'native-unit-runs-it');
  const unknown: Boot['unknown'][number][] = isRunByUnit
    ? unsettled.filter((condition) => condition !== 'executable')
    : [...unsettled, ...(hasOwnUnit ? (['unit-contents'] as const) : [])];
  const isYes = against.length === 0 && unknown.length === 0;
  return { answer: isYes ? 'yes' : 'not-shown', reasons: remaining, unknown };
}

/** Whether a reason was last shown after another was. */
function isLater(one: BootReason<EventRecord>, other: BootReason<EventRecord>): boolean {
  return lastTime(one) > lastTime(other);
}

function lastTime({ events }: BootReason<EventRecord>): number {
  return Math.max(...events.map(({ event }) => event.milliseconds ?? Infinity));
}

/**
 * Extensions of names that the generator ignores, in addition to names that start with a dot or end with a tilde.
 *
 * Source: systemd, hidden_or_backup_file().
 */
const ignoredExtensions: ReadonlySet<string> = new Set([
  ...['ignore', 'rpmnew', 'rpmsave', 'rpmorig', 'dpkg-old', 'dpkg-new', 'dpkg-tmp', 'dpkg-dist'],
  ...['dpkg-bak', 'dpkg-backup', 'dpkg-remove', 'ucf-new', 'ucf-old', 'ucf-dist'],
  ...['swp', 'bak', 'old', 'new'],
]);

function reasonsByName(
  file: string,
  events: readonly EventRecord[],
): readonly BootReason<EventRecord>[] {
  const { dir, base, ext } = path.posix.parse(initScriptPath(file));
  if (dir !== '/etc/init.d') {
    return [{ reason: 'not-in-the-directory', counts: 'against', value: file, events }];
  }
  const isIgnored =
    base.startsWith('.') || base.endsWith('~') || ignoredExtensions.has(ext.slice(1));
  return isIgnored ? [{ reason: 'name-passed-over', counts: 'against', value: base, events }] : [];
}

/** The removal of the file, unless it was put back. */
function deletion(
  file: string,
  records: readonly EventRecord[],
): readonly BootReason<EventRecord>[] {
  const last = records.findLast(
    ({ event }) =>
      event.categories.includes('file') &&
      (event.file.path === file || event.file.originalPath === file),
  );
  const isGone =
    last !== undefined && (kindOf(last.event) === 'file-deleted' || last.event.file.path !== file);
  return isGone ? [{ reason: 'deleted', counts: 'against', value: file, events: [last] }] : [];
}
