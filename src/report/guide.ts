/** What the rule looks for, in a sentence. */
export const shortDescription =
  'A script was put under /etc/init.d by something that is not known to install software.';

/** What the rule looks for and why it matters. */
export const description: string =
  'Scripts under /etc/init.d are run by System V init, and by systemd through units that it generates for them, with ' +
  'the rights of root whenever the host starts. An attacker who can write one has a program that outlives reboots. ' +
  'The rule reports a file that is created or renamed to that folder on Linux, unless a known package manager, ' +
  'configuration tool or temporary file explains it.';

/** What to look at when the rule matches, in the order in which it usually pays. */
export const triage: readonly string[] = [
  'Read the script: its owner, times and contents, and the programs and files it starts.',
  'Look for other files that changed at about the same time under /etc/init.d, /etc/rc*.d and /run/systemd/generator.late.',
  'Follow the chain of processes that wrote it up to the session: who was logged in, from where, by which program.',
  'Tell whether planned work explains it: an installation, an update, an administrator whose task it was.',
  'Look at the last 48 hours of the same host and user for other alerts.',
  'Find out whether the script has run: a reboot since, a start of its service, its processes and their connections.',
  'Where nothing explains it: isolate the host, keep the script and what it starts as evidence, and look for the same file on other hosts.',
];
