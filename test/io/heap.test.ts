import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const heap = fileURLToPath(new URL('../../dist/io/heap.js', import.meta.url));

/** The size of the space for new objects, in MB, after much that survives collections, in a process of its own. */
function newSpaceAfter(before: string): number {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { limitHeapGrowth } from ${JSON.stringify(heap)};
    ${before};
    const kept = [];
    for (let at = 0; at < 60_000; at += 1) {
      kept.push(new Array(128).fill(at));
      if (kept.length > 20_000) kept.splice(0, 10_000);
    }
    console.log(getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space').space_size);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script]);
  return Number(output.toString()) / 1024 ** 2;
}

test('the space for new objects stays small', () => {
  expect(newSpaceAfter('')).toBeGreaterThan(8);
  expect(newSpaceAfter('limitHeapGrowth()')).toBeLessThanOrEqual(8);
});
