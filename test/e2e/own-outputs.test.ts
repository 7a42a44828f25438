import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { plantedLine, shell, temporaryDirectory } from './run.js';

const planted = `${plantedLine()}\n`;

/** A command whose scan is ended if it reads its own output for ever. */
function timed(command: string): string {
  return command.replaceAll('$SCAN', 'timeout 20 $SCAN');
}

describe('output that is also an input', () => {
  it.each([
    ['stdout, appended to', '$SCAN a.ndjson >> a.ndjson'],
    ['stdout and stdin', '$SCAN < a.ndjson >> a.ndjson'],
    ['stdout and the rest of stdin', '{ read -r line; $SCAN; } < a.ndjson >> a.ndjson'],
    ['stdout, under another name', '$SCAN ./b.ndjson >> a.ndjson'],
    ['stderr', '$SCAN a.ndjson 2>> a.ndjson'],
    ['a report', '$SCAN a.ndjson -o a.ndjson'],
  ])('is refused if it is named: %s', async (_, command) => {
    const directory = temporaryDirectory({ 'a.ndjson': planted.repeat(2) });
    const { stdout } = await shell(
      `ln -s a.ndjson b.ndjson; ${timed(command)}; echo "exit $?"`,
      directory,
    );
    expect(stdout).toBe('exit 2\n');
    const after = readFileSync(path.join(directory, 'a.ndjson'), 'utf8');
    expect(after.replace(/^initd-scan: .*\nhint: .*\n/m, '')).toBe(planted.repeat(2));
    expect(readdirSync(directory)).toEqual(['a.ndjson', 'b.ndjson']);
  });

  it.each([
    ['stdout', '$SCAN . > hits.ndjson'],
    ['stdout, appended to', '$SCAN . >> hits.ndjson'],
    ['stdout of explain', '$SCAN explain . -f ndjson > hits.ndjson'],
    ['a report', '$SCAN . -f none -o hits.ndjson'],
  ])('is skipped if it is found in a directory: %s', async (_, command) => {
    const directory = temporaryDirectory({ 'a.ndjson': planted, 'hits.ndjson': planted });
    const { stdout, stderr } = await shell(`${timed(command)}; echo "exit $?"`, directory);
    expect(stdout).toMatch(/^exit [01]\n$/);
    expect(stderr).toMatch(/^skipped 1 output of this run: hits\.ndjson$/m);
    expect(stderr).toMatch(/^complete; 1 file skipped: output of this run$/m);
    expect(readFileSync(path.join(directory, 'hits.ndjson'), 'utf8')).toMatch(/^.*\n(.*\n)?$/);
  });

  it('a log of stderr in the directory is skipped, too', async () => {
    const directory = temporaryDirectory({ 'a.ndjson': planted });
    const { stdout } = await shell(
      '$SCAN . 2> log > /dev/null; echo "exit $?"; cat log',
      directory,
    );
    expect(stdout).toMatch(/^exit 1\n/);
    expect(stdout).toMatch(/^skipped 1 output of this run: log$/m);
  });

  it('the temporary file of a report is not scanned', async () => {
    const directory = temporaryDirectory({ 'a.ndjson': planted });
    const { stderr } = await shell('$SCAN . -o report.json > /dev/null', directory);
    expect(stderr).toMatch(/ of 1 input /);
    expect(stderr).toMatch(/^complete: all input was read$/m);
  });
});
