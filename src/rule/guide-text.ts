// What the rule's guide asks an analyst to do, in our own words. The order is that of the rule's own guide.

/** What the rule looks for, in a sentence. */
export const shortDescription =
  'A file was placed under /etc/init.d by a program that is not known to install software.';

/** What the rule looks for and why it matters. */
export const description: string =
  'System V init runs the scripts under /etc/init.d, and systemd runs them through units that it generates for them, as ' +
  'root whenever the host starts. An attacker who can write one has a program that survives reboots. The rule reports ' +
  'a file that is created in that directory on Linux or renamed into it, unless a known package manager, configuration ' +
  'tool or temporary file explains it.';

/** What to look at when the rule matches. */
export const triage = {
  'read-script':
    'Read the script: its owner, times and contents, and whether it belongs to a package.',
  'other-files':
    'Look for other files that changed at about the same time under /etc/init.d, /etc/rc*.d and /run/systemd/generator.late.',
  'process-chain':
    'Follow the chain of processes that wrote it up to the session: who was logged in, from where, with which program. Check whether any of them is unknown, rare, or run from a directory where programs do not belong.',
  'log-traces':
    'Look for traces of the LSB header of the script in the system log: they show that it was loaded or run.',
  'other-alerts':
    'Look for other alerts on the same host and for the same user in the last 48 hours.',
  'planned-work':
    'Check whether planned work explains it: an installation, an update, a patch, or an administrator doing their job.',
  execution:
    'Find out whether the script has run: a reboot since, a start of its service, its processes and their connections.',
  'dropped-files':
    'Collect the programs and files that the script starts and examine them too: the domains and addresses they contact, the files they touch, and the cron jobs, services and other persistence that they leave behind.',
} as const;

export type TriageStep = keyof typeof triage;

/** What to do if triage does not explain the match, in a sentence. */
export const unexplained =
  'If nothing explains it, isolate the host, preserve the script and what it starts as evidence, and look for the same file on other hosts.';

/** What matches without being an attack, and what to do about it. */
export const falsePositives: readonly string[] = [
  'Software with its own installer sets up services this way. Add an exception on user and command line together, so that it covers little else.',
  'If an administrator manages services under /etc/init.d by hand, make the exception on the account of that administrator.',
  'Consider what the host is for and who works there: a few hosts with unusual software may look odd and be fine.',
];

/** What the rule needs before it can see anything. */
export const setUp: readonly string[] = [
  'The rule reads events of Elastic Defend, which Fleet rolls out as an integration in an Elastic Agent policy.',
  'Choose the complete EDR preset, so that all events are collected; the smaller presets leave some out.',
];
