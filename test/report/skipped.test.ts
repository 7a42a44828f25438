import { describe, expect, it, test } from 'vitest';
import type { SkipReason } from '#dist/input/input.js';
import { describeSkipped, skippedLines, skippedPhrase } from '#dist/report/skipped.js';
import type { SkippedFile } from '#dist/scan/skipped-files.js';
import { SkippedFileList } from '#dist/scan/skipped-files.js';

function skipped(...files: readonly SkippedFile[]): ReturnType<SkippedFileList['result']> {
  const list = new SkippedFileList();
  for (const file of files) list.add(file);
  return list.result();
}

function many(reason: SkipReason, files: number): SkippedFile[] {
  return Array.from({ length: files }, (_, number) => ({ name: `f${number}`, reason }));
}

describe('skipped files on stderr', () => {
  test('a line for each reason, with a few names', () => {
    expect(
      skippedLines(
        skipped(
          ...many('not-logs', 4),
          { name: 'logo.png', reason: 'no-endpoint-events', what: 'a PNG picture' },
          { name: 'current', reason: 'directory-link' },
          { name: 'run.sock', reason: 'special-file', what: 'socket' },
          { name: 'hits.ndjson', reason: 'own-output' },
          { name: 'b.ndjson', reason: 'same-file', what: 'a.ndjson' },
          { name: 'a.ndjson', reason: 'same-file' },
          ...many('excluded', 11),
        ),
      ),
    ).toEqual([
      'skipped 4 files without documents: f0, f1, f2, and 1 more',
      'skipped 1 file without endpoint events: logo.png (a PNG picture)',
      'skipped 1 link to a directory: current',
      'skipped 1 special file: run.sock (a socket)',
      'skipped 1 output of this run: hits.ndjson',
      'not read again: 2 files already read: b.ndjson (same file as a.ndjson), a.ndjson',
      'skipped 11 files by --include and --exclude',
    ]);
  });

  test('names cannot control a terminal or forge a line', () => {
    const hostile = 'a\x1b[2K\ncomplete';
    const [line] = skippedLines(skipped({ name: hostile, reason: 'same-file', what: hostile }));
    expect(line).not.toMatch(/\p{Cc}/u);
  });
});

describe('skipped files in the last line', () => {
  it.each([
    [skipped(), ''],
    [skipped({ name: 'a', reason: 'same-file' }), ''],
    [skipped(...many('not-logs', 1)), '1 file skipped: not a log'],
    [skipped(...many('not-logs', 3)), '3 files skipped: not logs'],
    [
      skipped(...many('not-logs', 2), ...many('directory-link', 1), ...many('excluded', 12)),
      '15 files skipped: 2 not logs, 1 link to a directory, 12 excluded',
    ],
  ])('%#', (files, phrase) => {
    expect(skippedPhrase(files)).toBe(phrase);
  });
});

test.each<readonly [SkippedFile, string]>([
  [{ name: 'a', reason: 'excluded' }, '--include or --exclude does not select it'],
  [{ name: 'a', reason: 'directory-link' }, 'a link to a directory; name it to scan it'],
  [{ name: 'a', reason: 'special-file', what: 'pipe' }, 'a named pipe; name it to scan it'],
  [{ name: 'a', reason: 'same-file', what: 'b' }, 'already read as b'],
  [{ name: 'a', reason: 'same-file' }, 'already read'],
  [{ name: 'a', reason: 'own-output' }, 'this run writes to it'],
  [{ name: 'a', reason: 'not-logs', what: 'empty' }, 'it contains no documents (empty)'],
  [{ name: 'a', reason: 'no-endpoint-events' }, 'it contains no endpoint events'],
])('%j', (file, words) => {
  expect(describeSkipped(file)).toBe(words);
});
