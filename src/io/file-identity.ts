import { type BigIntStats, fstatSync, type Stats, statSync } from 'node:fs';

/**
 * Identifies a file, whatever it is called. Numbers that are not safe integers are big integers instead: different files
 * must never seem to be the same.
 */
export interface FileIdentity {
  readonly device: number | bigint;
  readonly inode: number | bigint;
}

export function identityOf({ dev, ino }: Stats | BigIntStats): FileIdentity {
  return { device: exact(dev), inode: exact(ino) };
}

function exact(value: number | bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

export function isSameFile(one: FileIdentity, other: FileIdentity): boolean {
  return one.inode === other.inode && one.device === other.device;
}

/**
 * The statistics of the file that a descriptor or path leads to, with an exact inode. Statistics in big integers take
 * longer, and are seldom needed.
 *
 * @throws Error of the system.
 */
export function statistics(file: number | string): Stats | BigIntStats {
  const stats = typeof file === 'number' ? fstatSync(file) : statSync(file);
  if (Number.isSafeInteger(stats.ino) && Number.isSafeInteger(stats.dev)) return stats;
  return typeof file === 'number'
    ? fstatSync(file, { bigint: true })
    : statSync(file, { bigint: true });
}

/** The regular file that a descriptor or path leads to; undefined if there is none. */
export function regularFileAt(file: number | string): FileIdentity | undefined {
  try {
    const stats = statistics(file);
    return stats.isFile() ? identityOf(stats) : undefined;
  } catch {
    return undefined; // It does not exist, is closed, or cannot be opened, which is reported when it is used.
  }
}
