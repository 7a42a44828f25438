import type { Rule } from './rule.js';
import { type ClauseId, systemVInitScript13 } from './system-v-init-script.js';

/** The rule that is used unless another revision is asked for. */
export const defaultRule: Rule<ClauseId> = systemVInitScript13;

/** The revisions of System V Init Script Created. A new one is a file of its own and an entry here. */
const revisions: readonly Rule[] = [systemVInitScript13];

/**
 * The revision with a version number. Rules hold functions, so threads name a revision to each other by its number.
 *
 * @throws RangeError if there is none.
 */
export function revisionOf(version: number): Rule {
  const rule = revisions.find(({ identity }) => identity.version === version);
  if (rule === undefined) throw new RangeError(`no revision ${version} of the rule`);
  return rule;
}
