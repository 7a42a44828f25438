import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  has,
  type Outcome,
  outcomeOf,
  plantedLine,
  programWords,
  run,
  shell,
  start,
} from './run.js';

// Mistyped commands and unusual environments: terminals, closed streams, full disks, signals.

const hits = 'fixtures/shapes/hits.ndjson';
const explained = 'fixtures/explain';
const backdoor = 'fixtures/cases/ssh-backdoor';

let directory = '';

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'initd-scan-environments-'));
  writeFileSync(path.join(directory, 'in.ndjson'), `${plantedLine()}\n`);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hasScript = has('script');

/** Runs the program on a terminal with so many columns, on which stdin, stdout and stderr are. */
async function onTerminal(args: string, columns: number, environment = ''): Promise<Outcome> {
  const command = `stty cols ${columns}; ${environment} ${programWords} ${args}`;
  const outcome = await shell(`script -qec '${command}' /dev/null < /dev/null`);
  return { ...outcome, stdout: outcome.stdout.replaceAll('\r\n', '\n') };
}

/** Text without colors. */
function withoutColor(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colors begin with one
  return text.replace(/\x1b\[[\d;]*m/g, '');
}

/** Times and rates differ from run to run. */
function steady(text: string): string {
  return text.replace(/[\d.]+ s \([\d.]+ [kMG]?B\/s\)/g, '');
}

describe.skipIf(!hasScript).concurrent('on a terminal (if `script` is installed)', () => {
  it.each([
    [`${explained} -q`, 60, 1],
    [`${explained} -q`, 120, 1],
    [`${explained} -q --long`, 60, 1],
    ['fixtures/leads --leads -q', 60, 0],
    [`explain ${explained} -q`, 60, 0],
    [`explain ${explained} -q`, 80, 0],
    [`explain ${explained} -q --long`, 60, 0],
    ['-h', 80, 0],
  ])('no line of %s is wider than %d columns', async (args, columns, code) => {
    const outcome = await onTerminal(args, columns);
    expect(outcome.code).toBe(code);
    const widths = withoutColor(outcome.stdout)
      .split('\n')
      .map((line) => line.length);
    expect(widths.length).toBeGreaterThan(4);
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
  });

  it.each([
    [`${hits} --progress never`, 1],
    [`explain ${explained} -q --progress never`, 0],
    [`investigate ${backdoor} -q --progress never`, 1],
  ])('that reports 0 columns, %s ends as on one of 80', async (args, code) => {
    const outcome = await onTerminal(args, 0);
    expect(outcome.code).toBe(code);
    const usual = await onTerminal(args, 80);
    expect(steady(outcome.stdout)).toBe(steady(usual.stdout));
  });

  it.each([`${hits}`, `investigate ${backdoor}`])(
    'that is dumb, %s uses no escapes',
    async (args) => {
      const outcome = await onTerminal(args, 80, 'TERM=dumb');
      expect(outcome.stdout).toContain('complete: all input was read');
      expect(outcome.stdout).not.toContain('\x1b');
    },
  );

  it('the last line has the color of what it says', async () => {
    const incomplete = await onTerminal('fixtures/broken/malformed-line.ndjson', 80);
    expect(incomplete.stdout).toContain('\x1b[1m\x1b[31mINCOMPLETE: 1 problem; 1 match, and');
    const clean = await onTerminal(`${hits} --from 2030-01-01`, 80);
    expect(clean.stdout).toContain('\x1b[32mcomplete: all input was read; no matches\x1b');
    const found = await onTerminal(hits, 80);
    expect(found.stdout).toContain('\x1b[33mcomplete: all input was read\x1b');
    expect((await onTerminal(`${hits} --no-color`, 80)).stdout).not.toContain('\x1b');
  });

  it.each([
    ['', 'Usage: initd-scan [scan]'],
    ['explain', 'Usage: initd-scan explain'],
  ])('without a path, %j prints its short help', async (args, text) => {
    const { code, stdout } = await onTerminal(args, 80);
    expect(code).toBe(2);
    expect(stdout).toContain(text);
    expect(stdout).toContain('--help shows all options');
  });
});

describe.concurrent('a stream that is closed or full', () => {
  it.each([
    ['stdin is closed and not needed', `$SCAN ${hits} -q <&-`, 1],
    ['stdin is closed and needed', '$SCAN -q <&-', 2],
    ['stdout is closed', `$SCAN ${hits} -q >&-`, 1],
    ['stderr is closed', `$SCAN ${hits} 2>&-`, 1],
    ['all are closed', `$SCAN ${hits} <&- >&- 2>&-`, 1],
    ['stdout is full', `$SCAN ${hits} -q > /dev/full`, 2],
    ['stdout is full, for explain', `$SCAN explain -f pretty ${hits} -q > /dev/full`, 2],
    ['stdout is full, for the manual page', '$SCAN man > /dev/full', 2],
    ['stderr is full', `$SCAN ${hits} -f none 2> /dev/full`, 2],
    ['the disk of a report is full', `$SCAN ${hits} -f none -q -o json:/dev/full`, 2],
    ['a report is in a directory that cannot be written to', `$SCAN ${hits} -o /proc/x.json`, 2],
    ['the reader of stdout goes away', `$SCAN --help | head -n 1`, 0],
    ['the locale is C', `LC_ALL=C $SCAN -f pretty -q ${hits}`, 1],
  ])('exits as it should if %s', async (_, script, code) => {
    const outcome = await shell(script);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).not.toContain('    at ');
  });
});

describe('an interrupted run', () => {
  /** A line that is reported when it is read, and one that matches. */
  const stdin = `{"path":"/etc/init.d/broken\n${plantedLine()}\n`;

  it.each([
    ['a scan', ['-f', 'ndjson']],
    ['explain', ['explain', '-f', 'pretty']],
    ['a case', ['investigate', '-f', 'pretty']],
    ['a report in a file', ['-f', 'none', '-o', 'report.json']],
  ])('of %s says so, blames no input for it, and leaves nothing behind', async (_, args) => {
    const child = start(args, { cwd: directory });
    const outcome = outcomeOf(child);
    child.stdin?.write(stdin);
    await new Promise((resolve) => child.stderr?.once('data', resolve));
    child.kill('SIGINT');
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toMatch(/^interrupted after 0\.0 MB, matches: \d; the result is incomplete$/m);
    expect(stderr.match(/problem/g)).toHaveLength(1);
    expect(readdirSync(directory)).toEqual(['in.ndjson']);
  });

  it('before the first byte says so, too', async () => {
    const child = start(['-f', 'none', '-o', 'report.json'], { cwd: directory });
    const outcome = outcomeOf(child);
    while (readdirSync(directory).length === 1) await setTimeout(20);
    child.kill('SIGINT');
    const { code, signal, stderr } = await outcome;
    // A read may not be cancelled; then the signal ends the process.
    expect(code ?? signal).toSatisfy((end) => end === 130 || end === 'SIGINT');
    expect(stderr).toBe('interrupted after 0.0 MB, matches: 0; the result is incomplete\n');
    expect(readdirSync(directory)).toEqual(['in.ndjson']);
  });
});

describe.concurrent('words that are mistyped', () => {
  it.each([
    ['explian logs/', 'did you mean the explain command?'],
    ['investiage', 'did you mean the investigate command?'],
    ['hlep', 'did you mean the help command?'],
    ['verison', 'did you mean the version command?'],
    [`${hits} --colour never`, 'did you mean --color?'],
    [`${hits} --no-colour`, 'did you mean --no-color?'],
    [`${hits} -f jsonn`, 'did you mean json?'],
    [`${hits} --formt=csv`, 'did you mean --format?'],
    [`explain ${hits} --clause instaler-name`, 'did you mean installer-name?'],
    [`explain ${hits} --verdict exclude`, 'did you mean excluded?'],
    [`investigate ${hits} --parts file`, 'did you mean files?'],
    [`${hits} --clause linux`, '--clause is an option of the command explain'],
  ])('%s', async (args, hint) => {
    const { code, stdout, stderr } = await run(args.split(' '));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`hint: ${hint}`);
  });
});

it('a report says both that something matched and that something could not be read', async () => {
  const args = ['fixtures/broken/malformed-line.ndjson', '-q'];
  const [json, sarif, junit] = await Promise.all(
    ['json', 'sarif', 'junit'].map((format) => run([...args, '-f', format])),
  );
  expect([json?.code, sarif?.code, junit?.code]).toEqual([2, 2, 2]);
  expect(JSON.parse(json?.stdout ?? '').summary).toMatchObject({ matches: 1, complete: false });
  expect(JSON.parse(sarif?.stdout ?? '').runs[0]).toMatchObject({
    results: [{}],
    invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }] }],
  });
  expect(junit?.stdout).toMatch(/failures="1" errors="1"/);
});
