import type { ResponseStep } from '../steps/next-steps.js';
import type { OsqueryPurpose } from '../steps/osquery.js';
import type { ShellPurpose } from '../steps/shell.js';
import type { Labels } from './sentence.js';

// The sentence for each step: what a statement or command is for, and what a step of the response is.

export const osqueryWords: Labels<OsqueryPurpose> = {
  host: 'Confirm that you are querying the right host.',
  'planted-file': 'Show the owner, size and timestamps of the script.',
  'planted-hash': 'Compute the current hash of the script.',
  'same-content': 'Find the same content under other names; run this on all hosts.',
  'original-file': 'Check whether the file still exists at its original path.',
  'init-scripts': 'Find other init scripts that changed, most recent first.',
  'generated-units': 'List the units that systemd generated for init scripts, most recent first.',
  'runlevel-links': 'Find the runlevel links that start or stop the script.',
  'executable-file': 'Inspect the program that wrote the script.',
  processes: 'List running processes by user.',
  'user-processes': 'List all processes of the same user.',
  'writer-processes':
    'Find the process that wrote the script, if it is still running, and its child processes.',
  'script-processes': 'Find processes that run the script.',
  'script-sockets': 'List the connections of the script’s processes.',
  'listening-ports': 'List the ports on which the script’s processes listen.',
  'address-sockets':
    'Find processes that are connected to the same addresses; run this on all hosts.',
  'cron-jobs': 'Look for cron jobs that were added along with the script.',
  'service-unit': 'Check whether systemd has a service for the script, and whether it is running.',
  'startup-items': 'Check whether the script is listed as a startup item.',
  logins: 'List who logged in, when and from where.',
  sessions: 'List who is logged in now.',
};

export const shellWords: Labels<ShellPurpose> = {
  'find-file': 'Find the script by the part of its name that the log has.',
  'file-status': 'Show the owner, permissions and timestamps of the script.',
  'file-hash': 'Compute the current hash of the script.',
  'script-content': 'Read the first 200 lines of the script.',
  'debian-package': 'Find the package that owns the script, on Debian-based systems.',
  'rpm-package': 'Find the package that owns the script, on RPM-based systems.',
  'original-status': 'Check whether the file still exists at its original path.',
  'runlevel-links': 'Find the runlevel links that start or stop the script.',
  'executable-status': 'Inspect the program that wrote the script.',
  'writer-process':
    'Check whether the process that wrote the script is still running; its PID may have been reused.',
  'syslog-traces': 'Search the system log for LSB headers of init scripts.',
  'journal-traces': 'Search the journal for LSB headers of init scripts.',
  'unit-status': 'Show the status of the script’s service, with its processes.',
  'unit-content': 'Read the unit that systemd generated for the script.',
  'unit-journal': 'Read the log of the script’s service.',
};

export const responseWords: Labels<ResponseStep> = {
  'start-incident': 'Start your incident response process, as far as the findings warrant.',
  'isolate-host': 'Isolate the host to keep the compromise from spreading.',
  'find-more-hosts':
    'If it is malware, look for other hosts with the same file, hash or addresses, and contain them too.',
  'stop-processes':
    'Preserve the memory and files of the script’s processes as evidence, then stop them.',
  'block-indicators': 'Block the hashes, addresses and domains that were found.',
  'find-backdoors':
    'Look for other persistence: reverse shells, proxies, droppers, keys, cron jobs and services.',
  'remove-artefacts': 'Remove everything the attacker left, wherever it was found.',
  'reset-credentials':
    'Find out which credentials the attacker could have accessed, including those for other systems, and reset them.',
  'restore-file':
    'Delete the init script and its links, or restore the previous version, and reload systemd.',
  'scan-for-malware': 'Scan the whole host for malware.',
  'close-the-way-in': 'Find out how the attacker got in, and close that path.',
  'improve-logging':
    'Review what the logs missed or showed too late, and make detection and response faster.',
};

/** What a query for Kibana is for. */
export const huntWords: Labels<'processes' | 'traces'> = {
  processes: 'Show in Kibana (KQL, in Discover) what these processes and their children did.',
  traces: 'Find the same paths, contents and addresses on all hosts (ES|QL, in Discover).',
};
