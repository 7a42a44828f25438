import path from 'node:path';
import type { Benign } from '../case.js';
import type { EventRecord } from '../event-record.js';
import type { Draft } from './boot.js';
import type { DraftLink } from './processes.js';

const base = path.posix.basename;

/** Names of programs that install software. */
const packageManagers: ReadonlySet<string> = new Set([
  ...['apk', 'apt', 'apt-get', 'aptitude', 'dnf', 'dnf5', 'dnf-automatic', 'dpkg', 'dpkg-deb'],
  ...['flatpak', 'microdnf', 'nix', 'nix-daemon', 'opkg', 'packagekitd', 'pacman', 'pamac-daemon'],
  ...['rpm', 'snapd', 'unattended-upgrade', 'unattended-upgr', 'yum', 'zypper'],
]);

/** Names of programs that bring hosts to a state that somebody wrote down. */
const configurationTools: ReadonlySet<string> = new Set([
  ...['ansible', 'ansible-playbook', 'cf-agent', 'cf-execd', 'chef-client', 'chef-solo'],
  ...['cinc-client', 'cloud-init', 'puppet', 'puppet-agent', 'rudder', 'salt-call', 'salt-minion'],
]);

/** The script of a configuration tool that an interpreter runs, behind the interpreter's own options. */
const configurationScript =
  /^\S+(?: -\w+)* \S*(?:\/AnsiballZ_\w+\.py|\/(?:salt-call|salt-minion|chef-client|puppet|cloud-init))(?: |$)/;

/** Names of programs that build images or run what they are built by. */
const imageBuilders: ReadonlySet<string> = new Set([
  ...['buildah', 'buildkit-runc', 'buildkitd', 'conmon', 'containerd-shim', 'crun', 'docker'],
  ...['containerd-shim-runc-v2', 'dockerd', 'executor', 'kaniko', 'packer', 'podman', 'runc'],
]);

/** How sessions of people come in. */
const personalEntries: ReadonlySet<string> = new Set([
  ...['console', 'sshd', 'ssm', 'teleport', 'terminal'],
]);

/**
 * Reasons that lie in who planted a file: each once, by the process nearest to the file.
 *
 * @param links the chain.
 * @param above from where its session came.
 */
export function benignChain(
  links: readonly DraftLink[],
  above: readonly DraftLink[],
  session: EventRecord | undefined,
): Draft<Benign>[] {
  const reasons = new Map<Benign['reason'], Draft<Benign>>();
  for (const link of [...links, ...above]) {
    const found = programReason(link);
    if (found === undefined || reasons.has(found.reason)) continue;
    reasons.set(found.reason, { ...found, records: link.records });
  }
  const type = session?.event.entryType;
  const interactive = links.find(({ isInteractive }) => isInteractive);
  if (session !== undefined && type === 'container') {
    reasons.set('container', { reason: 'container', value: type, records: [session] });
  }
  if (session !== undefined && type !== undefined && personalEntries.has(type) && interactive) {
    // Whose session it is tells its first process: later ones may run as another.
    const person = links.findLast(({ user }) => user !== undefined) ?? interactive;
    reasons.set('interactive-session', {
      reason: 'interactive-session',
      value: person.user ?? type,
      records: [session, ...interactive.records, ...person.records],
    });
  }
  return [...reasons.values()];
}

/**
 * What a process's program speaks for. Its executable tells what it is; by what it calls itself only one is known of
 * which no executable is told. A program that lies where none is installed speaks for nothing.
 */
function programReason({
  executable,
  name = '',
  commandLine = '',
  odd,
}: DraftLink): Pick<Benign, 'reason' | 'value'> | undefined {
  if (odd.some((place) => place !== 'home')) return undefined;
  const program = executable ?? (name || commandLine);
  const names =
    executable === undefined ? [name, base(commandLine.split(' ')[0] ?? '')] : [base(executable)];
  const isAmong = (known: ReadonlySet<string>): boolean => names.some((one) => known.has(one));
  if (isAmong(configurationTools)) return { reason: 'configuration-tool', value: program };
  if (configurationScript.test(commandLine)) {
    return { reason: 'configuration-tool', value: commandLine };
  }
  if (odd.length > 0) return undefined;
  if (isAmong(packageManagers)) return { reason: 'package-manager', value: program };
  return isAmong(imageBuilders) ? { reason: 'image-build', value: program } : undefined;
}
