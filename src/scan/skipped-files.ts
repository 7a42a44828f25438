import type { SkippedInput, SkipReason } from '../input/input.js';

/** A file that was not scanned, or that contains nothing to scan. */
export type SkippedFile = Omit<SkippedInput, 'kind'>;

/** The files that a scan skipped. */
export interface SkippedFiles {
  /** Number of files for each reason. */
  readonly counts: Readonly<Partial<Record<SkipReason, number>>>;
  /** The first of them. Excluded files are only listed if they are few. */
  readonly listed: readonly SkippedFile[];
}

/** Maximum number of files that are listed. */
export const maxSkippedListed = 1000;

/** Maximum number of excluded files that are listed. If there are more, none of them is. */
const maxExcludedListed = 10;

/** Collects the files that a scan skips. Memory does not grow with their number. */
export class SkippedFileList {
  readonly #counts: Partial<Record<SkipReason, number>> = {};
  readonly #files: SkippedFile[] = [];
  #listedOthers = 0;

  add({ name, reason, what }: SkippedFile): void {
    const count = (this.#counts[reason] ?? 0) + 1;
    this.#counts[reason] = count;
    const isListed =
      reason === 'excluded'
        ? count <= maxExcludedListed
        : this.#listedOthers < maxSkippedListed - maxExcludedListed;
    if (!isListed) return;
    if (reason !== 'excluded') this.#listedOthers += 1;
    this.#files.push(what === undefined ? { name, reason } : { name, reason, what });
  }

  result(): SkippedFiles {
    const listsExcluded = (this.#counts.excluded ?? 0) <= maxExcludedListed;
    const listed = this.#files.filter(({ reason }) => reason !== 'excluded' || listsExcluded);
    return { counts: { ...this.#counts }, listed };
  }
}

/** Number of skipped files. */
export function skippedTotal({ counts }: SkippedFiles): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
