import type { EventFields, Field } from '../event/fields.js';
import type { Subject } from '../event/subject.js';
import type { FieldUses } from '../export/row-interpretations.js';
import type { Clause } from './clause.js';

/** A detection rule. It is a value, so that revisions can exist side by side and nothing depends on a particular one. */
export interface Rule<Id extends string = string> {
  readonly identity: RuleIdentity;
  /** In the rule's order: requirements, then exclusions. */
  readonly clauses: readonly Clause<Id>[];
  /** The required clause that selects events about init scripts. `explain` shows the events for which it holds. */
  readonly scope: Clause<Id>;
  /** Whose events it reads, and what files they are about. */
  readonly subject: Subject;
}

/** A rule's metadata, and how Elastic runs it. */
export interface RuleIdentity {
  readonly name: string;
  /** Elastic's stable id. */
  readonly id: string;
  /** Elastic's number, which two revisions may share. */
  readonly version: number;
  /** What the revision is called here: its version, with a stack where two revisions share one. */
  readonly label: string;
  /** The date of the upstream query, ISO 8601. */
  readonly queryDate: string;
  /** When Elastic published the revision, as an ISO 8601 date or month; undefined if that is not known. */
  readonly published: string | undefined;
  readonly author: string;
  readonly license: string;
  readonly type: string;
  readonly language: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  /** 0 to 100. */
  readonly riskScore: number;
  /** How often Elastic runs the rule, and how far back it looks each time (date math). */
  readonly schedule: { readonly interval: string; readonly from: string };
  /** The maximum number of alerts per execution in Elastic. initd-scan has no such limit. */
  readonly maxSignals: number;
  readonly indexPatterns: readonly string[];
  readonly tags: readonly string[];
  readonly threat: readonly ThreatEntry[];
  readonly references: readonly string[];
}

/** A MITRE ATT&CK tactic, and its techniques that the rule detects. */
export interface ThreatEntry {
  readonly framework: string;
  readonly tactic: AttackReference;
  readonly techniques: readonly TechniqueReference[];
}

/** A technique, and those of its subtechniques that the rule detects. */
export interface TechniqueReference extends AttackReference {
  readonly subtechniques?: readonly AttackReference[];
}

export interface AttackReference {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** The fields that a rule reads, without duplicates, in the order of its clauses. */
export function fieldsOf({ clauses }: Rule): readonly Field[] {
  const fields = clauses.flatMap(({ conditions }) => conditions.map(({ field }) => field));
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}

/** The names of the fields that an event must have to match. */
export function requiredFieldsOf({ clauses }: Rule): readonly string[] {
  const required = clauses.flatMap(({ role, conditions }) =>
    conditions.filter(({ operator }) => role === 'requires' || operator === 'is null'),
  );
  return [...new Set(required.map(({ field }) => field.name))];
}

/** The fields that a rule's required clauses read. */
export function requirementsOf({ clauses }: Rule): readonly Field[] {
  const required = clauses.filter(({ role }) => role === 'requires');
  return required.flatMap(({ conditions }) => conditions.map(({ field }) => field));
}

/** The names of the fields without which an event cannot satisfy the rule's requirements, whatever their values. */
export function missingFieldsOf(rule: Rule, event: EventFields): readonly string[] {
  const missing = requirementsOf(rule).filter((field) => field.first(event) === undefined);
  return missing.map(({ name }) => name);
}

/** What a rule does with the fields that it reads, for those who read tables. */
export function usesOf({ clauses, subject }: Rule): FieldUses {
  const required = new Map<string, (value: string) => boolean>();
  const excluding = new Set<string>();
  for (const { role, conditions } of clauses) {
    for (const { field, operator, holds } of conditions) {
      const { name } = field;
      if (role === 'excludes') excluding.add(name);
      if (role === 'requires') required.set(name, (value) => holds({ [name]: value }));
      else if (operator === 'is null') required.set(name, () => true);
    }
  }
  return { required, excluding, subject };
}
