import { evaluate } from '../rule/evaluate.js';
import type { Rule } from '../rule/rule.js';
import type { Judge, Judgement, JudgeSpec } from './judge.js';

export interface RuleJudgeSpec extends JudgeSpec {
  readonly judge: 'rule';
}

const match: Judgement<undefined> = { isMatch: true };

/** The judge of a plain scan, which selects what the rule matches. */
export function judgeByRule(rule: Rule): Judge<undefined> {
  return {
    rule,
    fields: [],
    needles: [],
    judge: (event) => (evaluate(rule.clauses, event).outcome === 'match' ? match : undefined),
  };
}
