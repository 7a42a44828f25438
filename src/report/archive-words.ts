import type { UnsupportedStorage } from '../input/archive.js';

/** What is wrong with a member of an archive. */
export const memberDamage = {
  'cut-short': 'the archive ends within the member; only what comes before that was read',
  corrupt: 'the member is corrupt; only what comes before the damage was read',
  checksum: 'the member does not have the checksum that the archive states for it',
  size: 'the member does not have the size that the archive states for it',
} as const;

/** How a member that is not read is stored. */
export function storageText(what: UnsupportedStorage): string {
  if ('method' in what) return `compressed with method ${what.method}`;
  switch (what.type) {
    case 'sparse':
      return 'a sparse file';
    case 'multi-volume':
      return 'a part of a file in several volumes';
  }
}
