import type { Evidence } from '../rule/clause.js';

const attackerChosenFields: ReadonlySet<string> = new Set([
  'file.path',
  'file.name',
  'file.extension',
  'file.Ext.original.name',
  'process.name',
]);

/** Where a program can be that is no file of a package: open, even without a name, or in a mount of its own. */
const freePaths: readonly string[] = ['/proc/self/', '/dev/', './'];

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
 * - `process.executable` that is missing: sensors lose it for programs that ended or were deleted, and many events
 *   never had it.
 *
 * Other entries for `process.executable` name files in system directories. Root can replace those too, but not without
 * traces in the package manager's checksums and in file events.
 */
export function attackerChooses({ field, value }: Evidence): boolean {
  if (attackerChosenFields.has(field)) return true;
  if (field !== 'process.executable') return false;
  return value === null || freePaths.some((path) => value.startsWith(path));
}
