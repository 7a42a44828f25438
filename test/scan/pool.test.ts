import { statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FileInput } from '#dist/input/input.js';
import { stateOf } from '#dist/input/inputs.js';
import type { SearchCriteria } from '#dist/investigate/search-criteria.js';
import { judges } from '#dist/judges.js';
import type { Problem } from '#dist/scan/finding.js';
import { scan } from '#dist/scan/scan.js';
import type { ScannedDocument } from '#dist/scan/sink.js';
import { ordinaryLine, plantedLine, temporaryDirectory } from '../e2e/run.js';
import { collectSpecOf, optionsWith, specOf } from './options.js';

/** The script of a worker that fails. */
function failing(code: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

/** Reports that it is ready, and exits at its first task. */
const atFirstTask =
  'import { parentPort } from "node:worker_threads"; parentPort.postMessage({ kind: "ready" }); parentPort.on("message", () => process.exit(7))';

/** Selects {@link plantedLine}, but not {@link ordinaryLine}. */
const plantedFacts: SearchCriteria = {
  hosts: [
    {
      key: 'web-01',
      windows: [],
      followedProcesses: [],
      ancestorProcesses: [],
      paths: ['/etc/init.d/netd'],
      originals: [],
    },
  ],
  hashes: [],
  users: [],
};

function largeFile(): { input: FileInput; lines: number } {
  const block = `${`${ordinaryLine()}\n`.repeat(999)}${plantedLine()}\n`;
  const times = Math.ceil(70_000_000 / block.length);
  const file = path.join(
    temporaryDirectory({ 'large.ndjson': block.repeat(times) }),
    'large.ndjson',
  );
  const state = stateOf(statSync(file));
  return {
    input: { kind: 'file', name: 'large.ndjson', path: file, state, isFound: false },
    lines: 1000 * times,
  };
}

describe('a worker that fails', () => {
  it.each<
    readonly [failure: string, code: string, reason: RegExp, criteria: SearchCriteria | undefined]
  >([
    ['exits', 'process.exit(3)', /code 3/, undefined],
    ['throws', 'throw new Error("out of order")', /out of order/, undefined],
    ['exits at its first task', atFirstTask, /code 7/, undefined],
    ['exits at its first task while documents are collected', atFirstTask, /code 7/, plantedFacts],
  ])(
    'and %s is a problem with its reason; nothing is lost, and line numbers are right',
    async (_, code, reason, criteria) => {
      const { input, lines } = largeFile();
      const lineNumbers: number[] = [];
      const problems: Problem[] = [];
      const take = async ({ place }: ScannedDocument): Promise<void> => {
        // Give the worker time to start while there is still work.
        if (lineNumbers.length === 0) await setTimeout(1500);
        lineNumbers.push(place.line);
      };
      const summary = await scan(
        [input],
        {
          match: take,
          document: take,
          problem: (problem) => {
            problems.push(problem);
          },
        },
        optionsWith({
          jobs: 2,
          trialMs: 0,
          judges: { ...judges, workerScript: failing(code) },
          judge: criteria === undefined ? specOf('rule') : collectSpecOf(criteria),
        }),
      );
      expect(lineNumbers).toEqual(Array.from({ length: lines / 1000 }, (_, i) => 1000 * (i + 1)));
      expect(summary).toMatchObject({
        lines,
        matches: criteria === undefined ? lines / 1000 : 0,
        complete: false,
      });
      expect(problems.length).toBeGreaterThan(0);
      for (const { severity, input, fault } of problems) {
        expect({ severity, input }).toEqual({ severity: 'problem', input: 'large.ndjson' });
        expect(fault).toEqual({
          kind: 'worker-failed',
          reason: expect.stringMatching(reason),
          isLost: false,
        });
      }
    },
  );
});

it('several threads report every match unchanged, however slow the sink is', async () => {
  const lines = Array.from({ length: 15_000 }, (_, number) =>
    number % 5 === 3 ? ordinaryLine(`${number}`) : plantedLine({ message: `match ${number}` }),
  );
  const content = `${lines.join('\n')}\n`;
  const directory = temporaryDirectory({ 'a.ndjson': content, 'b.ndjson.gz': gzipSync(content) });
  const inputs = ['a.ndjson', 'b.ndjson.gz', 'b.ndjson.gz', 'a.ndjson'].map((name): FileInput => {
    const file = path.join(directory, name);
    return { kind: 'file', name, path: file, state: stateOf(statSync(file)), isFound: false };
  });
  const found: string[] = [];
  const pending: ScannedDocument[] = [];
  const summary = await scan(
    inputs,
    {
      async match(match) {
        // Give the workers time to start.
        if (found.length === 0 && pending.length === 0) await setTimeout(500);
        pending.push(match);
      },
      async flush() {
        // Give other results time to arrive. Matches must stay available until their flush is done.
        await setTimeout(5);
        for (const { json } of pending.splice(0)) found.push(Buffer.from(json).toString());
      },
      problem: () => expect.unreachable('a problem'),
    },
    optionsWith({ jobs: 3, trialMs: 0 }),
  );
  const once = lines.filter((_, number) => number % 5 !== 3);
  const expected = inputs.flatMap(() => once);
  expect(summary).toMatchObject({ matches: expected.length, complete: true });
  expect(found).toHaveLength(expected.length);
  expect(found.findIndex((line, at) => line !== expected[at])).toBe(-1);
});

it('a short scan starts no workers', async () => {
  const file = path.join(temporaryDirectory({ 'a.ndjson': `${plantedLine()}\n` }), 'a.ndjson');
  const state = stateOf(statSync(file));
  const input = (name: string): FileInput => ({
    kind: 'file',
    name,
    path: file,
    state,
    isFound: false,
  });
  const summary = await scan(
    Array.from({ length: 50 }, (_, number) => input(`${number}`)),
    { match() {}, problem: () => expect.unreachable('a problem') },
    optionsWith({
      jobs: 2,
      judges: { ...judges, workerScript: failing('process.exit(3)') },
    }),
  );
  expect(summary).toMatchObject({ matches: 50, complete: true });
});
