import { initScriptPath } from '../lead/invocation.js';
import type { Needle } from '../scan/kernel/needle.js';
import { loginValues, multiplexerNames } from './logins.js';
import { persistenceLocations } from './persistence.js';
import type { Coverage, HostCriteria, SearchCriteria } from './search-criteria.js';

/** Values that occur in events of a kind, for finding their lines. A log of ends alone also covers what ran. */
export const coverageValues: Readonly<Record<Coverage, readonly string[]>> = {
  process: [
    'exec',
    'fork',
    'end',
    'exit',
    'already_running',
    'exec_event',
    'fork_event',
    'termination_event',
  ],
  network: ['network'],
};

/** The classes of weak needles, as bits: what a line that has one of these values may be. */
export const weakClasses: Readonly<Record<Coverage | 'login', number>> = {
  process: 1,
  network: 2,
  login: 4,
};

/** Names of programs that change whether a script runs; not `reboot`, which runs what is already enabled. */
const toolNames: readonly string[] = [
  'chkconfig',
  'insserv',
  'invoke-rc.d',
  'rc-service',
  'rc-update',
  'service',
  'systemctl',
  'update-rc.d',
];

/** The host's first process, as the parent of services: its start tells when the host last started. */
const systemManagers: readonly string[] = [
  '/sbin/init',
  '/lib/systemd/systemd',
  '/usr/lib/systemd/systemd',
];

/** The directories of init scripts and of links to them. */
const scriptDirectories: readonly string[] = persistenceLocations
  .filter(({ kind }) => kind === 'init-script' || kind === 'runlevel-link')
  .flatMap(({ prefixes = [] }) => prefixes.map((prefix) => prefix.slice(0, -1)));

/** The ends of paths of SSH daemons. */
export const sshDaemonPaths: readonly string[] = ['/sshd', '/sshd-session', '/dropbear'];

/** Needles that select the lines of all events that are relevant to a case. */
export function needlesFor({
  hosts,
  hashes,
}: Pick<SearchCriteria, 'hosts' | 'hashes'>): readonly Needle[] {
  const prefixes = persistenceLocations.flatMap(({ prefixes: some = [] }) => some);
  const suffixes = persistenceLocations.flatMap(({ suffixes: some = [] }) => some);
  const paths = hosts.flatMap((host) =>
    host.paths.flatMap((file) => [...new Set([file, initScriptPath(file)])]),
  );
  const weak = [
    ...(Object.keys(coverageValues) as Coverage[]).flatMap((kind) =>
      weakNeedles('whole', coverageValues[kind], weakClasses[kind]),
    ),
    ...weakNeedles('whole', loginValues, weakClasses.login),
    ...weakNeedles('end', sshDaemonPaths, weakClasses.login),
  ];
  return [
    ...needlesForProcesses(hosts),
    ...needles('whole', [...hashes, ...hosts.flatMap(({ originals }) => originals)]),
    ...needles('start', prefixes),
    ...needles('end', [
      ...suffixes,
      ...[...toolNames, ...multiplexerNames].map((name) => `/${name}`),
    ]),
    ...needles('whole', multiplexerNames),
    // A command may name a script, or a link to it, relative to its working directory or a parent of that.
    ...needles('whole', ['already_running', ...systemManagers]),
    ...needles('whole', [...toolNames, ...scriptDirectories, 'alert', 'signal']),
    ...needles(
      'end',
      paths.filter((file) => /^\/etc\//i.test(file)).map((file) => file.slice('/etc/'.length)),
    ),
    ...weak,
  ];
}

/** Needles that select the lines of all events about these hosts' processes. */
export function needlesForProcesses(hosts: readonly HostCriteria[]): readonly Needle[] {
  return [
    ...needles(
      'whole',
      hosts.flatMap(({ followedProcesses }) => followedProcesses),
    ),
    ...needles(
      'entity-id',
      hosts.flatMap(({ ancestorProcesses }) => ancestorProcesses),
    ),
  ];
}

/** Needles that select the lines of accepted connections. */
export const needlesForArrivals: readonly Needle[] = needles('whole', [
  'connection_accepted',
  'ipv4_connection_accept_event',
  'ipv6_connection_accept_event',
]);

function weakNeedles(
  anchor: Needle['anchor'],
  values: readonly string[],
  weak: number,
): readonly Needle[] {
  return needles(anchor, values).map((needle) => ({ ...needle, weak }));
}

function needles(anchor: Needle['anchor'], values: readonly string[]): readonly Needle[] {
  return values.filter((text) => text !== '').map((text) => ({ text, anchor }));
}
