import type { LeadKind } from '../lead/lead.js';
import { newestRule } from '../rule/revisions.js';
import type { Rule } from '../rule/rule.js';
import { wordsFor } from './rule-words.js';

/** What a single event is that makes it a lead. */
export const leadMeanings: Readonly<Record<LeadKind, string>> = {
  'red-hat-path':
    'created under /etc/rc.d/init.d/, which is /etc/init.d on Red Hat and its relatives',
  'other-root': 'created in a directory /etc/init.d under another root',
  'changed-in-place': 'an existing script, changed in place',
  'chosen-by-attacker': 'excluded only by what its author could choose',
  link: 'links to a script or into a directory of scripts',
  'no-file-event': 'a command about a script without a file event',
  'newer-version': `matched by version ${newestRule.identity.label} of the rule`,
};

/** Why the rule does not report a lead. */
export function whyNotReported(kind: LeadKind, rule: Pick<Rule, 'subject'>): string {
  switch (kind) {
    case 'red-hat-path':
    case 'other-root':
      return `the rule looks ${wordsFor(rule).place} only`;
    case 'changed-in-place':
      return 'the rule reports only files that are created or renamed';
    case 'chosen-by-attacker':
      return 'the allowlist trusts these values, whoever chose them';
    case 'link':
    case 'no-file-event':
      return 'the rule reads only file events';
    case 'newer-version':
      return 'this version does not match';
  }
}
