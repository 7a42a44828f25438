import { appendFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FileInput } from '#dist/input/input.js';
import { stateOf } from '#dist/input/inputs.js';
import type { Problem } from '#dist/scan/finding.js';
import { scan } from '#dist/scan/scan.js';
import type { Summary } from '#dist/scan/sink.js';
import { ordinaryLine, plantedLine, temporaryDirectory } from '../e2e/run.js';
import { optionsWith } from '../scan/options.js';
import { seed } from './generators.js';

interface Result {
  readonly summary: Summary;
  readonly matches: readonly string[];
  readonly problems: readonly Problem[];
}

async function scanOf(input: FileInput): Promise<Result> {
  const matches: string[] = [];
  const problems: Problem[] = [];
  const summary = await scan(
    [input],
    {
      match: ({ json }) => {
        matches.push(Buffer.from(json).toString());
      },
      problem: (problem) => {
        problems.push(problem);
      },
    },
    optionsWith({ results: { allowEmpty: true } }),
  );
  return { summary, matches, problems };
}

/** The input for a file as it was when it had some content, and to which more has been appended. */
function grown(file: string, now: string | Uint8Array): FileInput {
  const state = stateOf(statSync(file));
  appendFileSync(file, now);
  return { kind: 'file', name: 'live', path: file, state, isFound: false };
}

const line = fc.oneof(
  fc.constant(plantedLine()),
  fc.constant(ordinaryLine()),
  fc.nat(1e6).map((number) => plantedLine({ message: `match ${number}` })),
);

const lines = fc
  .array(line, { minLength: 1, maxLength: 8 })
  .map((each) => each.map((one) => `${one}\n`).join(''));

it('of a file that has grown, exactly what was there before is scanned, up to its last line', async () => {
  await fc.assert(
    fc.asyncProperty(lines, lines, fc.nat(), async (before, after, cut) => {
      const at = cut % (before.length + 1);
      const directory = temporaryDirectory({
        torn: before.slice(0, at),
        whole: before.slice(
          0,
          Math.max(before.lastIndexOf('\n', at - 1), lastWhole(before, at)) + 1,
        ),
      });
      const input = grown(path.join(directory, 'torn'), `${before.slice(at)}${after}`);
      const { summary, matches, problems } = await scanOf(input);
      const whole = path.join(directory, 'whole');
      const expected = await scanOf({ ...input, path: whole, state: stateOf(statSync(whole)) });
      expect(problems.filter(isAboutGrowth)).toEqual([]);
      expect(matches).toEqual(expected.matches);
      expect(summary).toMatchObject({ grown: 1, bytes: at });
    }),
    { numRuns: 100, seed },
  );
});

it('compressed data that has grown is scanned as far as it was there, without a problem', async () => {
  await fc.assert(
    fc.asyncProperty(lines, fc.nat(), async (before, cut) => {
      const zipped = gzipSync(before);
      const at = cut % zipped.length;
      const directory = temporaryDirectory({ torn: zipped.subarray(0, at) });
      const input = grown(path.join(directory, 'torn'), zipped.subarray(at));
      const { summary, problems } = await scanOf(input);
      // A few bytes do not show that they are compressed.
      if (at >= 4) expect(problems.filter(isAboutGrowth)).toEqual([]);
      expect(summary.grown).toBe(1);
    }),
    { numRuns: 50, seed },
  );
});

/** The end of the line at a position, if all of it but its newline comes before the position. */
function lastWhole(text: string, at: number): number {
  return text[at] === '\n' ? at : -1;
}

/** Whether a problem is not only that none of the random documents is an endpoint event. */
function isAboutGrowth({ fault }: Problem): boolean {
  return !['no-endpoint-events', 'only-other-events'].includes(fault.kind);
}
