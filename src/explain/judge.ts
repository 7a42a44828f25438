import { leadFields } from '../lead/lead.js';
import type { Rule } from '../rule/rule.js';
import type { Judge, JudgeSpec } from '../scan/judge.js';
import { newerVersionNeedles } from '../scan/newer-version.js';
import { Explainer, type ExplainNote } from './explanation.js';

/** Selects every event in the rule's scope, and the leads beside it. */
export interface ExplainJudgeSpec extends JudgeSpec {
  readonly judge: 'explain';
}

/** The judge of `explain`. */
export function explainingJudge(rule: Rule): Judge<ExplainNote> {
  const explainer = new Explainer(rule);
  return {
    rule,
    fields: leadFields.map(({ name }) => name),
    needles: newerVersionNeedles,
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
