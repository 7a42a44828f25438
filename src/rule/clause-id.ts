/**
 * The stable ids of the clauses of System V Init Script Created, of all revisions, in the rule's order. Options, reports
 * and the library's users refer to them, so an id keeps its meaning.
 */
export type ClauseId =
  | 'file-event'
  | 'linux'
  | 'created-or-renamed'
  | 'under-init-d'
  | 'installer-executable'
  | 'temporary-extension'
  | 'dpkg-original-name'
  | 'elastic-path'
  | 'installer-folder'
  | 'installer-name'
  | 'no-executable'
  | 'configuration-tool-name'
  | 'ln-runlevel-link'
  | 'sed-temporary'
  | 'perl-e2scrub'
  | 'cp-monitoring-agent'
  | 'vmware-installer';
