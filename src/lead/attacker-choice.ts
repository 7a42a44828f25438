import type { Evidence } from '../rule/clause.js';

const freeFields: ReadonlySet<string> = new Set([
  'file.path',
  'file.name',
  'file.extension',
  'process.name',
]);

/** Names by which any program can have itself run: each leads to a file that it opened before, even one without a name. */
const ownFilePaths: readonly string[] = ['/proc/self/', '/dev/fd/'];

/**
 * Whether somebody who plants a script is free to have the value that made a condition hold, without touching a file
 * that a package manager keeps account of.
 *
 * - `file.path`, `file.name`, `file.extension`: the planted file is called what its author likes (`netbeat`, `x.swp`).
 * - `process.name`: a program is called what its file is called, so a copy of a shell may be `crio`, `ln`, `sed` or
 *   `perl`, wherever it lies.
 * - `process.executable` under `/dev/fd/` or `/proc/self/`: fexecve and memfd_create run a program by such a path.
 * - `process.executable` that is missing: sensors lose it for programs that ended or were deleted, and many an event
 *   has none from the start.
 *
 * Other entries for `process.executable` name files in directories of the system. Root can replace those too, but it
 * shows: in the package manager's checksums, and in file events of their own.
 */
export function attackerChooses({ field, value }: Evidence): boolean {
  if (freeFields.has(field)) return true;
  if (field !== 'process.executable') return false;
  return value === null || ownFilePaths.some((path) => value.startsWith(path));
}
