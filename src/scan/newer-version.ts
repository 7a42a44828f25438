import type { Needle } from './kernel/needle.js';

/** What lines mention that only the newest version of the rule matches: jobs of Upstart, and the table of System V init. */
export const newerVersionNeedles: readonly Needle[] = [
  { text: '/etc/init/', anchor: 'start' },
  { text: '/etc/inittab', anchor: 'start' },
  { text: '/etc/init', anchor: 'whole' },
];
