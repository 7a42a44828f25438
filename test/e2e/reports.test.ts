import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ordinaryLine, plantedLine, run, temporaryDirectory } from './run.js';

const planted = plantedLine();
const hostile = 'fixtures/attacks/hostile-reports.ndjson';

describe('reports for other systems', () => {
  it('can be written in several formats in one scan, in addition to stdout', async () => {
    const folder = temporaryDirectory({
      'in.ndjson': `${planted}\n${ordinaryLine()}\n${planted}\n`,
    });
    const files = ['hits.ndjson', 'results.sarif', 'report.csv', 'junit.xml', 'alerts:alerts.log'];
    const { code, lines } = await run(['in.ndjson', ...files.flatMap((file) => ['-o', file])], {
      cwd: folder,
    });
    expect({ code, lines }).toEqual({ code: 1, lines: [planted, planted] });
    const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
    expect(readdirSync(folder).sort()).toEqual([
      'alerts.log',
      'hits.ndjson',
      'in.ndjson',
      'junit.xml',
      'report.csv',
      'results.sarif',
    ]);
    expect(read('hits.ndjson')).toBe(`${planted}\n${planted}\n`);
    expect(JSON.parse(read('results.sarif')).runs[0].results).toHaveLength(2);
    expect(read('report.csv').split('\r\n')).toHaveLength(4);
    expect(read('junit.xml').match(/<failure /g)).toHaveLength(2);
    expect(read('alerts.log').trimEnd().split('\n')).toHaveLength(2);
  });

  it('alerts match again when they are scanned, with the same events', async () => {
    const paths = ['fixtures/telemetry', 'fixtures/shapes', hostile];
    const csvOf = async (args: readonly string[], stdin = ''): Promise<readonly string[]> => {
      const { stdout } = await run([...args, '-f', 'csv', '-q'], { stdin });
      return stdout
        .split('\r\n')
        .map((row) => row.split(',"fixtures/')[0]?.split(',"<stdin>')[0] ?? '');
    };
    const alerts = await run([...paths, '-f', 'alerts', '-q']);
    expect(await csvOf([], alerts.stdout)).toEqual(await csvOf(paths));
    const bulk = await run([...paths, '-f', 'alerts', '--bulk', 'my-alerts', '-q']);
    expect(bulk.lines.length).toBe(2 * alerts.lines.length);
    expect(await csvOf([], bulk.stdout)).toEqual(await csvOf(paths));
  });

  it('are the same with several threads, and in every run', async () => {
    for (const format of ['sarif', 'junit', 'csv', 'alerts']) {
      const one = await run(['-j', '1', '-f', format, 'fixtures/shapes', 'fixtures/broken']);
      const two = await run(['-j', '2', '-f', format, 'fixtures/shapes', 'fixtures/broken']);
      expect(two.stdout).toBe(one.stdout);
    }
  });

  it.each([
    [['--bulk', 'x'], /--bulk requires the alerts format/],
    [['--bulk', 'x', '-f', 'ndjson'], /--bulk requires the alerts format/],
    [['--bulk', 'x', '-o', 'a.json'], /--bulk requires the alerts format/],
  ])('--bulk requires the alerts format: %j', async (args, message) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('SARIF reports a failed run, and JUnit an error, if an input was not fully read', async () => {
    const paths = ['fixtures/broken/cut-short.ndjson', 'nowhere.ndjson'];
    const sarif = await run([...paths, '-f', 'sarif']);
    const [{ invocations }] = JSON.parse(sarif.stdout).runs;
    expect(invocations[0]).toMatchObject({ executionSuccessful: false });
    expect(invocations[0].toolExecutionNotifications).toHaveLength(2);
    const junit = await run([...paths, '-f', 'junit']);
    expect(junit.stdout.match(/<testcase /g)).toHaveLength(3);
    expect(junit.stdout.match(/<error /g)).toHaveLength(2);
  });

  it('SARIF includes what an exception covers as suppressed; other formats leave it out', async () => {
    const exception = {
      item_id: 'x-1',
      list_id: 'ours',
      name: 'Ours',
      entries: [{ field: 'host.name', operator: 'included', type: 'match', value: 'web-01' }],
    };
    const other = plantedLine({ host: { name: 'web-02', os: { type: 'linux' } } });
    const folder = temporaryDirectory({
      'ours.ndjson': JSON.stringify(exception),
      'in.ndjson': `${planted}\n${other}\n`,
    });
    const args = ['in.ndjson', '--exceptions', 'ours.ndjson'];
    const { stdout } = await run([...args, '-f', 'sarif'], { cwd: folder });
    expect(JSON.parse(stdout).runs[0].results).toMatchObject([
      { suppressions: [{ kind: 'external', status: 'accepted' }] },
      { properties: { host: 'web-02' } },
    ]);
    const alerts = await run([...args, '-f', 'alerts'], { cwd: folder });
    expect(alerts.lines).toHaveLength(1);
  });

  it.each(['pretty', 'csv', 'junit'])(
    '%s has no line that a CI runner would execute as a command',
    async (format) => {
      const { stdout, stderr } = await run(['-f', format, hostile]);
      expect(stdout).not.toMatch(/^\s*::[a-z]+(?:::| )|##\[|##vso\[/m);
      expect(stderr).not.toMatch(/^\s*::[a-z]+(?:::| )|##\[|##vso\[/m);
    },
  );
});

describe('typos', () => {
  it.each([
    [['-f', 'jsno'], 'did you mean json?'],
    [['-f', 'saraf'], 'did you mean sarif?'],
    [['-o', 'jsno:out'], 'did you mean json:out?'],
    [['--color', 'allways'], 'did you mean always?'],
    [['rule', '-f', 'jason'], 'did you mean json?'],
    [['completion', 'bahs'], 'did you mean bash?'],
    [['--otput', 'x'], 'did you mean --output?'],
    [['--outptu=x.json'], 'did you mean --output?'],
    [['--form', 'json'], 'did you mean --format?'],
    [['-o', 'x.jsn'], 'did you mean x.json?'],
    [['--only', 'x'], '--only is an option of the command investigate'],
    [['-f', 'html', 'x'], 'the command investigate has html'],
    [['hlep'], 'did you mean the help command?'],
    [['rul'], 'did you mean the rule command?'],
    [['completoin', 'x.ndjson'], 'did you mean the completion command?'],
  ])('%j gives the hint %j', async (args, hint) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(`hint: ${hint}\n`);
  });

  it.each([[['-f', 'xyz']], [['nowhere.ndjson']], [['-f', 'j'.repeat(10_000)]]])(
    'a word unlike any known one gives no suggestion',
    async (args) => {
      const { stderr } = await run(args);
      expect(stderr.toLowerCase()).not.toContain('did you mean');
    },
  );
});

describe('the hint for a usage error', () => {
  it.each([
    [['-f'], 'see initd-scan --help'],
    [['scan', '--from'], 'see initd-scan --help'],
    [['explain', '-f', 'xyz'], 'see initd-scan explain --help'],
    [['rule', 'x'], 'see initd-scan rule --help'],
    [['completion'], 'see initd-scan completion --help'],
  ])('of %j names the help of the command', async (args, hint) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(`hint: ${hint}\n`);
  });
});

describe('warnings', () => {
  it('of one kind are described for three inputs, and counted for the rest', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const folder = temporaryDirectory(
      Object.fromEntries(names.map((name) => [`${name}.log`, `app: ${planted}\n`])),
    );
    const { stderr } = await run(['.', '-f', 'none'], { cwd: folder });
    expect(stderr.match(/^\w\.log: warning: /gm)).toHaveLength(3);
    expect(stderr).toContain('\n2 similar warnings not shown (-f json lists up to 1,000)\n');
    expect(stderr).toContain('\ncomplete, with 5 warnings\n');
  });
});

describe('the summary', () => {
  it('lists the hosts with matches and the inputs with problems', async () => {
    const onHost = (name: string): string => plantedLine({ host: { name, os: { type: 'linux' } } });
    const folder = temporaryDirectory({
      'a.ndjson': `${onHost('web-01')}\n${onHost('web-02\x1b[2J')}\n${onHost('web-01')}\n`,
      'b.ndjson': `${planted}\n{"a":\n`,
    });
    const { stderr } = await run(['.', 'nowhere'], { cwd: folder });
    expect(stderr).toContain('\nhosts: web-01 (3), web-02\\x1b[2J (1)\n');
    expect(stderr).toContain('\ninputs with problems: b.ndjson (1), nowhere (1)\n');
    expect((await run(['.', '-q'], { cwd: folder })).stderr).not.toContain('hosts:');
  });
});

describe('help', () => {
  it.each([[[]], [['rule']], [['query']], [['completion']]])(
    'of %j has examples',
    async (command) => {
      const { code, stdout } = await run([...command, '--help']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Examples?:$/m);
    },
  );
});
