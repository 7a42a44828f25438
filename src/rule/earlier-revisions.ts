import type { ClauseId } from './clause-id.js';
import { comparingBy, removing, revise } from './revise.js';
import type { Rule } from './rule.js';
import { systemVInitScript13 } from './system-v-init-script.js';

// The revisions before version 13, each as the next one with what that one changed taken back. Versions 1 to 10 are of
// another type. Source: as for version 13.

const { references } = systemVInitScript13.identity;

/** Excludes fewer processes, and ignores the case of the directories of installers. */
export const systemVInitScript12: Rule<ClauseId> = revise(
  systemVInitScript13,
  { version: 12, queryDate: '2024-06-27', published: '2024-10-01' },
  removing('elastic-path'),
  removing('installer-name'),
  removing('ln-runlevel-link'),
  comparingBy('installer-folder', ':'),
);

/** Lacks the reference to Elastic's second article about persistence. */
export const systemVInitScript11: Rule<ClauseId> = revise(systemVInitScript12, {
  version: 11,
  published: '2024-06-28',
  references: references.filter((url) => !url.includes('sequel-on-persistence-mechanisms')),
});
