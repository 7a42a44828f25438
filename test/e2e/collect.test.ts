import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Case } from '#dist/investigate/case.js';
import { withoutPlaces } from '../investigate/scenarios.js';
import { ordinaryLine, plantedLine, root, run, temporaryDirectory } from './run.js';

const backdoor = 'fixtures/cases/ssh-backdoor';

const lines = readFileSync(path.join(root, backdoor, 'events.ndjson'), 'utf8')
  .trim()
  .split('\n');

/** The events of each machine: of files, of processes, and all others. */
const data: Readonly<Record<string, string>> = {
  files: linesOf((line) => line.includes('"endpoint.events.file"')),
  processes: linesOf((line) => line.includes('"endpoint.events.process"')),
  rest: linesOf((line) => !/"endpoint\.events\.(?:file|process)"/.test(line)),
};

const machines = Object.keys(data);

function linesOf(isOf: (line: string) => boolean): string {
  return lines
    .filter(isOf)
    .map((line) => `${line}\n`)
    .join('');
}

/** What a case says, wherever its events are. */
function contents(stdout: string): unknown {
  const { hosts, events, groups, leftOut, limits } = JSON.parse(stdout) as Case;
  return withoutPlaces({ hosts, events, groups, leftOut, limits });
}

/** The content of a record on the last line. */
function recordIn(text: string): Record<string, unknown> {
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  return JSON.parse(last)['initd-scan'].collected as Record<string, unknown>;
}

describe('initd-scan collect', () => {
  it('prints what a case needs on each of three machines, from which it is investigated', async () => {
    const { stdout: hits } = await run(['-q', backdoor]);
    const folder = temporaryDirectory({ ...data, hits });
    const at = (name: string): string => path.join(folder, name);
    const collect = async (round: number, hits: readonly string[]) =>
      Promise.all(
        machines.map((machine) =>
          run([
            ...['collect', ...hits.flatMap((file) => ['--for', at(file)])],
            ...['-o', at(`${machine}-${round}.ndjson`), at(machine)],
          ]),
        ),
      );
    const printedIn = (round: number) => machines.map((machine) => `${machine}-${round}.ndjson`);

    const first = await collect(1, ['hits']);
    expect(first.map(({ code }) => code)).toEqual([1, 1, 1]);
    const [, processes] = first;
    expect(processes?.stderr).toMatch(/^13 events collected for 1 host in 17 lines of 1 input /);
    expect(processes?.stderr).toMatch(
      /^another round is needed, for 1 process, 1 address or user: collect again on every/m,
    );
    expect(processes?.stderr).toMatch(/^complete: all input was read$/m);
    expect(recordIn(processes?.stdout ?? '')).toMatchObject({
      version: 1,
      events: 13,
      problems: 0,
      asks: { processes: 1, lookups: 1 },
    });

    const second = await collect(2, ['hits', ...printedIn(1)]);
    expect(second.map(({ code }) => code)).toEqual([1, 1, 1]);
    for (const [at, { stdout, stderr }] of second.entries()) {
      expect(stderr).toContain('no further round needed for what was found here');
      const printed = stdout.trimEnd().split('\n').slice(0, -1);
      const own = data[machines[at] ?? '']?.split('\n') ?? [];
      expect(own.filter((line) => printed.includes(line))).toEqual(printed);
    }
    const [file] = printedIn(2);
    expect(readFileSync(at(file ?? ''), 'utf8')).toBe(second[0]?.stdout);
    expect(statSync(at(file ?? '')).mode & 0o777).toBe(0o600);

    const whole = await run(['investigate', '-f', 'json', backdoor]);
    const found = await run(['investigate', '-f', 'json', ...printedIn(2).map(at)]);
    expect(found.code).toBe(1);
    expect(contents(found.stdout)).toEqual(contents(whole.stdout));

    const early = await run(['investigate', '-f', 'json', ...printedIn(1).map(at)]);
    expect(early.code).toBe(2);
    expect(early.stderr).toContain('for which no events were collected');

    const scanned = await run(['-f', 'ndjson', ...printedIn(2).map(at)]);
    expect(scanned).toMatchObject({ code: 1, stdout: hits });
    expect(scanned.stderr).toContain('complete: all input was read');
  });

  it('says what could not be read, and so does the case', async () => {
    const folder = temporaryDirectory({
      hits: `${plantedLine()}\n`,
      data: `${plantedLine()}\n{"broken\n`,
    });
    const at = (name: string): string => path.join(folder, name);
    const { code, stdout, stderr } = await run(['collect', '--for', at('hits'), at('data')]);
    expect(code).toBe(2);
    expect(stdout.split('\n')[0]).toBe(plantedLine());
    expect(stderr).toMatch(/^INCOMPLETE: 1 problem; events may be missing$/m);
    expect(recordIn(stdout)).toMatchObject({ events: 1, problems: 1 });
    const found = await run(['investigate'], { stdin: stdout });
    expect(found.code).toBe(2);
    expect(found.stderr).toContain('<stdin>:2: problem: events were collected from data with 1');
  });

  it('exits 0 if there is nothing to collect', async () => {
    const folder = temporaryDirectory({ data: `${ordinaryLine()}\n`, hits: `${plantedLine()}\n` });
    const [empty, none] = await Promise.all([
      run(['collect', '--for', path.join(folder, 'hits'), path.join(folder, 'data')]),
      run(['collect', '--for', '-', path.join(folder, 'data')], { stdin: ordinaryLine() }),
    ]);
    expect(empty).toMatchObject({ code: 0, lines: { length: 1 } });
    expect(none).toMatchObject({ code: 0, lines: { length: 1 } });
    expect(none.stderr).toContain('nothing in --for matches the rule');
    const { code, stderr } = await run(['-f', 'ndjson'], { stdin: empty.stdout });
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('complete'),
    });
  });

  it.each([
    [['collect', 'data'], /collect needs --for/],
    [['collect', '--for', '-'], /stdin can be read only once/],
    [['collect', '--for', '-', '--for', '-', 'data'], /stdin can be read only once/],
  ])('rejects %j', async (args, message) => {
    const { code, stdout, stderr } = await run(args, { stdin: plantedLine() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('initd-scan investigate --evidence', () => {
  it('writes events that give the case again, with their places, for their owner only', async () => {
    const folder = temporaryDirectory();
    const file = path.join(folder, 'evidence.ndjson');
    const whole = await run(['investigate', '-q', '-f', 'json', backdoor, '--evidence', file]);
    const [again, scanned] = await Promise.all([
      run(['investigate', '-f', 'json', file]),
      run(['-f', 'ndjson', file]),
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(again.code).toBe(1);
    expect(contents(again.stdout)).toEqual(contents(whole.stdout));
    expect(scanned.stdout).toBe((await run(['-q', backdoor])).stdout);
    const text = readFileSync(file, 'utf8');
    const events = text.trimEnd().split('\n').slice(0, -1);
    const { evidence } = recordIn(text) as {
      evidence: {
        inputs: string[];
        places: { event?: number; input: number; line: number; byteOffset: number }[];
      };
    };
    expect(evidence.inputs.map(decodeURIComponent)).toEqual([`${backdoor}/events.ndjson`]);
    expect(evidence.places.map(({ line }) => lines[line - 1])).toEqual(events);
    const cited = JSON.parse(whole.stdout).events as { number: number; place: { line: number } }[];
    for (const { number, place } of cited) {
      expect(evidence.places.find(({ event }) => event === number)?.line).toBe(place.line);
    }
  });

  it('keeps whole lines, however long they are', async () => {
    const long = plantedLine({
      process: { name: 'bash', executable: '/usr/bin/bash', args: ['x'.repeat(100_000)] },
    });
    const folder = temporaryDirectory();
    const file = path.join(folder, 'evidence.ndjson');
    const { code } = await run(['investigate', '-q', '-f', 'json', '--evidence', file], {
      stdin: `${long}\n`,
    });
    expect(code).toBe(1);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(long);
  });
});
