import { describe, expect, it } from 'vitest';
import { movedPrograms } from '#dist/investigate/analysis/moved-programs.js';
import type { ProcessGroups } from '#dist/investigate/analysis/related-activity.js';
import { file } from '../records.js';

const groups: ProcessGroups = {
  lineage: new Set(['own']),
  sessions: new Map(),
  sameIds: new Map(),
  daemons: new Set(),
  times: [1_770_000_000_000],
  scripts: new Set(),
  originals: new Set(),
  isSameOrigin: () => false,
};

function move(seconds: number, from: string, to: string, more: object = {}) {
  return file(seconds, to, 'rename', {
    'file.Ext.original.path': from,
    'process.entity_id': 'own',
    'process.executable': '/usr/bin/mv',
    ...more,
  });
}

describe('programs that were moved away', () => {
  it('are replaced if another file is written in their place', () => {
    const records = [
      move(1, '/usr/bin/ss', '/usr/bin/ss.bak'),
      file(2, '/usr/bin/ss', 'creation', { 'process.entity_id': 'own' }),
      move(3, '/bin/ps', '/usr/lib/.x/ps'),
      move(4, '/lib/x86_64-linux-gnu/security/pam_unix.so', '/tmp/p'),
      move(5, '/tmp/new', '/lib/x86_64-linux-gnu/security/pam_unix.so'),
    ];
    expect(movedPrograms(records, groups)).toMatchObject([
      {
        path: '/usr/bin/ss',
        original: '/usr/bin/ss.bak',
        isReplaced: true,
        events: records.slice(0, 2),
      },
      { path: '/bin/ps', original: '/usr/lib/.x/ps', isReplaced: false, events: [records[2]] },
      { original: '/tmp/p', isReplaced: true, events: records.slice(3) },
    ]);
  });

  it.each([
    ['by another session', move(1, '/bin/ps', '/bin/x', { 'process.entity_id': 'other' })],
    [
      'by a package manager',
      move(1, '/bin/ps', '/bin/x', { 'process.executable': '/usr/bin/dpkg' }),
    ],
    ['from elsewhere', move(1, '/home/x/bin/ps', '/tmp/ps')],
  ])('are none if a file is moved %s', (_, record) => {
    expect(movedPrograms([record], groups)).toEqual([]);
  });
});
