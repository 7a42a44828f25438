import type { JsonObject } from '../json/value.js';
import { type Clause, condition, excludes, requires } from './clause.js';
import { evaluate } from './evaluate.js';
import type { RuleIdentity } from './rule.js';

/** The identity of the rule to which the main rule's guide refers. */
export interface RelatedRule extends Pick<RuleIdentity, 'name' | 'id' | 'severity' | 'riskScore'> {
  /** The month in which Elastic deprecated the rule, ISO 8601. */
  readonly deprecatedSince: string;
}

/**
 * Suspicious File Creation in /etc for Persistence. Its logic is Elastic's; this file states facts about it.
 *
 * Source: elastic/detection-rules, as of its deprecation.
 */
export const relatedRule: RelatedRule = Object.freeze({
  name: 'Suspicious File Creation in /etc for Persistence',
  id: '1c84dd64-7e6c-4bad-ac73-a5014ee37042',
  severity: 'medium',
  riskScore: 47,
  deprecatedSince: '2025-06',
});

/** The related rule's clauses and their entries, in its order. Source: as above. */
export const relatedClauses: readonly Clause[] = Object.freeze([
  requires('file-event', 'the event is a file event', condition('event.category', '==', 'file')),
  requires('linux', 'the host runs Linux', condition('host.os.type', '==', 'linux')),
  requires(
    'created',
    'the file was created',
    condition('event.type', 'in', 'creation', 'file_create_event'),
  ),
  requires('by-root', 'root created it', condition('user.id', '==', '0')),
  requires(
    'persistence-folder',
    'the file is where programs are started from or given privileges',
    condition(
      'file.path',
      ':',
      '/etc/ld.so.conf.d/*',
      '/etc/cron.d/*',
      '/etc/sudoers.d/*',
      '/etc/init.d/*',
      '/etc/systemd/system/*',
      '/usr/lib/systemd/system/*',
    ),
  ),
  excludes(
    'installer-name',
    'the process has the name of a package manager, configuration tool or daemon',
    condition(
      'process.name',
      ':',
      'chef-client',
      'ruby',
      'pacman',
      'packagekitd',
      'python*',
      'platform-python',
      'dpkg',
      'yum',
      'apt',
      'dnf',
      'rpm',
      'systemd',
      'snapd',
      'dnf-automatic',
      'yum-cron',
      'elastic-agent',
      'dnfdaemon-system',
      'dockerd',
      'executor',
      'rhn_check',
    ),
  ),
  excludes(
    'temporary-extension',
    'the file is temporary',
    condition('file.extension', 'in', 'swp', 'swpx', 'tmp'),
  ),
]);

/**
 * Whether the related rule matches an event.
 *
 * @param event the event's own fields.
 * @throws RangeError if arrays are nested deeper than the stack allows.
 */
export function matchesRelatedRule(event: JsonObject): boolean {
  return evaluate(relatedClauses, event).outcome === 'match';
}
