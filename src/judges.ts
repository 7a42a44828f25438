import type { ExplainJudgeSpec } from './explain/judge.js';
import type { CollectJudgeSpec, SignsJudgeSpec, TriageJudgeSpec } from './investigate/judge.js';
import { embeddedText } from './io/assets.js';
import { revisionOf } from './rule/revisions.js';
import type { Judge, JudgeSource } from './scan/judge.js';
import type { LeadJudgeSpec } from './scan/lead-judge.js';
import { judgeByRule, type RuleJudgeSpec } from './scan/rule-judge.js';

/** The specs of all judges. */
type AnyJudgeSpec =
  | RuleJudgeSpec
  | LeadJudgeSpec
  | ExplainJudgeSpec
  | TriageJudgeSpec
  | SignsJudgeSpec
  | CollectJudgeSpec;

/** Makes judges from their specs. The code of a judge is only loaded if it is needed. */
export const judges: JudgeSource = {
  async make(spec): Promise<Judge> {
    const known = spec as AnyJudgeSpec;
    const { rule } = revisionOf(spec.rule);
    switch (known.judge) {
      case 'rule':
        return judgeByRule(rule);
      case 'leads':
        return (await import('./scan/lead-judge.js')).judgeByRuleAndLeads(rule);
      case 'explain':
        return (await import('./explain/judge.js')).explainingJudge(
          rule,
          known.compare === undefined ? undefined : revisionOf(known.compare).rule,
        );
      case 'triage':
        return (await import('./investigate/judge.js')).triageJudge(rule, known);
      case 'signs':
        return (await import('./investigate/judge.js')).signsJudge(rule, known);
      case 'collect':
        return (await import('./investigate/judge.js')).collectingJudge(rule, known);
    }
  },
  get workerScript() {
    return embeddedText('worker.js') ?? new URL('./worker.js', import.meta.url);
  },
};
