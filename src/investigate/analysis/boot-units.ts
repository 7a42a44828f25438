import path from 'node:path';
import type { BootReason } from '../case.js';
import type { EndpointEvent } from '../endpoint-event.js';
import { kindOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { unitOf } from '../units.js';

const { basename, dirname } = path.posix;

/** Directories of system units; user units do not affect a boot. */
export const unitDirectories: ReadonlySet<string> = new Set([
  '/etc/systemd/system',
  '/lib/systemd/system',
  '/run/systemd/system',
  '/usr/lib/systemd/system',
  '/usr/local/lib/systemd/system',
]);

/** The output directory of systemd-sysv-generator. */
const generatorDirectory = '/run/systemd/generator.late';

/** Start links of the runlevels that hosts boot to: 2 to 4 belong to multi-user.target, 5 to graphical.target. */
const startLink = /^\/etc\/(?:rc\.d\/)?rc[2-5]\.d\/S\d\d(.+)$/s;

/** Targets that a host does not boot to, except for repair. */
const otherTarget =
  /^(?:emergency|exit|final|halt|hibernate|kexec|poweroff|reboot|rescue|shutdown|sleep|suspend)\./;

/** Links by which a runlevel or a target starts the script, whoever created them. */
export function startLinks(
  file: string,
  records: readonly EventRecord[],
): readonly BootReason<EventRecord>[] {
  const unit = unitOf(file);
  const isLink = (name: string): boolean =>
    isStartLink(name, unit) || isTargetLink(name, unit, unitDirectories);
  return existingFiles(records, isLink).map(([name, record]) => ({
    reason: isStartLink(name, unit) ? 'start-link' : 'target-wants',
    counts: 'for',
    value: name,
    events: [record],
  }));
}

/**
 * What the generator created for the script when the host last booted: its unit, and links that make targets pull it in.
 *
 * @param from when the current file arrived at the path: an earlier unit was generated for another file.
 */
export function generatedUnits(
  file: string,
  records: readonly EventRecord[],
  from: number,
): readonly BootReason<EventRecord>[] {
  const unit = unitOf(file);
  const unitFile = `${generatorDirectory}/${unit}`;
  const directories = new Set([generatorDirectory]);
  const isGenerated = (name: string): boolean =>
    name === unitFile || isTargetLink(name, unit, directories);
  return existingFiles(records, isGenerated, isByGenerator)
    .filter(([, { event }]) => (event.milliseconds ?? Infinity) >= from)
    .map(([name, record]) => ({
      reason: name === unitFile ? 'unit-generated' : 'target-wants',
      counts: 'for',
      value: name,
      events: [record],
    }));
}

export function isStartLink(name: string, unit: string): boolean {
  const linked = startLink.exec(name)?.[1];
  return linked !== undefined && unitOf(linked) === unit;
}

/** Whether a path is a link that makes a target pull in a unit at boot. */
function isTargetLink(name: string, unit: string, directories: ReadonlySet<string>): boolean {
  const linkDirectory = dirname(name);
  return (
    basename(name) === unit &&
    directories.has(dirname(linkDirectory)) &&
    /\.target\.(?:requires|wants)$/.test(linkDirectory) &&
    !otherTarget.test(basename(linkDirectory))
  );
}

/** Whether systemd's generator may have caused an event: it is the executable, or the executable is unknown. */
export function isByGenerator({ process: { executable } }: EndpointEvent): boolean {
  return executable === undefined || basename(executable) === 'systemd-sysv-generator';
}

/** Files that were created or moved into place, and have not been deleted, moved or overwritten by others since. */
export function existingFiles(
  records: readonly EventRecord[],
  matchesName: (name: string) => boolean,
  isTrusted: (event: EndpointEvent) => boolean = () => true,
): readonly (readonly [name: string, record: EventRecord])[] {
  const found = new Map<string, EventRecord>();
  for (const record of records) {
    const { path: name, originalPath } = record.event.file;
    if (!record.event.categories.includes('file')) continue;
    if (originalPath !== undefined) found.delete(originalPath);
    if (name === undefined || !matchesName(name)) continue;
    const isPresent = kindOf(record.event) !== 'file-deleted' && isTrusted(record.event);
    if (isPresent) found.set(name, record);
    else found.delete(name);
  }
  return [...found];
}
