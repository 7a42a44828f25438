import type { EventFields } from '../event/fields.js';
import type { Clause, Evidence } from './clause.js';
import type { Rule } from './rule.js';

/** A rule's verdict on an event, with the first clause that decided. */
export type Verdict<Id extends string = string> =
  | { readonly outcome: 'match' }
  /** Only an exclusion prevents a match. */
  | {
      readonly outcome: 'excluded';
      readonly clause: Id;
      /** Why the exclusion holds, one element per condition. */
      readonly evidence: readonly Evidence[];
    }
  /** A required clause does not hold. */
  | { readonly outcome: 'not-concerned'; readonly clause: Id };

/**
 * Evaluates a rule's clauses for an event, with the same result as in Elasticsearch.
 *
 * @param event the event's own fields.
 * @throws RangeError if arrays are nested deeper than the stack allows.
 */
export function evaluate<Id extends string>(
  clauses: readonly Clause<Id>[],
  event: EventFields,
): Verdict<Id> {
  for (const clause of clauses) {
    if (holds(clause, event) === (clause.role === 'requires')) continue;
    const { id } = clause;
    return clause.role === 'requires'
      ? { outcome: 'not-concerned', clause: id }
      : { outcome: 'excluded', clause: id, evidence: evidenceOf(clause, event) ?? [] };
  }
  return { outcome: 'match' };
}

/** Whether an event is in a rule's scope, which the rule's verdict on it may tell already. */
export function isInScope({ scope }: Rule, event: EventFields, verdict: Verdict): boolean {
  if (verdict.outcome !== 'not-concerned') return true;
  return verdict.clause !== scope.id && holds(scope, event);
}

export function holds({ conditions }: Clause, event: EventFields): boolean {
  for (const condition of conditions) if (!condition.holds(event)) return false;
  return true;
}

/** Why a clause holds, one element per condition; undefined if it does not hold. */
export function evidenceOf({ conditions }: Clause, event: EventFields): Evidence[] | undefined {
  const evidence = conditions.map((condition) => condition.evidence(event));
  return evidence.every((found) => found !== undefined) ? evidence : undefined;
}
