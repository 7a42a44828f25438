import type { EventFields } from '../event/fields.js';
import { attackerChooses } from '../lead/attacker-choice.js';
import { type Clause, type Condition, condition, type Evidence } from '../rule/clause.js';
import { evidenceOf } from '../rule/evaluate.js';
import { defaultRule } from '../rule/revisions.js';

const { clauses } = defaultRule;
const underInitD = defaultRule.scope;

/** What the rule makes of a document under /etc/init.d/, with everything that decided, and not only the first thing. */
export interface Explanation {
  /** `excluded`: only exclusions stand between the event and a match. `stopped`: it is not what the rule asks for. */
  readonly verdict: 'match' | 'excluded' | 'stopped';
  /** Required clauses that do not hold; empty unless the event is stopped. */
  readonly unmet: readonly Unmet[];
  /** Exclusions that hold, those of a stopped event too. */
  readonly exclusions: readonly Exclusion[];
  /**
   * The path, where it lies under /etc/init.d/ only because the rule ignores case. Linux does not: to it that is
   * another directory.
   */
  readonly otherCase?: string;
}

/** A required clause that does not hold. */
export interface Unmet {
  readonly clause: string;
  readonly field: string;
  /** What the field would have to fit, any one of them. */
  readonly expected: readonly string[];
  /** The field's values; empty where it has none. */
  readonly found: readonly string[];
}

/** An exclusion that holds. */
export interface Exclusion {
  readonly clause: string;
  /** Every entry of the clause that fits, condition by condition. */
  readonly entries: readonly AllowlistHit[];
}

/** An entry of an exclusion, and the value that fits it. */
export interface AllowlistHit extends Evidence {
  /** How often the rule's list has the entry. */
  readonly copies: number;
  /** Whether the event would match were the entry struck from its list, once: where it stands twice, it would not. */
  readonly alone: boolean;
  /** Whether whoever writes the event's file is free to have a value that fits. */
  readonly attackerChosen: boolean;
}

const pathInThisCase: readonly Condition[] = underInitD.conditions.map(({ field, patterns }) =>
  condition(field.name, 'like', ...patterns),
);

/**
 * Explains what the rule makes of an event.
 *
 * @param event the event's own fields.
 * @returns undefined where the event's path does not lie under /etc/init.d/.
 * @throws RangeError where arrays are nested deeper than the stack reaches.
 */
export function explainEvent(event: EventFields): Explanation | undefined {
  const underPath = evidenceOf(underInitD, event);
  if (underPath === undefined) return undefined;
  const unmet = clauses.flatMap((clause) =>
    clause.role === 'requires' ? unmetOf(clause, event) : [],
  );
  const holding = clauses.filter(
    (clause) => clause.role === 'excludes' && evidenceOf(clause, event) !== undefined,
  );
  const isOnly = unmet.length === 0 && holding.length === 1;
  const exclusions = holding.map((clause) => exclusionOf(clause, event, isOnly));
  const verdict = unmet.length > 0 ? 'stopped' : exclusions.length > 0 ? 'excluded' : 'match';
  const path = underPath[0]?.value;
  const isOtherCase = pathInThisCase.every((part) => part.evidence(event) === undefined);
  return { verdict, unmet, exclusions, ...(isOtherCase && path ? { otherCase: path } : {}) };
}

/** The clauses that decided: what stopped the event, or else what excludes it. None decided a match. */
export function decidingClauses({ unmet, exclusions }: Explanation): readonly string[] {
  return [...new Set((unmet.length > 0 ? unmet : exclusions).map(({ clause }) => clause))];
}

/** Whether one clause is all that keeps the event from being a match: without it there would be an alert. */
export function isDecidedByOne(explanation: Explanation): boolean {
  const { unmet, exclusions } = explanation;
  return unmet.length > 0
    ? exclusions.length === 0 && decidingClauses(explanation).length === 1
    : exclusions.length === 1;
}

function unmetOf({ id, conditions }: Clause, event: EventFields): Unmet[] {
  return conditions
    .filter((part) => part.evidence(event) === undefined)
    .map(({ field, patterns }) => ({
      clause: id,
      field: field.name,
      expected: patterns,
      found: [...new Set(field.values(event))],
    }));
}

function exclusionOf({ id, conditions }: Clause, event: EventFields, isOnly: boolean): Exclusion {
  const entries = conditions.flatMap((part) => {
    const fitting = entriesOf(part).flatMap(({ copies, alone }) => {
      const evidence = alone.evidence(event);
      return evidence === undefined ? [] : [{ copies, evidence }];
    });
    return fitting.map(({ copies, evidence }) => ({
      ...evidence,
      copies,
      alone: isOnly && fitting.length === 1 && copies === 1,
      attackerChosen: attackerChooses(evidence),
    }));
  });
  return { clause: id, entries };
}

/** An entry of a condition as a condition of its own, and how often the rule has it. */
interface SingleEntry {
  readonly alone: Condition;
  readonly copies: number;
}

const singleEntries = new Map<Condition, readonly SingleEntry[]>();

/** A condition cut into its entries. Compiled when it is first asked for: a plain scan never does. */
function entriesOf(whole: Condition): readonly SingleEntry[] {
  const known = singleEntries.get(whole);
  if (known !== undefined) return known;
  const made = cut(whole);
  singleEntries.set(whole, made);
  return made;
}

function cut(whole: Condition): readonly SingleEntry[] {
  const { field, operator, patterns } = whole;
  if (operator === 'is null') return [{ alone: whole, copies: 1 }];
  return [...new Set(patterns)].map((pattern) => ({
    alone: condition(field.name, operator, pattern),
    copies: patterns.filter((other) => other === pattern).length,
  }));
}
