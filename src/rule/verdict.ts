import type { Operator } from './predicate.js';

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
