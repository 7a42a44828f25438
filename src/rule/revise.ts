import { type Clause, type Condition, condition } from './clause.js';
import type { ClauseId } from './clause-id.js';
import type { Rule, RuleIdentity } from './rule.js';

/** What a revision of the rule changes in its identity. */
export type IdentityChange = Pick<RuleIdentity, 'version'> & Partial<RuleIdentity>;

/** Changes a rule's clauses. */
export type ClauseChange = (clauses: readonly Clause<ClauseId>[]) => readonly Clause<ClauseId>[];

/**
 * A revision of the rule, as the previous one with changes. Its label is its version unless the changes name one.
 *
 * @param changes of the clauses, in order, or a change of the subject.
 */
export function revise(
  previous: Rule<ClauseId>,
  identity: IdentityChange,
  ...changes: readonly ClauseChange[]
): Rule<ClauseId> {
  const clauses = changes.reduce(
    (changed, change) => change(changed),
    previous.clauses as readonly Clause<ClauseId>[],
  );
  return Object.freeze({
    ...previous,
    identity: Object.freeze({
      ...previous.identity,
      label: String(identity.version),
      ...identity,
    }),
    clauses: Object.freeze(clauses),
    scope: clauseOf(clauses, previous.scope.id),
  });
}

/** Adds entries to the list of a clause: at its end, or before one of its entries. */
export function listing(id: ClauseId, entries: readonly string[], before?: string): ClauseChange {
  return changingList(id, (patterns) => {
    const at = before === undefined ? patterns.length : patterns.indexOf(before);
    if (at < 0) throw new RangeError(`${id} does not list ${before}`);
    return patterns.toSpliced(at, 0, ...entries);
  });
}

/** Removes an entry from the list of a clause. */
export function unlisting(id: ClauseId, entry: string): ClauseChange {
  return changingList(id, (patterns) => {
    if (!patterns.includes(entry)) throw new RangeError(`${id} does not list ${entry}`);
    return patterns.filter((pattern) => pattern !== entry);
  });
}

/** Compares by another operator in a clause that has one condition. */
export function comparingBy(
  id: ClauseId,
  operator: Exclude<Condition['operator'], 'is null'>,
): ClauseChange {
  return changing(id, ({ field, patterns }) => condition(field.name, operator, ...patterns));
}

/** States the meaning of a clause in other words. */
export function meaning(id: ClauseId, text: string): ClauseChange {
  return (clauses) => replacing(clauses, { ...clauseOf(clauses, id), meaning: text });
}

/** Adds a clause after another one, or at the end. */
export function adding(clause: Clause<ClauseId>, after?: ClauseId): ClauseChange {
  return (clauses) =>
    after === undefined
      ? [...clauses, clause]
      : clauses.flatMap((other) => (other.id === after ? [other, clause] : [other]));
}

/** Removes a clause. */
export function removing(id: ClauseId): ClauseChange {
  return (clauses) => clauses.filter((clause) => clause.id !== id);
}

function changingList(
  id: ClauseId,
  change: (patterns: readonly string[]) => readonly string[],
): ClauseChange {
  return changing(id, ({ field, operator, patterns }) => {
    if (operator === 'is null') throw new RangeError(`${id} has no list`);
    return condition(field.name, operator, ...change(patterns));
  });
}

function changing(id: ClauseId, change: (only: Condition) => Condition): ClauseChange {
  return (clauses) => {
    const clause = clauseOf(clauses, id);
    const [only, ...others] = clause.conditions;
    if (only === undefined || others.length > 0)
      throw new RangeError(`${id} has several conditions`);
    return replacing(clauses, { ...clause, conditions: [change(only)] });
  };
}

function replacing(
  clauses: readonly Clause<ClauseId>[],
  clause: Clause<ClauseId>,
): readonly Clause<ClauseId>[] {
  return clauses.map((other) => (other.id === clause.id ? clause : other));
}

function clauseOf(clauses: readonly Clause<ClauseId>[], id: ClauseId): Clause<ClauseId> {
  const clause = clauses.find((one) => one.id === id);
  if (clause === undefined) throw new RangeError(`the rule has no clause ${id}`);
  return clause;
}
