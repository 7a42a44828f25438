import type { Needle } from '../scan/kernel/needle.js';
import { persistencePlaces } from './persistence.js';
import type { Coverage, Sought, SoughtHost } from './sought.js';

/** Values that occur in events of a kind, by which their lines are found. */
export const coverageValues: Readonly<Record<Coverage, readonly string[]>> = {
  process: ['exec', 'fork', 'exec_event', 'fork_event'],
  network: ['network'],
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

/** The directories of init scripts and of links to them. */
const scriptDirectories: readonly string[] = persistencePlaces
  .filter(({ kind }) => kind === 'init-script' || kind === 'runlevel-link')
  .flatMap(({ starts = [] }) => starts.map((start) => start.slice(0, -1)));

/** Texts that select the lines of all events that matter to a case. */
export function needlesFor({ hosts, hashes }: Sought): readonly Needle[] {
  const starts = persistencePlaces.flatMap(({ starts: some = [] }) => some);
  const ends = persistencePlaces.flatMap(({ ends: some = [] }) => some);
  const paths = hosts.flatMap((host) => host.paths);
  const weak = needles('whole', Object.values(coverageValues).flat());
  return [
    ...needlesForProcesses(hosts),
    ...needles('whole', [...hashes, ...hosts.flatMap(({ originals }) => originals)]),
    ...needles('start', starts),
    ...needles('end', [...ends, ...toolNames.map((name) => `/${name}`)]),
    // A command may name a script, or a link to it, relative to its working directory or a parent of that.
    ...needles('whole', [...toolNames, ...scriptDirectories, 'alert', 'signal']),
    ...needles(
      'end',
      paths.filter((file) => /^\/etc\//i.test(file)).map((file) => file.slice('/etc/'.length)),
    ),
    ...weak.map((needle) => ({ ...needle, weak: true })),
  ];
}

/** Texts that select the lines of all events about the sought processes. */
export function needlesForProcesses(hosts: readonly SoughtHost[]): readonly Needle[] {
  return [
    ...needles(
      'whole',
      hosts.flatMap(({ mentions }) => mentions),
    ),
    ...needles(
      'entity-id',
      hosts.flatMap(({ owners }) => owners),
    ),
  ];
}

function needles(anchor: Needle['anchor'], texts: readonly string[]): readonly Needle[] {
  return texts.filter((text) => text !== '').map((text) => ({ text, anchor }));
}
