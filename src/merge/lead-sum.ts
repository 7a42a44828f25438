import { timeOf } from '../event/time.js';
import type { LeadKind } from '../lead/lead.js';
import {
  type Lead,
  type LeadCount,
  type LeadSummary,
  maxLeadHosts,
  maxListedLeads,
} from '../report/leads.js';

/** Adds up the leads of several scans. */
export class LeadSum {
  readonly #kinds = new Map<LeadKind, LeadCount>();
  readonly #listed: Lead[] = [];
  #redHatHosts = 0;
  #areListed = false;

  list(lead: Lead): void {
    if (this.#listed.length < maxListedLeads) this.#listed.push(lead);
  }

  add(
    kinds: ReadonlyMap<LeadKind, LeadCount>,
    { redHatHosts, areListed }: Pick<LeadSummary, 'redHatHosts' | 'areListed'>,
  ): void {
    for (const [kind, count] of kinds) {
      const known = this.#kinds.get(kind);
      this.#kinds.set(kind, known === undefined ? count : sumOf(known, count));
    }
    this.#redHatHosts += redHatHosts;
    this.#areListed ||= areListed;
  }

  /** A host that is in several scans counts once for each as one of the Red Hat family: its name is not known. */
  result(): LeadSummary {
    const events = [...this.#kinds.values()].reduce((sum, count) => sum + count.events, 0);
    return {
      events,
      kinds: Object.fromEntries(this.#kinds),
      redHatHosts: this.#redHatHosts,
      areListed: this.#areListed,
      listed: this.#listed,
      notListed: this.#areListed ? Math.max(0, events - this.#listed.length) : 0,
    };
  }
}

function sumOf(one: LeadCount, other: LeadCount): LeadCount {
  return {
    events: one.events + other.events,
    hosts: [...new Set([...one.hosts, ...other.hosts])].slice(0, maxLeadHosts),
    first: extremeOf(one.first, other.first, Math.min),
    last: extremeOf(one.last, other.last, Math.max),
  };
}

/** The earlier or the later of two times, if they are valid. */
function extremeOf(
  one: string | undefined,
  other: string | undefined,
  choose: (...times: number[]) => number,
): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const [time, otherTime] = [timeOf(one) ?? Number.NaN, timeOf(other) ?? Number.NaN];
  return choose(time, otherTime) === otherTime && time !== otherTime ? other : one;
}
