import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ordinaryLine, plantedLine, run, temporaryDirectory } from './run.js';

const planted = `${plantedLine()}\n`;
const ordinary = `${ordinaryLine()}\n`;
const initScript = '#!/bin/sh\n# Usage: /etc/init.d/cron start\n/etc/init.d/rc reload\n';

/** Creates a directory with files in directories below it. */
function tree(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return directory;
}

/** The last line of the summary. */
function lastLine(stderr: string): string | undefined {
  return stderr.trimEnd().split('\n').at(-1);
}

describe('a directory', () => {
  it('is read whatever its files are called: their format is detected from their first bytes', async () => {
    const names = [
      'events',
      '.events',
      'events.log',
      'events.txt',
      'events.ndjson.1',
      'events.ndjson-20240911',
      'EVENTS.JSON',
      'events.bak',
      'a/b/c.old',
    ];
    const files = Object.fromEntries(names.map((name) => [name, planted]));
    const cwd = tree({ ...files, 'events.2': gzipSync(planted), 'wide.csv': utf16(planted) });
    const { code, lines, stderr } = await run(['.'], { cwd });
    expect({ code, matches: lines.length }).toEqual({ code: 1, matches: 11 });
    expect(lastLine(stderr)).toBe('complete: all input was read');
  });

  it('may hold files that are not logs: they are named, and do not affect the exit code', async () => {
    const cwd = tree({
      'a.ndjson': ordinary,
      'README.md': '# Logs\n\nOf the web servers.\n',
      'logo.png': Buffer.from([
        0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 255, 10, 3,
      ]),
      'app.conf': '[main]\nlevel = 3\n',
      '.keep': '',
    });
    const { code, stderr } = await run(['.'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /skipped 4 files without documents: \.keep \(empty\), README\.md, .* 1 more/,
    );
    expect(stderr).toMatch(/ of 1 input /);
    expect(lastLine(stderr)).toBe('complete; 4 files skipped: not logs; no matches');
  });

  it('with nothing but such files is a problem, unless --allow-empty is given', async () => {
    const cwd = tree({ 'logs/README': 'nothing\n', 'logs/.keep': '' });
    const { code, stderr } = await run(['logs'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^logs: problem: none of the 2 files to scan contains an endpoint event$/m,
    );
    expect((await run(['logs', '--allow-empty'], { cwd })).code).toBe(0);
  });

  it('a damaged log in it is not mistaken for something else', async () => {
    const cwd = tree({ 'a.ndjson': ordinary, 'b.ndjson': `${ordinary.slice(0, 60)}\n` });
    const { code, stderr } = await run(['.'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/b\.ndjson:1: problem: invalid JSON/);
  });

  it('lines that are not JSON are problems if documents follow', async () => {
    const cwd = tree({ a: `starting\nlistening\n${planted}` });
    const { code, lines, stderr } = await run(['.'], { cwd });
    expect({ code, matches: lines.length }).toEqual({ code: 2, matches: 1 });
    expect(stderr).toMatch(/^a:1: problem: .*\n.*hint.*\na:2: problem: /m);
  });

  it('links to files are followed; links to directories, pipes and sockets are named', async () => {
    const cwd = tree({ 'logs/a.ndjson': ordinary, 'elsewhere/b.ndjson': planted });
    symlinkSync('../elsewhere/b.ndjson', path.join(cwd, 'logs', 'b'));
    symlinkSync('../elsewhere', path.join(cwd, 'logs', 'more'));
    execFileSync('mkfifo', [path.join(cwd, 'logs', 'pipe')]);
    const { code, lines, stderr } = await run(['logs'], { cwd });
    expect({ code, matches: lines.length }).toEqual({ code: 1, matches: 1 });
    expect(stderr).toMatch(/^skipped 1 link to a directory: logs\/more$/m);
    expect(stderr).toMatch(/^skipped 1 special file: logs\/pipe \(a named pipe\)$/m);
    expect(lastLine(stderr)).toBe(
      'complete; 2 files skipped: 1 link to a directory, 1 special file',
    );
    expect((await run(['logs/more'], { cwd })).lines).toHaveLength(1);
  });

  it('a file with several names is read once, and so is one that is named and found', async () => {
    const cwd = tree({ 'logs/a.ndjson': planted });
    linkSync(path.join(cwd, 'logs/a.ndjson'), path.join(cwd, 'logs/b.ndjson'));
    symlinkSync('a.ndjson', path.join(cwd, 'logs/c.ndjson'));
    const { code, lines, stderr } = await run(['logs', 'logs/a.ndjson', './logs/b.ndjson'], {
      cwd,
    });
    expect({ code, matches: lines.length }).toEqual({ code: 1, matches: 1 });
    expect(stderr).toMatch(
      /^not read again: 4 files already read: logs\/b\.ndjson \(same file as logs\/a\.ndjson\), /m,
    );
    expect(lastLine(stderr)).toBe('complete: all input was read');
  });

  it('files that are not selected are counted, and do not make the scan complete', async () => {
    const cwd = tree({ 'a.ndjson': ordinary, 'b.log': planted, 'c.log': planted });
    const { code, stderr } = await run(['.', '--exclude', '*.log'], { cwd });
    expect(code).toBe(0);
    expect(lastLine(stderr)).toBe('complete; 2 files skipped: excluded; no matches');
  });
});

describe('a collection with init scripts and shell histories', () => {
  const triage = {
    'logs/events.ndjson': ordinary,
    'etc/init.d/cron': initScript,
    'etc/init.d/rc': initScript,
    'root/.bash_history': 'ls\nservice cron restart\n/etc/init.d/cron restart\n',
    'root/.profile': 'umask 022\n',
  };

  it('is incomplete, with one line for all files of text that mention the path', async () => {
    const { code, stderr } = await run(['.'], { cwd: tree(triage) });
    expect(code).toBe(2);
    expect(stderr.match(/problem: /g)).toHaveLength(1);
    expect(stderr).toMatch(/^problem: 3 files without documents mention init\.d\/ in 5 lines: /m);
    expect(lastLine(stderr)).toMatch(/^INCOMPLETE: 3 problems; /);
  });

  it('is complete with the options that the hint names', async () => {
    const cwd = tree(triage);
    const { stderr } = await run(['.'], { cwd });
    const options = [...stderr.matchAll(/--exclude '([^']*)'/g)].flatMap(([, glob = '']) => [
      '--exclude',
      glob,
    ]);
    expect(options).toHaveLength(4);
    const accepted = await run(['.', ...options], { cwd });
    expect(accepted.code).toBe(0);
    expect(lastLine(accepted.stderr)).toMatch(/^complete; 4 files skipped: /);
  });

  it('--allow-malformed does not turn the mentions into warnings', async () => {
    expect((await run(['.', '--allow-malformed'], { cwd: tree(triage) })).code).toBe(2);
  });

  it('each such file is a problem of its own in reports for programs', async () => {
    const { stdout } = await run(['.', '-f', 'json'], { cwd: tree(triage) });
    expect(JSON.parse(stdout).problems).toMatchObject([
      { input: 'etc/init.d/cron', line: 2, fault: { kind: 'text-mentions', lines: 2 } },
      { input: 'etc/init.d/rc', line: 2 },
      { input: 'root/.bash_history', line: 3, fault: { lines: 1, exclude: 'root/.bash_history' } },
    ]);
  });
});

describe('what was skipped is in every report for programs', () => {
  const files = { 'a.ndjson': ordinary, 'notes <b>&.txt': 'nothing\n' };

  it.each([['scan'], ['explain'], ['investigate']])('json of %s', async (command) => {
    const { stdout } = await run([command, '.', '-f', 'json'], { cwd: tree(files) });
    expect(JSON.parse(stdout)).toMatchObject({
      skipped: [{ name: 'notes <b>&.txt', reason: 'not-logs' }],
      summary: { inputs: 1, skipped: { 'not-logs': 1 }, complete: true },
    });
  });

  it('sarif', async () => {
    const { stdout } = await run(['.', '-f', 'sarif'], { cwd: tree(files) });
    const [invocation] = JSON.parse(stdout).runs[0].invocations;
    expect(invocation.executionSuccessful).toBe(true);
    expect(invocation.toolExecutionNotifications).toMatchObject([
      { level: 'note', descriptor: { id: 'skipped-not-logs' } },
    ]);
  });

  it('junit', async () => {
    const { stdout } = await run(['.', '-f', 'junit'], { cwd: tree(files) });
    expect(stdout).toMatch(
      /name="notes &#60;b&#62;&#38;\.txt"><skipped message="it contains no documents"\/>/,
    );
  });
});

function utf16(text: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
}

describe('--verbose', () => {
  it('says how each input was read, and why a file was skipped', async () => {
    const hit = JSON.stringify({ _index: 'logs', _source: JSON.parse(planted) as unknown });
    const directory = tree({
      'a.ndjson': planted,
      'b.gz': gzipSync(ordinary + ordinary),
      'c.json': JSON.stringify(JSON.parse(planted), null, 2),
      'd.json': `${hit}\n`,
      'e.log': 'started\n',
      'f\x1b[31m.ndjson': ordinary,
    });
    const { stderr } = await run(['-v', directory]);
    const said = stderr.replaceAll(`${directory}/`, '').split('\n');
    expect(said).toEqual(
      expect.arrayContaining([
        'a.ndjson: read as lines; events as documents; 1 line; 1 match',
        'b.gz: read as gzip, lines; events as documents; 2 lines',
        expect.stringMatching(
          /^c\.json: read as values across lines; events as documents; \d+ lines; 1 match$/,
        ),
        'd.json: read as lines; events in hits (_source); 1 line; 1 match',
        expect.stringMatching(/^e\.log: skipped: it contains no documents/),
        'f\\x1b[31m.ndjson: read as lines; events as documents; 1 line',
      ]),
    );
    expect((await run([directory])).stderr).not.toContain('read as');
  });
});
