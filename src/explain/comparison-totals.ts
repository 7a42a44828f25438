import { count, tableLine } from '../report/units.js';
import type { Explanation } from './explanation.js';

/** Counts the events on which two revisions of the rule differ. */
export class ComparisonTotals {
  /** The labels of the revisions. */
  readonly versions: readonly [first: string, other: string];
  readonly events: Record<'onlyFirst' | 'onlyOther' | 'neither', number> = {
    onlyFirst: 0,
    onlyOther: 0,
    neither: 0,
  };
  /** By clause, the events on which it makes a difference. */
  readonly #clauses = new Map<string, number>();

  constructor(first: string, other: string) {
    this.versions = [first, other];
  }

  add({ verdict, comparison }: Explanation): void {
    if (comparison === undefined) return;
    const isOther = comparison.explanation.verdict === 'match';
    this.events[verdict === 'match' ? 'onlyFirst' : isOther ? 'onlyOther' : 'neither'] += 1;
    for (const clause of comparison.clauses) {
      this.#clauses.set(clause, (this.#clauses.get(clause) ?? 0) + 1);
    }
  }

  /** The clauses that make a difference, sorted by number of events. */
  clauses(): { readonly clause: string; readonly events: number }[] {
    return [...this.#clauses]
      .map(([clause, events]) => ({ clause, events }))
      .sort((one, other) => other.events - one.events);
  }
}

/** The clauses that make a difference, as lines of text; none if there are no differences. */
export function comparisonTable(totals: ComparisonTotals): string[] {
  const rows = totals.clauses();
  if (rows.length === 0) return [];
  return [
    'Clauses that make the difference',
    tableLine([8], ['events']),
    ...rows.map(({ clause, events }) => tableLine([8], [`${events}`, clause])),
    '',
  ];
}

/** On how many events the revisions differ, and how. */
export function comparisonLine({ versions: [first, other], events }: ComparisonTotals): string {
  const { onlyFirst, onlyOther, neither } = events;
  const all = count(onlyFirst + onlyOther + neither, 'event');
  return `versions ${first} and ${other} differ on ${all}: ${onlyFirst} matched only by ${first}, ${onlyOther} only by ${other}, ${neither} by neither`;
}
