import { describe, expect, test } from 'vitest';
import { defaultRule } from '#dist/rule/revisions.js';
import { event, verdictOn } from './events.js';

/** The patterns of a clause that has one condition. */
function patternsOf(id: string): readonly string[] {
  return defaultRule.clauses.find((clause) => clause.id === id)?.conditions[0]?.patterns ?? [];
}

// Typed from the rule a second time, so that a typo in the product's tables is found.
const executables = [
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
];
const extensions = ['swp', 'swpx', 'swx', 'dpkg-remove'];
const paths = ['/etc/init.d/*beat*', '/etc/init.d/elastic-agent*'];
const directories = [
  '/nix/store/*',
  '/var/lib/dpkg/*',
  '/snap/*',
  '/dev/fd/*',
  '/usr/lib/virtualbox/*',
];
const names = ['docker-init', 'jumpcloud-agent', 'crio'];

describe('the tables are the same as the rule’s, in the same order', () => {
  test('43 executables, 41 of them distinct', () => {
    expect(patternsOf('installer-executable')).toEqual(executables);
    expect(executables).toHaveLength(43);
    expect(new Set(executables).size).toBe(41);
  });

  test('4 extensions', () => {
    expect(patternsOf('temporary-extension')).toEqual(extensions);
    expect(extensions).toHaveLength(4);
  });

  test('2 paths', () => {
    expect(patternsOf('elastic-path')).toEqual(paths);
    expect(paths).toHaveLength(2);
  });

  test('5 directories', () => {
    expect(patternsOf('installer-folder')).toEqual(directories);
    expect(directories).toHaveLength(5);
  });

  test('3 process names', () => {
    expect(patternsOf('installer-name')).toEqual(names);
    expect(names).toHaveLength(3);
  });

  test('are frozen', () => {
    for (const table of [
      patternsOf('installer-executable'),
      patternsOf('temporary-extension'),
      patternsOf('elastic-path'),
      patternsOf('installer-folder'),
      patternsOf('installer-name'),
    ]) {
      expect(Object.isFrozen(table)).toBe(true);
    }
  });
});

describe('every entry excludes', () => {
  test.each(executables)('files that %s writes', (executable) => {
    expect(verdictOn(event({ 'process.executable': executable }))).toBe('installer-executable');
  });

  test.each(extensions)('a file with the extension %s', (extension) => {
    expect(verdictOn(event({ 'file.extension': extension }))).toBe('temporary-extension');
  });

  test.each(paths)('paths like %s, with anything for each star', (pattern) => {
    for (const filler of ['', 'x', '-7.17', '/deep/er', '.', '\n', '*', '\u{1f600}']) {
      expect(verdictOn(event({ 'file.path': pattern.replaceAll('*', filler) }))).toBe(
        'elastic-path',
      );
    }
  });

  test.each(directories)('files that a program like %s writes', (pattern) => {
    for (const filler of ['', 'x', 'abc-bash-5.2/bin/bash', '.', '\n', '?', '\u{1f600}']) {
      const executable = pattern.replaceAll('*', filler);
      expect(verdictOn(event({ 'process.executable': executable }))).toBe('installer-folder');
    }
  });

  test.each(names)('files that a process named %s writes', (name) => {
    expect(verdictOn(event({ 'process.name': name }))).toBe('installer-name');
  });
});

describe('an exact entry excludes only that exact value', () => {
  const exact: readonly (readonly [field: string, entries: readonly string[]])[] = [
    ['process.executable', executables.filter((entry) => entry !== '/dev/fd/*')],
    ['file.extension', extensions],
    ['process.name', names],
  ];
  const changes: readonly (readonly [why: string, change: (entry: string) => string])[] = [
    ['in upper case', (entry) => entry.toUpperCase()],
    ['with a capital', (entry) => entry.replace(/[a-z]/, (letter) => letter.toUpperCase())],
    ['with a blank after it', (entry) => `${entry} `],
    ['with a newline after it', (entry) => `${entry}\n`],
    ['with something before it', (entry) => `.${entry}`],
    ['with something after it', (entry) => `${entry}.real`],
    ['truncated', (entry) => entry.slice(0, -1)],
    ['with a star at the end', (entry) => `${entry.slice(0, -1)}*`],
    ['with a NUL before it', (entry) => `\0${entry}`],
  ];
  const distinctOnly = new Set<string>(exact.flatMap(([, entries]) => entries));

  test.each(changes)('%s it is a different value', (_, change) => {
    for (const [field, entries] of exact) {
      for (const entry of entries) {
        const changed = change(entry);
        if (distinctOnly.has(changed)) continue;
        expect(verdictOn(event({ [field]: changed })), changed).toBe('match');
      }
    }
  });

  test('a table does not apply to other fields', () => {
    for (const executable of executables) {
      expect(verdictOn(event({ 'process.name': executable }))).toBe('match');
      expect(verdictOn(event({ 'process.parent.executable': executable }))).toBe('match');
      expect(verdictOn(event({ 'process.command_line': executable }))).toBe('match');
    }
    for (const name of names) {
      expect(verdictOn(event({ 'process.executable': name }))).toBe('match');
      expect(verdictOn(event({ 'process.parent.name': name }))).toBe('match');
    }
    for (const extension of extensions) {
      expect(verdictOn(event({ 'file.name': `x.${extension}` }))).toBe('match');
      expect(verdictOn(event({ 'file.Ext.original.extension': extension }))).toBe('match');
    }
  });
});
