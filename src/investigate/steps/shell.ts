import { posix } from 'node:path';
import { unitNameOf } from '../units.js';
import { shellWord } from './quote.js';
import { knownSteps, type StepSubject, withNumber } from './subject.js';

/** What a shell command is for. */
export type ShellPurpose =
  | 'find-file'
  | 'file-status'
  | 'file-hash'
  | 'script-content'
  | 'debian-package'
  | 'rpm-package'
  | 'original-status'
  | 'runlevel-links'
  | 'executable-status'
  | 'writer-process'
  | 'syslog-traces'
  | 'journal-traces'
  | 'unit-status'
  | 'unit-content'
  | 'unit-journal';

/** A command: one line of bash, ready to paste. It is read-only and prints nothing that can control a terminal. */
export interface ShellStep {
  readonly purpose: ShellPurpose;
  readonly command: string;
}

export function shellSteps(subject: StepSubject): readonly ShellStep[] {
  const { originalPath, executable, pid } = subject;
  const path = pathWord(subject.path);
  const unit = shellWord(unitNameOf(subject.service));
  return knownSteps<ShellPurpose>({
    'find-file':
      subject.namePattern &&
      `LC_ALL=C find ${pathWord(posix.dirname(subject.path))} -maxdepth 1 -name ${shellWord(subject.namePattern)} -ls`,
    'file-status': `stat ${path}`,
    'file-hash': `sha256sum ${path}`,
    'script-content': `sed -n '1,200p' ${path}`,
    'debian-package': `dpkg -S -- ${shellWord(escapePattern(subject.path))}`,
    'rpm-package': `rpm -qf ${path}`,
    'original-status': originalPath && `stat ${pathWord(originalPath)}`,
    'runlevel-links': `ls -ldb /etc/rc?.d/[SK][0-9][0-9]${shellWord(subject.name)}`,
    'executable-status': executable && `stat ${pathWord(executable)}`,
    'writer-process': withNumber(pid, (id) => `ps -o pid,ppid,user,lstart,args -p ${id}`),
    'syslog-traces': 'grep -a LSB /var/log/syslog',
    'journal-traces': 'journalctl --no-pager --quiet | grep -a LSB',
    'unit-status': `systemctl --no-pager --full status -- ${unit}`,
    'unit-content': `systemctl --no-pager cat -- ${unit}`,
    'unit-journal': `journalctl --no-pager --unit=${unit}`,
  }).map(([purpose, command]) =>
    // Output and errors include names and contents that the attacker controls.
    ({ purpose, command: `${command} 2>&1 | cat -v` }),
  );
}

/** A path as a word that no program mistakes for an option or stdin. */
function pathWord(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}

/** Escapes the wildcards in a path for `dpkg -S`, which expects a pattern. */
function escapePattern(path: string): string {
  return path.replace(/[*?[\]\\]/g, '\\$&');
}
