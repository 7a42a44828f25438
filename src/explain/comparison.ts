import type { EventFields } from '../event/fields.js';
import { holds } from '../rule/evaluate.js';
import type { Rule } from '../rule/rule.js';
import { blockingClauses, Explainer, type ExplainNote, type Explanation } from './explanation.js';

/** Explains the verdicts of two revisions of the rule. */
export class ComparingExplainer {
  readonly #rules: readonly Rule[];
  readonly #explainer: Explainer;
  readonly #otherExplainer: Explainer;
  readonly #otherVersion: string;

  constructor(rule: Rule, other: Rule) {
    this.#rules = [rule, other];
    this.#explainer = new Explainer(rule);
    this.#otherExplainer = new Explainer(other);
    this.#otherVersion = other.identity.label;
  }

  /**
   * The verdict of the first revision, with a comparison if that of the other one differs.
   *
   * @returns undefined if the event is in the scope of neither.
   * @throws RangeError if arrays are nested deeper than the stack allows.
   */
  explain(event: EventFields): Explanation | undefined {
    if (!this.#rules.some(({ scope }) => holds(scope, event))) return undefined;
    const explanation = this.#explainer.explainAny(event);
    const other = this.#otherExplainer.explainAny(event);
    if (explanation.verdict === other.verdict) return explanation;
    const [here, there] = [blockingClauses(explanation), blockingClauses(other)];
    const comparison = {
      version: this.#otherVersion,
      explanation: other,
      clauses: [
        ...here.filter((clause) => !there.includes(clause)),
        ...there.filter((clause) => !here.includes(clause)),
      ],
    };
    return { ...explanation, comparison };
  }

  /** Like {@link explain}. Leads are not looked for. */
  note(event: EventFields): ExplainNote | undefined {
    const explanation = this.explain(event);
    return explanation && { explanation, lead: undefined };
  }
}

/**
 * A rule to read inputs by so that neither of two revisions misses an event: the first one, with the subject of the other
 * if that is wider.
 */
export function readingFor(rule: Rule, other: Rule): Rule {
  const { mentions, products } = rule.subject;
  return {
    ...rule,
    subject: {
      mentions: other.subject.mentions.includesBootFiles ? other.subject.mentions : mentions,
      products: other.subject.products.collected.length > 0 ? other.subject.products : products,
    },
  };
}
