import { fieldsOf, type Rule } from '../rule/rule.js';
import type { Judge, JudgeSpec } from '../scan/judge.js';
import { fieldsOfLeads } from '../scan/lead-judge.js';
import { ComparingExplainer, readingFor } from './comparison.js';
import { Explainer, type ExplainNote } from './explanation.js';

/** Selects every event in the rule's scope, and the leads beside it. */
export interface ExplainJudgeSpec extends JudgeSpec {
  readonly judge: 'explain';
  /** The label of a revision to compare with. */
  readonly compare?: string | undefined;
}

/**
 * The judge of `explain`.
 *
 * @param other a revision to compare with. Then leads are not looked for.
 */
export function explainingJudge(rule: Rule, other?: Rule): Judge<ExplainNote> {
  const explainer = other === undefined ? new Explainer(rule) : new ComparingExplainer(rule, other);
  return {
    rule: other === undefined ? rule : readingFor(rule, other),
    fields: other === undefined ? fieldsOfLeads : fieldsOf(other).map(({ name }) => name),
    needles: [],
    seeksLeads: other === undefined,
    judge(event) {
      const note = explainer.note(event);
      if (note === undefined) return undefined;
      const { explanation } = note;
      const lacksExecutable =
        explanation?.verdict === 'excluded' &&
        explanation.exclusions.some(({ entries }) => entries.every(({ value }) => value === null));
      return { isMatch: explanation?.verdict === 'match', lacksExecutable, note };
    },
  };
}
