import * as fs from 'node:fs';

/**
 * Identifies a file, whatever it is called. Inodes may exceed the integers that a number can hold, and different files
 * must never seem to be the same.
 */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
}

export function identityOf({ dev, ino }: fs.Stats | fs.BigIntStats): FileIdentity {
  return { device: BigInt(dev), inode: BigInt(ino) };
}

export function isSameFile(one: FileIdentity, other: FileIdentity): boolean {
  return one.inode === other.inode && one.device === other.device;
}

/** The regular file that a descriptor or path leads to; undefined if there is none. */
export function regularFileAt(file: number | string): FileIdentity | undefined {
  try {
    const stats =
      typeof file === 'number'
        ? fs.fstatSync(file, { bigint: true })
        : fs.statSync(file, { bigint: true });
    return stats.isFile() ? identityOf(stats) : undefined;
  } catch {
    return undefined; // It does not exist, is closed, or cannot be opened, which is reported when it is used.
  }
}
