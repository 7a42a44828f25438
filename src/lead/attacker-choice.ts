import type { Evidence } from '../rule/clause.js';

const attackerChosenFields: ReadonlySet<string> = new Set([
  'file.path',
  'file.name',
  'file.extension',
  'file.Ext.original.name',
  'process.name',
]);

/**
 * Directories of programs by which an attacker can run any code: of open files, even ones without a name; of devices, where
 * nothing belongs to a package; of scripts in packages; and of packages that bring their own shells. A path begins with a
 * dot if its mount is detached.
 */
const anyProgram: readonly string[] = [
  '/proc/self/',
  '/dev/',
  './',
  '/var/lib/dpkg/',
  '/nix/store/',
  '/snap/',
];

/** Programs that install nothing by themselves, and move files or run commands as they are told. */
const obedient: ReadonlySet<string> = new Set([
  '/usr/bin/apt',
  '/usr/sbin/apt',
  '/bin/dpkg-divert',
  '/usr/bin/dpkg-divert',
]);

/**
 * Whether an attacker who plants a script can choose the value that makes a condition hold, without changing a file that
 * belongs to a package.
 *
 * - `file.path`, `file.name`, `file.extension`, `file.Ext.original.name`: the attacker names the script (`netbeat`,
 *   `x.swp`), and what it is renamed from.
 * - `process.name`: a process is named after its program file, so a copy of a shell can be `crio`, `ln`, `sed` or
 *   `perl`, in any directory.
 * - `process.executable` under `/dev/fd/` or `/proc/self/`: fexecve and memfd_create run programs by such paths. Any
 *   program can be put under `/dev/`, and a path begins with `./` if its mount is detached.
 * - `process.executable` in the directories of packages that bring scripts or shells, and of apt and dpkg-divert, which
 *   run commands and move files by their options. Packages are unpacked by dpkg itself.
 * - `process.executable` that is missing: sensors lose it for programs that ended or were deleted, and many events
 *   never had it.
 *
 * Other entries for `process.executable` name files in system directories. Root can replace those too, but not without
 * traces in the package manager's checksums and in file events.
 */
export function attackerChooses({ field, value }: Pick<Evidence, 'field' | 'value'>): boolean {
  if (attackerChosenFields.has(field)) return true;
  if (field !== 'process.executable') return false;
  if (value === null || obedient.has(value)) return true;
  return anyProgram.some((directory) => value.startsWith(directory));
}
