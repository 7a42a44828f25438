import path from 'node:path';
import { initCommands } from '../../lead/init-commands.js';
import type { Boot, BootReason } from '../case.js';
import { type EndpointEvent, isProgramStart } from '../endpoint-event.js';
import { commandOf, kindOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { unitOf } from '../units.js';

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
  const mode = modeOf(file, records);
  const reasons = distinct([
    ...byName(file, matches),
    ...nativeUnit(file, records),
    ...deletion(file, since),
    ...mode.reasons,
    ...byCommands(file, since),
    ...byLinks(file, since),
    ...generated(file, since, mode.since),
  ]);
  return verdict(reasons);
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

type Reason = BootReason['reason'];

/** What speaks against a reason that counts against: by which of both is later, one of them holds. */
const opposites: Readonly<Partial<Record<Reason, readonly Reason[]>>> = {
  'name-passed-over': ['unit-generated'],
  'native-unit': ['unit-generated'],
  deleted: ['unit-generated'],
  'not-executable': ['executable', 'unit-generated'],
  disabled: ['enabled', 'start-link', 'target-wants'],
};

/** Reasons against that a later opposite ends: what they told has changed since. */
const ended: ReadonlySet<Reason> = new Set(['not-executable', 'disabled']);

/** Links to start it by: a command may fail, and a link that stands is there. */
const links: ReadonlySet<Reason> = new Set(['start-link', 'target-wants']);

/** Draws the answer: reasons that others have ended are left out, and where two contradict each other it is open. */
function verdict(reasons: readonly Draft<BootReason>[]): BootDraft {
  const opposed = (reason: Draft<BootReason>): readonly Draft<BootReason>[] =>
    reasons.filter(
      (other) => other.counts === 'for' && (opposites[reason.reason] ?? []).includes(other.reason),
    );
  const isOver = (reason: Draft<BootReason>): boolean =>
    ended.has(reason.reason) && opposed(reason).some((other) => isLater(other, reason));
  const left = reasons.filter((reason) => reason.counts === 'for' || !isOver(reason));
  const against = left.filter(({ counts }) => counts === 'against');
  const holds = (reason: Draft<BootReason>): boolean =>
    opposed(reason).every((other) => isLater(reason, other) && !links.has(other.reason));
  if (against.some(holds)) return { answer: 'no', reasons: left, unknown: [] };
  const has = (...names: readonly Reason[]): boolean =>
    left.some(({ reason }) => names.includes(reason));
  const unknown = [
    ...(has('executable', 'not-executable', 'unit-generated') ? [] : ['executable' as const]),
    ...(has('start-link', 'enabled', 'target-wants', 'disabled') ? [] : ['enabled' as const]),
  ];
  const isYes = against.length === 0 && unknown.length === 0;
  return { answer: isYes ? 'yes' : 'not-shown', reasons: left, unknown };
}

/** Whether a reason was last shown after another was. */
function isLater(one: Draft<BootReason>, other: Draft<BootReason>): boolean {
  return lastOf(one) > lastOf(other);
}

function lastOf({ records }: Draft<BootReason>): number {
  return Math.max(...records.map(({ event }) => event.milliseconds ?? Infinity));
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

/** Where units of the system lie: its users' have no part in how it starts. */
const unitFolders: ReadonlySet<string> = new Set([
  '/etc/systemd/system',
  '/lib/systemd/system',
  '/run/systemd/system',
  '/usr/lib/systemd/system',
  '/usr/local/lib/systemd/system',
]);

const generatorFolder = '/run/systemd/generator.late';

/** Targets that a host does not start to, or only to repair it. */
const otherTarget =
  /^(?:emergency|exit|final|halt|hibernate|kexec|poweroff|reboot|rescue|shutdown|sleep|suspend)\./;

/** A unit of the same name that the log shows to be there: written, and not deleted since. */
function nativeUnit(file: string, records: readonly EventRecord[]): Draft<BootReason>[] {
  const unit = unitOf(file);
  return standing(
    records,
    (name) => unitFolders.has(path.posix.dirname(name)) && path.posix.basename(name) === unit,
  ).map(({ name, record }) => ({
    reason: 'native-unit',
    counts: 'against',
    value: name,
    records: [record],
  }));
}

/** Links by which a runlevel or a target starts it, whoever made them. */
function byLinks(file: string, records: readonly EventRecord[]): Draft<BootReason>[] {
  const unit = unitOf(file);
  const found = standing(
    records,
    (name) => isLinkOf(name, unit) || isWant(name, unit, unitFolders),
  );
  return found.map(({ name, record }) => ({
    reason: isLinkOf(name, unit) ? 'start-link' : 'target-wants',
    counts: 'for',
    value: name,
    records: [record],
  }));
}

/** Whether a path is the link by which a target wants a unit. */
function isWant(name: string, unit: string, folders: ReadonlySet<string>): boolean {
  const wants = path.posix.dirname(name);
  return (
    path.posix.basename(name) === unit &&
    folders.has(path.posix.dirname(wants)) &&
    /\.target\.(?:requires|wants)$/.test(wants) &&
    !otherTarget.test(path.posix.basename(wants))
  );
}

function isLinkOf(name: string, unit: string): boolean {
  const linked = startLink.exec(name)?.[1];
  return linked !== undefined && unitOf(linked) === unit;
}

/**
 * What the generator made of it when the host last started: its unit, and the targets that want it.
 *
 * @param from since when the file is there that is there now: the unit tells nothing of one that was there before.
 */
function generated(
  file: string,
  records: readonly EventRecord[],
  from: number,
): Draft<BootReason>[] {
  const unit = unitOf(file);
  const unitFile = `${generatorFolder}/${unit}`;
  const folders = new Set([generatorFolder]);
  const isOne = (name: string): boolean => name === unitFile || isWant(name, unit, folders);
  return standing(records, isOne, isOfGenerator)
    .filter(({ record }) => (record.event.milliseconds ?? Infinity) >= from)
    .map(({ name, record }) => ({
      reason: name === unitFile ? 'unit-generated' : 'target-wants',
      counts: 'for',
      value: name,
      records: [record],
    }));
}

/** Whether systemd's generator did something, as far as the event tells who did: others can write where it writes. */
export function isOfGenerator({ process: { executable } }: EndpointEvent): boolean {
  return executable === undefined || path.posix.basename(executable) === 'systemd-sysv-generator';
}

/** Files that were written, or moved to their place, and are not deleted or moved away since. */
function standing(
  records: readonly EventRecord[],
  isOne: (name: string) => boolean,
  isTrusted: (event: EndpointEvent) => boolean = () => true,
): { name: string; record: EventRecord }[] {
  const there = new Map<string, EventRecord>();
  for (const record of records) {
    const { path: name, originalPath } = record.event.file;
    if (!record.event.categories.includes('file')) continue;
    if (originalPath !== undefined) there.delete(originalPath);
    if (name === undefined || !isOne(name)) continue;
    if (kindOf(record.event) === 'file-deleted') there.delete(name);
    else if (isTrusted(record.event)) there.set(name, record);
    // What another wrote in its place is no longer what it was.
    else there.delete(name);
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

/** What the log tells of the mode of the file that is there now. */
interface Mode {
  readonly reasons: readonly Draft<BootReason>[];
  /** When that file came to its place, in milliseconds since 1970. */
  readonly since: number;
}

/**
 * Whether a file's owner may execute it, by the last event that tells. A mode is a file's, not a path's: what is
 * created, moved to the path or deleted there makes an end of what was known, and what is moved takes its mode along.
 */
function modeOf(file: string, records: readonly EventRecord[]): Mode {
  const modes = new Map<string, Draft<BootReason>>();
  /** Modes that a process's program was started to set, by the path: what writes a file begins before the file is there. */
  const intended = new Map<string, Map<string, Draft<BootReason>>>();
  let since = -Infinity;
  const move = (from: string | undefined, to: string): void => {
    const moved = from === undefined ? undefined : modes.get(from);
    if (from !== undefined) modes.delete(from);
    if (moved === undefined) modes.delete(to);
    else modes.set(to, moved);
  };
  for (const record of records) {
    const { file: told, process, categories, milliseconds = Infinity } = record.event;
    const { path: name, originalPath, mode } = told;
    if (categories.includes('file') && name !== undefined) {
      const kind = kindOf(record.event);
      const isNew = /^file-(?:created|renamed|deleted)$/.test(kind);
      if (isNew) move(kind === 'file-renamed' ? originalPath : undefined, name);
      if (isNew && name === file) since = milliseconds;
      const meant = intended.get(process.entityId ?? '')?.get(name);
      if (kind === 'file-created' && meant !== undefined) modes.set(name, meant);
      if (kind !== 'file-deleted' && mode !== undefined && /^[0-7]+$/.test(mode)) {
        const isExecutable = (Number.parseInt(mode, 8) & 0o100) !== 0;
        modes.set(name, modeReason(isExecutable, mode, record));
      }
    }
    if (!isProgramStart(record.event)) continue;
    const own = new Map<string, Draft<BootReason>>();
    if (process.entityId !== undefined) intended.set(process.entityId, own);
    for (const { kind, target } of initCommands(process)) {
      if (kind !== 'make-executable' && kind !== 'make-not-executable') continue;
      if (kind === 'make-not-executable' && !mayBeRoot(record.event)) continue;
      const isExecutable = kind === 'make-executable';
      const reason = modeReason(isExecutable, commandOf(record.event) ?? '', record);
      modes.set(target, reason);
      own.set(target, reason);
    }
  }
  const found = modes.get(file);
  return { reasons: found === undefined ? [] : [found], since };
}

function modeReason(isExecutable: boolean, value: string, record: EventRecord): Draft<BootReason> {
  return isExecutable
    ? { reason: 'executable', counts: 'for', value, records: [record] }
    : { reason: 'not-executable', counts: 'against', value, records: [record] };
}

/** Whether a command may have been root's. Another's is a request that may fail: it ends nothing. */
function mayBeRoot({ user: { id, name } }: EndpointEvent): boolean {
  return id === undefined ? name === undefined || name === 'root' : id === '0';
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
      if (!isOn && !mayBeRoot(record.event)) continue;
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
