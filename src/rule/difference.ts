import type { Clause, Condition, Operator } from './clause.js';
import { fieldEql } from './eql.js';
import type { Rule, RuleIdentity } from './rule.js';

/** The entries that only one of two lists has. An entry that is listed twice counts twice. */
export interface ListDifference {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** How a condition of a clause differs. */
export interface ConditionDifference extends ListDifference {
  /** As EQL writes it. */
  readonly field: string;
  readonly from: Operator;
  readonly to: Operator;
}

export interface ClauseDifference {
  readonly id: string;
  readonly role: Clause['role'];
  readonly kind: 'added' | 'removed' | 'changed';
  readonly meaning: string;
  /** For a clause that only one of the rules has, all its conditions, with their entries added or removed. */
  readonly conditions: readonly ConditionDifference[];
}

/** How two revisions of the rule differ. */
export interface RuleDifference {
  /** Facts about the rule that differ. */
  readonly identity: readonly (ListDifference & { readonly name: string })[];
  /** In the order of the second rule's clauses; those that it lacks come first. */
  readonly clauses: readonly ClauseDifference[];
}

/** Facts that are compared, as lists. Dates and numbers of versions always differ. */
const facts: readonly (readonly [
  name: string,
  of: (identity: RuleIdentity) => readonly string[],
])[] = [
  ['severity', ({ severity, riskScore }) => [`${severity}, risk score ${riskScore}`]],
  ['indices', ({ indexPatterns }) => indexPatterns],
  ['tags', ({ tags }) => tags],
  [
    'ATT&CK',
    ({ threat }) =>
      threat.flatMap(({ tactic, techniques }) =>
        techniques.flatMap(({ id, subtechniques = [] }) =>
          [id, ...subtechniques.map((one) => one.id)].map(
            (technique) => `${tactic.id} / ${technique}`,
          ),
        ),
      ),
  ],
  ['references', ({ references }) => references],
];

/** Compares two revisions, clause by clause and entry by entry. */
export function differenceOf(from: Rule, to: Rule): RuleDifference {
  return {
    identity: facts.flatMap(([name, of]) => {
      const difference = listDifference(of(from.identity), of(to.identity));
      return isEmpty(difference) ? [] : [{ name, ...difference }];
    }),
    clauses: [
      ...from.clauses
        .filter(({ id }) => clauseOf(to, id) === undefined)
        .map((clause) => onlyIn(clause, 'removed')),
      ...to.clauses.flatMap((clause) => {
        const before = clauseOf(from, clause.id);
        return before === undefined ? [onlyIn(clause, 'added')] : changed(before, clause);
      }),
    ],
  };
}

function clauseOf({ clauses }: Rule, id: string): Clause | undefined {
  return clauses.find((clause) => clause.id === id);
}

function onlyIn(
  { id, role, meaning, conditions }: Clause,
  kind: 'added' | 'removed',
): ClauseDifference {
  const differences = conditions.map((condition) => ({
    field: fieldEql(condition),
    from: condition.operator,
    to: condition.operator,
    removed: kind === 'removed' ? condition.patterns : [],
    added: kind === 'added' ? condition.patterns : [],
  }));
  return { id, role, kind, meaning, conditions: differences };
}

/** Clauses with the same id have the same fields, in the same order. */
function changed(before: Clause, after: Clause): ClauseDifference[] {
  const conditions = after.conditions.flatMap((condition, at): ConditionDifference[] => {
    const earlier: Condition | undefined = before.conditions[at];
    if (earlier === undefined) return [];
    const difference = {
      field: fieldEql(condition),
      from: earlier.operator,
      to: condition.operator,
      ...listDifference(earlier.patterns, condition.patterns),
    };
    return isEmpty(difference) && difference.from === difference.to ? [] : [difference];
  });
  const { id, role, meaning } = after;
  return conditions.length === 0 ? [] : [{ id, role, kind: 'changed', meaning, conditions }];
}

function listDifference(from: readonly string[], to: readonly string[]): ListDifference {
  return { removed: without(from, to), added: without(to, from) };
}

/** The entries of a list without those of another, one by one. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((entry) => {
    const at = left.indexOf(entry);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function isEmpty({ removed, added }: ListDifference): boolean {
  return removed.length === 0 && added.length === 0;
}
