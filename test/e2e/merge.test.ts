import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, temporaryDirectory } from './run.js';

/** Scans fixtures, each into a report of its own in a new directory. */
async function reports(paths: Readonly<Record<string, string>>): Promise<string> {
  const folder = temporaryDirectory();
  for (const [name, input] of Object.entries(paths)) {
    const { stdout } = await run(['-q', '-f', 'json', input]);
    writeFileSync(path.join(folder, name), stdout);
  }
  return folder;
}

const fleet = 'fixtures/telemetry/web-fleet.ndjson';
const cut = 'fixtures/broken/cut-short.ndjson';

describe('merge', () => {
  it('has the exit code and the summary of one scan, in any format and order of options', async () => {
    const cwd = await reports({ 'a.json': fleet, 'b.json': 'fixtures/telemetry/endgame.ndjson' });
    const merged = await run(['merge', '--expect', '2', 'a.json', 'b.json', '-f', 'csv'], { cwd });
    expect(merged.code).toBe(1);
    expect(merged.lines).toHaveLength(1 + 5);
    expect(merged.stderr).toContain('5 matches in 329 lines of 2 inputs');
    expect((await run(['merge', 'a.json', 'b.json', '--exit-zero'], { cwd })).code).toBe(0);
  });

  it('reads a report from stdin, and merges its own report', async () => {
    const cwd = await reports({ 'a.json': fleet });
    const once = await run(['merge', '-q', 'a.json'], { cwd });
    const twice = await run(['merge', '-q', '-'], { cwd, stdin: once.stdout });
    expect([once.code, twice.code]).toEqual([1, 1]);
    expect(twice.stdout.replaceAll('stdin!', '').replaceAll(/"seconds":[\d.]+/g, '')).toBe(
      once.stdout.replaceAll(/"seconds":[\d.]+/g, ''),
    );
  });

  it('blames no report that is empty for what the others lack', async () => {
    const cwd = temporaryDirectory({
      'processes.ndjson': `${JSON.stringify({
        event: { category: ['process'], action: 'exec', module: 'endpoint' },
        host: { os: { type: 'linux' } },
        process: { name: 'ls', executable: '/usr/bin/ls' },
      })}\n`,
      'empty.json': '',
    });
    const { stdout } = await run(['-q', '-f', 'json', 'processes.ndjson'], { cwd });
    writeFileSync(path.join(cwd, 'a.json'), stdout);
    const { code, stderr } = await run(['merge', 'a.json', 'empty.json', '-f', 'none'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('a.json!processes.ndjson: warning: the only document');
    expect(stderr).not.toContain('empty.json: warning');
  });

  it.each<readonly [name: string, args: readonly string[], message: string]>([
    [
      'is missing',
      ['a.json', 'none.json'],
      'none.json: problem: the report cannot be read: no such file or directory',
    ],
    [
      'is empty',
      ['a.json', 'empty.json'],
      'empty.json: problem: the report cannot be merged: it is empty',
    ],
    [
      'is a directory',
      ['a.json', '.'],
      '.: problem: the report cannot be read: illegal operation on a directory',
    ],
    [
      'is of an incomplete scan',
      ['a.json', 'cut.json'],
      'cut.json!fixtures/broken/cut-short.ndjson',
    ],
    [
      'is not there, as --expect shows',
      ['a.json', '--expect', '2'],
      '--expect: problem: 2 reports were expected, and there are 1',
    ],
    ['is given twice', ['a.json', './a.json'], './a.json is given more than once'],
    ['is also an output', ['a.json', '-o', 'a.json'], 'a.json is both an input and an output'],
  ])('exits 2 if a report %s', async (_, args, message) => {
    const cwd = await reports({ 'a.json': fleet, 'cut.json': cut });
    writeFileSync(path.join(cwd, 'empty.json'), '');
    const { code, stderr } = await run(['merge', ...args], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('uses the version of the rule that the reports are by', async () => {
    const cwd = temporaryDirectory();
    const { stdout } = await run(['-q', '-f', 'json', '--rule-version', '122', fleet]);
    writeFileSync(path.join(cwd, 'a.json'), stdout);
    const merged = await run(['merge', 'a.json'], { cwd });
    expect(merged.stderr).toContain('rule version 122');
  });
});
