import { initScripts } from '../event/subject.js';
import { type Clause, condition, excludes, isNull, requires } from './clause.js';
import type { ClauseId } from './clause-id.js';
import type { Rule, RuleIdentity } from './rule.js';

/**
 * System V Init Script Created, version 13.
 *
 * Source: elastic/detection-rules, rules/linux/persistence_init_d_file_creation (query of 2024-10-18). The rule is
 * Elastic's, under the Elastic License v2; this file states facts about it in tables of our own.
 */

const identity: RuleIdentity = Object.freeze({
  name: 'System V Init Script Created',
  id: '474fd20e-14cc-49c5-8160-d9ab4ba16c8b',
  version: 13,
  label: '13',
  queryDate: '2024-10-18',
  published: '2024-10-28',
  author: 'Elastic',
  license: 'Elastic License v2',
  type: 'eql',
  language: 'eql',
  severity: 'low',
  riskScore: 21,
  schedule: { interval: '5m', from: 'now-9m' },
  maxSignals: 100,
  indexPatterns: ['logs-endpoint.events.*', 'endgame-*'],
  tags: [
    'Domain: Endpoint',
    'OS: Linux',
    'Use Case: Threat Detection',
    'Tactic: Persistence',
    'Data Source: Elastic Endgame',
    'Resources: Investigation Guide',
    'Data Source: Elastic Defend',
  ],
  threat: [
    {
      framework: 'MITRE ATT&CK',
      tactic: {
        id: 'TA0003',
        name: 'Persistence',
        url: 'https://attack.mitre.org/tactics/TA0003/',
      },
      techniques: [
        {
          id: 'T1037',
          name: 'Boot or Logon Initialization Scripts',
          url: 'https://attack.mitre.org/techniques/T1037/',
        },
      ],
    },
  ],
  references: [
    'https://www.intezer.com/blog/malware-analysis/hiddenwasp-malware-targeting-linux-systems/',
    'https://pberba.github.io/security/2022/02/06/linux-threat-hunting-for-persistence-initialization-scripts-and-shell-configuration/#8-boot-or-logon-initialization-scripts-rc-scripts',
    'https://www.cyberciti.biz/faq/how-to-enable-rc-local-shell-script-on-systemd-while-booting-linux-system/',
    'https://www.elastic.co/security-labs/sequel-on-persistence-mechanisms',
  ],
});

// The allowlist: Elastic's tables, entry for entry in the rule's order, including duplicates and oddities. It changes only
// when Elastic's does, in a new revision (later-revisions.ts); a local entry belongs in an exception list (`--exceptions`).
// Copies that must change with it: the tables typed a second time in test/rule/allowlist.test.ts, test/rule/eql.test.ts
// and test/oracle, and the README's table of clauses under "The rule", which counts and names the entries.

/** `installer-executable`: executables of package managers and configuration tools. Exact: `*` is an ordinary character. */
const installerExecutables: readonly string[] = Object.freeze([
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

/** `temporary-extension`: extensions of temporary files of editors and dpkg. Exact. */
const temporaryExtensions: readonly string[] = Object.freeze(['swp', 'swpx', 'swx', 'dpkg-remove']);

/** `elastic-path`: paths of Elastic's Beats and Agent. Case-sensitive wildcards. */
const elasticPaths: readonly string[] = Object.freeze([
  '/etc/init.d/*beat*',
  '/etc/init.d/elastic-agent*',
]);

/** `installer-folder`: directories from which package managers and sandboxes run programs. Case-sensitive wildcards. */
const installerDirectories: readonly string[] = Object.freeze([
  '/nix/store/*',
  '/var/lib/dpkg/*',
  '/snap/*',
  '/dev/fd/*',
  '/usr/lib/virtualbox/*',
]);

/** `installer-name`: names of processes that write init scripts as part of their work. Exact. */
const installerNames: readonly string[] = Object.freeze(['docker-init', 'jumpcloud-agent', 'crio']);

const underInitD: Clause<ClauseId> = requires(
  'under-init-d',
  'the file is under /etc/init.d/',
  condition('file.path', ':', '/etc/init.d/*'),
);

/** The clauses in the rule's order: requirements, then exclusions. */
const clauses: readonly Clause<ClauseId>[] = Object.freeze([
  requires('file-event', 'the event is a file event', condition('event.category', '==', 'file')),
  requires('linux', 'the host runs Linux', condition('host.os.type', '==', 'linux')),
  requires(
    'created-or-renamed',
    'the file was created or renamed',
    condition('event.action', 'in', 'creation', 'file_create_event', 'rename', 'file_rename_event'),
  ),
  underInitD,
  excludes(
    'installer-executable',
    'the process is a package manager or configuration tool',
    condition('process.executable', 'in', ...installerExecutables),
  ),
  excludes(
    'temporary-extension',
    'the file is a temporary file of an editor or dpkg',
    condition('file.extension', 'in', ...temporaryExtensions),
  ),
  excludes(
    'elastic-path',
    'the file belongs to Elastic Agent or a Beat',
    condition('file.path', 'like', ...elasticPaths),
  ),
  excludes(
    'installer-folder',
    'the program is in a package store or sandbox',
    condition('process.executable', 'like', ...installerDirectories),
  ),
  excludes(
    'installer-name',
    'the process has the name of a known tool',
    condition('process.name', 'in', ...installerNames),
  ),
  excludes('no-executable', 'the executable is unknown', isNull('process.executable')),
  excludes(
    'ln-runlevel-link',
    'ln created a runlevel link',
    condition('process.name', '==', 'ln'),
    condition('file.path', ':', '/etc/init.d/rc*.d/*'),
  ),
  excludes(
    'sed-temporary',
    'the file is a temporary file of sed',
    condition('process.name', '==', 'sed'),
    condition('file.name', ':', 'sed*'),
  ),
  excludes(
    'perl-e2scrub',
    'the file is a temporary file of e2scrub, written by perl',
    condition('process.name', '==', 'perl'),
    condition('file.name', ':', 'e2scrub_all.tmp*'),
  ),
]);

export const systemVInitScript13: Rule<ClauseId> = Object.freeze({
  identity,
  clauses,
  scope: underInitD,
  subject: initScripts,
});
