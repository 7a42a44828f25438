import path from 'node:path';
import type { Draft } from './boot.js';
import type { Benign, Session } from './case.js';
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

/** What stands in the arguments of configuration tools that an interpreter runs. */
const configurationArguments =
  /(?:^|[/ ])(?:AnsiballZ_\w+\.py|ansible-tmp-[\d.-]+\/|salt-(?:call|minion)|chef-client|puppet agent|cloud-init)/;

/** Names of programs that build images or run what they are built by. */
const imageBuilders: ReadonlySet<string> = new Set([
  ...['buildah', 'buildkitd', 'containerd-shim', 'containerd-shim-runc-v2', 'docker', 'dockerd'],
  ...['executor', 'kaniko', 'packer', 'podman', 'runc'],
]);

/** How sessions of people come in. */
const personalEntries: ReadonlySet<string> = new Set([
  'console',
  'sshd',
  'ssm',
  'teleport',
  'terminal',
]);

/** Reasons that lie in who planted a file. */
export function benignChain(
  links: readonly DraftLink[],
  session: (Omit<Session, 'events'> & { readonly records: DraftLink['records'] }) | undefined,
): Draft<Benign>[] {
  const reasons = links.flatMap((link): Draft<Benign>[] => {
    const reason = programReason(link);
    const value = link.executable ?? link.commandLine ?? link.name ?? '';
    return reason === undefined ? [] : [{ reason, value, records: link.records }];
  });
  const isPersonal = session?.type !== undefined && personalEntries.has(session.type);
  const interactive = links.find(({ isInteractive }) => isInteractive);
  if (isPersonal && interactive !== undefined) {
    reasons.push({
      reason: 'interactive-session',
      value: links.at(-1)?.user ?? interactive.user ?? session.type ?? '',
      records: [...session.records, ...interactive.records],
    });
  }
  return reasons;
}

function programReason({
  executable = '',
  name = '',
  commandLine = '',
}: DraftLink): Benign['reason'] | undefined {
  const names = [base(executable), name, base(commandLine.split(' ')[0] ?? '')];
  if (names.some((known) => configurationTools.has(known))) return 'configuration-tool';
  if (configurationArguments.test(commandLine)) return 'configuration-tool';
  if (names.some((known) => packageManagers.has(known))) return 'package-manager';
  return names.some((known) => imageBuilders.has(known)) ? 'image-build' : undefined;
}
