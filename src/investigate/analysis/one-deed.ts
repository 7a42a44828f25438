import path from 'node:path';
import { filesInArguments } from '../../lead/init-commands.js';
import { isInstalled, resolve } from '../../lead/invocation.js';
import type { RelatedActivity } from '../activity.js';
import type { PlantedFile } from '../case.js';
import type { EarlierFile } from '../deed.js';
import { kindOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { mentionedIds } from '../relevance.js';

const { basename, dirname } = path.posix;

/**
 * Names that editors, copying tools and package managers give to a file while they write another one, whose name they
 * contain: of vim, emacs, rsync, Ansible, dpkg and ucf.
 */
const temporaryNames: readonly RegExp[] = [
  /^(.+)~$/s,
  /^#(.+)#$/s,
  /^\.#(.+)$/s,
  /^\.(.+)\.sw[a-px]$/s,
  /^(.+)\.(?:dpkg|ucf)-(?:new|tmp|dist|old)$/s,
  /^\.ansible_tmp[\w-]{8}(.+)$/s,
  /^\.(.+)\.[A-Za-z\d]{6}$/s,
];

/** Names by which vim tries whether it can create files in a directory: 4913, and more by 123 each. */
const vimProbe = /^\d{4,5}$/;

/** Files in which insserv writes the order of all scripts, and its temporary ones. */
const insservName = /^\.depend\.(?:boot|halt|start|stop)(?:[.~-].*)?$/s;

const insserv = /^\/(?:usr\/)?(?:sbin|lib\/insserv)\/insserv$/;

/** What decides whether a file is part of another. */
type Judged = Pick<PlantedFile<EventRecord>, 'boot' | 'execution' | 'path'>;

/**
 * The file that another one became, or was written for, as a temporary file or backup. No file is part of another if it
 * ran, will run at boot, or if another process wrote it.
 *
 * @param files all files of the host in the case.
 * @param records the host's events, in order of time.
 */
export function wholeOf(
  { path: file, boot, execution }: Judged,
  files: readonly Judged[],
  records: readonly EventRecord[],
): string | undefined {
  if (execution.answer === 'ran' || boot.answer === 'yes') return undefined;
  const others = files.map((other) => other.path).filter((other) => other !== file);
  const last = records.findLast((record) => isAbout(record, file));
  const becomes = last?.event.file.originalPath === file ? last.event.file.path : undefined;
  if (becomes !== undefined && others.includes(becomes) && !isTemporary(becomes)) return becomes;
  const boots = insservWhole(file, others, records);
  if (boots !== undefined) return boots;
  const writers = writersOf(file, records);
  return others.find(
    (other) =>
      dirname(other) === dirname(file) &&
      !isTemporary(other) &&
      isNamedFor(basename(file), basename(other)) &&
      [...writersOf(other, records)].some((id) => writers.has(id)),
  );
}

/**
 * The script that insserv wrote a file about the order of all scripts for: the one that was planted last before. Without
 * one, its other such file.
 */
function insservWhole(
  file: string,
  others: readonly string[],
  records: readonly EventRecord[],
): string | undefined {
  const first = records.find((record) => isAbout(record, file));
  if (first === undefined || !isByInsserv(file, records)) return undefined;
  const isOwn = (other: string): boolean => insservName.test(basename(other));
  const before = records.findLast(
    (record) =>
      others.some((other) => !isOwn(other) && isAbout(record, other)) &&
      (record.event.milliseconds ?? 0) <= (first.event.milliseconds ?? Infinity),
  );
  if (before !== undefined) {
    const { path: planted = '', originalPath } = before.event.file;
    return others.includes(planted) ? planted : originalPath;
  }
  const lists = [file, ...others].filter((other) => isOwn(other) && isByInsserv(other, records));
  const [whole] = lists.sort();
  return whole === file ? undefined : whole;
}

function isByInsserv(file: string, records: readonly EventRecord[]): boolean {
  const about = records.filter((record) => isAbout(record, file));
  return (
    insservName.test(basename(file)) &&
    about.every(({ event }) => insserv.test(event.process.executable ?? ''))
  );
}

function isTemporary(file: string): boolean {
  const name = basename(file);
  return vimProbe.test(name) || temporaryNames.some((pattern) => pattern.test(name));
}

function isNamedFor(name: string, other: string): boolean {
  return vimProbe.test(name) || temporaryNames.some((pattern) => pattern.exec(name)?.[1] === other);
}

function isAbout({ event: { file, categories } }: EventRecord, path: string): boolean {
  return categories.includes('file') && (file.path === path || file.originalPath === path);
}

/** The entity ids of the processes that caused the events about a file. */
function writersOf(file: string, records: readonly EventRecord[]): ReadonlySet<string> {
  const about = records.filter((record) => isAbout(record, file));
  return new Set(about.flatMap(({ event }) => event.process.entityId ?? []));
}

/**
 * Marks the init scripts among the activities that are only temporary files of another one: what became it, or what a
 * program that was given a planted one, or that wrote it, named for it. Such names are never run at boot.
 *
 * @param planted the paths of the planted files.
 * @param records the host's events, in order of time.
 */
export function withWholes(
  activities: readonly RelatedActivity<EventRecord>[],
  planted: ReadonlySet<string>,
  records: readonly EventRecord[],
): readonly RelatedActivity<EventRecord>[] {
  const scripts = activities.filter(({ what }) => what === 'init-script');
  const known = new Set([...planted, ...scripts.map(({ subject }) => subject)]);
  return activities.map((activity) => {
    const { what, subject, subjects, events } = activity;
    if (what !== 'init-script' || subjects !== undefined) return activity;
    const partOf =
      becomes(subject, known, records) ?? temporaryOf(subject, events, planted, records);
    return partOf === undefined ? activity : { ...activity, partOf };
  });
}

/**
 * The planted file that another one is only a temporary file of.
 *
 * @param about the events of the other file.
 */
export function temporaryOf(
  file: string,
  about: readonly EventRecord[],
  planted: ReadonlySet<string>,
  records: readonly EventRecord[],
): string | undefined {
  return (
    becomes(file, planted, records) ??
    [...planted].find(
      (other) =>
        dirname(other) === dirname(file) &&
        !isTemporary(other) &&
        isNamedFor(basename(file), basename(other)) &&
        about.every((record) => worksOn(record, other, records)),
    )
  );
}

/** The file among some that another one was last renamed to. */
function becomes(
  file: string,
  others: ReadonlySet<string>,
  records: readonly EventRecord[],
): string | undefined {
  const last = records.findLast((record) => isAbout(record, file));
  const path = last?.event.file.originalPath === file ? last.event.file.path : undefined;
  return path !== undefined && path !== file && others.has(path) && !isTemporary(path)
    ? path
    : undefined;
}

/** Whether the process of an event was given a file that it does not execute, or wrote it. */
function worksOn({ event }: EventRecord, file: string, records: readonly EventRecord[]): boolean {
  const { entityId } = event.process;
  // Events of files have no arguments.
  const started = records.filter((one) => one.event.process.entityId === entityId);
  const isGiven = started.some(({ event: { process } }) => {
    const { args, executable, workingDirectory } = process;
    const names = args.slice(1).some((arg) => resolve(workingDirectory, arg) === file);
    return names && isInstalled(executable) && filesInArguments(process).length === 0;
  });
  return entityId !== undefined && (isGiven || writersOf(file, records).has(entityId));
}

/**
 * What shows that a file was there before it was planted; undefined if nothing does.
 *
 * @param records the host's events, in order of time.
 * @param lineage entity ids of the sessions that planted files.
 */
export function earlierFile(
  file: string,
  matches: readonly EventRecord[],
  records: readonly EventRecord[],
  lineage: ReadonlySet<string>,
): EarlierFile<EventRecord> | undefined {
  const planted = matches[0]?.event.milliseconds ?? -Infinity;
  const first = records.find((record) => isAbout(record, file));
  if (first === undefined || matches.includes(first)) return undefined;
  if ((first.event.milliseconds ?? Infinity) > planted) return undefined;
  const events = [first];
  if (first.event.file.path !== file) return { value: 'moved', events };
  switch (kindOf(first.event)) {
    case 'file-deleted':
      return { value: 'deleted', events };
    case 'file-changed':
      return { value: 'changed', events };
    default: {
      const isOwn = mentionedIds(first.event).some((id) => lineage.has(id));
      return isOwn ? undefined : { value: 'created', events };
    }
  }
}
