import { describe, expect, it } from 'vitest';
import { excludedScripts } from '#dist/investigate/analysis/excluded-scripts.js';
import type { ProcessGroups } from '#dist/investigate/analysis/related-activity.js';
import type { EventRecord } from '#dist/investigate/event-record.js';
import type { ExcludedScript } from '#dist/investigate/excluded-script.js';
import { exec, file } from '../records.js';

const groups: ProcessGroups = {
  lineage: new Set(['shell']),
  daemons: new Set(),
  times: [],
  scripts: new Set(),
  originals: new Set(),
  sessions: new Map(),
  sameIds: new Map(),
  isSameOrigin: () => false,
};

/** A script that a program creates, as the rule sees it. */
function creation(
  path: string,
  executable: string,
  more: Readonly<Record<string, unknown>> = {},
): EventRecord {
  return file(0, path, 'creation', {
    'event.type': ['creation'],
    'file.extension': path.includes('.') ? path.slice(path.lastIndexOf('.') + 1) : null,
    'process.executable': executable,
    'process.name': executable.slice(executable.lastIndexOf('/') + 1),
    ...more,
  });
}

function excluded(
  records: readonly EventRecord[],
  files: readonly string[] = [],
): readonly ExcludedScript<EventRecord>[] {
  return excludedScripts(records, new Set(files), groups);
}

const bySession = { 'process.Ext.ancestry': ['shell'] };

describe('a script that the rule excludes', () => {
  it('is named with the clause, if only what its author could choose excludes it', () => {
    const other = creation('/etc/init.d/b', '/dev/fd/3');
    const own = creation('/etc/init.d/a', '/var/tmp/crio', bySession);
    expect(excluded([other, own])).toMatchObject([
      {
        path: '/etc/init.d/a',
        relation: 'lineage',
        exclusions: [{ clause: 'installer-name', field: 'process.name', value: 'crio' }],
        boot: 'not-shown',
        events: [own],
      },
      { path: '/etc/init.d/b', relation: 'host', exclusions: [{ clause: 'installer-folder' }] },
    ]);
  });

  it('is judged as to whether it runs at boot', () => {
    const records = [
      creation('/etc/init.d/a', '/var/tmp/crio'),
      exec(1, ['chmod', '+x', '/etc/init.d/a']),
      exec(2, ['update-rc.d', 'a', 'defaults']),
    ];
    expect(excluded(records)).toMatchObject([{ boot: 'yes' }]);
  });

  it.each([
    ['a package manager in its own directory wrote it', creation('/etc/init.d/a', '/usr/bin/dpkg')],
    ['the rule matches it', creation('/etc/init.d/a', '/usr/bin/cp')],
    ['it is no init script', creation('/etc/cron.d/a', '/var/tmp/crio')],
  ])('is none if %s', (_, record) => {
    expect(excluded([record])).toEqual([]);
  });

  it('is none if the case is about the file', () => {
    expect(excluded([creation('/etc/init.d/a', '/dev/fd/3')], ['/etc/init.d/a'])).toEqual([]);
  });

  it('is none if it was a temporary file that is gone, but one if it stays', () => {
    const swap = creation('/etc/init.d/.a.swp', '/usr/bin/vim');
    expect(excluded([swap])).toHaveLength(1);
    expect(excluded([swap, file(1, '/etc/init.d/.a.swp', 'deletion')])).toEqual([]);
    const renamed = file(1, '/etc/init.d/a', 'rename', {
      'file.Ext.original.path': '/etc/init.d/.a.swp',
    });
    expect(excluded([swap, renamed])).toEqual([]);
  });

  it('is one even if it was deleted, unless it was temporary', () => {
    const records = [creation('/etc/init.d/a', '/dev/fd/3'), file(1, '/etc/init.d/a', 'deletion')];
    expect(excluded(records)).toMatchObject([{ path: '/etc/init.d/a', boot: 'no' }]);
  });
});
