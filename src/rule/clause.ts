import { type EventFields, Field } from '../event/fields.js';
import { exactly, like, likeIgnoringCase, type Matcher } from './operators.js';

/** Why a condition holds: the value of the field, and the pattern that it matches. Both are null for `is null`. */
export interface Evidence {
  readonly field: string;
  readonly value: string | null;
  readonly operator: Operator;
  readonly pattern: string | null;
}

/** The EQL operators that rules use. */
export type Operator = '==' | 'in' | ':' | 'like' | 'is null';

/** A comparison in a clause. It holds if any value of the field matches any pattern. */
export interface Condition {
  readonly field: Field;
  /** Whether the rule marks the field as optional: if no index maps it, it counts as null and is not an error. */
  readonly isOptional: boolean;
  readonly operator: Operator;
  /** Empty for `is null`. */
  readonly patterns: readonly string[];
  holds(event: EventFields): boolean;
  /** Why the condition holds; undefined if it does not (logic is two-valued). */
  evidence(event: EventFields): Evidence | undefined;
}

/** A clause of a rule. It holds if all its conditions hold. */
export interface Clause<Id extends string = string> {
  /** Stable, because reports and options refer to it. */
  readonly id: Id;
  /** `requires`: must hold for a match. `excludes`: must not hold. */
  readonly role: 'requires' | 'excludes';
  /** What the clause states, in a few plain words. */
  readonly meaning: string;
  readonly conditions: readonly Condition[];
}

const matchers: Record<Exclude<Operator, 'is null'>, (patterns: readonly string[]) => Matcher> = {
  '==': exactly,
  in: exactly,
  ':': likeIgnoringCase,
  like,
};

/** @param name the field's name; a `?` before it marks an optional field, as in EQL. */
export function condition(
  name: string,
  operator: Exclude<Operator, 'is null'>,
  ...patterns: readonly string[]
): Condition {
  const isOptional = name.startsWith('?');
  const field = new Field(isOptional ? name.slice(1) : name);
  // Most revisions are never evaluated.
  let compiled: Matcher | undefined;
  const matches: Matcher = (value) => {
    compiled ??= matchers[operator](patterns);
    return compiled(value);
  };
  const matchesAny = (value: string): boolean => matches(value) !== undefined;
  return {
    field,
    isOptional,
    operator,
    patterns: Object.freeze(patterns),
    holds: (event) => field.find(event, matchesAny) !== undefined,
    evidence(event) {
      let pattern: string | undefined;
      const value = field.find(event, (one) => {
        pattern = matches(one);
        return pattern !== undefined;
      });
      return value === undefined || pattern === undefined
        ? undefined
        : { field: field.name, value, operator, pattern };
    },
  };
}

export function isNull(name: string): Condition {
  const field = new Field(name);
  const holds = (event: EventFields): boolean => field.first(event) === undefined;
  const evidence: Evidence = { field: name, value: null, operator: 'is null', pattern: null };
  return {
    field,
    isOptional: false,
    operator: 'is null',
    patterns: [],
    holds,
    evidence: (event) => (holds(event) ? evidence : undefined),
  };
}

export function requires<Id extends string>(
  id: Id,
  meaning: string,
  ...conditions: Condition[]
): Clause<Id> {
  return { id, role: 'requires', meaning, conditions };
}

export function excludes<Id extends string>(
  id: Id,
  meaning: string,
  ...conditions: Condition[]
): Clause<Id> {
  return { id, role: 'excludes', meaning, conditions };
}
