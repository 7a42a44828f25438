import { processExecutable } from '../event/ecs.js';
import { LeadFinder, type LeadNote, leadFields } from '../lead/lead.js';
import { evaluate } from '../rule/evaluate.js';
import type { Rule } from '../rule/rule.js';
import type { Judge, Judgement, JudgeSpec } from './judge.js';

export interface RuleJudgeSpec extends JudgeSpec {
  readonly judge: 'rule';
}

const match: Judgement<undefined> = { isMatch: true };

/** The judge of a plain scan, which selects what the rule matches, and the leads in what it reads for that. */
export function judgeByRule(rule: Rule): Judge<LeadNote | undefined> {
  const leads = new LeadFinder(rule);
  return {
    rule,
    fields: leadFields.map(({ name }) => name),
    needles: [],
    judge(event) {
      const verdict = evaluate(rule.clauses, event);
      if (verdict.outcome === 'match') {
        const note = leads.ofMatch(event);
        return note === undefined ? match : { isMatch: true, note };
      }
      const note = leads.find(event, verdict);
      if (note === undefined) return undefined;
      const lacksExecutable =
        note.kind === 'chosen-by-attacker' && processExecutable.first(event) === undefined;
      return { isMatch: false, note, lacksExecutable };
    },
  };
}
