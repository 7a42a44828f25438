/** How a file can make a program survive a reboot or a logout, or let someone back in. */
export type PersistenceKind =
  | 'init-script'
  | 'runlevel-link'
  | 'rc-local'
  | 'generated-unit'
  | 'systemd-unit'
  | 'cron'
  | 'ld-so-preload'
  | 'ld-so-conf'
  | 'profile'
  | 'authorized-keys'
  | 'sudoers';

/** The paths of one kind, by prefix or suffix. */
export interface PersistenceLocation {
  readonly kind: PersistenceKind;
  readonly prefixes?: readonly string[];
  readonly suffixes?: readonly string[];
}

/**
 * The paths that are used for persistence, in lower case: as in the rules, ASCII case is ignored.
 *
 * Sources: the manual pages of systemd.unit(5), systemd-sysv-generator(8), cron(8), anacron(8), ld.so(8), bash(1),
 * sshd(8), sudoers(5).
 */
export const persistenceLocations: readonly PersistenceLocation[] = Object.freeze([
  { kind: 'init-script', prefixes: ['/etc/init.d/', '/etc/rc.d/init.d/'] },
  {
    kind: 'runlevel-link',
    prefixes: [...'0123456s'].flatMap((level) => [`/etc/rc${level}.d/`, `/etc/rc.d/rc${level}.d/`]),
  },
  { kind: 'rc-local', prefixes: ['/etc/rc.local', '/etc/rc.d/rc.local'] },
  { kind: 'generated-unit', prefixes: ['/run/systemd/generator.late/'] },
  {
    kind: 'systemd-unit',
    prefixes: [
      '/etc/systemd/system/',
      '/etc/systemd/user/',
      '/lib/systemd/system/',
      '/run/systemd/system/',
      '/usr/lib/systemd/system/',
      '/usr/local/lib/systemd/system/',
    ],
  },
  {
    kind: 'cron',
    prefixes: ['/etc/cron', '/etc/anacrontab', '/var/spool/cron/', '/var/spool/at/'],
  },
  { kind: 'ld-so-preload', prefixes: ['/etc/ld.so.preload'] },
  { kind: 'ld-so-conf', prefixes: ['/etc/ld.so.conf'] },
  { kind: 'profile', prefixes: ['/etc/profile', '/etc/bash.bashrc', '/etc/bashrc'] },
  { kind: 'authorized-keys', suffixes: ['/.ssh/authorized_keys', '/.ssh/authorized_keys2'] },
  { kind: 'sudoers', prefixes: ['/etc/sudoers'] },
] satisfies readonly PersistenceLocation[]);

/** The kind of a path; undefined if it is not used for persistence. */
export function persistenceKind(path: string): PersistenceKind | undefined {
  const folded = path.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return persistenceLocations.find(
    ({ prefixes = [], suffixes = [] }) =>
      prefixes.some((prefix) => folded.startsWith(prefix)) ||
      suffixes.some((suffix) => folded.endsWith(suffix)),
  )?.kind;
}

const kinds: ReadonlySet<string> = new Set(persistenceLocations.map(({ kind }) => kind));

/** Whether a kind of activity makes a program survive. Units that systemd generates are only a consequence of scripts. */
export function isPersistence(what: string): what is Exclude<PersistenceKind, 'generated-unit'> {
  return kinds.has(what) && what !== 'generated-unit';
}
