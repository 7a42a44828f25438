import path from 'node:path';
import type { ChainLink, PlantedFile } from '../case.js';
import type { EventRecord } from '../event-record.js';
import { type Benign, isDeployment } from '../harmlessness.js';
import { isPublicAddress } from './address.js';
import { installerIn } from './package-chain.js';
import { isMajority } from './prevalence.js';
import type { ProcessChain } from './processes.js';

const base = path.posix.basename;

/** Programs that apply a declared configuration to hosts. */
const configurationTools: ReadonlySet<string> = new Set([
  ...['ansible', 'ansible-playbook', 'cf-agent', 'cf-execd', 'chef-client', 'chef-solo'],
  ...['cinc-client', 'cloud-init', 'puppet', 'puppet-agent', 'rudder', 'salt-call', 'salt-minion'],
]);

/** The command line of an interpreter that runs the script of a configuration tool, possibly after some options. */
const configurationScript =
  /^\S+(?: -\w+)* \S*(?:\/AnsiballZ_\w+\.py|\/(?:salt-call|salt-minion|chef-client|puppet|cloud-init))(?: |$)/;

/** Programs that build images or run the steps of a build. */
const imageBuilders: ReadonlySet<string> = new Set([
  ...['buildah', 'buildkit-runc', 'buildkitd', 'conmon', 'containerd-shim', 'crun', 'docker'],
  ...['containerd-shim-runc-v2', 'dockerd', 'executor', 'kaniko', 'packer', 'podman', 'runc'],
]);

/** Entry types of sessions that people open. */
const personalEntries: ReadonlySet<string> = new Set([
  ...['console', 'sshd', 'ssm', 'teleport', 'terminal'],
]);

/**
 * Why a file might be harmless: because of who created it, or because most hosts have its contents. A common name is no
 * reason: whoever plants a script chooses it.
 */
export function benignReasons(
  chains: readonly ProcessChain[],
  { hash }: PlantedFile<EventRecord>['prevalence'],
): readonly Benign<EventRecord>[] {
  const byChain = new Map(
    reasonsOfAll(chains.map(chainReasons)).map((reason) => [
      `${reason.reason} ${reason.value}`,
      reason,
    ]),
  );
  const isFromInternet = chains.some(({ session }) =>
    isPublicAddress(session?.event.entryAddress ?? ''),
  );
  if (hash === undefined || !isMajority(hash) || isFromInternet) return [...byChain.values()];
  const { count, of, events } = hash;
  return [...byChain.values(), { reason: 'on-most-hosts', value: `${count} of ${of}`, events }];
}

/** The reasons that hold for all chains that wrote a file: what speaks for one writer does not speak for another. */
function reasonsOfAll(
  byChain: readonly (readonly Benign<EventRecord>[])[],
): readonly Benign<EventRecord>[] {
  // One way to deploy counts as another.
  const kindOf = (reason: Benign<EventRecord>): string =>
    isDeployment(reason) ? 'deployment' : reason.reason;
  return byChain
    .flat()
    .filter((reason) =>
      byChain.every((reasons) => reasons.some((other) => kindOf(other) === kindOf(reason))),
    );
}

/** The reasons that remain if a session in a container wrote a file that ran on the host itself. */
export function withoutContainers(
  reasons: readonly Benign<EventRecord>[],
): readonly Benign<EventRecord>[] {
  return reasons.filter(({ reason }) => reason !== 'container' && reason !== 'image-build');
}

/** Reasons because of who created a file, each kind once: for programs, the process closest to the file. */
export function chainReasons({
  links,
  above,
  session,
}: Pick<ProcessChain, 'links' | 'above' | 'session'>): readonly Benign<EventRecord>[] {
  const reasons = new Map<Benign['reason'], Benign<EventRecord>>();
  for (const link of [...links, ...above]) {
    const found = programReason(link);
    if (found === undefined || reasons.has(found.reason)) continue;
    reasons.set(found.reason, { ...found, events: link.events });
  }
  const installer = installerIn([...links, ...above]);
  if (installer !== undefined) {
    const { executable, name, commandLine = '', events } = installer;
    const value = executable ?? name ?? commandLine;
    reasons.set('package-manager', { reason: 'package-manager', value, events });
  }
  const type = session?.event.entryType;
  if (session === undefined || type === undefined) return [...reasons.values()];
  if (type === 'container') {
    reasons.set('container', { reason: 'container', value: type, events: [session] });
  }
  const interactive = links.find(({ isInteractive }) => isInteractive);
  if (personalEntries.has(type) && interactive !== undefined) {
    // The session belongs to the user of its first process; later processes may run as another user.
    const person = links.findLast(({ user }) => user !== undefined) ?? interactive;
    reasons.set('interactive-session', {
      reason: 'interactive-session',
      value: person.user ?? type,
      events: [session, ...interactive.events, ...person.events],
    });
  }
  return [...reasons.values()];
}

/**
 * The reason that a process's program gives. The executable identifies it; the name that it gives itself counts only if
 * the executable is unknown. A program in an unusual location gives none.
 */
function programReason({
  executable,
  name = '',
  commandLine = '',
  odd,
}: ChainLink<EventRecord>): Pick<Benign, 'reason' | 'value'> | undefined {
  if (odd.some((location) => location !== 'home')) return undefined;
  const program = executable ?? (name || commandLine);
  const names =
    executable === undefined ? [name, base(commandLine.split(' ')[0] ?? '')] : [base(executable)];
  const isAmong = (known: ReadonlySet<string>): boolean => names.some((one) => known.has(one));
  if (isAmong(configurationTools)) return { reason: 'configuration-tool', value: program };
  if (configurationScript.test(commandLine)) {
    return { reason: 'configuration-tool', value: commandLine };
  }
  if (odd.length > 0) return undefined;
  return isAmong(imageBuilders) ? { reason: 'image-build', value: program } : undefined;
}
