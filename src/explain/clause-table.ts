import { BoundedHosts } from '../report/hosts.js';
import type { Operator } from '../rule/clause.js';
import {
  type AllowlistHit,
  decidingClauses,
  type Explanation,
  isDecidedByOne,
} from './explanation.js';

/** What the table is told of an event beside its explanation. */
export interface Sighting {
  /** Undefined where the event names none. */
  readonly host: string | undefined;
  /** Milliseconds since 1970; undefined where the event says none that can be read. */
  readonly time: number | undefined;
}

/** What was seen of a clause or an entry. */
export interface DecisionCounts {
  readonly events: number;
  /** Events of which it decided alone: without it they would match. */
  readonly alone: number;
  /** Different hosts, as far as they are told apart. */
  readonly hosts: number;
  /** Whether there may be more hosts: the table tells only so many apart. */
  readonly moreHosts: boolean;
  /** Milliseconds since 1970; absent where no event had a time. */
  readonly first?: number;
  readonly last?: number;
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
  /** How often the rule's list has the entry: what stands there twice never decides alone. */
  readonly copies: number;
  readonly attackerChosen: boolean;
}

/** Hosts that are told apart, over the whole table. */
export const maxHosts = 10_000;

/**
 * Counts what decided, clause by clause and entry by entry. Memory is bounded by entries × hosts: a number for each
 * host of an entry, and each host's name once.
 */
export class ClauseTable {
  /** Numbers of hosts, so that a row keeps no names. */
  readonly #hosts: BoundedHosts<number>;
  readonly #clauses = new Map<string, Counted<Pick<ClauseRow, 'clause' | 'role'>>>();
  readonly #entries = new Map<string, Counted<Omit<EntryRow, keyof DecisionCounts>>>();
  readonly #verdicts: Record<Explanation['verdict'], number> = {
    match: 0,
    excluded: 0,
    stopped: 0,
  };

  /** @param limit hosts that are told apart. */
  constructor(limit: number = maxHosts) {
    this.#hosts = new BoundedHosts((number) => number, limit);
  }

  /** Events by verdict. */
  get verdicts(): Readonly<Record<Explanation['verdict'], number>> {
    return this.#verdicts;
  }

  add(explanation: Explanation, { host, time }: Sighting): void {
    this.#verdicts[explanation.verdict] += 1;
    const number = this.#hosts.get(host);
    const byOne = isDecidedByOne(explanation);
    const role = explanation.verdict === 'stopped' ? 'requires' : 'excludes';
    for (const clause of decidingClauses(explanation)) {
      const row = this.#clauses.get(clause) ?? new Counted({ clause, role });
      this.#clauses.set(clause, row);
      row.count(byOne, number, time);
    }
    if (explanation.verdict !== 'excluded') return;
    for (const { clause, entries } of explanation.exclusions) {
      for (const entry of entries) this.#entryOf(clause, entry).count(entry.alone, number, time);
    }
  }

  /** The clauses that decided anything, those with most events first. */
  clauses(): ClauseRow[] {
    return rows(this.#clauses.values());
  }

  /** The entries that excluded anything, those with most events first. */
  entries(): EntryRow[] {
    return rows(this.#entries.values());
  }

  #entryOf(clause: string, entry: AllowlistHit): Counted<Omit<EntryRow, keyof DecisionCounts>> {
    const { field, operator, pattern, copies, attackerChosen } = entry;
    const key = JSON.stringify([clause, field, operator, pattern]);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const made = new Counted({ clause, field, operator, pattern, copies, attackerChosen });
    this.#entries.set(key, made);
    return made;
  }
}

function rows<What extends object>(counted: Iterable<Counted<What>>): (What & DecisionCounts)[] {
  return Array.from(counted, (row) => ({ ...row.what, ...row.sum() })).sort(
    (one, other) => other.events - one.events,
  );
}

/** The sum of one row, as it grows. */
class Counted<What extends object> {
  readonly what: What;
  readonly #hosts = new Set<number>();
  #events = 0;
  #alone = 0;
  #moreHosts = false;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(what: What) {
    this.what = what;
  }

  count(alone: boolean, host: number | undefined, time: number | undefined): void {
    this.#events += 1;
    if (alone) this.#alone += 1;
    if (host === undefined) this.#moreHosts = true;
    else this.#hosts.add(host);
    if (time === undefined) return;
    this.#first = Math.min(this.#first, time);
    this.#last = Math.max(this.#last, time);
  }

  sum(): DecisionCounts {
    return {
      events: this.#events,
      alone: this.#alone,
      hosts: this.#hosts.size,
      moreHosts: this.#moreHosts,
      ...(this.#first <= this.#last ? { first: this.#first, last: this.#last } : {}),
    };
  }
}
