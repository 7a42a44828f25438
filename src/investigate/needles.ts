import type { Needle } from '../scan/kernel/needle.js';
import { persistencePlaces } from './persistence.js';
import type { Coverage, Sought } from './sought.js';

/** Values that events of a kind have, by which lines that may show it are found. */
export const coverageValues: Readonly<Record<Coverage, readonly string[]>> = {
  process: ['exec', 'fork', 'exec_event', 'fork_event'],
  network: ['network'],
};

/** Programs whose commands change whether a script runs, by their names; `reboot` and its like run what is enabled. */
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

/** The folders of init scripts and of links to them. */
const scriptFolders: readonly string[] = persistencePlaces
  .filter(({ kind }) => kind === 'init-script' || kind === 'runlevel-link')
  .flatMap(({ starts = [] }) => starts.map((start) => start.slice(0, -1)));

export function needlesOf({ hosts, hashes, processesOnly = false }: Sought): readonly Needle[] {
  const needles = (place: Needle['place'], texts: readonly string[]): Needle[] =>
    texts.filter((text) => text !== '').map((text) => ({ text, place }));
  const processes = [
    ...needles(
      'whole',
      hosts.flatMap(({ mentions: ids }) => ids),
    ),
    ...needles(
      'owner',
      hosts.flatMap(({ owners }) => owners),
    ),
  ];
  if (processesOnly) return processes;
  const starts = persistencePlaces.flatMap(({ starts: some = [] }) => some);
  const ends = persistencePlaces.flatMap(({ ends: some = [] }) => some);
  return [
    ...processes,
    ...needles('whole', [...hashes, ...hosts.flatMap(({ originals }) => originals)]),
    ...needles('start', starts),
    ...needles('end', [...ends, ...toolNames.map((name) => `/${name}`)]),
    // A command may name a script, or a link to it, by its place in the folder that it was run in, or in one above.
    ...needles('whole', [...toolNames, ...scriptFolders, 'alert', 'signal']),
    ...needles(
      'end',
      hosts.flatMap(({ paths }) =>
        paths.filter((file) => /^\/etc\//i.test(file)).map((file) => file.slice('/etc/'.length)),
      ),
    ),
    ...needles('whole', Object.values(coverageValues).flat()).map((needle) => ({
      ...needle,
      weak: true,
    })),
  ];
}
