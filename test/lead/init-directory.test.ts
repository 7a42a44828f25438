import { describe, expect, test } from 'vitest';
import {
  isInitDirectory,
  otherInitDirectory,
  scriptOfStartLink,
  scriptPath,
  unpacksImage,
} from '#dist/lead/init-directory.js';

describe('the directory of init scripts that a path is in', () => {
  test.each([
    ['Red Hat', '/etc/rc.d/init.d/x', 'red-hat-path', '/etc/init.d/x'],
    ['in another case', '/ETC/rc.d/INIT.D/x', 'red-hat-path', '/etc/init.d/x'],
    ['a directory in it', '/etc/rc.d/init.d/a/b', 'red-hat-path', '/etc/init.d/a/b'],
    ['a mounted host', '/host/etc/init.d/x', 'other-root', '/etc/init.d/x'],
    ['a mounted host of the Red Hat family', '/mnt/a/etc/rc.d/init.d/x', 'other-root'],
    ['a root that was not reached', './etc/init.d/x', 'other-root', '/etc/init.d/x'],
    ['the same on Red Hat', './etc/rc.d/init.d/x', 'other-root', '/etc/init.d/x'],
    ['an overlay', '/var/lib/docker/overlay2/a/diff/etc/init.d/x', 'other-root'],
    ['a process’s root', '/proc/1/root/etc/init.d/x', 'other-root', '/etc/init.d/x'],
    ['a line break in the name', '/host/etc/init.d/a\nb', 'other-root', '/etc/init.d/a\nb'],
    ['the directory itself', '/etc/init.d', 'other-root', '/etc/init.d/'],
    ['the directory itself on Red Hat', '/etc/rc.d/init.d', 'other-root', '/etc/init.d/'],
  ])('%s: %j is of kind %s', (_, path, kind, equivalent = '/etc/init.d/x') => {
    expect(otherInitDirectory(path)).toEqual({ kind, equivalent });
  });

  test.each([
    ['examples of packages', '/usr/share/doc/a/examples/etc/init.d/x'],
    ['programs with files of their own', '/opt/a/etc/init.d/x'],
    ['a checkout', '/home/a/src/etc/init.d/x'],
    ['a directory of another name', '/host/etc/init.data/x'],
    ['another directory', '/srv/init.d/x'],
    ['a directory that only ends in etc', '/host/xetc/init.d/x'],
    ['Upstart', '/etc/init/x.conf'],
    ['a relative path', 'etc/init.d/x'],
  ])('%s: %j is none', (_, path) => {
    expect(otherInitDirectory(path)).toBeUndefined();
  });

  test.each([
    ['/etc/init.d', true],
    ['/etc/init.d/', true],
    ['/etc/rc.d/init.d', true],
    ['/host/etc/init.d', true],
    ['init.d', true],
    ['../init.d', true],
    ['etc/init.d/', true],
    ['/etc/init.d/x', false],
    ['/srv/init.d', false],
    ['src/init.d', false],
    ['/etc', false],
  ])('%j is the directory itself: %s', (path, expected) => {
    expect(isInitDirectory(path)).toBe(expected);
  });

  test.each([
    ['/etc/init.d/x', '/etc/init.d/x'],
    ['/etc/rc.d/init.d/x', '/etc/init.d/x'],
    ['/host/etc/init.d/x', '/etc/init.d/x'],
    ['init.d/x', '/etc/init.d/x'],
    ['../init.d/x', '/etc/init.d/x'],
    ['/etc/init.d', '/etc/init.d/'],
    ['/usr/share/a/etc/init.d', undefined],
    ['/usr/share/a/etc/init.d/x', undefined],
    ['debian/tmp/etc/init.d/x', undefined],
    ['src/init.d/x', undefined],
    ['/etc/passwd', undefined],
  ])('the script of %j is %j', (path, script) => {
    expect(scriptPath(path)).toBe(script);
  });

  test.each([
    ['/etc/rc3.d/S99x', '/etc/init.d/x'],
    ['/etc/rc.d/rc5.d/S01x-y', '/etc/init.d/x-y'],
    ['/etc/rcS.d/S01x', '/etc/init.d/x'],
    ['/etc/rc3.d/K01x', undefined],
    ['/etc/rc0.d/S01x', undefined],
    ['/etc/rc3.d/README', undefined],
    ['/etc/init.d/S99x', undefined],
  ])('the start link %j starts %j', (path, script) => {
    expect(scriptOfStartLink(path)).toBe(script);
  });

  test.each([
    ['/usr/bin/dockerd', '/var/lib/docker/overlay2/a/diff/etc/init.d/x', true],
    ['/usr/bin/containerd', '/var/lib/containerd/a/fs/etc/init.d/x', true],
    ['/usr/local/bin/k3s', '/run/k3s/containerd/a/etc/init.d/x', true],
    ['/proc/self/exe', '/var/lib/docker/overlay2/a/diff/etc/init.d/x', true],
    ['/proc/self/exe', '/host/etc/init.d/x', false],
    ['/tmp/containerd', '/var/lib/containerd/a/fs/etc/init.d/x', false],
    ['/usr/bin/containerd', '/host/etc/init.d/x', false],
    ['/usr/bin/bash', '/var/lib/docker/overlay2/a/diff/etc/init.d/x', false],
    [undefined, '/var/lib/docker/overlay2/a/diff/etc/init.d/x', false],
  ])('%j unpacks an image at %j: %s', (executable, path, expected) => {
    expect(unpacksImage(executable, path)).toBe(expected);
  });
});
