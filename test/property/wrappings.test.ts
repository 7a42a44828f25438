import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Input } from '#dist/input/input.js';
import { stateOf } from '#dist/input/inputs.js';
import { scan } from '#dist/scan/scan.js';
import type { Summary } from '#dist/scan/sink.js';
import { ordinaryLine } from '../e2e/run.js';
import { optionsWith } from '../scan/options.js';
import { streamOf } from '../scan/streams.js';
import { seed } from './generators.js';
import { runs } from './runs.js';
import { type WrappedInput, wrappedInputs } from './wrapped.js';

const directory = mkdtempSync(path.join(tmpdir(), 'initd-scan-wrappings-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A file as if it had been found in a directory. */
function foundFile(name: string, content: string | Uint8Array): Input {
  const file = path.join(directory, name);
  writeFileSync(file, content);
  return { kind: 'file', name: file, path: file, state: stateOf(statSync(file)), isFound: true };
}

async function summaryOf(inputs: readonly Input[], version = '13'): Promise<Summary> {
  const judge = { judge: 'rule', rule: version };
  return scan(inputs, { match: () => {}, problem: () => {} }, optionsWith({ judge }));
}

const script = '/etc/init.d/netd';

/** What has to come of an input: never neither a match nor a problem. */
function expectNoAllClear({ matches, problems }: Summary, { steps, isWhole }: WrappedInput): void {
  if (matches + problems === 0) expect.fail(`exit 0: ${steps.join(' > ')}`);
  if (isWhole && matches === 0) expect.fail(`not reported: ${steps.join(' > ')}`);
}

describe('a planted script is never missed without a problem, and reported if its event is whole', () => {
  it('in an input that is named, or comes out of a pipe', async () => {
    const sizes = fc.constantFrom([65_536], [1000], [7, 100, 3]);
    await fc.assert(
      fc.asyncProperty(wrappedInputs(script), sizes, async (input, pieces) => {
        expectNoAllClear(await summaryOf([streamOf(input.bytes, pieces)]), input);
      }),
      { numRuns: runs(10_000), seed },
    );
  });

  it.each(['/etc/init/netd.conf', '/etc/inittab', '/etc/init.d/netd'])(
    'by the newest version of the rule, which also reads boot files: %s',
    async (file) => {
      await fc.assert(
        fc.asyncProperty(wrappedInputs(file), async (input) => {
          expectNoAllClear(await summaryOf([streamOf(input.bytes, [65_536])], '122'), input);
        }),
        { numRuns: runs(5_000, 150), seed: seed + 2 },
      );
    },
  );

  it('by the newest version, even for a path that is too short to be a mention', async () => {
    await fc.assert(
      fc.asyncProperty(wrappedInputs('/etc/init'), async (input) => {
        const summary = await summaryOf([streamOf(input.bytes, [65_536])], '122');
        if (input.isWhole) expectNoAllClear(summary, input);
      }),
      { numRuns: runs(5_000, 150), seed: seed + 3 },
    );
  });

  it('in a file of a directory, beside others', async () => {
    const other = foundFile('other.ndjson', `${ordinaryLine()}\n`);
    await fc.assert(
      fc.asyncProperty(wrappedInputs(script), async (input) => {
        const summary = await summaryOf([other, foundFile('events', input.bytes)]);
        expectNoAllClear(summary, input);
      }),
      { numRuns: runs(2_000, 200), seed: seed + 1 },
    );
  });
});
