import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ordinaryLine, plantedLine, run, shell, temporaryDirectory } from './run.js';

const planted = plantedLine();
const ordinary = ordinaryLine();

/** A `_search` response with one ordinary hit, changed. */
function response(changes: object, hits: object = {}): string {
  return JSON.stringify({
    took: 1,
    timed_out: false,
    _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
    hits: {
      total: { value: 1, relation: 'eq' },
      hits: [{ _index: 'i', _id: '1', _source: JSON.parse(ordinary) }],
      ...hits,
    },
    ...changes,
  });
}

describe('exit codes', () => {
  it('are 0 if everything was scanned and nothing matches', async () => {
    const { code, stdout } = await run([], { stdin: `${ordinary}\n` });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });

  it('are 1 if something matches', async () => {
    const { code, lines } = await run([], { stdin: `${ordinary}\n${planted}\n` });
    expect({ code, lines }).toEqual({ code: 1, lines: [planted] });
  });

  it('are 0 instead of 1 with --exit-zero, but still 2', async () => {
    expect((await run(['--exit-zero'], { stdin: `${planted}\n` })).code).toBe(0);
    expect((await run(['--exit-zero'], { stdin: `${planted}\nbroken\n` })).code).toBe(2);
  });

  it('are 2 for a usage error, which is one line with a hint, only on stderr', async () => {
    const { code, stdout, stderr } = await run(['--fromat', 'json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe("initd-scan: unknown option '--fromat'\nhint: did you mean --format?\n");
  });

  it.each([
    ['module', { event: { module: 'file_integrity', category: 'file', action: 'creation' } }],
    ['agent', { agent: { type: 'auditbeat' } }],
    ['module, and no category', { event: { module: 'file_integrity', action: 'creation' } }],
  ])('are 2 if all events are those of another %s', async (_, changes) => {
    for (const version of ['13', '122']) {
      const stdin = `${plantedLine(changes)}\n`;
      const { code, stderr } = await run(['--rule-version', version], { stdin });
      expect(code, stderr).toBe(2);
      expect(stderr).toMatch(/is not an Elastic Defend(?:,| or) Endgame/);
    }
  });

  it.each([
    [['-f', 'xml'], /'xml' is invalid/],
    [['--max-alerts', '-1'], /whole number/],
    [['--max-line-bytes', '0'], /at least 1/],
    [['-j', 'two'], /whole number/],
    [['-o', 'report.docx'], /Cannot tell the format/],
    [['-', '-'], /only once/],
    [['-o', 'a.ndjson', '-o', 'a.ndjson'], /given twice/],
    [['-o', 'json:-'], /--format/],
    [['--max-line-bytes', '2000000000'], /at most/],
  ])('rejects %j', async (args, message) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('what must not go unnoticed', () => {
  it.each([
    ['a malformed line', `${ordinary}\n{file}\n${planted}\n`, /:2: problem: .*JSON.*byte/],
    [
      'a malformed line that contains the path',
      `${ordinary}\n{"x":"/etc/init.d/"]}\n`,
      /:2: problem: .*JSON/,
    ],
    ['a truncated last line', `${planted}\n${planted.slice(0, 200)}`, /:2: problem: /],
    [
      'a truncated last line that ends like a complete one',
      `${ordinary}\n${planted.slice(0, planted.indexOf('}'))}}`,
      /:2: problem: /,
    ],
    [
      'clusters that did not respond',
      response({ _clusters: { total: 3, successful: 2, skipped: 1 } }),
      /:1: problem: .*1 of 3 clusters/,
    ],
    [
      'shards that are missing',
      response({ _shards: { total: 3, successful: 2, failed: 0 } }),
      /:1: problem: .*1 of 3 shards/,
    ],
    ['a search that ended early', response({ terminated_early: true }), /:1: problem: /],
    [
      'a response without a result',
      '{"took":3,"timed_out":false,"_shards":{"failed":0}}',
      /:1: problem: /,
    ],
    [
      'a Kibana error after an event',
      `${ordinary}\n{"statusCode":401,"error":"Unauthorized","message":"log in"}\n`,
      /:2: problem: .*log in/,
    ],
    ['a line that is not an object', `${planted}\n42\n`, /:2: problem: /],
    [
      'an error response',
      '{"error":{"type":"security_exception","reason":"no"},"status":401}',
      /:1: problem: .*no/,
    ],
    [
      'a Kibana error',
      '{"statusCode":401,"error":"Unauthorized","message":"log in"}',
      /:1: problem: .*log in/,
    ],
    ['a timed-out response', response({ timed_out: true }), /:1: problem: .*time/],
    ['failed shards', response({ _shards: { total: 5, failed: 2 } }), /:1: problem: .*2 of 5/],
    [
      'a partial response',
      response({ is_partial: true, is_running: false }),
      /:1: problem: .*partial/,
    ],
    [
      'fewer hits than total',
      response({}, { total: { value: 523, relation: 'eq' } }),
      /:1: problem: .*523/,
    ],
    ['an old total', response({}, { total: 11 }), /:1: problem: .*11/],
    ['an empty input', '', /problem: /],
    ['blank lines only', '\n  \n\r\n', /problem: /],
  ])(
    '%s is reported as a problem with its location, and the exit code is 2',
    async (_, stdin, message) => {
      const { code, stderr } = await run([], { stdin });
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
    },
  );

  it('--validate finds a malformed line that cannot contain the path', async () => {
    const stdin = `${ordinary}\n{"file":}\n`;
    expect((await run([], { stdin })).code).toBe(0);
    expect((await run(['--validate'], { stdin })).code).toBe(2);
  });

  it('--validate counts documents, endpoint file events and missing fields', async () => {
    const process = JSON.stringify({
      event: { category: 'process' },
      host: { os: { type: 'linux' } },
    });
    const mixed = await run(['--validate', '-f', 'json'], { stdin: `${ordinary}\n${process}\n` });
    expect(mixed.code).toBe(0);
    expect(JSON.parse(mixed.stdout).summary.census).toMatchObject({
      documents: 2,
      fileEvents: 1,
      lacking: { 'event.category': 0, 'file.path': 1, 'file.extension': 2, 'process.name': 1 },
    });
    expect(mixed.stderr).toMatch(/2 documents, including 1 endpoint file event/);
    const none = await run(['--validate'], { stdin: `${process}\n` });
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(/problem: no file events from .* in 1 document/);
  });

  it('reports matches before and after a problem', async () => {
    const { code, lines } = await run([], { stdin: `${planted}\n{"a":\n${planted}\n` });
    expect({ code, lines }).toEqual({ code: 2, lines: [planted, planted] });
  });

  it('--allow-empty permits an input without documents', async () => {
    expect((await run(['--allow-empty'], { stdin: '' })).code).toBe(0);
  });

  it.each(['/etc/in\nit.d/x', '/etc/init.d\r\n/x', '/etc/init\n\n.d/x'])(
    '--allow-malformed does not accept a path that is broken over lines: %j',
    async (path) => {
      const broken = `{"event":{"category":"file"},"file":{"path":"${path}"}}`;
      const stdin = `${broken}\n${ordinary}\n`;
      expect((await run(['--allow-malformed'], { stdin })).code).toBe(2);
    },
  );

  it('--allow-malformed turns bad lines into warnings', async () => {
    const { code, stderr } = await run(['--allow-malformed'], { stdin: `nonsense\n${ordinary}\n` });
    expect(code).toBe(0);
    expect(stderr).toMatch(/:1: warning: /);
    expect(stderr).not.toContain('hint:');
  });

  it('a response without any hits is valid: 0', async () => {
    const none = response({}, { total: { value: 0, relation: 'eq' }, hits: [] });
    expect((await run([], { stdin: none })).code).toBe(0);
  });

  it('pages that together contain the total are fine; a missing page is a problem', async () => {
    const page = (id: string): string =>
      response(
        { _scroll_id: 'x' },
        {
          total: { value: 2, relation: 'eq' },
          hits: [{ _index: 'i', _id: id, _source: JSON.parse(ordinary) }],
        },
      );
    expect((await run([], { stdin: `${page('1')}\n${page('2')}\n` })).code).toBe(0);
    expect((await run([], { stdin: `${page('1')}\n` })).code).toBe(2);
    expect((await run([], { stdin: `${page('1')}\n${page('1')}\n` })).code).toBe(2);
  });

  it('an input without endpoint events is a problem, and --allow-unrecognized accepts its data set', async () => {
    const syslog = '{"data_stream":{"dataset":"system.syslog"},"message":"GET / 200"}';
    const stdin = `${syslog}\n${syslog}\n`;
    const { code, stderr } = await run([], { stdin });
    expect(code).toBe(2);
    expect(stderr.match(/problem: none of the 2 documents examined/g)).toHaveLength(1);
    const accepted = await run(['--allow-unrecognized', 'system.syslog'], { stdin });
    expect(accepted.code).toBe(0);
  });

  it('a mention outside all events is a problem, and in free text of other products it is counted', async () => {
    const other = '{"data_stream":{"dataset":"system.syslog"},"message":"Starting /etc/init.d/x"}';
    const path = '{"data_stream":{"dataset":"fim.event"},"path":"/etc/init.d/x"}';
    const unnamed = '{"message":"Starting /etc/init.d/x"}';
    const scan = (line: string, ...args: string[]) =>
      run(args, { stdin: `${ordinary}\n${line}\n` });
    expect(await scan(other)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/system\.syslog \(1\)/),
    });
    expect(await scan(unnamed)).toMatchObject({ code: 2 });
    expect(await scan(path)).toMatchObject({ code: 2 });
    expect(await scan(path, '--allow-unrecognized', 'fim.event')).toMatchObject({ code: 0 });
  });

  it('an event that is text inside a document is a match', async () => {
    const wrapped = JSON.stringify({ message: planted });
    const { code, stdout } = await run([], { stdin: `${ordinary}\n${wrapped}\n` });
    expect({ code, stdout }).toEqual({ code: 1, stdout: `${planted}\n` });
  });

  it('--fail-on-warning makes warnings exit 2', async () => {
    const processEvent = ordinary.replace('"category":["file"]', '"category":["process"]');
    const stdin = `${processEvent}\n`;
    expect((await run([], { stdin })).code).toBe(0);
    expect((await run(['--fail-on-warning'], { stdin })).code).toBe(2);
  });

  it('a missing file, an unreadable one and a directory without logs are problems; the rest is scanned', async () => {
    const folder = temporaryDirectory({ 'a.ndjson': `${planted}\n`, 'locked.ndjson': planted });
    mkdirSync(path.join(folder, 'empty'));
    chmodSync(path.join(folder, 'locked.ndjson'), 0o000);
    const { code, lines, stderr } = await run(['nowhere.ndjson', 'empty', 'a.ndjson'], {
      cwd: folder,
    });
    expect({ code, lines }).toEqual({ code: 2, lines: [planted] });
    expect(stderr).toMatch(/nowhere\.ndjson: problem: /);
    expect(stderr).toMatch(/empty: problem: /);
    const isRoot = process.getuid?.() === 0;
    const locked = await run(['locked.ndjson'], { cwd: folder });
    expect(locked.code).toBe(isRoot ? 1 : 2);
  });

  it('a file that cannot be read is reported with the system’s reason', async () => {
    const { code, stderr } = await run(['/proc/self/mem']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/\/proc\/self\/mem: problem: .*EIO|EINVAL|EPERM|EFAULT/);
  });

  it('a line over --max-line-bytes is a problem, and the scan continues', async () => {
    const long = plantedLine({ padding: 'x'.repeat(3_000_000) });
    const { code, lines, stderr } = await run(['--max-line-bytes', '1000000'], {
      stdin: `${planted}\n${long}\n${planted}\n`,
    });
    expect({ code, lines }).toEqual({ code: 2, lines: [planted, planted] });
    expect(stderr).toMatch(new RegExp(`:2: problem: .*${long.length}`));
  });

  it('a line of 300 MB is a problem with the default limit, and the scan continues', async () => {
    const folder = temporaryDirectory();
    const file = path.join(folder, 'long.ndjson');
    const piece = Buffer.alloc(50 * 1024 * 1024, 'x');
    writeFileSync(file, `${planted}\n{"padding":"`);
    for (let i = 0; i < 6; i += 1) writeFileSync(file, piece, { flag: 'a' });
    writeFileSync(file, `"}\n${planted}\n`, { flag: 'a' });
    const { code, lines, stderr } = await run([file]);
    expect({ code, lines }).toEqual({ code: 2, lines: [planted, planted] });
    expect(stderr).toMatch(/:2: problem: /);
  });
});

describe('an internal error', () => {
  it('is reported with its stack, and exits 70, which cannot be mistaken for a result', async () => {
    const folder = temporaryDirectory({
      'in.ndjson': `${planted}\n`,
      'break.cjs':
        'WebAssembly.Module = class { constructor() { throw new Error("out of order"); } };',
    });
    const env = { NODE_OPTIONS: `--require=${path.join(folder, 'break.cjs')}` };
    const { code, stdout, stderr } = await run(['in.ndjson'], { cwd: folder, env });
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
    expect(stderr).toMatch(/Error: out of order\n +at /);
  });
});

describe('a full disk', () => {
  it.each([['ndjson'], ['json'], ['pretty']])(
    'is reported in one line, and exits 2, for %s',
    async (format) => {
      const folder = temporaryDirectory({ 'in.ndjson': `${planted}\n`.repeat(200) });
      const { stdout } = await shell(
        `$SCAN -f ${format} in.ndjson 2>&1 > /dev/full; echo "exit $?"`,
        folder,
      );
      expect(stdout).toMatch(/^initd-scan: cannot write: .*ENOSPC.*\nexit 2\n$/);
    },
  );
});

describe('inputs', () => {
  it('after scan, every word is a path', async () => {
    const folder = temporaryDirectory({ rule: `${planted}\n` });
    expect((await run(['scan', 'rule'], { cwd: folder })).lines).toEqual([planted]);
  });

  it('globs match directories, too, with or without a trailing slash', async () => {
    const folder = temporaryDirectory({ 'a.ndjson': planted });
    mkdirSync(path.join(folder, 'archive'));
    writeFileSync(path.join(folder, 'archive', 'b.ndjson'), planted);
    for (const glob of ['archive', 'archive/', './archive', './archive/*.ndjson']) {
      expect((await run(['--exclude', glob, '.'], { cwd: folder })).lines).toEqual([planted]);
    }
  });

  it('continues where another program stopped reading stdin', async () => {
    const folder = temporaryDirectory({ 'in.ndjson': `${planted}\n${ordinary}\n` });
    const { stdout } = await shell(
      '{ read -r line; $SCAN -q; } < in.ndjson; echo "exit $?"',
      folder,
    );
    expect(stdout).toBe('exit 0\n');
  });

  it('scans the files of a directory in order, as selected by --include and --exclude', async () => {
    const line = (name: string): string => plantedLine({ marker: name });
    const folder = temporaryDirectory({
      'b.ndjson': line('b'),
      'a.jsonl': line('a'),
      'notes.txt': line('notes'),
      'c.json': line('c'),
    });
    mkdirSync(path.join(folder, 'old'));
    writeFileSync(path.join(folder, 'old', 'd.ndjson'), line('d'));
    const scan = async (...args: string[]): Promise<readonly string[]> =>
      (await run([...args, '.'], { cwd: folder })).lines;
    expect(await scan()).toEqual(['a', 'b', 'c', 'notes', 'd'].map(line));
    expect(await scan('--include', '*.txt')).toEqual([line('notes')]);
    expect(await scan('--exclude', 'old/**', '--exclude', '[cn]*')).toEqual(['a', 'b'].map(line));
    const quoted = await run(['*/*.ndjson'], { cwd: folder });
    expect(quoted.lines).toEqual([line('d')]);
  });

  it('reads BOM, CRLF, blank lines, no final newline, U+2028, lone surrogates and bad UTF-8', async () => {
    const odd = plantedLine({ note: 'a\u2028b' });
    const surrogate = planted.replace('"netd"', '"net\\ud800"');
    const bytes = Buffer.concat([
      Buffer.from(`\ufeff${planted}\r\n\r\n  \n${odd}\n${surrogate}\n`),
      Buffer.from(planted.replace('web-01', 'web-\u0001').replace('\u0001', '')),
      Buffer.from('\n{"x":"'),
      Buffer.from([0xff, 0xfe, 0xc0, 0xaf]),
      Buffer.from(`",${planted.slice(1)}`),
    ]);
    const { code, lines } = await run([], { stdin: bytes });
    expect(code).toBe(1);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe(`${planted}\r`);
    expect(lines[1]).toBe(odd);
  });

  it('ndjson writes matching lines byte for byte, so a second scan gives the same', async () => {
    const source = `  ${planted}  \n${JSON.stringify({ _index: 'i', _id: '1', _source: JSON.parse(planted) })}\n`;
    const first = await run([], { stdin: source });
    expect(first.stdout).toBe(source);
    expect((await run([], { stdin: first.stdout })).stdout).toBe(first.stdout);
  });

  it('extracts hits from responses, and can read them again', async () => {
    const stdin = response(
      {},
      {
        total: { value: 2, relation: 'eq' },
        hits: [
          { _index: 'i', _id: '1', _source: JSON.parse(ordinary) },
          { _index: 'i', _id: '2', _source: JSON.parse(planted) },
        ],
      },
    );
    const first = await run([], { stdin });
    expect(first.code).toBe(1);
    expect(first.lines.map((line) => JSON.parse(line)._id)).toEqual(['2']);
    expect((await run([], { stdin: first.stdout })).stdout).toBe(first.stdout);
  });
});

describe('reports in files', () => {
  it('writes several formats, selected by extension, in one scan', async () => {
    const folder = temporaryDirectory({ 'in.ndjson': `${planted}\n${ordinary}\n` });
    const { code, lines } = await run(
      ['in.ndjson', '-o', 'hits.ndjson', '-o', 'report.json', '-o', 'pretty:report.log'],
      { cwd: folder },
    );
    expect({ code, lines }).toEqual({ code: 1, lines: [planted] });
    expect(readdirSync(folder).sort()).toEqual([
      'hits.ndjson',
      'in.ndjson',
      'report.json',
      'report.log',
    ]);
    expect(readFileSync(path.join(folder, 'hits.ndjson'), 'utf8')).toBe(`${planted}\n`);
    const report = JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'));
    expect(report.summary).toMatchObject({ matches: 1, problems: 0, complete: true, lines: 2 });
    expect(report.matches[0].source).toMatchObject({ input: 'in.ndjson', line: 1, byteOffset: 0 });
    expect(report.matches[0].event).toEqual(JSON.parse(planted));
  });

  it('rejects a report that is also an input or in a missing directory, before it scans', async () => {
    const folder = temporaryDirectory({ 'in.ndjson': `${planted}\n` });
    const over = await run(['in.ndjson', '-o', 'in.ndjson'], { cwd: folder });
    expect({ code: over.code, stdout: over.stdout }).toEqual({ code: 2, stdout: '' });
    const nowhere = await run(['in.ndjson', '-o', 'no/such/x.json'], { cwd: folder });
    expect({ code: nowhere.code, stdout: nowhere.stdout }).toEqual({ code: 2, stdout: '' });
    expect(nowhere.stderr).toBe(
      'initd-scan: cannot write no/such/x.json: no such file or directory\n',
    );
    expect(readdirSync(folder)).toEqual(['in.ndjson']);
  });

  it('does not scan the report that it is about to replace', async () => {
    const folder = temporaryDirectory({ 'in.ndjson': `${planted}\n` });
    for (const _ of [1, 2]) {
      const { lines } = await run(['.', '-o', 'hits.ndjson'], { cwd: folder });
      expect(lines).toEqual([planted]);
    }
  });
});

describe('--max-alerts', () => {
  it('reports at most N matches and counts the rest', async () => {
    const { code, lines, stderr } = await run(['--max-alerts', '2'], {
      stdin: `${planted}\n`.repeat(5),
    });
    expect({ code, lines }).toEqual({ code: 1, lines: [planted, planted] });
    expect(stderr).toMatch(/3 more/);
  });
});

describe('bulk files', () => {
  it('have the index and id of an event in the action line before it, which is not an event', async () => {
    const action = '{ "create": { "_index": "logs-x", "_id": "7" } }';
    const stdin = `${action}\n${ordinary}\n{"index":{"_index":"logs-y"}}\n${planted}\n{"delete":{"_id":"1"}}\n`;
    const { code, stdout } = await run(['-f', 'json'], { stdin });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).matches).toMatchObject([
      {
        source: {
          line: 4,
          index: 'logs-y',
          byteOffset: Buffer.byteLength(`${action}\n${ordinary}\n{"index":{"_index":"logs-y"}}\n`),
        },
      },
    ]);
  });
});
