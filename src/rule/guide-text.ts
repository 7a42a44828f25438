// What the rule's guide asks an analyst to do, in our own words and in the guide's order.

/** What the rule reports, in one sentence. */
export const shortDescription =
  'A program that is not known to install software placed a file under /etc/init.d.';

/** What the rule reports and why it matters. */
export const description: string =
  'Enabled scripts in /etc/init.d run as root when a Linux host starts: System V init runs them directly, systemd ' +
  'through units that it generates. An attacker who can create one has a program that survives reboots. The rule ' +
  'reports files that are created in this directory or renamed into it, unless a known package manager or ' +
  'configuration tool did it or the file is temporary.';

/** What to look at when the rule matches. */
export const triage = {
  'read-script':
    'Read the script: its owner, times and contents, and whether it belongs to a package.',
  'other-files':
    'Look for other files that changed at about the same time under /etc/init.d, /etc/rc*.d and /run/systemd/generator.late.',
  'process-chain':
    'Trace the chain of processes that wrote it back to the session: who was logged in, from where, with which program. Check whether any process is unknown, rare, or run from a directory where programs are not normally installed.',
  'log-traces':
    'Search the system log for traces of the LSB header of the script, which show that it was loaded or run.',
  'other-alerts':
    'Look for other alerts on the same host and for the same user in the last 48 hours.',
  'planned-work':
    'Check whether planned work explains it: an installation, an update, a patch, or routine administration.',
  execution:
    'Find out whether the script has run: look for reboots, starts of its service, its processes and their connections.',
  'dropped-files':
    'Collect and examine the programs and files that the script starts: the domains and addresses they contact, the files they touch, and the cron jobs, services and other persistence that they leave behind.',
} as const;

export type TriageStep = keyof typeof triage;

/** What to do if triage does not explain the match. */
export const unexplained =
  'If nothing explains it, isolate the host, preserve the script and what it starts as evidence, and look for the same file on other hosts.';

/** Matches that are not attacks, and what to do about them. */
export const falsePositives: readonly string[] = [
  'Software with its own installer sets up services this way. Add an exception that requires both its user and its command line.',
  'If an administrator manages services under /etc/init.d manually, add an exception for the account of that administrator.',
  'Consider the purpose and the users of the host: hosts with unusual software can look suspicious but be harmless.',
];

/** What the rule needs before it can detect anything. */
export const setUp: readonly string[] = [
  'The rule needs events from Elastic Defend, an integration that Fleet deploys in an Elastic Agent policy.',
  'Use the complete EDR preset, so that all events are collected; smaller presets omit some.',
];
