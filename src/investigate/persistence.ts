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

/** The paths of one kind, by how they start or end. */
export interface PersistencePlace {
  readonly kind: PersistenceKind;
  readonly starts?: readonly string[];
  readonly ends?: readonly string[];
}

/**
 * The paths that are used for persistence, in lower case: as in the rules, ASCII case is ignored.
 *
 * Sources: the manual pages of systemd.unit(5), systemd-sysv-generator(8), cron(8), anacron(8), ld.so(8), bash(1),
 * sshd(8), sudoers(5).
 */
export const persistencePlaces: readonly PersistencePlace[] = Object.freeze([
  { kind: 'init-script', starts: ['/etc/init.d/', '/etc/rc.d/init.d/'] },
  {
    kind: 'runlevel-link',
    starts: [...'0123456s'].flatMap((level) => [`/etc/rc${level}.d/`, `/etc/rc.d/rc${level}.d/`]),
  },
  { kind: 'rc-local', starts: ['/etc/rc.local', '/etc/rc.d/rc.local'] },
  { kind: 'generated-unit', starts: ['/run/systemd/generator.late/'] },
  {
    kind: 'systemd-unit',
    starts: [
      '/etc/systemd/system/',
      '/etc/systemd/user/',
      '/lib/systemd/system/',
      '/run/systemd/system/',
      '/usr/lib/systemd/system/',
      '/usr/local/lib/systemd/system/',
    ],
  },
  { kind: 'cron', starts: ['/etc/cron', '/etc/anacrontab', '/var/spool/cron/'] },
  { kind: 'ld-so-preload', starts: ['/etc/ld.so.preload'] },
  { kind: 'ld-so-conf', starts: ['/etc/ld.so.conf'] },
  { kind: 'profile', starts: ['/etc/profile', '/etc/bash.bashrc', '/etc/bashrc'] },
  { kind: 'authorized-keys', ends: ['/.ssh/authorized_keys', '/.ssh/authorized_keys2'] },
  { kind: 'sudoers', starts: ['/etc/sudoers'] },
] satisfies readonly PersistencePlace[]);

/** The kind of a path; undefined if it is not used for persistence. */
export function persistenceKind(path: string): PersistenceKind | undefined {
  const folded = path.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return persistencePlaces.find(
    ({ starts = [], ends = [] }) =>
      starts.some((start) => folded.startsWith(start)) || ends.some((end) => folded.endsWith(end)),
  )?.kind;
}
