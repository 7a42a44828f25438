import { BoundedHosts } from '../report/hosts.js';
import type { Operator } from '../rule/clause.js';
import {
  type AllowlistHit,
  decidingClauses,
  type Explanation,
  isDecidedByOne,
} from './explanation.js';

/** Where and when an event happened. */
export interface Occurrence {
  /** Undefined if the event names no host. */
  readonly host: string | undefined;
  /** Milliseconds since 1970; undefined if the event has no time that can be read. */
  readonly time: number | undefined;
}

/** The events that a clause or an entry decided. */
export interface DecisionCounts {
  readonly events: number;
  /** Events that it decided alone: without it they would match. */
  readonly alone: number;
  /** Distinct hosts, of those that the table distinguishes. */
  readonly hosts: number;
  /** Whether there may be hosts beyond those. */
  readonly moreHosts: boolean;
  /** Milliseconds since 1970; undefined if no event had a time. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

export interface ClauseRow extends DecisionCounts {
  readonly clause: string;
  readonly role: 'requires' | 'excludes';
}

export interface EntryRow extends DecisionCounts {
  readonly clause: string;
  readonly field: string;
  readonly operator: Operator;
  /** Null for `is null`. */
  readonly pattern: string | null;
  /** How often the rule lists the entry. A duplicated entry never decides alone. */
  readonly copies: number;
  readonly attackerChosen: boolean;
}

/** The number of hosts that a table distinguishes. */
export const maxHosts = 10_000;

/**
 * Counts what decided, clause by clause and entry by entry. Memory is bounded by entries × hosts: a number for each
 * host of an entry, and each host's name once.
 */
export class ClauseTable {
  /** A number for each host. */
  readonly #hosts: BoundedHosts<number>;
  readonly #clauses = new Map<string, DecisionCounter<Pick<ClauseRow, 'clause' | 'role'>>>();
  readonly #entries = new Map<string, DecisionCounter<Omit<EntryRow, keyof DecisionCounts>>>();
  /** Events by verdict. */
  readonly verdicts: Record<Explanation['verdict'], number> = { match: 0, excluded: 0, stopped: 0 };

  constructor(limit: number = maxHosts) {
    this.#hosts = new BoundedHosts((number) => number, limit);
  }

  add(explanation: Explanation, { host, time }: Occurrence): void {
    this.verdicts[explanation.verdict] += 1;
    const number = this.#hosts.get(host);
    const byOne = isDecidedByOne(explanation);
    const role = explanation.verdict === 'stopped' ? 'requires' : 'excludes';
    for (const clause of decidingClauses(explanation)) {
      const row = this.#clauses.get(clause) ?? new DecisionCounter({ clause, role });
      this.#clauses.set(clause, row);
      row.count(byOne, number, time);
    }
    if (explanation.verdict !== 'excluded') return;
    for (const { clause, entries } of explanation.exclusions) {
      for (const entry of entries) this.#entryRow(clause, entry).count(entry.alone, number, time);
    }
  }

  /** The clauses that decided anything, those with the most events first. */
  clauses(): ClauseRow[] {
    return rows(this.#clauses.values());
  }

  /** The entries that excluded anything, those with the most events first. */
  entries(): EntryRow[] {
    return rows(this.#entries.values());
  }

  #entryRow(
    clause: string,
    { field, operator, pattern, copies, attackerChosen }: AllowlistHit,
  ): DecisionCounter<Omit<EntryRow, keyof DecisionCounts>> {
    const key = JSON.stringify([clause, field, operator, pattern]);
    const row =
      this.#entries.get(key) ??
      new DecisionCounter({ clause, field, operator, pattern, copies, attackerChosen });
    this.#entries.set(key, row);
    return row;
  }
}

function rows<What extends object>(
  counters: Iterable<DecisionCounter<What>>,
): (What & DecisionCounts)[] {
  return Array.from(counters, (row) => ({ ...row.what, ...row.counts() })).sort(
    (one, other) => other.events - one.events,
  );
}

/** The counts of one row, as they grow. */
class DecisionCounter<What extends object> {
  readonly what: What;
  readonly #hosts = new Set<number>();
  #events = 0;
  #alone = 0;
  #moreHosts = false;
  #first: number | undefined;
  #last: number | undefined;

  constructor(what: What) {
    this.what = what;
  }

  /** @param host the host's number; undefined if the table does not distinguish it. */
  count(alone: boolean, host: number | undefined, time: number | undefined): void {
    this.#events += 1;
    if (alone) this.#alone += 1;
    if (host === undefined) this.#moreHosts = true;
    else this.#hosts.add(host);
    if (time === undefined) return;
    this.#first = Math.min(this.#first ?? time, time);
    this.#last = Math.max(this.#last ?? time, time);
  }

  counts(): DecisionCounts {
    return {
      events: this.#events,
      alone: this.#alone,
      hosts: this.#hosts.size,
      moreHosts: this.#moreHosts,
      first: this.#first,
      last: this.#last,
    };
  }
}
