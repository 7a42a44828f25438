import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { TextMentions } from '#dist/report/text-mentions.js';

/** The report about files below `triage`, given with their number of lines. */
function report(files: Readonly<Record<string, number>>, inputs: readonly string[] = []): string[] {
  const mentions = new TextMentions('init.d/');
  for (const [file, lines] of Object.entries(files)) {
    mentions.add(path.join('triage', file), { kind: 'text-mentions', lines, exclude: file });
  }
  return mentions.lines(
    [...Object.keys(files), ...inputs].map((file) => path.join('triage', file)),
  );
}

describe('files of text that mention the path', () => {
  test('are nothing if there are none', () => {
    expect(new TextMentions('init.d/').lines(['a'])).toEqual([]);
  });

  test('are reported on one line, with the options that accept them', () => {
    expect(report({ notes: 1 })).toEqual([
      'problem: 1 file without documents mentions init.d/ in 1 line: triage/notes (1 line)',
      "  hint: if it is not a log, accept it with --exclude 'notes'",
    ]);
    expect(report({ 'etc/init.d/a': 2, 'etc/init.d/b': 1, 'home/x': 1, notes: 3 })).toEqual([
      'problem: 4 files without documents mention init.d/ in 7 lines: triage/etc/init.d/a (2 lines), triage/etc/init.d/b (1 line), triage/home/x (1 line), and 1 more',
      "  hint: if they are not logs, accept them with --exclude 'etc/init.d' --exclude 'home/x' --exclude 'notes'",
    ]);
  });

  test('a directory that also holds a log is not suggested', () => {
    const [, hint] = report({ 'etc/a': 1, 'etc/b': 1 }, ['etc/audit/log.ndjson']);
    expect(hint).toMatch(/--exclude 'etc\/a' --exclude 'etc\/b'$/);
  });

  test('a name that would also exclude a log elsewhere is not suggested', () => {
    const [, hint] = report({ events: 1, notes: 1 }, ['old/events']);
    expect(hint).toMatch(/with --exclude 'notes'$/);
  });

  test('a file in an archive can only be excluded once it is unpacked', () => {
    const mentions = new TextMentions('init.d/');
    mentions.add('a.zip!notes', { kind: 'text-mentions', lines: 1 });
    expect(mentions.lines(['a.zip'])[1]).toMatch(/with --exclude, after unpacking/);
  });

  test('a suggestion is safe to paste, whatever the file is called', () => {
    const [line, hint] = report({ "x'; rm -rf ~; '\x1b": 1 });
    expect(hint).toContain("--exclude 'x'\\''; rm -rf ~; '\\''\\x1b'");
    expect(`${line}${hint}`).not.toMatch(/\p{Cc}/u);
  });

  test('very many directories are counted', () => {
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`d${n}/f`, 1]));
    expect(report(files)[1]).toMatch(/'d4\/f', and so on for 4 more$/);
  });
});
