import path from 'node:path';
import { isProgramStart } from '../event/endpoint-event.js';
import { initCommands } from '../event/init-commands.js';
import { persistenceKind } from '../event/persistence.js';
import { unitOf } from '../filter/wanted.js';
import type { Boot, BootReason } from './case.js';
import { commandOf, kindOf } from './citations.js';
import type { EventRecord } from './records.js';

/** A reason with the events that show it. */
export type Draft<T> = Omit<T, 'events'> & { readonly records: readonly EventRecord[] };

/** {@link Boot}, with records in place of numbers. */
export type BootDraft = Omit<Boot, 'reasons'> & { readonly reasons: readonly Draft<BootReason>[] };

/**
 * Endings of names that the generator passes over, beside those that begin with a dot or end with a tilde.
 *
 * Source: systemd, hidden_or_backup_file().
 */
const passedOver: readonly string[] = [
  'ignore',
  'rpmnew',
  'rpmsave',
  'rpmorig',
  'dpkg-old',
  'dpkg-new',
  'dpkg-tmp',
  'dpkg-dist',
  'dpkg-bak',
  'dpkg-backup',
  'dpkg-remove',
  'ucf-new',
  'ucf-old',
  'ucf-dist',
  'swp',
  'bak',
  'old',
  'new',
];

const folder = '/etc/init.d';

/** Links by which a target wants the unit that hosts usually boot to: multi-user's by 2 to 4, graphical's by 5. */
const startLink = /^\/etc\/(?:rc\.d\/)?rc[2-5]\.d\/S\d\d(.+)$/s;

/**
 * Tells whether a planted script will run when its host starts: the rules of systemd-sysv-generator, applied to its
 * name and to what the log shows of it.
 *
 * @param records the host's events, in the order of time.
 */
export function bootOf(
  file: string,
  matches: readonly EventRecord[],
  records: readonly EventRecord[],
): BootDraft {
  const planted = matches[0]?.event.milliseconds ?? -Infinity;
  const since = records.filter(({ event }) => (event.milliseconds ?? Infinity) >= planted);
  const reasons = [
    ...byName(file, matches),
    ...nativeUnit(file, records),
    ...deletion(file, since),
    ...byMode(file, matches, records),
    ...byCommands(file, since),
    ...byLinks(file, since),
    ...generated(file, since),
  ];
  return { ...verdict(reasons), reasons: distinct(reasons) };
}

/** Each reason once, with all events that show it. */
function distinct(reasons: readonly Draft<BootReason>[]): readonly Draft<BootReason>[] {
  const known = new Map<string, Draft<BootReason>>();
  for (const reason of reasons) {
    const key = JSON.stringify([reason.reason, reason.value]);
    const records = [...(known.get(key)?.records ?? []), ...reason.records];
    known.set(key, { ...reason, records });
  }
  return [...known.values()];
}

function verdict(reasons: readonly Draft<BootReason>[]): Pick<Boot, 'answer' | 'unknown'> {
  const has = (...names: readonly BootReason['reason'][]): boolean =>
    reasons.some(({ reason }) => names.includes(reason));
  if (reasons.some(({ counts }) => counts === 'against')) return { answer: 'no', unknown: [] };
  const unknown = [
    ...(has('executable', 'unit-generated') ? [] : ['executable' as const]),
    ...(has('start-link', 'enabled', 'target-wants') ? [] : ['enabled' as const]),
  ];
  return { answer: unknown.length === 0 ? 'yes' : 'not-shown', unknown };
}

function byName(file: string, records: readonly EventRecord[]): Draft<BootReason>[] {
  const name = path.posix.basename(file);
  const against = { counts: 'against', value: file, records } as const;
  if (path.posix.dirname(file) !== folder || name === '') {
    return [{ reason: 'not-in-the-directory', ...against }];
  }
  const isPassedOver =
    name.startsWith('.') ||
    name.endsWith('~') ||
    passedOver.some((end) => name.endsWith(`.${end}`));
  return isPassedOver ? [{ reason: 'name-passed-over', ...against, value: name }] : [];
}

/** A unit of the same name that the log shows to be there: written, and not deleted since. */
function nativeUnit(file: string, records: readonly EventRecord[]): Draft<BootReason>[] {
  const unit = unitOf(file);
  return standing(
    records,
    (name) => persistenceKind(name) === 'systemd-unit' && path.posix.basename(name) === unit,
  ).map(({ name, record }) => ({
    reason: 'native-unit',
    counts: 'against',
    value: name,
    records: [record],
  }));
}

function byLinks(file: string, records: readonly EventRecord[]): Draft<BootReason>[] {
  const unit = unitOf(file);
  const links = standing(records, (name) => isLinkOf(name, unit));
  return links.map(({ name, record }) => ({
    reason: 'start-link',
    counts: 'for',
    value: name,
    records: [record],
  }));
}

function isLinkOf(name: string, unit: string): boolean {
  const linked = startLink.exec(name)?.[1];
  return linked !== undefined && unitOf(linked) === unit;
}

/** What the generator made of it when the host last started: its unit, and the targets that want it. */
function generated(file: string, records: readonly EventRecord[]): Draft<BootReason>[] {
  const unit = unitOf(file);
  const made = standing(records, (name) => {
    const isGenerated = persistenceKind(name) === 'generated-unit';
    return isGenerated && path.posix.basename(name) === unit && !isRescue(name);
  });
  return made.map(({ name, record }) => ({
    reason: path.posix.dirname(name).endsWith('.wants') ? 'target-wants' : 'unit-generated',
    counts: 'for',
    value: name,
    records: [record],
  }));
}

function isRescue(name: string): boolean {
  return name.includes('/rescue.target.wants/');
}

/** Files that were written, or moved to their place, and are not deleted or moved away since. */
function standing(
  records: readonly EventRecord[],
  isOne: (name: string) => boolean,
): { name: string; record: EventRecord }[] {
  const there = new Map<string, EventRecord>();
  for (const record of records) {
    const { path: name, originalPath } = record.event.file;
    if (!record.event.categories.includes('file')) continue;
    if (originalPath !== undefined) there.delete(originalPath);
    if (name === undefined || !isOne(name)) continue;
    if (kindOf(record.event) === 'file-deleted') there.delete(name);
    else there.set(name, record);
  }
  return [...there].map(([name, record]) => ({ name, record }));
}

/** The file's end, where nothing brought it back. */
function deletion(file: string, records: readonly EventRecord[]): Draft<BootReason>[] {
  const last = records.findLast(
    ({ event }) =>
      event.categories.includes('file') &&
      (event.file.path === file || event.file.originalPath === file),
  );
  const isGone =
    last !== undefined && (kindOf(last.event) === 'file-deleted' || last.event.file.path !== file);
  return isGone ? [{ reason: 'deleted', counts: 'against', value: file, records: [last] }] : [];
}

/** Whether its owner may execute it, by the last event that tells: where it was renamed, of the file that it was. */
function byMode(
  file: string,
  matches: readonly EventRecord[],
  records: readonly EventRecord[],
): Draft<BootReason>[] {
  const first = matches[0]?.event.milliseconds ?? -Infinity;
  const last = matches.at(-1)?.event.milliseconds ?? Infinity;
  const originals = new Set(matches.flatMap(({ event }) => event.file.originalPath ?? []));
  const writers = new Set(matches.flatMap(({ event }) => event.process.entityId ?? []));
  const isIt = (name: string, { event }: EventRecord): boolean => {
    const { milliseconds = Infinity, process } = event;
    // What writes the file begins before the file is there: install, for one.
    const isLater = milliseconds >= first || writers.has(process.entityId ?? '');
    return (name === file && isLater) || (originals.has(name) && milliseconds <= last);
  };
  let found: Draft<BootReason> | undefined;
  const note = (isExecutable: boolean, value: string, record: EventRecord): void => {
    found = isExecutable
      ? { reason: 'executable', counts: 'for', value, records: [record] }
      : { reason: 'not-executable', counts: 'against', value, records: [record] };
  };
  for (const record of records) {
    const { file: told, process } = record.event;
    if (isIt(told.path ?? '', record) && told.mode !== undefined && /^[0-7]+$/.test(told.mode)) {
      note((Number.parseInt(told.mode, 8) & 0o100) !== 0, told.mode, record);
    }
    if (!isProgramStart(record.event)) continue;
    for (const { kind, target } of initCommands(process)) {
      const isMode = kind === 'make-executable' || kind === 'make-not-executable';
      if (isMode && isIt(target, record)) {
        note(kind === 'make-executable', commandOf(record.event) ?? '', record);
      }
    }
  }
  return found === undefined ? [] : [found];
}

/** What commands last said of whether it starts at boot: of several that enable it, all. */
function byCommands(file: string, records: readonly EventRecord[]): Draft<BootReason>[] {
  const unit = unitOf(file);
  let found: Draft<BootReason>[] = [];
  for (const record of records) {
    if (!isProgramStart(record.event)) continue;
    for (const { kind, target, link } of initCommands(record.event.process)) {
      const value = commandOf(record.event) ?? '';
      if (kind === 'link' && target === file && link !== undefined && isLinkOf(link, unit)) {
        found.push({ reason: 'start-link', counts: 'for', value: link, records: [record] });
      }
      if ((kind !== 'enable' && kind !== 'disable') || unitOf(target) !== unit) continue;
      const isOn = kind === 'enable';
      if (!isOn) found = [];
      found = found.filter(({ counts }) => counts === 'for');
      found.push({
        reason: isOn ? 'enabled' : 'disabled',
        counts: isOn ? 'for' : 'against',
        value,
        records: [record],
      });
    }
  }
  return found;
}
