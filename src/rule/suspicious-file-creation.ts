import type { JsonObject } from '../json/value.js';
import { type Clause, condition, excludes, requires } from './clause.js';
import { evaluate } from './evaluate.js';
import type { RuleIdentity } from './rule.js';

/** The identity of the rule that the main rule's guide sends an analyst to. */
export interface RelatedRule extends Pick<RuleIdentity, 'name' | 'id' | 'severity' | 'riskScore'> {
  /** The month since which Elastic no longer keeps the rule up, ISO 8601. */
  readonly deprecatedSince: string;
}

/**
 * Suspicious File Creation in /etc for Persistence. Its logic is Elastic's; what stands here are facts about it.
 *
 * Source: elastic/detection-rules, as it stood when it was deprecated.
 */
export const relatedRule: RelatedRule = Object.freeze({
  name: 'Suspicious File Creation in /etc for Persistence',
  id: '1c84dd64-7e6c-4bad-ac73-a5014ee37042',
  severity: 'medium',
  riskScore: 47,
  deprecatedSince: '2025-06',
});

/** The related rule's clauses in its order; entries as it writes them, in its order. Source: as above. */
export const relatedClauses: readonly Clause[] = Object.freeze([
  requires('file-event', 'it is a file event', condition('event.category', '==', 'file')),
  requires('linux', 'the host runs Linux', condition('host.os.type', '==', 'linux')),
  requires(
    'created',
    'the file was created',
    condition('event.type', 'in', 'creation', 'file_create_event'),
  ),
  requires('by-root', 'root did it', condition('user.id', '==', '0')),
  requires(
    'persistence-folder',
    'the file lies where things are started from, or given rights',
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
    'a package manager, configuration tool or daemon did it, by process name',
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
    'the file is a temporary one',
    condition('file.extension', 'in', 'swp', 'swpx', 'tmp'),
  ),
]);

/**
 * Whether the related rule would raise an alert for an event.
 *
 * @param event the event's own fields, in any mix of nested and dotted spelling.
 * @throws RangeError where arrays are nested deeper than the stack reaches.
 */
export function matchesRelatedRule(event: JsonObject): boolean {
  return evaluate(relatedClauses, event).outcome === 'match';
}
