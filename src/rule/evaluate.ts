import type { EventFields } from '../event/fields.js';
import type { Clause, Evidence, Verdict } from './clause.js';

/**
 * Judges one event by the clauses of a rule.
 *
 * @returns the verdict, with the first clause in the table's order that decided.
 * @throws RangeError where arrays are nested deeper than the stack reaches.
 */
export function judgeBy<Id extends string>(
  table: readonly Clause<Id>[],
  event: EventFields,
): Verdict<Id> {
  for (const clause of table) {
    if (clause.role === 'requires') {
      if (!holds(clause, event)) return { outcome: 'not-concerned', clause: clause.id };
    } else if (holds(clause, event)) {
      return { outcome: 'excluded', clause: clause.id, evidence: evidenceOf(clause, event) ?? [] };
    }
  }
  return { outcome: 'match' };
}

/** Whether a clause holds. */
export function holds({ conditions }: Clause<string>, event: EventFields): boolean {
  return conditions.every((part) => part.holds(event));
}

/** What made a clause hold, condition by condition; undefined where it does not hold. */
export function evidenceOf(
  clause: Clause<string>,
  event: EventFields,
): readonly Evidence[] | undefined {
  const evidence: Evidence[] = [];
  for (const part of clause.conditions) {
    const found = part.evidence(event);
    if (found === undefined) return undefined;
    evidence.push(found);
  }
  return evidence;
}
