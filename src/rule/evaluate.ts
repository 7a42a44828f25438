import type { EventFields } from '../event/fields.js';
import type { Clause, Evidence } from './clause.js';

/** What a rule says of an event, with the first clause that decided. */
export type Verdict<Id extends string = string> =
  | { readonly outcome: 'match' }
  /** The event would match but for an exclusion. */
  | {
      readonly outcome: 'excluded';
      readonly clause: Id;
      /** What made the exclusion hold, condition by condition. */
      readonly evidence: readonly Evidence[];
    }
  /** A required clause does not hold: the event is of another kind. */
  | { readonly outcome: 'not-concerned'; readonly clause: Id };

/**
 * Judges an event by a rule's clauses, as Elasticsearch would have indexed and queried it.
 *
 * @param event the event's own fields.
 * @returns the verdict, with the first clause in the given order that decided.
 * @throws RangeError if arrays are nested deeper than the stack allows.
 */
export function evaluate<Id extends string>(
  clauses: readonly Clause<Id>[],
  event: EventFields,
): Verdict<Id> {
  for (const clause of clauses) {
    if (clause.role === 'requires') {
      if (!holds(clause, event)) return { outcome: 'not-concerned', clause: clause.id };
    } else if (holds(clause, event)) {
      return { outcome: 'excluded', clause: clause.id, evidence: evidenceOf(clause, event) ?? [] };
    }
  }
  return { outcome: 'match' };
}

/** Whether a clause holds. */
export function holds({ conditions }: Clause, event: EventFields): boolean {
  return conditions.every((condition) => condition.holds(event));
}

/** What made a clause hold, condition by condition; undefined if it does not hold. */
export function evidenceOf({ conditions }: Clause, event: EventFields): Evidence[] | undefined {
  const evidence: Evidence[] = [];
  for (const condition of conditions) {
    const found = condition.evidence(event);
    if (found === undefined) return undefined;
    evidence.push(found);
  }
  return evidence;
}
