import { LeadFinder, type LeadNote, leadFields, scriptsShownBy } from '../lead/lead.js';
import { commandFields, scriptCommandOf } from '../lead/script-command.js';
import { evaluate } from '../rule/evaluate.js';
import { newestRule } from '../rule/revisions.js';
import { fieldsOf, type Rule } from '../rule/rule.js';
import type { Judge, JudgeSpec } from './judge.js';
import { lacksExecutable } from './rule-judge.js';

export interface LeadJudgeSpec extends JudgeSpec {
  readonly judge: 'leads';
}

/** The names of the fields that leads of all kinds are found by, besides those of the rule. */
export const fieldsOfLeads: readonly string[] = [
  ...fieldsOf(newestRule),
  ...leadFields,
  ...commandFields,
].map(({ name }) => name);

/** The judge of a scan that searches for leads of all kinds, besides what the rule matches. */
export function judgeByRuleAndLeads(rule: Rule): Judge<LeadNote | undefined> {
  const leads = new LeadFinder(rule, newestRule);
  return {
    rule,
    fields: fieldsOfLeads,
    needles: [],
    seeksLeads: true,
    judge(event, verdict = evaluate(rule.clauses, event)) {
      const isMatch = verdict.outcome === 'match';
      const found = isMatch ? leads.ofMatch(event) : leads.find(event, verdict);
      const scripts = scriptsShownBy(event);
      const command = scripts.length > 0 || isMatch ? undefined : scriptCommandOf(event);
      if (!isMatch && found === undefined && scripts.length === 0 && command === undefined) {
        return undefined;
      }
      const note: LeadNote = {
        ...(found ?? { kind: undefined, isTemporary: false, ends: undefined }),
        ...(scripts.length > 0 && { scripts }),
        ...(command !== undefined && { command }),
      };
      return { isMatch, note, lacksExecutable: lacksExecutable(note, event) };
    },
  };
}
