import { describe, expect, it } from 'vitest';
import { run, temporaryDirectory } from './run.js';

const planted = (id: string, time: string | number = '2026-03-02T04:11:09.512Z'): string =>
  `{"@timestamp":${JSON.stringify(time)},"event":{"id":"${id}","category":["file"],"action":"creation"},"host":{"id":"h1","os":{"type":"linux"}},"file":{"path":"/etc/init.d/x","size":18446744073709551615},"process":{"executable":"/tmp/x","ratio":1.0,"load":1E+2}}`;

const hit = (id: string, more = ''): string =>
  `{"_index":"i","_id":"${id}","_source":${planted(id)}${more}}`;

const response = (total: number, hits: readonly string[], more = ''): string =>
  `{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"failed":0},"hits":{"total":{"value":${total},"relation":"eq"},"hits":[${hits.join(',')}]}${more}}`;

describe('numbers come out as they went in', () => {
  it.each([
    ['an element of an array', `[${planted('1')}]`, planted('1')],
    ['an element on its own line', `[\n${planted('1')}\n]`, planted('1')],
    ['one of several values on a line', `${planted('1')} {"a":1}`, planted('1')],
    ['a hit of a response', response(1, [hit('1')]), hit('1')],
    [
      'a hit of a response over several lines',
      response(1, [hit('1')]).replaceAll('{', '{\n'),
      hit('1'),
    ],
    ['a hit of a wrapped response', `{"rawResponse":${response(1, [hit('1')])}}`, hit('1')],
    [
      'a hit in an aggregation',
      response(1, [], `,"aggregations":{"a":{"top":${response(1, [hit('1')])}}}`),
      hit('1'),
    ],
    [
      'a hit in a hit',
      response(2, [hit('1', `,"inner_hits":{"a":${response(2, [hit('1'), hit('2')])}}`)]),
      `${hit('1')}\n${hit('2')}`,
    ],
  ])('%s', async (_, stdin, expected) => {
    const { code, stdout } = await run(['-f', 'ndjson'], { stdin });
    expect(stdout).toBe(`${expected}\n`);
    expect(code).toBe(1);
    expect((await run(['-f', 'ndjson'], { stdin: stdout })).stdout).toBe(stdout);
  });
});

describe('a response that is cut short', () => {
  const cut = response(3, [hit('1'), hit('2'), hit('3')]).slice(0, -100);

  it.each([
    ['at the end of the input', cut],
    ['before a line end', `${cut}\n`],
    ['before another response', `${cut}\n${response(1, [hit('4')])}\n`],
    ['before its first hit', `${response(1, []).slice(0, 40)}\n${planted('9')}\n`],
    ['after other lines', `${planted('8')}\n${cut}\n`],
  ])('is a problem that no option excuses: %s', async (_, stdin) => {
    const { code } = await run(['--allow-malformed', '--allow-empty'], { stdin });
    expect(code).toBe(2);
  });

  it('is read as far as it goes', async () => {
    const { lines } = await run(['-f', 'ndjson'], {
      stdin: `${cut}\n${response(1, [hit('4')])}\n`,
    });
    expect(lines).toEqual([hit('1'), hit('2'), hit('4')]);
  });
});

describe('pages in files of their own', () => {
  const page = (ids: readonly number[], total = 3): string =>
    response(
      total,
      ids.map((id) => hit(`${id}`, `,"sort":[${id}]`)),
    );

  it('are held to their total together, with a warning', async () => {
    const cwd = temporaryDirectory({ 'page-1.json': page([1, 2]), 'page-2.json': page([3]) });
    const { code, stderr, lines } = await run(['-f', 'ndjson', '.'], { cwd });
    expect(lines).toHaveLength(3);
    expect(stderr).toMatch(/page-1\.json:1: warning: 2 responses with 3 hits .* one search/);
    expect(code).toBe(1);
  });

  it.each(['one line', 'several lines'])(
    'are incomplete without one of them: on %s',
    async (how) => {
      const write = (text: string): string =>
        how === 'one line' ? text : JSON.stringify(JSON.parse(text), null, 2);
      const cwd = temporaryDirectory({
        'a.json': write(page([1, 2], 5)),
        'b.json': write(page([5], 5)),
        'c.ndjson': planted('c'),
      });
      const { code, stderr, stdout } = await run(['-f', 'junit', '.'], { cwd });
      expect(code).toBe(2);
      expect(stderr).toMatch(/a\.json:1: problem: .* only 3 of 5 hits/);
      expect(stdout).toMatch(/<testsuite name="a\.json" tests="1" failures="0" errors="1"/);
    },
  );

  it('are known by their scroll, without a warning', async () => {
    const scrolled = (ids: readonly string[]): string =>
      response(
        3,
        ids.map((id) => hit(id)),
        ',"_scroll_id":"x"',
      );
    const cwd = temporaryDirectory({ 'a.json': scrolled(['1', '2']), 'b.json': scrolled(['3']) });
    const { code, stderr } = await run(['.'], { cwd });
    expect(stderr).not.toContain('warning');
    expect(code).toBe(1);
  });
});

describe('the empty page at which a search ends', () => {
  const sorted = (id: string): string => hit(id, `,"sort":[${id}]`);
  const whole = [response(3, [sorted('1'), sorted('2')]), response(3, [sorted('3')])];
  const empty = response(3, []);
  const withPit = (texts: readonly string[]): string[] =>
    texts.map((text, at) => text.replace('{', `{"pit_id":"pit-${at}",`));
  const onLines = (text: string): string => JSON.stringify(JSON.parse(text), null, 2);

  it.each([
    ['without an id', [...whole, empty]],
    ['with another id, on several lines', withPit([...whole, empty]).map(onLines)],
  ])('is no problem %s', async (_, pages) => {
    const { code, stderr } = await run(['-f', 'none'], { stdin: pages.join('\n') });
    expect(stderr).toMatch(/^3 matches .*\n(?:.*\n)*complete: all input was read\n$/);
    expect(code).toBe(1);
  });

  it('in a file of its own is assumed to be one, with a warning', async () => {
    const [one = '', two = '', end = ''] = withPit([...whole, empty]);
    const cwd = temporaryDirectory({ '1.json': one, '2.json': two, '3.json': end });
    const { code, stderr } = await run(['.'], { cwd });
    expect(stderr).toMatch(/1\.json:1: warning: 3 responses with 3 hits are assumed/);
    expect(code).toBe(1);
  });

  it.each([
    ['a page is missing before it', [whole[0] ?? '', empty]],
    ['it is inside another document', [`{"body":${empty},"path":"/etc/init.d/"}`]],
  ])('is a problem if %s', async (_, pages) => {
    const { code, stderr } = await run(['-f', 'none'], { stdin: pages.join('\n') });
    expect(stderr).toContain('only 0 of 3 hits');
    expect(code).toBe(2);
  });
});

describe('a search of no index', () => {
  const nothing =
    '{"took":0,"timed_out":false,"_shards":{"total":0,"successful":0,"skipped":0,"failed":0},"hits":{"total":{"value":0,"relation":"eq"},"max_score":0.0,"hits":[]}}';

  it.each([
    ['on several lines', JSON.stringify(JSON.parse(nothing), null, 2)],
    ['among others', `{"responses":[${nothing},${response(1, [hit('1')])}]}`],
  ])('is a problem: %s', async (_, stdin) => {
    const { code, stderr } = await run(['-f', 'none'], { stdin });
    expect(stderr).toMatch(/problem: no shard was searched.*\n {2}hint: .*--allow-empty/);
    expect(code).toBe(2);
  });

  it('is accepted with --allow-empty', async () => {
    const { code, stderr } = await run(['-f', 'none', '--allow-empty'], { stdin: nothing });
    expect(stderr).toContain('complete: all input was read; no matches');
    expect(code).toBe(0);
  });
});

describe('copies of an event', () => {
  it('are counted once in the summary, and all written', async () => {
    const cwd = temporaryDirectory({
      'a.ndjson': `${planted('1')}\n${planted('1')}\n${planted('2')}\n`,
      'b.json': `[${planted('1').replace('{', '{ ')}]`,
      'c.ndjson': `${hit('2')}\n${hit('2')}\n`,
    });
    const { stderr, lines } = await run(['-f', 'ndjson', '.'], { cwd });
    expect(lines).toHaveLength(6);
    expect(stderr).toContain('6 matches, 2 distinct, in 6 lines of 3 inputs');
    const { stdout } = await run(['-f', 'json', '.'], { cwd });
    expect(JSON.parse(stdout).summary).toMatchObject({ matches: 6, compared: 6, distinct: 2 });
  });

  it('are told apart by their contents if they have no id', async () => {
    const anonymous = planted('').replace('"id":"",', '');
    const other = anonymous.replace('/tmp/x', '/tmp/y');
    const reordered = JSON.stringify(
      Object.fromEntries(Object.entries(JSON.parse(anonymous) as object).reverse()),
    );
    const { stderr } = await run([], { stdin: `${anonymous}\n${other}\n${reordered}\n` });
    expect(stderr).toContain('3 matches, 2 distinct, in');
  });

  it('are not mentioned if there are none', async () => {
    const { stderr } = await run([], { stdin: `${planted('1')}\n${planted('2')}\n` });
    expect(stderr).toContain('2 matches in 2 lines');
  });

  it('beyond the first 1,000 matches are not looked for', async () => {
    const lines = Array.from({ length: 1200 }, (_, at) => `${planted(`${at >> 1}`)}\n`);
    const { stderr } = await run(['-f', 'none'], { stdin: lines.join('') });
    expect(stderr).toContain('1200 matches, at least 500 distinct, in');
  });
});

describe('a time in seconds', () => {
  it.each([
    ['in the window', ['--from', '2026-03-02', '--to', '2026-03-03'], 1],
    ['outside it', ['--from', '2026-03-03'], 0],
  ] as const)('is %s', async (_, args, expected) => {
    const stdin = `${planted('1', Date.parse('2026-03-02T04:11:09Z') / 1000)}\n`;
    expect((await run([...args], { stdin })).code).toBe(expected);
  });
});

describe('an error in the middle of a file', () => {
  it.each([
    '{"message":"Too Many Requests"}',
    '{"detail":"Not Found"}',
    '{"errors":[{"code":"auth","message":"x"}]}',
    '{"count":3,"_shards":{"total":1}}',
    '{"isPartial":true,"isRunning":true,"rawResponse":{"took":1}}',
  ])('is a problem: %s', async (error) => {
    const { code, stderr, lines } = await run(['-f', 'ndjson'], {
      stdin: `${planted('1')}\n${error}\n${planted('2')}\n`,
    });
    expect(lines).toHaveLength(2);
    expect(stderr).toContain('<stdin>:2: problem: ');
    expect(code).toBe(2);
  });
});

describe('an event beside the hits of a response is judged', () => {
  const event = planted('2');
  const clean = `{"_index":"i","_id":"1","_source":${planted('1').replace('/tmp/x', '/usr/bin/dpkg')}`;
  const columns = '"columns":[{"name":"event.category"}],"values":[["file"]]';

  it.each([
    ['in another member', response(1, [`${clean}}`], `,"events":[${event}]`)],
    ['in a member on lines of its own', response(1, [`${clean}}`], `,\n"a":{\n"b":${event}}\n`)],
    ['in text', response(1, [`${clean}}`], `,"body":${JSON.stringify(event)}`)],
    ['in a hit', response(1, [`${clean},"extra":${event}}`])],
    ['beside the hits', response(1, [`${clean}}`]).replace('"hits":[', `"more":${event},"hits":[`)],
    ['in a table', `{${columns},"more":[${event}]}`],
    ['in an error', `{"error":{"type":"x","document":${event}},"status":400}`],
    ['in a failure', `{"took":1,"total":1,"failures":[{"id":"1","document":${event}}]}`],
    ['in an array of texts', `[${JSON.stringify(event)}]`],
  ])('%s', async (_, stdin) => {
    const { code, lines } = await run(['-f', 'ndjson'], { stdin });
    expect(code).toBeGreaterThan(0);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('/etc/init.d/x');
  });

  it('but none of its documents is judged twice', async () => {
    const { lines } = await run(['-f', 'ndjson'], {
      stdin: response(1, [hit('1')], `,"note":"/etc/init.d/x"`),
    });
    expect(lines).toHaveLength(1);
  });
});
