import { describe, expect, test } from 'vitest';
import {
  type PersistenceKind,
  persistenceKind,
  persistenceLocations,
} from '#dist/investigate/persistence.js';

describe('a path has a kind', () => {
  test.each<[string, PersistenceKind]>([
    ['/etc/init.d/foo', 'init-script'],
    ['/etc/init.d/.foo', 'init-script'],
    ['/etc/init.d/old/foo', 'init-script'],
    ['/etc/rc.d/init.d/foo', 'init-script'],
    ['/etc/rc0.d/K01foo', 'runlevel-link'],
    ['/etc/rc3.d/S01foo', 'runlevel-link'],
    ['/etc/rc6.d/K01foo', 'runlevel-link'],
    ['/etc/rcS.d/S01foo', 'runlevel-link'],
    ['/etc/rc.d/rc5.d/S85foo', 'runlevel-link'],
    ['/run/systemd/generator.late/foo.service', 'generated-unit'],
    ['/run/systemd/generator.late/multi-user.target.wants/foo.service', 'generated-unit'],
    ['/etc/systemd/system/foo.service', 'systemd-unit'],
    ['/etc/systemd/system/multi-user.target.wants/foo.service', 'systemd-unit'],
    ['/etc/systemd/user/foo.service', 'systemd-unit'],
    ['/lib/systemd/system/foo.timer', 'systemd-unit'],
    ['/usr/lib/systemd/system/foo.service', 'systemd-unit'],
    ['/usr/local/lib/systemd/system/foo.service', 'systemd-unit'],
    ['/run/systemd/system/foo.service', 'systemd-unit'],
    ['/etc/crontab', 'cron'],
    ['/etc/cron.d/foo', 'cron'],
    ['/etc/cron.hourly/foo', 'cron'],
    ['/etc/anacrontab', 'cron'],
    ['/var/spool/cron/root', 'cron'],
    ['/var/spool/cron/crontabs/root', 'cron'],
    ['/etc/ld.so.preload', 'ld-so-preload'],
    ['/etc/ld.so.conf', 'ld-so-conf'],
    ['/etc/ld.so.conf.d/foo.conf', 'ld-so-conf'],
    ['/etc/profile', 'profile'],
    ['/etc/profile.d/foo.sh', 'profile'],
    ['/etc/bash.bashrc', 'profile'],
    ['/etc/bashrc', 'profile'],
    ['/root/.ssh/authorized_keys', 'authorized-keys'],
    ['/home/lena/.ssh/authorized_keys2', 'authorized-keys'],
    ['/etc/sudoers', 'sudoers'],
    ['/etc/sudoers.d/foo', 'sudoers'],
    ['/ETC/INIT.D/foo', 'init-script'],
    ['/etc/init.d/foo\nbar', 'init-script'],
  ])('%j: %s', (path, kind) => {
    expect(persistenceKind(path)).toBe(kind);
  });
});

describe('a path has no kind', () => {
  test.each([
    ['a directory itself', '/etc/init.d'],
    ['a directory inside another', '/srv/image/etc/init.d/foo'],
    ['a relative path', 'etc/init.d/foo'],
    ['a directory with a longer name', '/etc/init.d.old/foo'],
    ['a runlevel that does not exist', '/etc/rc7.d/S01foo'],
    [
      'early generated units, which are not made from init scripts',
      '/run/systemd/generator/a.mount',
    ],
    ['leftovers of units', '/run/systemd/units/invocation:foo.service'],
    ['keys that let nobody in', '/root/.ssh/known_hosts'],
    ['a copy of authorized keys', '/root/.ssh/authorized_keys.bak'],
    ['authorized keys in another directory', '/root/authorized_keys'],
    ['a letter outside ASCII that resembles one', '/etc/ınit.d/foo'],
    ['a program', '/usr/sbin/cron'],
    ['an empty path', ''],
  ])('%s: %s', (_, path) => {
    expect(persistenceKind(path)).toBeUndefined();
  });
});

test('every location is lower case, or it would never match', () => {
  for (const { kind, prefixes = [], suffixes = [] } of persistenceLocations) {
    for (const location of [...prefixes, ...suffixes]) {
      expect(location).toBe(location.toLowerCase());
      expect(location).toMatch(/^\//);
      expect(persistenceKind(location)).toBe(kind);
    }
  }
});
