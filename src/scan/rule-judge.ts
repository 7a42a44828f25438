import { processExecutable } from '../event/ecs.js';
import type { EventFields } from '../event/fields.js';
import { LeadFinder, type LeadNote, leadFields } from '../lead/lead.js';
import { evaluate } from '../rule/evaluate.js';
import type { Rule } from '../rule/rule.js';
import type { Judge, Judgement, JudgeSpec } from './judge.js';

export interface RuleJudgeSpec extends JudgeSpec {
  readonly judge: 'rule';
}

/** Whether one of the reasons why the rule excludes a lead is that it has no `process.executable`. */
export function lacksExecutable({ kind }: LeadNote, event: EventFields): boolean {
  return kind === 'chosen-by-attacker' && processExecutable.first(event) === undefined;
}

const match: Judgement<undefined> = { isMatch: true };

/** The judge of a plain scan, which selects what the rule matches, and the leads in what it reads for that. */
export function judgeByRule(rule: Rule): Judge<LeadNote | undefined> {
  const leads = new LeadFinder(rule);
  return {
    rule,
    fields: leadFields.map(({ name }) => name),
    needles: [],
    judge(event, verdict = evaluate(rule.clauses, event)) {
      if (verdict.outcome === 'match') {
        const note = leads.ofMatch(event);
        return note === undefined ? match : { isMatch: true, note };
      }
      const note = leads.find(event, verdict);
      if (note === undefined) return undefined;
      return { isMatch: false, note, lacksExecutable: lacksExecutable(note, event) };
    },
  };
}
