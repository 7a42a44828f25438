import type { Arguments } from '../cli/args.js';
import * as options from '../cli/options.js';
import type { MatchFilter } from '../filter/match-filter.js';
import { type FilterOptions, filtersNothing } from '../filter/options.js';
import type { Rule } from '../rule/rule.js';

/** The filter options of `scan` and `investigate`. */
export function filterOptionsOf(args: Arguments): FilterOptions {
  return {
    from: args.get(options.from),
    to: args.get(options.to),
    indices: args.get(options.indices),
    exceptions: args.get(options.exceptions),
    baselines: args.get(options.baselines),
  };
}

/** The filter for these options. If they filter nothing, it is undefined and its code is not loaded. */
export async function openFilter(
  filterOptions: FilterOptions,
  { identity }: Rule,
): Promise<MatchFilter | undefined> {
  if (filtersNothing(filterOptions)) return undefined;
  const { MatchFilter } = await import('../filter/match-filter.js');
  return new MatchFilter(filterOptions, identity.indexPatterns, Date.now());
}
