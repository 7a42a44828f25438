import { processExecutable } from '../event/ecs.js';
import { LeadFinder, type LeadNote, scriptsShownBy } from '../lead/lead.js';
import { scriptCommandOf } from '../lead/script-command.js';
import { evaluate } from '../rule/evaluate.js';
import { newestRule } from '../rule/revisions.js';
import type { Rule } from '../rule/rule.js';
import type { Judge, JudgeSpec } from './judge.js';
import type { Needle } from './kernel/needle.js';

export interface LeadJudgeSpec extends JudgeSpec {
  readonly judge: 'leads';
}

/** Programs that register or start init scripts. */
const tools: readonly string[] = [
  'chkconfig',
  'insserv',
  'invoke-rc.d',
  'rc-service',
  'rc-update',
  'service',
  'systemctl',
  'update-rc.d',
];

/** Directories of links that start scripts. */
const startLinks: readonly string[] = ['rc2.d/S', 'rc3.d/S', 'rc4.d/S', 'rc5.d/S', 'rcS.d/S'];

/**
 * What lines with leads hold besides `init.d/`: the directory itself, to which a command writes or in which it works;
 * start links; files that the newest revision of the rule covers; and programs that register or start scripts.
 */
const needles: readonly Needle[] = [
  ...['init.d', ...tools.map((tool) => `/${tool}`)].map(
    (text): Needle => ({ text, anchor: 'end' }),
  ),
  ...['/etc/init/', '/etc/inittab'].map((text): Needle => ({ text, anchor: 'start' })),
  ...startLinks
    .flatMap((link) => [`/etc/${link}`, `/etc/rc.d/${link}`])
    .map((text): Needle => ({ text, anchor: 'start' })),
  ...['/etc/init', ...tools].map((text): Needle => ({ text, anchor: 'whole' })),
];

/** The judge of a scan that searches for leads of all kinds, besides what the rule matches. */
export function judgeByRuleAndLeads(rule: Rule): Judge<LeadNote | undefined> {
  const leads = new LeadFinder(rule, newestRule);
  return {
    rule,
    fields: undefined,
    needles,
    judge(event) {
      const isMatch = evaluate(rule.clauses, event).outcome === 'match';
      const found = isMatch ? leads.ofMatch(event) : leads.find(event);
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
      const lacksExecutable =
        note.kind === 'chosen-by-attacker' && processExecutable.first(event) === undefined;
      return { isMatch, note, lacksExecutable };
    },
  };
}
