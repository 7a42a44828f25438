import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { recipesOf, writePrograms } from '../recipes.js';
import {
  has,
  type Outcome,
  ordinaryLine,
  plantedLine,
  root,
  run,
  shell,
  temporaryDirectory,
} from './run.js';

// The README's recipes that need no other machine, as they are there.

/** Runs a script in a directory whose folder `bin` has programs. */
function follow(script: string, cwd: string): Promise<Outcome> {
  return shell(`export PATH="$PWD/bin:$PATH"\n${script}`, cwd);
}

describe.skipIf(!has('parallel'))('one file in parts', () => {
  const [script = ''] = recipesOf('Cores of one machine');
  const merge = script.split('\n').at(-2) ?? '';
  const log = readFileSync(path.join(root, 'fixtures/telemetry/web-fleet.ndjson'), 'utf8');

  it('has the matches, the order and the exit code of one scan, and is incomplete without a part', async () => {
    const cwd = temporaryDirectory({ 'export.ndjson': log });
    writePrograms(path.join(cwd, 'bin'));
    const merged = await follow(script.replace('initd-scan merge', '$& -q -f ndjson'), cwd);
    const one = await run(['-q', '-f', 'ndjson', '-'], { stdin: log });
    expect(one.lines.length).toBeGreaterThan(1);
    expect([merged.code, merged.stdout]).toEqual([1, one.stdout]);
    expect((await follow(`rm reports/2.json; ${merge}`, cwd)).code).toBe(2);
  });

  it('is incomplete if a part is', async () => {
    const lines = [plantedLine(), ...Array.from({ length: 9 }, () => ordinaryLine()), '{"event":'];
    const cwd = temporaryDirectory({ 'export.ndjson': lines.join('\n') });
    writePrograms(path.join(cwd, 'bin'));
    const { code, stderr } = await follow(script, cwd);
    expect(stderr).toMatch(/^1 match in 11 lines of 4 inputs/m);
    expect(code).toBe(2);
  });
});

describe.skipIf(!has('parallel') || !has('jq'))('object storage', () => {
  const script = recipesOf('Object storage').find((text) => text.startsWith('#!')) ?? '';
  const fileOf = (key: string): string =>
    createHash('sha256').update(`s3://telemetry/${key}`).digest('hex');

  // Objects are files of the folder `bucket`. The download of `logs/cut` breaks off after a line.
  const aws = [
    'case "$1 $2" in',
    '"s3api list-objects-v2") [ "$4 $6" = "telemetry logs/" ] && cat list ;;',
    '"s3 cp")',
    '  file=bucket/$(printf %s "$4" | sha256sum | cut -d " " -f 1)',
    '  if [ "$4" = s3://telemetry/logs/cut ]; then head -n 1 "$file"; exit 1; fi',
    '  cat "$file" ;;',
    'esac',
  ].join('\n');

  async function scan(objects: Readonly<Record<string, string>>): Promise<Outcome> {
    const keys = Object.keys(objects);
    const list = JSON.stringify(keys.length === 0 ? null : keys);
    const cwd = temporaryDirectory({ list, 'objects.sh': script });
    writePrograms(path.join(cwd, 'bin'), { aws });
    mkdirSync(path.join(cwd, 'bucket'));
    for (const [key, content] of Object.entries(objects)) {
      writeFileSync(path.join(cwd, 'bucket', fileOf(key)), content);
    }
    const outcome = await follow('BUCKET=telemetry PREFIX=logs/ bash objects.sh', cwd);
    expect(readdirSync(cwd)).not.toContain('x');
    return outcome;
  }

  const whole = {
    'logs/web 01.ndjson': `${plantedLine()}\n`,
    "logs/it's.ndjson": `${plantedLine({ n: 1 })}\n`,
    'logs/$(touch x)': `${ordinaryLine()}\n`,
    'logs/a\nb': `${ordinaryLine('other')}\n`,
  };

  it('is scanned object by object, whatever their names are', async () => {
    const { code, stderr } = await scan(whole);
    expect(stderr).toContain('2 matches in 4 lines of 4 inputs');
    expect(code).toBe(1);
  });

  it('is incomplete if a download breaks off at the end of a line, with the other matches', async () => {
    const cut = `${ordinaryLine()}\n${plantedLine()}\n`;
    const { code, stderr } = await scan({ ...whole, 'logs/cut': cut });
    expect(stderr).toMatch(/logs%2Fcut\.json: problem: the report cannot be merged: it is empty/);
    expect(stderr).toContain('2 matches in ');
    expect(code).toBe(2);
  });

  it('is incomplete if there is no object', async () => {
    expect((await scan({})).code).toBe(2);
  });

  it('is incomplete if the objects cannot be listed, or there are reports already', async () => {
    const cwd = temporaryDirectory({ 'objects.sh': script });
    writePrograms(path.join(cwd, 'bin'), { aws: 'echo "[]"; exit 1' });
    expect((await follow('BUCKET=telemetry bash objects.sh', cwd)).code).toBe(2);
    expect(readFileSync(path.join(cwd, 'keys'), 'utf8')).toBe('');
    rmSync(path.join(cwd, 'keys'));
    expect((await follow('BUCKET=telemetry bash objects.sh', cwd)).code).toBe(2);
    expect(readdirSync(cwd)).not.toContain('keys');
  });
});
