/**
 * What the rule lets pass: its tables, entry for entry in the rule's order, doubles and oddities included.
 *
 * Source: elastic/detection-rules, System V Init Script Created, version 13.
 */

/** Clause a: executables of package managers and configuration tools. Exact text: `*` is a plain character. */
export const installerExecutables: readonly string[] = Object.freeze([
  '/bin/dpkg',
  '/usr/bin/dpkg',
  '/bin/dockerd',
  '/usr/bin/dockerd',
  '/usr/sbin/dockerd',
  '/bin/microdnf',
  '/usr/bin/microdnf',
  '/bin/rpm',
  '/usr/bin/rpm',
  '/bin/snapd',
  '/usr/bin/snapd',
  '/bin/yum',
  '/usr/bin/yum',
  '/bin/dnf',
  '/usr/bin/dnf',
  '/bin/podman',
  '/usr/bin/podman',
  '/bin/dnf-automatic',
  '/usr/bin/dnf-automatic',
  '/bin/pacman',
  '/usr/bin/pacman',
  '/usr/bin/dpkg-divert',
  '/bin/dpkg-divert',
  '/sbin/apk',
  '/usr/sbin/apk',
  '/usr/local/sbin/apk',
  '/usr/bin/apt',
  '/usr/sbin/pacman',
  '/bin/podman',
  '/usr/bin/podman',
  '/usr/bin/puppet',
  '/bin/puppet',
  '/opt/puppetlabs/puppet/bin/puppet',
  '/usr/bin/chef-client',
  '/bin/chef-client',
  '/bin/autossl_check',
  '/usr/bin/autossl_check',
  '/proc/self/exe',
  '/dev/fd/*',
  '/usr/bin/pamac-daemon',
  '/bin/pamac-daemon',
  '/usr/lib/snapd/snapd',
  '/usr/local/bin/dockerd',
]);

/** Clause b: extensions of editors' and dpkg's temporary files. Exact text. */
export const temporaryExtensions: readonly string[] = Object.freeze([
  'swp',
  'swpx',
  'swx',
  'dpkg-remove',
]);

/** Clause c: paths of Elastic's own Beats and Agent. Wildcards, in exactly this case. */
export const elasticPaths: readonly string[] = Object.freeze([
  '/etc/init.d/*beat*',
  '/etc/init.d/elastic-agent*',
]);

/** Clause d: folders that only package managers and sandboxes run programs from. Wildcards, in exactly this case. */
export const installerFolders: readonly string[] = Object.freeze([
  '/nix/store/*',
  '/var/lib/dpkg/*',
  '/snap/*',
  '/dev/fd/*',
  '/usr/lib/virtualbox/*',
]);

/** Clause e: names of processes that write init scripts in the course of their work. Exact text. */
export const installerNames: readonly string[] = Object.freeze([
  'docker-init',
  'jumpcloud-agent',
  'crio',
]);
