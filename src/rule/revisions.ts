import type { Rule } from './rule.js';
import { type ClauseId, systemVInitScript13 } from './system-v-init-script.js';

/** The revision that is used by default. */
export const defaultRule: Rule<ClauseId> = systemVInitScript13;

/** The revisions of System V Init Script Created. To add one, add a file and list it here. */
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
