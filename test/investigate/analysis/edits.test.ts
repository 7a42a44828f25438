import { describe, expect, it } from 'vitest';
import { editsOf } from '#dist/investigate/analysis/edits.js';
import type { EventRecord } from '#dist/investigate/event-record.js';
import { file } from '../records.js';

/** What a process does to a path, from another one if it is moved. */
type Step = readonly [process: string, action: string, path: string, from?: string];

let steps = 0;

function recordsOf(all: readonly Step[]): readonly EventRecord[] {
  return all.map(([process, action, path, from]) => {
    steps += 1;
    const more = from === undefined ? {} : { 'file.Ext.original.path': from };
    return file(steps, path, action, { 'process.entity_id': process, ...more });
  });
}

const script = '/etc/init.d/netd';
const backup = `${script}~`;

describe('an edit', () => {
  it.each<[string, readonly Step[], readonly number[]]>([
    [
      'vim and emacs, which move the file away',
      [
        ['vim', 'rename', backup, script],
        ['vim', 'creation', script],
      ],
      [0, 1],
    ],
    [
      'perl -i, which removes it',
      [
        ['perl', 'deletion', script],
        ['perl', 'creation', script],
      ],
      [0, 1],
    ],
    [
      'sed -i, which writes another one beside it',
      [
        ['tee', 'creation', script],
        ['sed', 'creation', '/etc/init.d/sedXy12ab'],
        ['sed', 'rename', script, '/etc/init.d/sedXy12ab'],
      ],
      [2],
    ],
    ['a program that changes it in place', [['ed', 'modification', script]], [0]],
  ])('is what %s', (_, all, expected) => {
    const records = recordsOf(all);
    const edits = editsOf(script, records);
    expect(records.flatMap((record, at) => (edits.has(record) ? at : []))).toEqual(expected);
  });

  it.each<[string, readonly Step[]]>([
    ['a new file', [['cp', 'creation', script]]],
    [
      'a file that one program removed and another wrote',
      [
        ['rm', 'deletion', script],
        ['cp', 'creation', script],
      ],
    ],
    [
      'a file from another directory',
      [
        ['cp', 'creation', script],
        ['mv', 'creation', '/tmp/n'],
        ['mv', 'rename', script, '/tmp/n'],
      ],
    ],
    [
      'a file that another program wrote beside it',
      [
        ['cp', 'creation', script],
        ['cp', 'creation', '/etc/init.d/n'],
        ['mv', 'rename', script, '/etc/init.d/n'],
      ],
    ],
    [
      'a file of which nothing shows that it was there',
      [
        ['tar', 'creation', '/etc/init.d/.n'],
        ['tar', 'rename', script, '/etc/init.d/.n'],
      ],
    ],
    ['a file that is moved away', [['mv', 'rename', '/root/netd', script]]],
  ])('is not %s', (_, all) => {
    expect([...editsOf(script, recordsOf(all))]).toEqual([]);
  });
});
