import { statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Input } from '#dist/input/input.js';
import { stateOf } from '#dist/input/inputs.js';
import { BufferedWriter } from '#dist/io/writer.js';
import { type Format, formats } from '#dist/report/formats.js';
import { noLeads } from '#dist/report/leads.js';
import { scan } from '#dist/scan/scan.js';
import { plantedLine, temporaryDirectory } from '../e2e/run.js';
import { optionsWith } from '../scan/options.js';
import { streamOf } from '../scan/streams.js';
import { Memory, plainContext } from './writers.js';

/** Distinct lines that match, and a few that do not. */
const content = Array.from({ length: 9000 }, (_, number) =>
  number % 7 === 3 ? '{"message":"other"}\n' : `${plantedLine({ message: `match ${number}` })}\n`,
).join('');

async function reportOf(format: Format, input: Input, jobs: number): Promise<string> {
  const memory = new Memory();
  const writer = new BufferedWriter(memory);
  const reporter = (await formats[format].load())(writer, plainContext);
  const summary = await scan(
    [input],
    {
      match: (match) => reporter.match(match),
      problem: (problem) => reporter.problem?.(problem),
      inputDone: (status) => reporter.inputDone?.(status),
      async flush() {
        await reporter.flush?.();
        await writer.flush();
        // Gives other threads' results time to arrive.
        await setTimeout(1);
      },
    },
    optionsWith({ jobs, trialMs: 0 }),
  );
  await reporter.finish({ ...summary, seconds: 1 }, noLeads);
  await writer.flush();
  return memory.text;
}

// The matches of a file are in buffers that are recycled; those of a stream that comes in small chunks are not.
it.each(Object.keys(formats) as Format[])(
  '%s reports a large file as it reports a stream',
  async (format) => {
    const file = path.join(temporaryDirectory({ 'in.ndjson': content }), 'in.ndjson');
    const state = stateOf(statSync(file));
    const input: Input = { kind: 'file', name: 'in.ndjson', path: file, state, isFound: false };
    const expected = await reportOf(
      format,
      streamOf(Buffer.from(content), [10_000], 'in.ndjson'),
      1,
    );
    for (const jobs of [1, 2]) expect(await reportOf(format, input, jobs)).toBe(expected);
  },
);
