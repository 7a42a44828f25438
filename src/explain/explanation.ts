import type { EventFields } from '../event/fields.js';
import { attackerChooses } from '../lead/attacker-choice.js';
import type { LeadKind, LeadNote } from '../lead/lead.js';
import { type Clause, type Condition, condition, type Evidence } from '../rule/clause.js';
import { evidenceOf, holds } from '../rule/evaluate.js';
import type { Rule } from '../rule/rule.js';
import type { Judge } from '../scan/judge.js';
import { judgeByRuleAndLeads } from '../scan/lead-judge.js';

/** The rule's verdict on an event, with everything that decided and not only the first clause. */
export interface Explanation {
  /** `excluded`: only exclusions prevent a match. `stopped`: a required clause does not hold. */
  readonly verdict: 'match' | 'excluded' | 'stopped';
  /** Empty unless the event is stopped. */
  readonly unmet: readonly UnmetCondition[];
  /** The exclusions that hold. A stopped event may have some too. */
  readonly exclusions: readonly Exclusion[];
  /** The path, if it is in scope only because the rule ignores case. On Linux it is another directory. */
  readonly otherCase?: string | undefined;
  /** If two revisions are compared and their verdicts differ. */
  readonly comparison?: Comparison;
  /** Whether the event is outside the rule's scope. Then it is a lead. */
  readonly isElsewhere: boolean;
  /** Why the event may be about a planted script all the same; undefined if it is not a lead. */
  readonly lead?: ExplainedLead | undefined;
}

/** What the rule makes of an event. */
export type VerdictName = Explanation['verdict'];

/** The verdict of another revision of the rule on an event, and why it differs. */
export interface Comparison {
  /** The label of the other revision. */
  readonly version: string;
  readonly explanation: Explanation;
  /** The clauses that make the difference: each prevents a match by only one of the revisions. */
  readonly clauses: readonly string[];
}

export interface ExplainedLead {
  readonly kind: LeadKind;
  /** Whether the file is a temporary one. Then it is a lead only if no event renames or removes it. */
  readonly isTemporary: boolean;
}

/** What `explain` needs of an event. */
export interface ExplainNote {
  /** Undefined if the event is only needed to tell what became of a temporary file. */
  readonly explanation: Explanation | undefined;
  readonly lead: LeadNote | undefined;
}

/** A condition of a required clause that does not hold. */
export interface UnmetCondition {
  readonly clause: string;
  readonly field: string;
  /** What the field has to match: any of these. */
  readonly expected: readonly string[];
  /** The field's values; empty if it has none. */
  readonly found: readonly string[];
}

export interface Exclusion {
  readonly clause: string;
  /** Every entry of the clause that a value matches, in the order of conditions. */
  readonly entries: readonly AllowlistHit[];
}

/** An entry of an exclusion, and a value that matches it. */
export interface AllowlistHit extends Evidence {
  /** How often the rule lists the entry. */
  readonly copies: number;
  /** Whether the event would match if one copy of the entry were removed. */
  readonly alone: boolean;
  /** Whether an attacker who writes the file can choose a value that matches. */
  readonly attackerChosen: boolean;
}

/** An entry of a condition as a separate condition, and how often it is listed. */
interface SingleEntry {
  readonly condition: Condition;
  readonly copies: number;
}

export class Explainer {
  readonly #rule: Rule;
  /** The conditions of the rule's scope, case-sensitive. */
  readonly #caseSensitiveScope: readonly Condition[];
  readonly #singleEntries = new Map<Condition, readonly SingleEntry[]>();
  readonly #leads: Judge<LeadNote | undefined>;

  constructor(rule: Rule) {
    this.#rule = rule;
    this.#leads = judgeByRuleAndLeads(rule);
    this.#caseSensitiveScope = rule.scope.conditions.map(({ field, patterns }) =>
      condition(field.name, 'like', ...patterns),
    );
  }

  /**
   * @param event the event's own fields.
   * @returns undefined if the event is neither in the rule's scope nor a lead.
   * @throws RangeError if arrays are nested deeper than the stack allows.
   */
  explain(event: EventFields): Explanation | undefined {
    return this.note(event)?.explanation;
  }

  /** Explains an event even if it is neither in scope nor a lead. Does not find out whether it is a lead. */
  explainAny(event: EventFields): Explanation {
    return { ...this.#judge(event), ...this.#placeOf(event) };
  }

  /** Like {@link explain}, with what tells about other events: whether temporary files remained, what scripts there are. */
  note(event: EventFields): ExplainNote | undefined {
    const isInScope = holds(this.#rule.scope, event);
    const verdict = isInScope ? this.#judge(event) : undefined;
    const lead = this.#leads.judge(event)?.note;
    if (!isInScope && lead?.kind === undefined) {
      return lead && { explanation: undefined, lead };
    }
    const explanation: Explanation = {
      ...(verdict ?? this.#judge(event)),
      ...this.#placeOf(event),
      lead: lead?.kind && { kind: lead.kind, isTemporary: lead.isTemporary },
    };
    return { explanation, lead };
  }

  #placeOf(event: EventFields): Pick<Explanation, 'otherCase' | 'isElsewhere'> {
    const inScope = evidenceOf(this.#rule.scope, event);
    const isOtherCase = this.#caseSensitiveScope.every((part) => !part.holds(event));
    return {
      otherCase: (isOtherCase && inScope?.[0]?.value) || undefined,
      isElsewhere: inScope === undefined,
    };
  }

  /** The verdict on an event, with every clause that decided. */
  #judge(event: EventFields): Pick<Explanation, 'verdict' | 'unmet' | 'exclusions'> {
    const { clauses } = this.#rule;
    const unmet = clauses.flatMap((clause) =>
      clause.role === 'requires' ? unmetConditions(clause, event) : [],
    );
    const holding = clauses.filter((clause) => clause.role === 'excludes' && holds(clause, event));
    const isOnlyExclusion = unmet.length === 0 && holding.length === 1;
    const exclusions = holding.map((clause) => this.#exclusion(clause, event, isOnlyExclusion));
    const verdict = unmet.length > 0 ? 'stopped' : exclusions.length > 0 ? 'excluded' : 'match';
    return { verdict, unmet, exclusions };
  }

  #exclusion({ id, conditions }: Clause, event: EventFields, isOnly: boolean): Exclusion {
    const entries = conditions.flatMap((part) => {
      const hits = this.#entriesOf(part).flatMap(({ copies, condition: entry }) => {
        const evidence = entry.evidence(event);
        return evidence === undefined ? [] : [{ ...evidence, copies }];
      });
      return hits.map((hit) => ({
        ...hit,
        alone: isOnly && hits.length === 1 && hit.copies === 1,
        attackerChosen: attackerChooses(hit),
      }));
    });
    return { clause: id, entries };
  }

  /** The entries of a condition, compiled at their first use. */
  #entriesOf(whole: Condition): readonly SingleEntry[] {
    const entries = this.#singleEntries.get(whole) ?? singleEntriesOf(whole);
    this.#singleEntries.set(whole, entries);
    return entries;
  }
}

/** The clauses that stopped the event, or else those that exclude it. Empty for a match. */
export function decidingClauses({ unmet, exclusions }: Explanation): readonly string[] {
  return [...new Set((unmet.length > 0 ? unmet : exclusions).map(({ clause }) => clause))];
}

/** Every clause that prevents a match, whether or not others do too: those that stop the event, and the exclusions. */
export function blockingClauses({ unmet, exclusions }: Explanation): readonly string[] {
  return [...new Set([...unmet, ...exclusions].map(({ clause }) => clause))];
}

/** Whether the event would match without one single clause. */
export function isDecidedByOne(explanation: Explanation): boolean {
  const { unmet, exclusions } = explanation;
  return unmet.length > 0
    ? exclusions.length === 0 && decidingClauses(explanation).length === 1
    : exclusions.length === 1;
}

function unmetConditions({ id, conditions }: Clause, event: EventFields): UnmetCondition[] {
  return conditions
    .filter((part) => !part.holds(event))
    .map(({ field, patterns }) => ({
      clause: id,
      field: field.name,
      expected: patterns,
      found: [...new Set(field.values(event))],
    }));
}

function singleEntriesOf(whole: Condition): readonly SingleEntry[] {
  const { field, operator, patterns } = whole;
  if (operator === 'is null') return [{ condition: whole, copies: 1 }];
  return [...new Set(patterns)].map((pattern) => ({
    condition: condition(field.name, operator, pattern),
    copies: patterns.filter((other) => other === pattern).length,
  }));
}
