import { expect, it } from 'vitest';
import type { SkipReason } from '#dist/input/input.js';
import { SkippedFileList, skippedTotal } from '#dist/scan/skipped-files.js';

function listOf(reason: SkipReason, files: number, list = new SkippedFileList()): SkippedFileList {
  for (let number = 0; number < files; number += 1) list.add({ name: `${number}`, reason });
  return list;
}

it('the files that a scan skipped are listed up to a limit, and all are counted', () => {
  const result = listOf('not-logs', 5000).result();
  expect(result.listed).toHaveLength(990);
  expect(result.counts).toEqual({ 'not-logs': 5000 });
  expect(skippedTotal(result)).toBe(5000);
});

it('excluded files are listed only if they are few', () => {
  expect(listOf('excluded', 10).result().listed).toHaveLength(10);
  const many = listOf('directory-link', 1, listOf('excluded', 11)).result();
  expect(many.listed).toEqual([{ name: '0', reason: 'directory-link' }]);
  expect(many.counts).toEqual({ excluded: 11, 'directory-link': 1 });
});
