import { bootFilesOfAllProducts, initScriptsOfAllProducts } from '../event/subject.js';
import { condition, excludes } from './clause.js';
import type { ClauseId } from './clause-id.js';
import { adding, comparingBy, listing, meaning, revise, unlisting } from './revise.js';
import type { AttackReference, Rule, ThreatEntry } from './rule.js';
import { systemVInitScript13 } from './system-v-init-script.js';

// The revisions after version 13, each as an earlier one with its changes. Elastic adds 100 to a version for each newer
// line of stacks: 113 is 13 for stacks from 8.13 on. Source: as for version 13.

const { indexPatterns, tags, threat } = systemVInitScript13.identity;

/** Reads SentinelOne's events too. */
export const systemVInitScript113: Rule<ClauseId> = {
  ...revise(systemVInitScript13, {
    version: 113,
    published: '2025-01-21',
    indexPatterns: [...indexPatterns, 'logs-sentinel_one_cloud_funnel.*'],
    tags: [...tags, 'Data Source: SentinelOne'],
  }),
  subject: initScriptsOfAllProducts,
};

/** Excludes more tools. */
export const systemVInitScript114: Rule<ClauseId> = revise(
  systemVInitScript113,
  { version: 114, queryDate: '2025-02-03', published: '2025-02-04' },
  listing('temporary-extension', ['dpkg-new']),
  listing('installer-folder', ['/opt/puppetlabs/puppet/bin/ruby']),
  adding(
    excludes(
      'configuration-tool-name',
      'the process has the name of a tool that installs or configures software',
      condition(
        'process.name',
        'in',
        'executor',
        'univention-config-registry',
        'install',
        'dockerd-entrypoint.sh',
        'platform-python*',
        'ssm-agent-worker',
      ),
    ),
    'no-executable',
  ),
);

/** The query of 114 on the events that 13 reads. */
export const systemVInitScript14: Rule<ClauseId> = {
  ...revise(systemVInitScript114, { version: 14, indexPatterns, tags }),
  subject: systemVInitScript13.subject,
};

/** Reads only the file events of Elastic Defend. */
export const systemVInitScript115: Rule<ClauseId> = revise(systemVInitScript114, {
  version: 115,
  published: '2025-02-07',
  indexPatterns: ['endgame-*', 'logs-endpoint.events.file*', 'logs-sentinel_one_cloud_funnel.*'],
});

export const systemVInitScript116: Rule<ClauseId> = revise(systemVInitScript115, {
  version: 116,
  published: '2025-04-08',
});

export const systemVInitScript117: Rule<ClauseId> = revise(systemVInitScript116, {
  version: 117,
  published: '2025-04-30',
});

/** Regards the case of the path, excludes more tools, and what dpkg renames into place. */
export const systemVInitScript118: Rule<ClauseId> = revise(
  systemVInitScript117,
  { version: 118, queryDate: '2026-01-07', published: '2026-01-12' },
  comparingBy('under-init-d', 'like'),
  unlisting('installer-executable', '/dev/fd/*'),
  listing('installer-executable', ['./envbuilder/bin/envbuilder'], '/bin/autossl_check'),
  listing('installer-executable', ['/opt/puppetlabs/puppet/bin/ruby'], '/bin/pamac-daemon'),
  listing('installer-executable', [
    './usr/bin/podman',
    '/usr/lib/systemd/systemd',
    '/usr/bin/buildah',
    '/dev/.buildkit_qemu_emulator',
    '/usr/lib/nvidia/post-install',
    '/usr/bin/dnf5',
    '/usr/sbin/yum-cron',
  ]),
  adding(
    excludes(
      'dpkg-original-name',
      'the file had the name of a new file of dpkg before it was renamed',
      condition('?file.Ext.original.name', 'like', '*.dpkg-new'),
    ),
    'temporary-extension',
  ),
  unlisting('installer-folder', '/opt/puppetlabs/puppet/bin/ruby'),
  listing('installer-folder', [
    // The space at its end is Elastic's.
    '/var/lib/docker/overlay2/*/dockerd ',
    '/var/lib/containers/storage/overlay/*/dockerd',
  ]),
  adding(
    excludes(
      'cp-monitoring-agent',
      'cp copied the script of Oracle’s Unified Monitoring Agent',
      condition('process.name', '==', 'cp'),
      condition('file.path', '==', '/etc/init.d/unified-monitoring-agent'),
    ),
  ),
  adding(
    excludes(
      'vmware-installer',
      'the installer of VMware Tools created its script',
      condition('process.name', '==', './vmware-install.pl'),
      condition('file.path', '==', '/etc/init.d/vmware-tools'),
    ),
  ),
);

/** T1037.004, which a revision names under each tactic. */
const rcScripts: AttackReference = {
  id: 'T1037.004',
  name: 'RC Scripts',
  url: 'https://attack.mitre.org/techniques/T1037/004/',
};

const persistence: readonly ThreatEntry[] = threat.map((entry) => ({
  ...entry,
  techniques: entry.techniques.map((technique) => ({ ...technique, subtechniques: [rcScripts] })),
}));

const privilegeEscalation: AttackReference = {
  id: 'TA0004',
  name: 'Privilege Escalation',
  url: 'https://attack.mitre.org/tactics/TA0004/',
};

/** Names a subtechnique of ATT&CK, and a second tactic. */
export const systemVInitScript119: Rule<ClauseId> = revise(systemVInitScript118, {
  version: 119,
  published: '2026-04-07',
  threat: [
    ...persistence,
    ...persistence.map((entry) => ({ ...entry, tactic: privilegeEscalation })),
  ],
});

const privilegeEscalationTag = 'Tactic: Privilege Escalation';

/** One of two revisions with the number 120: this one has the query of 119. */
export const systemVInitScript120OfStack95: Rule<ClauseId> = revise(systemVInitScript119, {
  version: 120,
  label: '120-9.5',
  published: '2026-07-21',
  tags: [...systemVInitScript119.identity.tags, privilegeEscalationTag],
});

/** The other one: it also matches the configuration of Upstart and of System V init itself. */
export const systemVInitScript120: Rule<ClauseId> = {
  ...revise(
    systemVInitScript119,
    { version: 120, queryDate: '2026-09-10', published: '2026-09' },
    listing('under-init-d', ['/etc/init/*', '/etc/init', '/etc/inittab*']),
    meaning('under-init-d', 'the file is under /etc/init.d/ or /etc/init/, or is /etc/inittab'),
  ),
  subject: bootFilesOfAllProducts,
};

/** Has more tags. When it was published is not known. */
export const systemVInitScript121: Rule<ClauseId> = revise(systemVInitScript120, {
  version: 121,
  published: undefined,
  tags: [
    ...systemVInitScript120.identity.tags,
    'Noise: Medium',
    'Performance: Normal',
    'Rule Type: Event Correlation (EQL)',
    'Platform: Linux',
    'Resources: Osquery',
  ],
});

export const systemVInitScript122: Rule<ClauseId> = revise(systemVInitScript121, {
  version: 122,
  tags: [...systemVInitScript121.identity.tags, privilegeEscalationTag],
});
