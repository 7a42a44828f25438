import { BoundedHosts } from '../report/hosts.js';
import type { Operator } from '../rule/clause.js';
import { decidingClauses, type Explanation, isDecidedByOne } from './explanation.js';

/** The events that a clause or an entry decided. */
export interface DecisionCounts {
  readonly events: number;
  /** Events that would match without the clause or entry. */
  readonly alone: number;
  /** Distinct hosts, up to {@link maxHosts} in the whole table. */
  readonly hosts: number;
  /** Whether there may be more hosts. */
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
  /** How often the rule lists the entry. A duplicate never decides alone. */
  readonly copies: number;
  readonly attackerChosen: boolean;
}

/** Hosts that a table distinguishes. */
export const maxHosts = 10_000;

/** Counts decisions by clause and by entry. Memory is bounded by entries × hosts: a number for each host of an entry. */
export class ClauseTable {
  readonly #hosts: BoundedHosts<number>;
  readonly #clauses = new Map<string, DecisionCounter<Pick<ClauseRow, 'clause' | 'role'>>>();
  readonly #entries = new Map<string, DecisionCounter<Omit<EntryRow, keyof DecisionCounts>>>();
  readonly verdicts: Record<Explanation['verdict'], number> = { match: 0, excluded: 0, stopped: 0 };

  constructor(limit: number = maxHosts) {
    this.#hosts = new BoundedHosts((number) => number, limit);
  }

  /**
   * @param host undefined if the event names no host.
   * @param time milliseconds since 1970; undefined if the event has no valid time.
   */
  add(explanation: Explanation, host: string | undefined, time: number | undefined): void {
    this.verdicts[explanation.verdict] += 1;
    const number = this.#hosts.get(host);
    const byOne = isDecidedByOne(explanation);
    const role = explanation.verdict === 'stopped' ? 'requires' : 'excludes';
    for (const clause of decidingClauses(explanation)) {
      counterOf(this.#clauses, clause, { clause, role }).count(byOne, number, time);
    }
    if (explanation.verdict !== 'excluded') return;
    for (const { clause, entries } of explanation.exclusions) {
      for (const { field, operator, pattern, copies, attackerChosen, alone } of entries) {
        const key = JSON.stringify([clause, field, operator, pattern]);
        const entry = { clause, field, operator, pattern, copies, attackerChosen };
        counterOf(this.#entries, key, entry).count(alone, number, time);
      }
    }
  }

  /** The clauses that decided anything, sorted by number of events. */
  clauses(): ClauseRow[] {
    return rows(this.#clauses.values());
  }

  /** The entries that excluded anything, sorted by number of events. */
  entries(): EntryRow[] {
    return rows(this.#entries.values());
  }
}

function counterOf<What>(
  counters: Map<string, DecisionCounter<What>>,
  key: string,
  what: What,
): DecisionCounter<What> {
  const counter = counters.get(key) ?? new DecisionCounter(what);
  counters.set(key, counter);
  return counter;
}

function rows<What>(counters: Iterable<DecisionCounter<What>>): (What & DecisionCounts)[] {
  return Array.from(counters, ({ what, counts }) => ({ ...what, ...counts })).sort(
    (one, other) => other.events - one.events,
  );
}

class DecisionCounter<What> {
  readonly what: What;
  readonly counts: { -readonly [Key in keyof DecisionCounts]: DecisionCounts[Key] } = {
    events: 0,
    alone: 0,
    hosts: 0,
    moreHosts: false,
    first: undefined,
    last: undefined,
  };
  readonly #hosts = new Set<number>();

  constructor(what: What) {
    this.what = what;
  }

  /** @param host the host's number; undefined if the table does not distinguish it. */
  count(alone: boolean, host: number | undefined, time: number | undefined): void {
    const { counts } = this;
    counts.events += 1;
    if (alone) counts.alone += 1;
    if (host === undefined) counts.moreHosts = true;
    else counts.hosts = this.#hosts.add(host).size;
    if (time === undefined) return;
    counts.first = Math.min(counts.first ?? time, time);
    counts.last = Math.max(counts.last ?? time, time);
  }
}
