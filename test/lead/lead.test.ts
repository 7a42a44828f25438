import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#dist/json/value.js';
import { LeadFinder, scriptsShownBy } from '#dist/lead/lead.js';
import { defaultRule, newestRule } from '#dist/rule/revisions.js';

/** A file event by bash, with some fields changed. Undefined removes one. */
function fileEvent(fields: Readonly<Record<string, string | undefined>>): JsonObject {
  const all = {
    'event.category': 'file',
    'event.action': 'creation',
    'host.os.type': 'linux',
    'file.path': '/etc/rc.d/init.d/x',
    'process.executable': '/usr/bin/bash',
    'process.name': 'bash',
    ...fields,
  };
  const given = Object.entries(all).filter((entry) => entry[1] !== undefined);
  const path = all['file.path'] ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = name.includes('.', 1) ? name.slice(name.lastIndexOf('.') + 1) : undefined;
  return {
    'file.name': name,
    ...(extension !== undefined && { 'file.extension': extension }),
    ...(Object.fromEntries(given) as JsonObject),
  };
}

const plain = new LeadFinder(defaultRule);
const full = new LeadFinder(defaultRule, newestRule);

function kindOf(finder: LeadFinder, event: JsonObject): string | undefined {
  return finder.find(event)?.kind;
}

type Fields = Parameters<typeof fileEvent>[0];

describe('a lead', () => {
  test.each<[what: string, kind: string, fields: Fields]>([
    ['a script on Red Hat', 'red-hat-path', {}],
    ['a script moved there', 'red-hat-path', { 'event.action': 'rename' }],
    ['one in an event of Endgame', 'red-hat-path', { 'event.action': 'file_create_event' }],
    ['one whose name hides it', 'red-hat-path', { 'file.path': '/etc/rc.d/init.d/x-beat' }],
    ['one by a copy of a shell', 'red-hat-path', { 'process.name': 'crio' }],
    ['a host’s directory in a pod', 'other-root', { 'file.path': '/host/etc/init.d/x' }],
    ['a mounted disk', 'other-root', { 'file.path': '/mnt/etc/rc.d/init.d/x' }],
    [
      'a root that was not reached',
      'other-root',
      { 'file.path': './etc/init.d/x', 'process.executable': './usr/bin/bash' },
    ],
    [
      'a write to an overlay from the host',
      'other-root',
      { 'file.path': '/var/lib/docker/overlay2/a/diff/etc/init.d/x' },
    ],
    [
      'a modification',
      'changed-in-place',
      { 'file.path': '/etc/init.d/x', 'event.action': 'modification' },
    ],
    [
      'an overwrite in an event of Endgame',
      'changed-in-place',
      { 'file.path': '/etc/init.d/x', 'event.action': 'file_overwrite_event' },
    ],
    ['a modification on Red Hat', 'changed-in-place', { 'event.action': 'modification' }],
    [
      'a copy of a shell with an allowed name',
      'chosen-by-attacker',
      { 'file.path': '/etc/init.d/x', 'process.name': 'crio', 'process.executable': '/tmp/crio' },
    ],
    [
      'a program without a file',
      'chosen-by-attacker',
      { 'file.path': '/etc/init.d/x', 'process.executable': '/dev/fd/3' },
    ],
    ['an allowed file name', 'chosen-by-attacker', { 'file.path': '/etc/init.d/heartbeatd' }],
    ['a temporary name', 'chosen-by-attacker', { 'file.path': '/etc/init.d/x.swp' }],
    [
      'no executable',
      'chosen-by-attacker',
      {
        'file.path': '/etc/init.d/x',
        'process.executable': undefined,
        'process.name': undefined,
      },
    ],
    [
      'a command that apt runs',
      'chosen-by-attacker',
      { 'file.path': '/etc/init.d/x', 'process.executable': '/usr/bin/apt' },
    ],
    [
      'dpkg-divert, which moves any file',
      'chosen-by-attacker',
      {
        'file.path': '/etc/init.d/x',
        'event.action': 'rename',
        'process.executable': '/usr/bin/dpkg-divert',
      },
    ],
    [
      'a script of a package',
      'chosen-by-attacker',
      { 'file.path': '/etc/init.d/x', 'process.executable': '/var/lib/dpkg/info/x.postinst' },
    ],
  ])('is %s: %s', (_, kind, fields) => {
    expect(kindOf(plain, fileEvent(fields))).toBe(kind);
    expect(kindOf(full, fileEvent(fields))).toBe(kind);
  });

  test.each<[what: string, kind: string, fields: Fields]>([
    ['a job of Upstart', 'newer-version', { 'file.path': '/etc/init/x.conf' }],
    ['the table of init', 'newer-version', { 'file.path': '/etc/inittab2' }],
    [
      'a directory that replaces that of init scripts',
      'other-root',
      { 'file.path': '/etc/init.d', 'event.action': 'rename' },
    ],
    [
      'the same on Red Hat',
      'other-root',
      { 'file.path': '/etc/rc.d/init.d', 'event.action': 'rename' },
    ],
  ])('is, if all kinds are searched for, %s: %s', (_, kind, fields) => {
    expect(kindOf(full, fileEvent(fields))).toBe(kind);
    expect(kindOf(plain, fileEvent(fields))).toBeUndefined();
  });

  test.each<[what: string, fields: Fields]>([
    ['a deletion', { 'event.action': 'deletion' }],
    ['a deletion in an event of Endgame', { 'event.action': 'file_delete_event' }],
    ['a read', { 'file.path': '/etc/init.d/x', 'event.action': 'open' }],
    ['an event without an action', { 'event.action': undefined }],
    ['dpkg on Red Hat', { 'process.executable': '/usr/bin/dpkg', 'process.name': 'dpkg' }],
    ['rpm', { 'process.executable': '/usr/bin/rpm', 'process.name': 'rpm' }],
    ['dnf', { 'process.executable': '/usr/bin/dnf', 'process.name': 'dnf' }],
    [
      'dpkg under /etc/init.d/',
      { 'file.path': '/etc/init.d/x', 'process.executable': '/usr/bin/dpkg' },
    ],
    [
      'dpkg that changes a script',
      {
        'file.path': '/etc/init.d/x',
        'event.action': 'modification',
        'process.executable': '/usr/bin/dpkg',
      },
    ],
    [
      'a container engine that unpacks an image',
      {
        'file.path': '/var/lib/docker/overlay2/a/diff/etc/init.d/x',
        'process.executable': '/usr/bin/dockerd',
      },
    ],
    [
      'containerd that unpacks an image',
      {
        'file.path': '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/a/fs/etc/init.d/x',
        'process.executable': '/usr/bin/containerd',
      },
    ],
    ['an example of a package', { 'file.path': '/usr/share/doc/a/etc/init.d/x' }],
    ['a file of an application', { 'file.path': '/opt/a/etc/init.d/x' }],
    ['a checkout', { 'file.path': '/home/a/src/etc/init.d/x' }],
    ['a file elsewhere', { 'file.path': '/srv/x' }],
    ['an event without a path', { 'file.path': undefined }],
    ['a host that does not run Linux', { 'host.os.type': 'macos' }],
  ])('is not %s', (_, fields) => {
    expect(kindOf(plain, fileEvent(fields))).toBeUndefined();
    expect(kindOf(full, fileEvent(fields))).toBeUndefined();
  });
});

describe('a temporary file', () => {
  const sed = { 'process.executable': '/usr/bin/sed', 'process.name': 'sed' };

  test('is a lead only as long as nothing ends it', () => {
    const created = fileEvent({ ...sed, 'file.path': '/etc/init.d/sedXk3T9q' });
    expect(plain.find(created)).toMatchObject({ kind: 'chosen-by-attacker', isTemporary: true });
  });

  test('is ended by a rename, also one that the rule matches', () => {
    const renamed = fileEvent({
      ...sed,
      'event.action': 'rename',
      'file.path': '/etc/init.d/x',
      'file.Ext.original.path': '/etc/init.d/sedXk3T9q',
    });
    expect(plain.ofMatch(renamed)).toMatchObject({
      kind: undefined,
      ends: '/etc/init.d/sedXk3T9q',
    });
  });

  test('is ended by a rename that is a lead itself', () => {
    const renamed = fileEvent({
      'event.action': 'rename',
      'file.Ext.original.path': '/etc/rc.d/init.d/.x.swp',
    });
    expect(plain.find(renamed)).toMatchObject({
      kind: 'red-hat-path',
      ends: '/etc/rc.d/init.d/.x.swp',
    });
  });

  test('is ended by its deletion', () => {
    const deleted = fileEvent({ 'event.action': 'deletion', 'file.path': '/etc/init.d/.x.swp' });
    expect(plain.find(deleted)).toMatchObject({ kind: undefined, ends: '/etc/init.d/.x.swp' });
  });
});

test.each<[what: string, fields: Fields, scripts: readonly string[]]>([
  ['a creation', { 'file.path': '/etc/init.d/x' }, ['/etc/init.d/x']],
  [
    'an excluded event',
    { 'file.path': '/etc/init.d/x', 'process.executable': '/usr/bin/dpkg' },
    ['/etc/init.d/x'],
  ],
  ['a creation on Red Hat', {}, ['/etc/init.d/x']],
  [
    'a rename, of both names',
    {
      'event.action': 'rename',
      'file.path': '/etc/init.d/x',
      'file.Ext.original.path': '/etc/init.d/y',
    },
    ['/etc/init.d/x', '/etc/init.d/y'],
  ],
  ['a deletion, of none', { 'event.action': 'deletion' }, []],
  ['another file, of none', { 'file.path': '/etc/passwd' }, []],
])('the scripts of which a file event tells: %s', (_, fields, scripts) => {
  expect(scriptsShownBy(fileEvent(fields))).toEqual(scripts);
});
