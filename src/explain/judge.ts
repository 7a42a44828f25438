import { fieldsOf, type Rule } from '../rule/rule.js';
import type { Judge, JudgeSpec } from '../scan/judge.js';
import { ComparingExplainer, readingFor } from './comparison.js';
import { Explainer, type Explanation } from './explanation.js';

/** Selects every event in the rule's scope. */
export interface ExplainJudgeSpec extends JudgeSpec {
  readonly judge: 'explain';
  /** The label of a revision to compare with. */
  readonly compare?: string | undefined;
}

/**
 * The judge of `explain`. Its notes are explanations.
 *
 * @param other a revision to compare with.
 */
export function explainingJudge(rule: Rule, other?: Rule): Judge<Explanation> {
  const explainer = other === undefined ? new Explainer(rule) : new ComparingExplainer(rule, other);
  return {
    rule: other === undefined ? rule : readingFor(rule, other),
    fields: other === undefined ? [] : fieldsOf(other).map(({ name }) => name),
    needles: [],
    judge(event) {
      const note = explainer.explain(event);
      if (note === undefined) return undefined;
      const lacksExecutable =
        note.verdict === 'excluded' &&
        note.exclusions.some(({ entries }) => entries.every(({ value }) => value === null));
      return { isMatch: note.verdict === 'match', lacksExecutable, note };
    },
  };
}
