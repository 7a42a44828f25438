import type { MatchFilter } from './match-filter.js';
import type { FilterOptions } from './options.js';

/**
 * What holds matches back by these filters; undefined where they hold none back: then nothing of it is loaded.
 *
 * @throws UsageError where an expression, a pattern or a file is not as it has to be.
 */
export async function openMatchFilter(filters: FilterOptions): Promise<MatchFilter | undefined> {
  const { from, to, indices, exceptions, baselines } = filters;
  const isOpen = from === undefined && to === undefined;
  if (isOpen && indices.length + exceptions.length + baselines.length === 0) return undefined;
  const { MatchFilter } = await import('./match-filter.js');
  return new MatchFilter(filters, Date.now());
}
