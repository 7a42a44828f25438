// To add a revision:
// 1. Add it to later-revisions.ts, as the previous one with its changes. Add ids of new clauses to clause-id.ts, and to
//    the README's table.
// 2. List it in `revisions`, with what changed. To apply it by default, make it `defaultRule`.
// 3. Bring up to date what states the revisions independently: test/oracle/revisions.ts, and for the default rule the
//    tests in test/rule, fixtures/exclusions, and the README's sections "The rule" and "Credit".
// 4. Run `UPDATE_GOLDEN=1 npm test` and review the differences: reports name the version.

import type { ClauseId } from './clause-id.js';
import * as earlier from './earlier-revisions.js';
import * as later from './later-revisions.js';
import type { Rule } from './rule.js';
import { systemVInitScript13 } from './system-v-init-script.js';

/** A revision of System V Init Script Created. */
export interface Revision {
  readonly rule: Rule<ClauseId>;
  /** The versions of Elastic's stack that have it. */
  readonly stacks: string;
  /** What it changed, compared with the one before it in the same line of stacks. */
  readonly change: string;
}

/** The revision that is used by default. */
export const defaultRule: Rule<ClauseId> = systemVInitScript13;

/** The newest revision known to this release. */
export const newestRule: Rule<ClauseId> = later.systemVInitScript122;

/** Every revision in EQL, ordered by version. */
export const revisions: readonly Revision[] = Object.freeze([
  {
    rule: earlier.systemVInitScript11,
    stacks: '8.9 to 8.14',
    change: 'New name; an EQL query instead of new terms; low instead of medium severity',
  },
  {
    rule: earlier.systemVInitScript12,
    stacks: '8.10 to 8.15',
    change: 'One more reference',
  },
  {
    rule: systemVInitScript13,
    stacks: '8.10 to 8.15',
    change:
      'Excludes scripts of Elastic Agent and Beats, three processes by name, and runlevel links; the directories of installers are case-sensitive',
  },
  {
    rule: later.systemVInitScript14,
    stacks: '8.12',
    change: 'The query of 114, without SentinelOne',
  },
  {
    rule: later.systemVInitScript113,
    stacks: '8.13 to 8.17',
    change: 'Also reads events of SentinelOne; the query of 13',
  },
  {
    rule: later.systemVInitScript114,
    stacks: '8.13 to 8.17',
    change:
      'Excludes six more processes by name, among them install; Puppet’s ruby; and the extension dpkg-new',
  },
  {
    rule: later.systemVInitScript115,
    stacks: '8.13 to 8.17',
    change: 'Reads only the file events of Elastic Defend',
  },
  {
    rule: later.systemVInitScript116,
    stacks: '8.14 to 8.18, 9.0',
    change: 'Only metadata that Elastic adds when it builds the rule',
  },
  {
    rule: later.systemVInitScript117,
    stacks: '8.14 to 8.18, 9.0',
    change: 'Only metadata that Elastic adds when it builds the rule',
  },
  {
    rule: later.systemVInitScript118,
    stacks: '8.19, 9.1 to 9.3',
    change:
      'The path is case-sensitive; excludes nine more executables, files that were named *.dpkg-new, and two scripts by the program that creates them',
  },
  {
    rule: later.systemVInitScript119,
    stacks: '8.19, 9.1 to 9.4',
    change: 'Names the subtechnique T1037.004, and the tactic Privilege Escalation too',
  },
  {
    rule: later.systemVInitScript120OfStack95,
    stacks: '9.5',
    change: 'One more tag; the query of 119, although 120 for older stacks is another one',
  },
  {
    rule: later.systemVInitScript120,
    stacks: '8.19, 9.3, 9.4',
    change: 'Also matches /etc/init/, /etc/init itself, and /etc/inittab',
  },
  {
    rule: later.systemVInitScript121,
    stacks: '8.19, 9.3, 9.4',
    change: 'Five more tags',
  },
  {
    rule: later.systemVInitScript122,
    stacks: '9.5',
    change: 'The query and tags of 121, and the tag of 120-9.5',
  },
]);

/** The last version that is not EQL. */
const lastStateful = 10;

/**
 * The revision with a label, such as `122` or `120-9.5`. Threads refer to a rule by it, because rules contain functions.
 *
 * @throws RangeError if there is none; the message says why.
 */
export function revisionOf(label: string): Revision {
  const revision = revisions.find(({ rule }) => rule.identity.label === label);
  if (revision !== undefined) return revision;
  const isStateful = /^[1-9]\d*$/.test(label) && Number(label) <= lastStateful;
  throw new RangeError(
    isStateful
      ? `version ${label} of the rule cannot judge single events: up to version ${lastStateful}, it is of the type new_terms and depends on the events of the 7 days before`
      : `unknown version of the rule: ${label}`,
  );
}
