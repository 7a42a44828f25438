import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Input } from '#dist/input/input.js';
import { inputsOf } from '#dist/input/inputs.js';
import { scan } from '#dist/scan/scan.js';
import { optionsWith } from '../scan/options.js';
import { streamOf } from '../scan/streams.js';
import { type CleanExport, cleanExports } from './clean-exports.js';
import { seed } from './generators.js';
import { runs } from './runs.js';

const root = mkdtempSync(path.join(tmpdir(), 'initd-scan-clean-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Scans inputs, and expects nothing but the standing warning about tables in text. */
async function expectClean(
  inputs: Iterable<Input>,
  exports: readonly CleanExport[],
): Promise<void> {
  const faults: unknown[] = [];
  const { matches, complete } = await scan(
    inputs,
    { match: () => {}, problem: ({ fault }) => void faults.push(fault) },
    optionsWith({}),
  );
  const names = exports.map(({ name }) => name).join('; ');
  const expected = exports.filter(({ isText }) => isText).map(() => ({ kind: 'kibana-csv' }));
  expect({ names, matches, complete, faults }).toEqual({
    names,
    matches: 0,
    complete: true,
    faults: expected,
  });
}

describe('a clean export gives no match, no problem and no warning', () => {
  it('in every known format and shape', async () => {
    await fc.assert(
      fc.asyncProperty(cleanExports, async (one) => {
        await expectClean([streamOf(one.bytes)], [one]);
      }),
      { numRuns: runs(10_000, 600), seed },
    );
  });

  it('in a directory of several, beside files that are no logs', async () => {
    const stdin = { open: () => streamOf(Buffer.alloc(0)).open() };
    const several = fc.array(cleanExports, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(several, async (exports) => {
        const directory = mkdtempSync(path.join(root, 'logs-'));
        for (const [at, { bytes }] of exports.entries())
          writeFileSync(path.join(directory, `events-${at}`), bytes);
        writeFileSync(path.join(directory, 'README.md'), '# Exported by hand\n');
        const selection = { include: [], exclude: [] };
        await expectClean(await inputsOf([directory], selection, stdin), exports);
      }),
      { numRuns: runs(1_000, 50), seed },
    );
  });
});
