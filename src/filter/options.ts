import type { BaselineEntry } from './baseline.js';
import type { Exception } from './exceptions.js';
import type { WindowOptions } from './window.js';

/** Which matches to report, from the command line. */
export interface FilterOptions extends WindowOptions {
  /** Index patterns; empty for any index. */
  readonly indices: readonly string[];
  /** Files with exception lists. */
  readonly exceptions: readonly string[];
  /** Files with known matches. */
  readonly baselines: readonly string[];
}

/** Whether the options suppress nothing. */
export function filtersNothing(options: FilterOptions): boolean {
  const { from, to, indices, exceptions, baselines } = options;
  const isUnbounded = from === undefined && to === undefined;
  return isUnbounded && indices.length + exceptions.length + baselines.length === 0;
}

/** Why a match is suppressed. */
export type Suppression =
  | { readonly kind: 'out-of-window' }
  | { readonly kind: 'out-of-scope' }
  | { readonly kind: 'exceptions'; readonly exceptions: readonly Exception[] }
  | { readonly kind: 'known' };

/** What a filter suppressed. */
export interface FilterSummary {
  readonly outOfWindow: number;
  readonly outOfScope: number;
  /** Matches without a time, which are reported regardless of the window. */
  readonly withoutTime: number;
  /** Matches that exceptions suppressed. */
  readonly covered: number;
  readonly known: number;
  /** Leads that any of these suppressed; they are not among the numbers of matches. */
  readonly leads: number;
  /** The active exception items, each with the number of matches and leads that it suppressed. */
  readonly exceptions: readonly { readonly exception: Exception; readonly covered: number }[];
  readonly expired: readonly Exception[];
  /** Baseline entries whose documents did not occur. */
  readonly unusedBaseline: readonly BaselineEntry[];
}

/** Whether an exception or a baseline entry suppressed nothing. */
export function hasUnused({ exceptions, expired, unusedBaseline }: FilterSummary): boolean {
  return (
    expired.length > 0 ||
    unusedBaseline.length > 0 ||
    exceptions.some(({ covered }) => covered === 0)
  );
}
