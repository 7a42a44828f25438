import type { BaselineEntry } from './baseline.js';
import type { Exception } from './exceptions.js';
import type { WindowOptions } from './window.js';

/** Which matches are wanted, as a command line says it. */
export interface FilterOptions extends WindowOptions {
  /** Index patterns; empty for any index. */
  readonly indices: readonly string[];
  /** Files of exception lists. */
  readonly exceptions: readonly string[];
  /** Files of matches that are known. */
  readonly baselines: readonly string[];
}

/** Why a match is held back. */
export type Suppression =
  | { readonly kind: 'out-of-window' }
  | { readonly kind: 'out-of-scope' }
  | { readonly kind: 'covered'; readonly by: readonly Exception[] }
  | { readonly kind: 'known' };

/** What a screen came to. */
export interface FilterSummary {
  readonly outOfWindow: number;
  readonly outOfScope: number;
  /** Matches that passed the window although they have no time. */
  readonly withoutTime: number;
  readonly covered: number;
  readonly known: number;
  /** The items that are in force, each with the matches it covered. */
  readonly exceptions: readonly { readonly exception: Exception; readonly covered: number }[];
  readonly expired: readonly Exception[];
  /** Entries of baselines whose documents did not turn up. */
  readonly unusedBaseline: readonly BaselineEntry[];
}

/** Whether anything that was to hold matches back held none. */
export function hasUnused({ exceptions, expired, unusedBaseline }: FilterSummary): boolean {
  return (
    expired.length > 0 ||
    unusedBaseline.length > 0 ||
    exceptions.some(({ covered }) => covered === 0)
  );
}
