import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tar, zip } from '../input/archives.js';
import { ordinaryLine, plantedLine, run, temporaryDirectory } from './run.js';

const lines = `${ordinaryLine()}\n${plantedLine()}\n`;
const members = [
  { name: 'logs/a.ndjson', content: lines },
  { name: 'b.ndjson', content: `${ordinaryLine()}\n` },
];
const archives = {
  'a.tar': tar(members),
  'b.tar.gz': gzipSync(tar(members)),
  'c.zip': zip(members),
};

describe('an archive', () => {
  it.each(Object.entries(archives))(
    'named %s is opened, as a file and from a pipe',
    async (name, bytes) => {
      const cwd = temporaryDirectory({ [name]: bytes });
      for (const outcome of [
        await run(['-f', 'csv', name], { cwd }),
        await run(['-f', 'csv'], { cwd, stdin: bytes }),
      ]) {
        expect(outcome.code).toBe(1);
        expect(outcome.lines[1]).toMatch(/(?:<stdin>|\.\w+)!logs\/a\.ndjson","2"/);
        expect(outcome.stderr).toContain('complete');
      }
    },
  );

  it('without a match ends in exit 0, and damaged in exit 2 with what is wrong', async () => {
    const clean = zip([{ name: 'b.ndjson', content: `${ordinaryLine()}\n` }]);
    const cwd = temporaryDirectory({
      'clean.zip': clean,
      'cut.zip': clean.subarray(0, clean.length - 10),
      'hidden.zip': zip([{ name: 'b.ndjson', content: `${ordinaryLine()}\n`, central: 'missing' }]),
    });
    expect((await run(['clean.zip'], { cwd })).code).toBe(0);
    const cut = await run(['cut.zip'], { cwd });
    expect(cut).toMatchObject({ code: 2 });
    expect(cut.stderr).toMatch(/^cut\.zip: problem: the zip archive is truncated at byte \d+/);
    const hidden = await run(['hidden.zip'], { cwd });
    expect(hidden).toMatchObject({ code: 2 });
    expect(hidden.stderr).toContain('disagree about b.ndjson (central entry)');
  });

  it('yields the same with any number of threads, and as an input of other commands', async () => {
    const cwd = temporaryDirectory();
    mkdirSync(path.join(cwd, 'logs'));
    const large = lines.repeat(8000);
    for (let at = 0; at < 3; at += 1) {
      const archive = tar([{ name: 'large.ndjson', content: large }, ...members]);
      writeFileSync(path.join(cwd, `${at}.tar`), archive);
    }
    const inputs = ['0.tar', '1.tar', '2.tar'];
    const one = await run(['-j', '1', ...inputs], { cwd });
    const two = await run(['-j', '2', ...inputs], { cwd });
    expect(one.lines).toHaveLength(3 * 8001);
    expect(two.stdout).toBe(one.stdout);
    for (const command of ['explain', 'investigate']) {
      const { code, stdout } = await run([command, '-f', 'json', '0.tar'], { cwd });
      expect(code).not.toBe(2);
      expect(stdout).toContain('0.tar!logs/a.ndjson');
    }
  });

  it('cannot reach a terminal or a CI log through the names of its members', async () => {
    const name = '\u001b]0;x\u0007\n::error::x\u202e##[error].ndjson';
    const content = `${plantedLine()}\nbroken\n`;
    const cwd = temporaryDirectory({
      'a.zip': zip([
        { name, content, central: { name: `${name}2` } },
        { name: `${name}.secret`, content: 'x', flags: 1 },
      ]),
      'a.tar': tar([
        { name, content },
        { name: `${name}.link`, type: '2' },
      ]),
    });
    for (const format of ['pretty', 'json', 'csv', 'sarif', 'junit', 'alerts']) {
      const { stdout, stderr, code } = await run(['-f', format, 'a.zip', 'a.tar'], { cwd });
      expect(code).toBe(2);
      for (const text of [stdout, stderr]) {
        expect(text).not.toMatch(/^::error|##\[error/m);
      }
      for (const hostile of ['\u001b', '\u0007', '\u202e']) expect(stderr).not.toContain(hostile);
    }
  });

  it('that inflates to far more than its size takes little memory', async () => {
    const zeros = Buffer.alloc(64 * 1024 * 1024, ' ');
    const bomb = zip([{ name: 'a.zip', content: zip([{ name: 'b', content: zeros }]) }]);
    expect(bomb.length).toBeLessThan(100_000);
    const cwd = temporaryDirectory({ 'bomb.zip': bomb });
    const { code, stderr } = await run(['bomb.zip'], {
      cwd,
      env: { NODE_OPTIONS: '--max-old-space-size=64' },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^bomb\.zip: problem: the input contains no documents/);
  });
});

describe('an input in a format that is not read', () => {
  it.each([
    ['lz4', Buffer.from('04224d186440a7', 'hex'), /lz4 data.*lz4 -dc FILE \| initd-scan/],
    ['SQLite', Buffer.from('SQLite format 3\0\x10\0'), /SQLite database.*sqlite3 -json/],
    ['HTML', Buffer.from('<!doctype html>\n<title>Sign in</title>\n<p>x\n'), /HTML/],
    ['Base64', Buffer.from(Buffer.from(lines).toString('base64')), /base64 -d FILE/],
    ['NUL bytes', Buffer.alloc(5000), /nothing but NUL bytes/],
    [
      'detection rules',
      Buffer.from('{"rule_id":"1","query":"file where init.d/"}\n'),
      /detection rules/,
    ],
  ])('%s is one problem that names it, as a file and from a pipe', async (_, bytes, words) => {
    const cwd = temporaryDirectory({ input: bytes });
    for (const outcome of [await run(['input'], { cwd }), await run([], { cwd, stdin: bytes })]) {
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toMatch(words);
      // A mention in it is a problem of its own.
      const others = outcome.stderr.match(/: problem: (?!the document mentions)/g);
      expect(others).toHaveLength(1);
    }
  });

  it('is one problem if it is large, too', async () => {
    const text = `${Buffer.from(lines).toString('base64')}\n`;
    const cwd = temporaryDirectory({ large: text.repeat(15_000) });
    for (const jobs of ['1', '2']) {
      const { code, stderr } = await run(['-j', jobs, 'large'], { cwd });
      expect(code).toBe(2);
      expect(stderr.match(/problem: /g)).toHaveLength(1);
    }
  });
});
