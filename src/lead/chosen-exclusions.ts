import type { EventFields } from '../event/fields.js';
import { evidenceOf } from '../rule/evaluate.js';
import type { Rule } from '../rule/rule.js';
import { isChosen } from './lead.js';

/** Why a rule excludes an event: a condition that an attacker can make hold. */
export interface ChosenExclusion {
  /** The id of the clause. */
  readonly clause: string;
  readonly field: string;
  /** Null if the field is missing. */
  readonly value: string | null;
}

/** Why the rule excludes an event, if it does so only by what its author is free to choose; otherwise undefined. */
export function chosenExclusions(
  { clauses }: Rule,
  event: EventFields,
): readonly ChosenExclusion[] | undefined {
  const found: ChosenExclusion[] = [];
  for (const clause of clauses) {
    const { id, role, conditions } = clause;
    const evidence = evidenceOf(clause, event);
    if (role === 'requires') {
      if (evidence === undefined) return undefined;
    } else if (evidence !== undefined) {
      if (!conditions.every((condition) => isChosen(condition, event))) return undefined;
      found.push(...evidence.map(({ field, value }) => ({ clause: id, field, value })));
    }
  }
  return found.length === 0 ? undefined : found;
}
