/**
 * Every version of the rule as structured conditions, and an evaluator of them: independent of `src/rule`, with tables
 * typed a second time. The conditions of a version are written in full for each query that there has been, because
 * several versions have the same.
 */

import { flatten, glob, lower } from './oracle.js';

type Comparison = '==' | 'in' | ':' | 'like' | 'null';

/** A comparison of a field: `['process.name', 'in', 'crio', 'ln']`. */
type Test = readonly [field: string, comparison: Comparison, ...values: string[]];

interface Query {
  readonly required: readonly Test[];
  /** Each excludes an event for which all its tests hold. */
  readonly excluded: readonly (readonly Test[])[];
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const actions = words('creation file_create_event rename file_rename_event');

const before = words(`
  /bin/dpkg /usr/bin/dpkg /bin/dockerd /usr/bin/dockerd /usr/sbin/dockerd /bin/microdnf /usr/bin/microdnf /bin/rpm
  /usr/bin/rpm /bin/snapd /usr/bin/snapd /bin/yum /usr/bin/yum /bin/dnf /usr/bin/dnf /bin/podman /usr/bin/podman
  /bin/dnf-automatic /usr/bin/dnf-automatic /bin/pacman /usr/bin/pacman /usr/bin/dpkg-divert /bin/dpkg-divert /sbin/apk
  /usr/sbin/apk /usr/local/sbin/apk /usr/bin/apt /usr/sbin/pacman /bin/podman /usr/bin/podman /usr/bin/puppet
  /bin/puppet /opt/puppetlabs/puppet/bin/puppet /usr/bin/chef-client /bin/chef-client
`);
const middle = words('/bin/autossl_check /usr/bin/autossl_check /proc/self/exe');

const oldExecutables = [
  ...before,
  ...middle,
  ...words(
    '/dev/fd/* /usr/bin/pamac-daemon /bin/pamac-daemon /usr/lib/snapd/snapd /usr/local/bin/dockerd',
  ),
];

const newExecutables = [
  ...before,
  './envbuilder/bin/envbuilder',
  ...middle,
  ...words(`
    /usr/bin/pamac-daemon /opt/puppetlabs/puppet/bin/ruby /bin/pamac-daemon /usr/lib/snapd/snapd /usr/local/bin/dockerd
    ./usr/bin/podman /usr/lib/systemd/systemd /usr/bin/buildah /dev/.buildkit_qemu_emulator /usr/lib/nvidia/post-install
    /usr/bin/dnf5 /usr/sbin/yum-cron
  `),
];

const directories = words('/nix/store/* /var/lib/dpkg/* /snap/* /dev/fd/* /usr/lib/virtualbox/*');
const elastic: Test = ['file.path', 'like', '/etc/init.d/*beat*', '/etc/init.d/elastic-agent*'];
const names: Test = ['process.name', 'in', 'docker-init', 'jumpcloud-agent', 'crio'];
const moreNames: Test = [
  'process.name',
  'in',
  ...words(
    'executor univention-config-registry install dockerd-entrypoint.sh platform-python* ssm-agent-worker',
  ),
];
const noExecutable: Test = ['process.executable', 'null'];
const links: readonly Test[] = [
  ['process.name', '==', 'ln'],
  ['file.path', ':', '/etc/init.d/rc*.d/*'],
];
const sed: readonly Test[] = [
  ['process.name', '==', 'sed'],
  ['file.name', ':', 'sed*'],
];
const perl: readonly Test[] = [
  ['process.name', '==', 'perl'],
  ['file.name', ':', 'e2scrub_all.tmp*'],
];

const requiring = (path: Test): readonly Test[] => [
  ['event.category', '==', 'file'],
  ['host.os.type', '==', 'linux'],
  ['event.action', 'in', ...actions],
  path,
];

const anyCase = requiring(['file.path', ':', '/etc/init.d/*']);

const query11: Query = {
  required: anyCase,
  excluded: [
    [['process.executable', 'in', ...oldExecutables]],
    [['file.extension', 'in', 'swp', 'swpx', 'swx', 'dpkg-remove']],
    [['process.executable', ':', ...directories]],
    [noExecutable],
    sed,
    perl,
  ],
};

const query13: Query = {
  required: anyCase,
  excluded: [
    [['process.executable', 'in', ...oldExecutables]],
    [['file.extension', 'in', 'swp', 'swpx', 'swx', 'dpkg-remove']],
    [elastic],
    [['process.executable', 'like', ...directories]],
    [names],
    [noExecutable],
    links,
    sed,
    perl,
  ],
};

const query114: Query = {
  required: anyCase,
  excluded: [
    [['process.executable', 'in', ...oldExecutables]],
    [['file.extension', 'in', 'swp', 'swpx', 'swx', 'dpkg-remove', 'dpkg-new']],
    [elastic],
    [['process.executable', 'like', ...directories, '/opt/puppetlabs/puppet/bin/ruby']],
    [names],
    [noExecutable],
    [moreNames],
    links,
    sed,
    perl,
  ],
};

const excluded118: Query['excluded'] = [
  [['process.executable', 'in', ...newExecutables]],
  [['file.extension', 'in', 'swp', 'swpx', 'swx', 'dpkg-remove', 'dpkg-new']],
  [['file.Ext.original.name', 'like', '*.dpkg-new']],
  [elastic],
  [
    [
      'process.executable',
      'like',
      ...directories,
      '/var/lib/docker/overlay2/*/dockerd ',
      '/var/lib/containers/storage/overlay/*/dockerd',
    ],
  ],
  [names],
  [noExecutable],
  [moreNames],
  links,
  sed,
  perl,
  [
    ['process.name', '==', 'cp'],
    ['file.path', '==', '/etc/init.d/unified-monitoring-agent'],
  ],
  [
    ['process.name', '==', './vmware-install.pl'],
    ['file.path', '==', '/etc/init.d/vmware-tools'],
  ],
];

const query118: Query = {
  required: requiring(['file.path', 'like', '/etc/init.d/*']),
  excluded: excluded118,
};

const query120: Query = {
  required: requiring([
    'file.path',
    'like',
    ...words('/etc/init.d/* /etc/init/* /etc/init /etc/inittab*'),
  ]),
  excluded: excluded118,
};

/** The query of each version. */
export const queries: Readonly<Record<string, Query>> = {
  '11': query11,
  '12': query11,
  '13': query13,
  '113': query13,
  '14': query114,
  '114': query114,
  '115': query114,
  '116': query114,
  '117': query114,
  '118': query118,
  '119': query118,
  '120-9.5': query118,
  '120': query120,
  '121': query120,
  '122': query120,
};

/** What a version makes of an event: the numbers of the tests that fail and of the exclusions that hold, from 0. */
export interface RevisionVerdict {
  readonly match: boolean;
  readonly failed: readonly number[];
  readonly excluded: readonly number[];
}

/** Judges an event by a version. A field that no index maps is missing: logic is two-valued. */
export function judgeBy(version: string, event: unknown): RevisionVerdict {
  const query = queries[version];
  if (query === undefined) throw new RangeError(`no version ${version}`);
  const fields = flatten(event);
  const holds = ([field, comparison, ...values]: Test): boolean => {
    const found = fields.get(field);
    if (comparison === 'null') return found === undefined;
    return (found ?? []).some((value) =>
      values.some((wanted) => compares(comparison, wanted, value)),
    );
  };
  const failed = query.required.flatMap((test, at) => (holds(test) ? [] : [at]));
  const excluded = query.excluded.flatMap((tests, at) => (tests.every(holds) ? [at] : []));
  return { match: failed.length === 0 && excluded.length === 0, failed, excluded };
}

function compares(comparison: Comparison, wanted: string, value: string): boolean {
  if (comparison === 'like') return glob(wanted, value);
  if (comparison === ':') return glob(lower(wanted), lower(value));
  return wanted === value;
}
