import type { ResponseStep } from '../steps/next-steps.js';
import type { OsqueryPurpose } from '../steps/osquery.js';
import type { ShellPurpose } from '../steps/shell.js';
import type { Labels } from './sentence.js';

// The sentence for each step: what a statement or command is for, and what a step of the response is.

export const osqueryWords: Labels<OsqueryPurpose> = {
  host: 'Make sure that the answers come from the host that is meant.',
  'planted-file': 'See who owns the script, its size, and when it was read, written and made.',
  'planted-hash': 'Hash the script as it is now.',
  'same-content': 'Find the same content under other names; ask all hosts.',
  'original-file': 'See whether the file is still where it was renamed from.',
  'init-scripts': 'See which other init scripts changed, the latest first.',
  'generated-units': 'See which units systemd made of init scripts, the latest first.',
  'runlevel-links': 'Find the links that start or stop the script with a runlevel.',
  'executable-file': 'Look at the program that wrote the script.',
  processes: 'List what runs, by user.',
  'user-processes': 'List what else the same user runs.',
  'writer-processes': 'Find what wrote the script, where it still runs, and what it started.',
  'script-processes': 'Find what runs from the script.',
  'script-sockets': 'See whom the processes of the script talk to.',
  'listening-ports': 'See where the processes of the script listen.',
  'address-sockets': 'Find whatever talks to the same addresses now; ask all hosts.',
  'cron-jobs': 'Look for cron jobs that came with the script.',
  'service-unit': 'See whether systemd has a service of the script, and whether it runs.',
  'startup-items': 'See whether the script counts as something to start.',
  logins: 'See who logged in, when and from where.',
  sessions: 'See who is logged in now.',
};

export const shellWords: Labels<ShellPurpose> = {
  'file-status': 'See who owns the script, whether it may be executed, and its times.',
  'file-hash': 'Hash the script as it is now.',
  'script-content': 'Read the script, its first 200 lines.',
  'debian-package': 'Ask which package owns the script, on Debian and its kin.',
  'rpm-package': 'Ask which package owns the script, on Red Hat, SUSE and their kin.',
  'original-status': 'See whether the file is still where it was renamed from.',
  'runlevel-links': 'Find the links that start or stop the script with a runlevel.',
  'executable-status': 'Look at the program that wrote the script.',
  'writer-process':
    'See whether the process that wrote the script still runs; its number may be used anew.',
  'syslog-traces': 'Look for traces of LSB headers of init scripts in the system log.',
  'journal-traces': 'Look for traces of LSB headers of init scripts in the journal.',
  'unit-status': 'See whether the service of the script runs, and its processes.',
  'unit-content': 'Read the unit that systemd made of the script.',
  'unit-journal': 'Read what the service of the script logged.',
};

export const responseWords: Labels<ResponseStep> = {
  'start-incident': 'Start your incident process, as far as what was found calls for it.',
  'isolate-host': 'Isolate the host, so that nothing spreads from it.',
  'find-more-hosts':
    'Where it is malware, look for other hosts with the same file, hash or addresses, and contain them too.',
  'stop-processes':
    'Stop the processes of the script, once their memory and files are kept as evidence.',
  'block-indicators': 'Block the hashes, addresses and domains that were found.',
  'find-backdoors':
    'Look for further ways back in: reverse shells, proxies, droppers, keys, cron jobs and services.',
  'remove-artefacts': 'Remove what the attacker left, wherever it was found.',
  'reset-credentials':
    'Find out which credentials were within reach of the attacker, and reset them, those for other systems too.',
  'restore-file':
    'Delete the init script with its links, or restore the one that was there before, and reload systemd.',
  'scan-for-malware': 'Scan the whole host for malware.',
  'close-the-way-in': 'Find out how the attacker came in, and close that way.',
  'improve-logging':
    'See what the logs lacked or told late, and make detection and response faster next time.',
};
