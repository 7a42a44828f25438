import { type EventFields, Field } from '../event/fields.js';
import { exactly, like, likeIgnoringCase, type Matcher } from './operators.js';

/** The stable names of the rule's clauses, in the rule's order. */
export type ClauseId =
  | 'file-event'
  | 'linux'
  | 'created-or-renamed'
  | 'under-init-d'
  | 'installer-executable'
  | 'temporary-extension'
  | 'elastic-path'
  | 'installer-folder'
  | 'installer-name'
  | 'no-executable'
  | 'ln-runlevel-link'
  | 'sed-temporary'
  | 'perl-e2scrub';

/** What made a condition hold. `value` and `pattern` are null where the field has no value and that was asked for. */
export interface Evidence {
  /** The ECS field. */
  readonly field: string;
  /** The document's value that fitted. */
  readonly value: string | null;
  readonly operator: Operator;
  /** The entry or wildcard of the rule that it fitted. */
  readonly pattern: string | null;
}

/** What a rule says of an event, the main one unless its ids say otherwise, and the first clause that decided. */
export type Verdict<Id extends string = ClauseId> =
  /** The event is what the rule looks for. */
  | { readonly outcome: 'match' }
  /** The event would match but for the allowlist. */
  | {
      readonly outcome: 'excluded';
      readonly clause: Id;
      readonly evidence: readonly Evidence[];
    }
  /** A required clause does not hold: the event is of another kind. */
  | { readonly outcome: 'not-concerned'; readonly clause: Id };

/** EQL's operators, as far as the rule uses them. */
export type Operator = '==' | 'in' | ':' | 'like' | 'is null';

/** One comparison of a clause. It holds where any value of the field fits any of the patterns. */
export interface Condition {
  readonly field: Field;
  readonly operator: Operator;
  /** What the field is compared with; empty for `is null`. */
  readonly patterns: readonly string[];
  /** Whether it holds: whether there is {@link evidence}. */
  holds(document: EventFields): boolean;
  /** The value and pattern that made it hold, or undefined where it does not: logic is two-valued. */
  evidence(document: EventFields): Evidence | undefined;
}

/**
 * A clause of a rule, of the main one unless its ids say otherwise. It holds where all its conditions do, each by any
 * of its field's values.
 */
export interface Clause<Id extends string = ClauseId> {
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
  const fits = (value: string): boolean => matches(value) !== undefined;
  return {
    field,
    operator,
    patterns,
    holds: (document) => field.find(document, fits) !== undefined,
    evidence(document) {
      const value = field.find(document, fits);
      return value === undefined
        ? undefined
        : { field: name, value, operator, pattern: matches(value) ?? value };
    },
  };
}

export function isNull(name: string): Condition {
  const field = new Field(name);
  return {
    field,
    operator: 'is null',
    patterns: [],
    holds: (document) => field.first(document) === undefined,
    evidence(document) {
      return field.first(document) === undefined
        ? { field: name, value: null, operator: 'is null', pattern: null }
        : undefined;
    },
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
