import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  refuseMistypedCommand,
  suggestCommand,
  withCommandFirst,
} from '#dist/cli/command-words.js';
import { commands, scanCommand } from '#dist/cli/commands.js';

describe('the name of a command may follow options', () => {
  it.each([
    ['explain x', 'explain x'],
    ['-q explain x', 'explain -q x'],
    ['-o hh.csv explain x', 'explain -o hh.csv x'],
    ['-ohh.csv explain x', 'explain -ohh.csv x'],
    ['--output=hh.csv explain x', 'explain --output=hh.csv x'],
    ['--output hh.csv explain x', 'explain --output hh.csv x'],
    ['-qf json investigate x', 'investigate -qf json x'],
    ['-fjson investigate x', 'investigate -fjson x'],
    [
      '--from now-1d --exceptions list.ndjson investigate x',
      'investigate --from now-1d --exceptions list.ndjson x',
    ],
    ['-h explain', 'explain -h'],
    ['-q scan explain', 'scan -q explain'],
    ['--no-such-option explain x', 'explain --no-such-option x'],
    // The value of an option, a path after a path, a path after --, and stdin.
    ['-o explain x', '-o explain x'],
    ['--baseline explain x', '--baseline explain x'],
    ['logs explain', 'logs explain'],
    ['-- explain', '-- explain'],
    ['-q -- explain', '-q -- explain'],
    ['- explain', '- explain'],
    ['-V explain', '-V explain'],
    ['-q', '-q'],
    ['', ''],
  ])('%j', (given, expected) => {
    const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');
    expect(withCommandFirst(words(given))).toEqual(words(expected));
  });
});

it.each([
  [['help'], ['--help']],
  [
    ['help', 'explain'],
    ['explain', '--help'],
  ],
  [['help', 'scan'], ['--help']],
  [['help', 'what'], ['--help']],
  [
    ['-q', 'help', 'rule'],
    ['rule', '--help'],
  ],
  [['version'], ['--version']],
])('%j asks for help or the version', (argv, expected) => {
  expect(withCommandFirst(argv)).toEqual(expected);
});

it('no name means an option with a value for one command and one without for another', () => {
  const kinds = new Map<string, Set<boolean>>();
  for (const { options } of [scanCommand, ...commands]) {
    for (const { short, long, required } of options) {
      for (const name of [short, long]) {
        if (name === undefined) continue;
        kinds.set(name, (kinds.get(name) ?? new Set()).add(required));
      }
    }
  }
  expect([...kinds].filter(([, found]) => found.size > 1)).toEqual([]);
});

describe('a mistyped command', () => {
  it.each([
    ['explian', 'the explain command'],
    ['investgate', 'the investigate command'],
    ['scann', 'the scan command'],
    ['logs', undefined],
    ['events.ndjson', undefined],
  ])('%s: %s', (word, expected) => expect(suggestCommand(word)).toBe(expected));

  it('is refused unless there is such a file', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'initd-scan-'));
    const before = process.cwd();
    try {
      process.chdir(folder);
      expect(() => refuseMistypedCommand('explian')).toThrow('explian: no such file or command');
      writeFileSync('explian', '');
      expect(() => refuseMistypedCommand('explian')).not.toThrow();
      for (const path of [undefined, '-', 'logs']) {
        expect(() => refuseMistypedCommand(path)).not.toThrow();
      }
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    }
  });
});
