import { once } from 'node:events';
import {
  appendFileSync,
  readFileSync,
  renameSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  type Outcome,
  ordinaryLine,
  outcomeOf,
  plantedLine,
  shell,
  start,
  temporaryDirectory,
} from './run.js';

const planted = `${plantedLine()}\n`;
const ordinary = `${ordinaryLine()}\n`;

/** Scans a file and changes it while the scan waits, because nobody reads its output yet. */
async function scanWhile(
  change: (file: string) => void,
  content: string | Uint8Array = planted.repeat(30_000),
  args: readonly string[] = [],
): Promise<Outcome> {
  const file = path.join(temporaryDirectory({ live: content }), 'live');
  const child = start([file, ...args]);
  await once(child.stdout as NonNullable<typeof child.stdout>, 'readable');
  await setTimeout(200);
  change(file);
  return outcomeOf(child);
}

describe.each([['1'], ['2']])('a file that grows during the scan, with %s threads', (jobs) => {
  it('is read to the size it had at the start, which is a note', async () => {
    const outcome = await scanWhile(
      (file) => appendFileSync(file, ordinary.repeat(50)),
      planted.repeat(30_000),
      ['-j', jobs],
    );
    expect({ code: outcome.code, matches: outcome.lines.length }).toEqual({
      code: 1,
      matches: 30_000,
    });
    expect(outcome.stderr).not.toMatch(/problem|warning/);
    expect(outcome.stderr).toMatch(
      /^1 file grew during the scan and was read to the size it had at the start$/m,
    );
  });

  it('ends at its last complete line, even if the rest of the line is there by then', async () => {
    const half = Math.floor(planted.length / 2);
    const { code, lines, stderr } = await scanWhile(
      (file) => appendFileSync(file, planted.slice(half)),
      planted.repeat(30_000) + planted.slice(0, half),
      ['-j', jobs],
    );
    expect({ code, matches: lines.length }).toEqual({ code: 1, matches: 30_000 });
    expect(stderr).not.toMatch(/problem/);
  });
});

describe('a file that grows', () => {
  it('a last line that was complete but for its newline is scanned', async () => {
    const { code, lines } = await scanWhile(
      (file) => appendFileSync(file, `\n${ordinary}`),
      planted.repeat(30_000) + plantedLine(),
    );
    expect({ code, matches: lines.length }).toEqual({ code: 1, matches: 30_001 });
  });

  it('compressed data and arrays may end in the middle', async () => {
    const zipped = gzipSync(planted.repeat(30_000));
    const array = `[${plantedLine()}${`,\n${plantedLine()}`.repeat(29_999)},\n{"@time`;
    for (const content of [zipped.subarray(0, zipped.length - 100), array]) {
      const { code, stderr } = await scanWhile((file) => appendFileSync(file, ' '), content);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/1 file grew/),
      });
    }
  });

  it('the number of such files is in the json report', async () => {
    const { stdout } = await scanWhile(
      (file) => appendFileSync(file, ordinary),
      planted.repeat(30_000),
      ['-f', 'json'],
    );
    expect(JSON.parse(stdout).summary).toMatchObject({ grown: 1, complete: true });
  });

  it('a writer that never stops does not keep the scan busy', async () => {
    const directory = temporaryDirectory({ 'live.ndjson': ordinary.repeat(50_000) });
    const writer = `line=$(head -1 live.ndjson); while :; do printf '%s' "\${line:0:99}"; printf '%s\\n' "\${line:99}"; done >> live.ndjson`;
    const { stdout, stderr } = await shell(
      `(${writer}) & for jobs in 1 2; do timeout 30 $SCAN -j $jobs live.ndjson; echo "exit $?"; done; kill %1`,
      directory,
    );
    expect(stdout).toBe('exit 0\nexit 0\n');
    expect(stderr).not.toMatch(/problem/);
    expect(stderr.match(/1 file grew/g)).toHaveLength(2);
  });
});

describe('a file that changes in any other way is one problem', () => {
  const large = planted.repeat(60_000);

  it.each<readonly [string, (file: string) => void]>([
    ['truncated', (file) => truncateSync(file, 1000)],
    ['truncated and written again (copytruncate)', (file) => writeFileSync(file, planted)],
    ['overwritten in place', (file) => writeFileSync(file, readFileSync(file), { flag: 'r+' })],
    ['touched', (file) => utimesSync(file, 1, 1)],
  ])('%s', async (_, change) => {
    for (const jobs of ['1', '2']) {
      const { code, stderr } = await scanWhile(change, large, ['-j', jobs]);
      expect(code).toBe(2);
      expect(stderr.match(/ problem: /g)).toHaveLength(1);
      expect(stderr).toMatch(/live: problem: the file was truncated, overwritten or replaced/);
    }
  });

  it('replaced before it is opened', async () => {
    const directory = temporaryDirectory({ a: large, b: ordinary.repeat(10), new: planted });
    const child = start(['a', 'b', '-j', '1'], { cwd: directory });
    await once(child.stdout as NonNullable<typeof child.stdout>, 'readable');
    await setTimeout(200);
    renameSync(path.join(directory, 'new'), path.join(directory, 'b'));
    const { code, stderr } = await outcomeOf(child);
    // Small files are planned together, but opened one after another.
    expect({ code, problems: stderr.match(/ problem: /g)?.length ?? 0 }).toSatisfy(
      ({ code, problems }) => (code === 2 && problems === 1) || (code === 1 && problems === 0),
    );
  });
});
