import { type EventFields, Field } from '../event/fields.js';
import { exactly, like, likeIgnoringCase, type Matcher } from './operators.js';

/** What made a condition hold. `value` and `pattern` are null for `is null`. */
export interface Evidence {
  /** The ECS field. */
  readonly field: string;
  /** The document's value that satisfied the condition. */
  readonly value: string | null;
  readonly operator: Operator;
  /** The text or wildcard of the rule that the value matched. */
  readonly pattern: string | null;
}

/** The EQL operators that the rules use. */
export type Operator = '==' | 'in' | ':' | 'like' | 'is null';

/** One comparison of a clause. It holds if any value of the field matches any of the patterns. */
export interface Condition {
  readonly field: Field;
  readonly operator: Operator;
  /** What the field is compared with; empty for `is null`. */
  readonly patterns: readonly string[];
  /** Whether the condition holds, that is, whether there is {@link evidence}. */
  holds(event: EventFields): boolean;
  /** The value and the pattern that made it hold; undefined if it does not (logic is two-valued). */
  evidence(event: EventFields): Evidence | undefined;
}

/** A clause of a rule. It holds if all of its conditions hold, each by any of its field's values. */
export interface Clause<Id extends string = string> {
  /** Stable: reports and options name clauses by it. */
  readonly id: Id;
  /** `requires`: must hold for a match. `excludes`: must not. */
  readonly role: 'requires' | 'excludes';
  /** What the clause says, in a few plain words. */
  readonly meaning: string;
  readonly conditions: readonly Condition[];
}

const matchers: Record<Exclude<Operator, 'is null'>, (patterns: readonly string[]) => Matcher> = {
  '==': exactly,
  in: exactly,
  ':': likeIgnoringCase,
  like,
};

/** Compiles a comparison of a field with patterns. */
export function condition(
  name: string,
  operator: Exclude<Operator, 'is null'>,
  ...patterns: readonly string[]
): Condition {
  const field = new Field(name);
  const matches = matchers[operator](patterns);
  const matchesAny = (value: string): boolean => matches(value) !== undefined;
  return {
    field,
    operator,
    patterns: Object.freeze(patterns),
    holds: (event) => field.find(event, matchesAny) !== undefined,
    evidence(event) {
      const value = field.find(event, matchesAny);
      return value === undefined
        ? undefined
        : { field: name, value, operator, pattern: matches(value) ?? value };
    },
  };
}

export function isNull(name: string): Condition {
  const field = new Field(name);
  const holds = (event: EventFields): boolean => field.first(event) === undefined;
  const evidence: Evidence = { field: name, value: null, operator: 'is null', pattern: null };
  return {
    field,
    operator: 'is null',
    patterns: [],
    holds,
    evidence: (event) => (holds(event) ? evidence : undefined),
  };
}

/** A clause that has to hold for a match. */
export function requires<Id extends string>(
  id: Id,
  meaning: string,
  ...conditions: Condition[]
): Clause<Id> {
  return { id, role: 'requires', meaning, conditions };
}

/** A clause that must not hold for a match. */
export function excludes<Id extends string>(
  id: Id,
  meaning: string,
  ...conditions: Condition[]
): Clause<Id> {
  return { id, role: 'excludes', meaning, conditions };
}
