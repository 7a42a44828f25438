// To add a revision:
// 1. Add a file beside system-v-init-script.ts, which has version 13, with the new identity, tables and clauses. Add ids
//    of new clauses to clause-id.ts.
// 2. List it in `revisions`, and make it `defaultRule` to apply it. No command takes a version yet.
// 3. Bring up to date what states the default rule independently: the tests in test/rule, test/oracle/oracle.ts,
//    fixtures/exclusions, and the README's sections "The rule" and "Credit".
// 4. Run `UPDATE_GOLDEN=1 npm test` and review the differences: reports name the version.

import type { ClauseId } from './clause-id.js';
import type { Rule } from './rule.js';
import { systemVInitScript13 } from './system-v-init-script.js';

/** The revision that is used by default. */
export const defaultRule: Rule<ClauseId> = systemVInitScript13;

/** The revisions of System V Init Script Created, oldest first. */
const revisions: readonly Rule[] = [systemVInitScript13];

/**
 * The revision with a version number, by which threads refer to it because rules contain functions.
 *
 * @throws RangeError if there is none.
 */
export function revisionOf(version: number): Rule {
  const rule = revisions.find(({ identity }) => identity.version === version);
  if (rule === undefined) throw new RangeError(`no revision ${version} of the rule`);
  return rule;
}
