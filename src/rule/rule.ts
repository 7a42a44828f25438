import type { Field } from '../event/fields.js';
import type { Clause } from './clause.js';

/** A detection rule: a value, so that one revision is a file beside another and nothing depends on a particular one. */
export interface Rule<Id extends string = string> {
  readonly identity: RuleIdentity;
  /** In the rule's own order: what it requires, then what it excludes. */
  readonly clauses: readonly Clause<Id>[];
  /** The required clause by which an event is about init scripts at all: `explain` shows the events for which it holds. */
  readonly scope: Clause<Id>;
}

/** What identifies a rule, and how Elastic runs it. */
export interface RuleIdentity {
  readonly name: string;
  /** Elastic's stable id of the rule. */
  readonly id: string;
  readonly version: number;
  /** The day of the upstream query that is mirrored, ISO 8601. */
  readonly queryDate: string;
  readonly author: string;
  readonly license: string;
  readonly type: string;
  readonly language: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  /** 0 to 100. */
  readonly riskScore: number;
  /** How often Elastic runs the rule, and how far back it looks each time (date math). */
  readonly schedule: { readonly interval: string; readonly from: string };
  /** The most alerts that one execution raises in Elastic; initd-scan has no such limit of its own. */
  readonly maxSignals: number;
  readonly indexPatterns: readonly string[];
  readonly tags: readonly string[];
  readonly threat: readonly ThreatEntry[];
  readonly references: readonly string[];
}

/** A MITRE ATT&CK tactic with the techniques that the rule detects under it. */
export interface ThreatEntry {
  readonly framework: string;
  readonly tactic: AttackReference;
  readonly techniques: readonly AttackReference[];
}

/** An ATT&CK entry: its id, name and page. */
export interface AttackReference {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** The fields that a rule reads, each once, in the order in which its clauses name them. */
export function fieldsOf({ clauses }: Rule): readonly Field[] {
  const fields = clauses.flatMap(({ conditions }) => conditions.map(({ field }) => field));
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}

/** The names of the fields without which no event can match. */
export function requiredFieldsOf({ clauses }: Rule): readonly string[] {
  const required = clauses.flatMap(({ role, conditions }) =>
    conditions.filter(({ operator }) => role === 'requires' || operator === 'is null'),
  );
  return [...new Set(required.map(({ field }) => field.name))];
}
