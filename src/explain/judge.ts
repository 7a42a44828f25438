import type { Rule } from '../rule/rule.js';
import type { Judge, JudgeSpec } from '../scan/judge.js';
import { Explainer, type Explanation } from './explanation.js';

/** Selects every event in the rule's scope. */
export interface ExplainJudgeSpec extends JudgeSpec {
  readonly judge: 'explain';
}

/** The judge of `explain`. Its notes are explanations. */
export function explainingJudge(rule: Rule): Judge<Explanation> {
  const explainer = new Explainer(rule);
  return {
    rule,
    fields: [],
    needles: [],
    judge(event) {
      const note = explainer.explain(event);
      return note && { isMatch: note.verdict === 'match', note };
    },
  };
}
