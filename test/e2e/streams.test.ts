import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ordinaryLine, outcomeOf, plantedLine, shell, start, temporaryDirectory } from './run.js';

const planted = plantedLine();

describe('pipes', () => {
  it('closing the pipe early is not an error', async () => {
    const folder = temporaryDirectory({ 'many.ndjson': `${planted}\n`.repeat(5000) });
    const { stdout, stderr } = await shell('$SCAN many.ndjson | head -1', folder);
    expect(stdout).toBe(`${planted}\n`);
    expect(stderr).toBe('');
  });

  it('more than 64 KiB of output arrives completely', async () => {
    const folder = temporaryDirectory({ 'many.ndjson': `${planted}\n`.repeat(5000) });
    const { stdout } = await shell('$SCAN -q many.ndjson | (sleep 0.3; cat) | wc -l', folder);
    expect(stdout.trim()).toBe('5000');
  });

  it('a match is shown as soon as its line is read, before the pipe ends', async () => {
    const child = start([]);
    const outcome = outcomeOf(child);
    child.stdin?.write(`${planted}\n`);
    const [first] = await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
    expect(String(first)).toBe(`${planted}\n`);
    child.stdin?.end(`${ordinaryLine()}\n`);
    expect((await outcome).code).toBe(1);
  });

  it('stdin may be redirected from a file, and an input may be a process substitution', async () => {
    const folder = temporaryDirectory({ 'in.ndjson': `${planted}\n` });
    expect((await shell('$SCAN -q < in.ndjson', folder)).stdout).toBe(`${planted}\n`);
    expect((await shell('$SCAN -q <(cat in.ndjson)', folder)).stdout).toBe(`${planted}\n`);
  });

  it('scanning the output again gives the same', async () => {
    const folder = temporaryDirectory({
      'in.ndjson': `${planted}\n${ordinaryLine()}\n${planted}\n`,
    });
    const { stdout } = await shell('$SCAN -q in.ndjson | $SCAN -q | $SCAN -q', folder);
    expect(stdout).toBe(`${planted}\n${planted}\n`);
  });
});

describe('signals', () => {
  it('SIGINT exits 130, says how far the scan came, and leaves no partial report', async () => {
    const folder = temporaryDirectory();
    const child = start(['-', '-o', 'report.json'], { cwd: folder });
    const outcome = outcomeOf(child);
    child.stdin?.write(`${planted}\n`);
    await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
    expect(readdirSync(folder)).toHaveLength(1);
    child.kill('SIGINT');
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toBe('interrupted after 0.0 MB, matches: 1; the result is incomplete\n');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('SIGINT stops waiting for a pipe that nobody writes to, and leaves no partial report', async () => {
    const folder = temporaryDirectory();
    await shell('mkfifo pipe', folder);
    const child = start(['pipe', '-o', 'report.json'], { cwd: folder });
    const outcome = outcomeOf(child);
    while (readdirSync(folder).length < 2) await setTimeout(20);
    await setTimeout(200);
    child.kill('SIGINT');
    const { code, signal } = await outcome;
    expect([code, signal]).toEqual([null, 'SIGINT']);
    expect(readdirSync(folder)).toEqual(['pipe']);
  });

  it('SIGINT keeps the report of an earlier run', async () => {
    const folder = temporaryDirectory({ 'report.json': 'old' });
    const child = start(['-', '-o', 'report.json'], { cwd: folder });
    const outcome = outcomeOf(child);
    child.stdin?.write(`${planted}\n`);
    await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
    child.kill('SIGINT');
    await outcome;
    expect(readdirSync(folder)).toEqual(['report.json']);
  });
});
