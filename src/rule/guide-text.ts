import type { OsqueryPurpose, ShellPurpose } from '../investigate/steps.js';

/** What the rule looks for, in a sentence. */
export const shortDescription =
  'A script was put under /etc/init.d by something that is not known to install software.';

/** What the rule looks for and why it matters. */
export const description: string =
  'Scripts under /etc/init.d are run by System V init, and by systemd through units that it generates for them, with ' +
  'the rights of root whenever the host starts. An attacker who can write one has a program that outlives reboots. ' +
  'The rule reports a file that is created or renamed to that folder on Linux, unless a known package manager, ' +
  'configuration tool or temporary file explains it.';

/** Something to look at, and what answers it on the host. */
export interface TriageStep {
  readonly text: string;
  readonly osquery: readonly OsqueryPurpose[];
  readonly shell: readonly ShellPurpose[];
}

/** What to look at when the rule matches. The order is that of the rule's own guide; the words are not. */
export const triage: readonly TriageStep[] = [
  {
    text: 'Read the script: its owner, times and contents, and whether a package owns it.',
    osquery: ['planted-file', 'planted-hash'],
    shell: ['file-status', 'script-content', 'debian-package', 'rpm-package'],
  },
  {
    text: 'Look for other files that changed at about the same time under /etc/init.d, /etc/rc*.d and /run/systemd/generator.late.',
    osquery: ['init-scripts', 'generated-units', 'runlevel-links'],
    shell: ['runlevel-links'],
  },
  {
    text: 'Follow the chain of processes that wrote it up to the session: who was logged in, from where, by which program; and whether any of them is unknown, rare, or run from a place where programs do not belong.',
    osquery: ['processes', 'logins', 'sessions'],
    shell: [],
  },
  {
    text: 'Look for traces of the LSB header of the script in the system log: they show that it was loaded or run.',
    osquery: [],
    shell: ['syslog-traces', 'journal-traces'],
  },
  {
    text: 'Look at the last 48 hours of the same host and user for other alerts.',
    osquery: [],
    shell: [],
  },
  {
    text: 'Tell whether planned work explains it: an installation, an update, a patch, an administrator whose task it was.',
    osquery: [],
    shell: [],
  },
  {
    text: 'Find out whether the script has run: a reboot since, a start of its service, its processes and their connections.',
    osquery: [
      'service-unit',
      'startup-items',
      'script-processes',
      'script-sockets',
      'listening-ports',
    ],
    shell: ['unit-status', 'unit-content', 'unit-journal'],
  },
  {
    text: 'Get the programs and files that the script starts, and examine them too: the domains and addresses they contact, the files they touch, and the cron jobs, services and other ways to come back that they leave.',
    osquery: ['cron-jobs'],
    shell: [],
  },
];

/** What to do where triage explains nothing, in a sentence. */
export const unexplained =
  'Where nothing explains it: isolate the host, keep the script and what it starts as evidence, and look for the same file on other hosts.';

/** What matches without being an attack, and what to do about it. */
export const falsePositives: readonly string[] = [
  'Software that brings its own installer sets up services this way: except it by an exception on user and command line together, so that little else is covered.',
  'Where an administrator looks after services under /etc/init.d by hand, make the exception on the account of that administrator.',
  'Judge by what the host is for and who works there: a few hosts with software of their own may look odd, and be all right.',
];

/** What has to be there for the rule to see anything. */
export const setUp: readonly string[] = [
  'The rule reads events of Elastic Defend, which Fleet rolls out as an integration in the policy of Elastic Agent.',
  'Choose the preset for complete EDR, so that all events are collected; the smaller presets leave some out.',
];
