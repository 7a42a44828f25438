import type { BaselineEntry } from './baseline.js';
import type { Exception } from './exceptions.js';
import type { Screen } from './screen.js';
import type { WindowOptions } from './window.js';

/** Which matches are wanted, as a command line says it. */
export interface Filters extends WindowOptions {
  /** Index patterns; empty for any index. */
  readonly indices: readonly string[];
  /** Files of exception lists. */
  readonly exceptions: readonly string[];
  /** Files of matches that are known. */
  readonly baselines: readonly string[];
}

/** Why a match is held back. */
export type Held =
  | { readonly kind: 'out-of-window' }
  | { readonly kind: 'out-of-scope' }
  | { readonly kind: 'covered'; readonly by: readonly Exception[] }
  | { readonly kind: 'known' };

/** What a screen came to. */
export interface Screened {
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
export function hasUnused({ exceptions, expired, unusedBaseline }: Screened): boolean {
  return (
    expired.length > 0 ||
    unusedBaseline.length > 0 ||
    exceptions.some(({ covered }) => covered === 0)
  );
}

/**
 * What holds matches back by these filters; undefined where they hold none back: then nothing of it is loaded.
 *
 * @throws UsageError where an expression, a pattern or a file is not as it has to be.
 */
export async function openScreen(filters: Filters): Promise<Screen | undefined> {
  const { from, to, indices, exceptions, baselines } = filters;
  const isOpen = from === undefined && to === undefined;
  if (isOpen && indices.length + exceptions.length + baselines.length === 0) return undefined;
  const { Screen } = await import('./screen.js');
  return new Screen(filters, Date.now());
}
