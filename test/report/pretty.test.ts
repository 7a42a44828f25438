import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import { prettyReporter } from '#dist/report/pretty.js';
import type { ReportContext } from '#dist/report/reporter.js';
import { seed } from '../property/generators.js';
import { attacks, forbiddenIn } from './forbidden.js';
import { Memory, matchOf, plainContext, statusOf, summaryOf, written } from './writers.js';

const long: ReportContext = { ...plainContext, isLong: true };

/** The line of one match, without the table after it; several on a narrow terminal. */
async function lineOf(event: JsonObject, width?: number): Promise<string> {
  const context = { ...plainContext, width };
  const report = await written(prettyReporter, [matchOf(event)], summaryOf(), context);
  return report.slice(0, report.indexOf('\n\n'));
}

/** The block of one match, without the table after it. */
async function blockOf(...of: Parameters<typeof matchOf>): Promise<string[]> {
  const report = await written(prettyReporter, [matchOf(...of)], summaryOf(), long);
  return report.slice(0, report.indexOf('\n\n')).split('\n');
}

/** The table after all blocks. */
async function tableOf(
  events: readonly JsonObject[],
  withheld = 0,
  width?: number,
): Promise<string[]> {
  const matches = events.map((event) => matchOf(event));
  const summary = summaryOf({ matches: matches.length + withheld, withheld });
  const report = await written(prettyReporter, matches, summary, { ...plainContext, width });
  return report
    .slice(report.lastIndexOf('\n\n') + 2)
    .trimEnd()
    .split('\n');
}

function at(host: string | undefined, path: string, time?: JsonValue): JsonObject {
  return {
    'file.path': path,
    ...(host === undefined ? {} : { host: { name: host } }),
    ...(time === undefined ? {} : { '@timestamp': time }),
  };
}

const sha256 = '3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea';

const creation: JsonObject = {
  '@timestamp': '2026-03-02T04:11:09.512Z',
  event: { category: ['file'], type: ['creation'], action: 'creation' },
  host: { name: 'web-01', hostname: 'web-01.lan', id: '18a77774a51b', os: { type: 'linux' } },
  file: {
    path: '/etc/init.d/netd',
    name: 'netd',
    size: 18432,
    owner: 'root',
    hash: { sha256 },
    Ext: { header_bytes: '7f454c46020101000000000000000000' },
  },
  user: { name: 'root', id: 0, Ext: { real: { name: 'root', id: 0 } } },
  process: {
    executable: '/usr/bin/bash',
    name: 'bash',
    pid: 4711,
    command_line: "bash -c 'cp /tmp/x /etc/init.d/netd'",
    parent: {
      executable: '/usr/sbin/sshd',
      name: 'sshd',
      pid: 812,
      entity_id: 'ZjA1MzFm',
      command_line: 'sshd: root@pts/0',
    },
  },
};

describe('a match on a line', () => {
  test('says when, where, who, what, by which program, what kind of file, and where in the log', async () => {
    expect(await lineOf(creation)).toBe(
      '2026-03-02T04:11:09.512Z  web-01  root  /etc/init.d/netd  created by /usr/bin/bash  ELF binary  logs/a.ndjson:2',
    );
  });

  test('of a rename has the old path; seconds have three decimals, and a user without a name an id', async () => {
    const rename = {
      '@timestamp': '2026-03-02T04:11:09.5121993Z',
      event: { action: ['rename'] },
      user: { id: '33' },
      file: { path: '/etc/init.d/netd', Ext: { original: { path: '/tmp/.netd' } } },
      process: { name: 'mv' },
    };
    expect(await lineOf(rename)).toBe(
      '2026-03-02T04:11:09.512Z  "uid 33"  /etc/init.d/netd  renamed by mv from /tmp/.netd  logs/a.ndjson:2',
    );
  });

  test('quotes what has white space, so that no value looks like several', async () => {
    const event = at('web 01', '/etc/init.d/x  created by /usr/bin/dpkg  "a"');
    expect(await lineOf(event)).toBe(
      '"web 01"  "/etc/init.d/x  created by /usr/bin/dpkg  \\"a\\""  logs/a.ndjson:2',
    );
  });

  test.each([60, 80, 120])('wraps between its parts in %d columns, and hangs', async (width) => {
    const lines = (await lineOf(creation, width)).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}\S/);
    expect(lines.map((line) => line.trim()).join('  ')).toBe(await lineOf(creation));
  });

  test('cuts a part only if it is wider than the terminal', async () => {
    const path = `/etc/init.d/${'x'.repeat(100)}`;
    const lines = (await lineOf(at('web-01', path), 60)).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.map((line) => line.trim()).join('')).toBe(`web-01${path}logs/a.ndjson:2`);
  });

  test('is written immediately, and the write is awaited', async () => {
    const memory = new Memory();
    let release = (): void => {};
    const isWritten = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reporter = prettyReporter(
      {
        write(data) {
          memory.write(data);
          return isWritten;
        },
      },
      plainContext,
    );
    const result = reporter.match(matchOf(creation));
    expect(memory.text).toContain('/etc/init.d/netd');
    expect(result).toBe(isWritten);
    release();
    await result;
  });
});

describe('a match as a block', () => {
  test('a creation: when, where, who, by what, and its location in the log', async () => {
    const place = { line: 17, byteOffset: 12345, position: 3 };
    const index = '.ds-logs-endpoint.events.file-default-2026.03.01-000001';
    expect(await blockOf(creation, place, { index, id: '1WgClZIBomhdMPLEGc-s' })).toEqual([
      '/etc/init.d/netd',
      '  time      2026-03-02T04:11:09.512Z',
      '  host      web-01 (id 18a77774a51b)',
      '  action    creation',
      '  user      root (id 0)',
      '  process   /usr/bin/bash, pid 4711',
      "  command   bash -c 'cp /tmp/x /etc/init.d/netd'",
      '  parent    /usr/sbin/sshd, pid 812',
      '            sshd: root@pts/0',
      '  file      ELF binary, 18432 bytes, owner root',
      `  sha256    ${sha256}`,
      '  source    logs/a.ndjson:17, document 3, byte 12345',
      `  index     ${index}`,
      '  id        1WgClZIBomhdMPLEGc-s',
    ]);
  });

  test('a rename: the old path; a user acting as another; no entity ids', async () => {
    const rename = {
      event: { action: 'rename' },
      file: {
        path: '/etc/init.d/netd',
        size: 1,
        Ext: {
          original: { path: '/tmp/.netd' },
          header_bytes: '23212f7573722f62696e2f656e762070',
        },
      },
      user: { name: 'root', id: 0, Ext: { real: { name: 'ana', id: 1000 } } },
      process: { executable: '/usr/bin/mv', parent: { entity_id: 'ZjA1MzFm' } },
    };
    expect(await blockOf(rename)).toEqual([
      '/etc/init.d/netd',
      '  action    rename',
      '  from      /tmp/.netd',
      '  user      root (id 0), real user ana (id 1000)',
      '  process   /usr/bin/mv',
      '  file      script for /usr/bin/env p… (truncated at 16 bytes), 1 byte',
      '  source    logs/a.ndjson:2, byte 118',
    ]);
  });

  test('a minimal event: missing values are omitted', async () => {
    const bare = {
      'event.category': 'file',
      'event.action': 'creation',
      'host.os.type': 'linux',
      'file.path': '/etc/init.d/x',
      'process.executable': '/usr/bin/dash',
      'process.name': '',
      'process.command_line': null,
      'user.name': [],
    };
    const block = await blockOf(bare);
    expect(block).toEqual([
      '/etc/init.d/x',
      '  action    creation',
      '  process   /usr/bin/dash',
      '  source    logs/a.ndjson:2, byte 118',
    ]);
  });

  test('Endgame as Kibana exports it: every value an array, with multiple values side by side', async () => {
    const endgame = {
      fields: {
        '@timestamp': ['2026-03-02T04:11:09.512Z'],
        'event.action': ['file_rename_event'],
        'host.hostname': ['db-07'],
        'host.id': ['7f'],
        'file.path': ['/etc/init.d/a', '/etc/init.d/b'],
        'file.Ext.header_bytes': ['23212f62696e2f73680a', '414243'],
        'process.executable': ['/usr/bin/mv'],
        'process.pid': [99],
        'user.id': ['1000'],
      },
    };
    expect(await blockOf(endgame)).toEqual([
      '/etc/init.d/a, /etc/init.d/b',
      '  time      2026-03-02T04:11:09.512Z',
      '  host      db-07 (id 7f)',
      '  action    file_rename_event',
      '  user      id 1000',
      '  process   /usr/bin/mv, pid 99',
      '  file      script for /bin/sh, text without #!',
      '  source    logs/a.ndjson:2, byte 118',
    ]);
  });

  test('a value that occurs twice in a document is shown once', async () => {
    const twice = { 'file.path': '/etc/init.d/x', file: { path: '/etc/init.d/x' } };
    expect((await blockOf(twice))[0]).toBe('/etc/init.d/x');
  });

  test('a host without host.name is named by host.hostname, and an invalid header is omitted', async () => {
    const event = {
      'file.path': '/etc/init.d/x',
      host: { name: '', hostname: 'db-07' },
      'file.Ext.header_bytes': ['', 'zz', '414243'],
    };
    const block = await blockOf(event);
    expect(block).toContain('  host      db-07');
    expect(block).toContain('  file      text without #!');
  });

  test('wraps at the width of the terminal, below the value', async () => {
    const command = `sh -c '${'word '.repeat(30)}'`;
    const event = { 'file.path': '/etc/init.d/x', process: { command_line: command } };
    const context = { ...long, width: 60 };
    const report = await written(prettyReporter, [matchOf(event)], summaryOf(), context);
    const lines = report.slice(0, report.indexOf('\n\n')).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.filter((line) => /^ {12}(?:word|')/.test(line)).length).toBeGreaterThan(2);
  });

  test('long values are not truncated', async () => {
    const long = `sh -c '${'x'.repeat(5000)}'`;
    const block = await blockOf({ 'file.path': '/etc/init.d/x', process: { command_line: long } });
    expect(block).toContain(`  command   ${long}`);
  });
});

describe('color', () => {
  test('is used only if it is asked for', async () => {
    const matches = [matchOf(creation)];
    const context = { ...plainContext, color: true };
    const colored = await written(prettyReporter, matches, summaryOf(), context);
    const plain = await written(prettyReporter, matches);
    expect(colored).toContain('\x1b[');
    expect(plain).not.toContain('\x1b');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removes colors
    expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(plain);
  });

  test('cannot be set by events', async () => {
    const report = await written(
      prettyReporter,
      [matchOf(at('\x1b[32mweb', '/etc/init.d/\x1b[31mx'))],
      summaryOf(),
      { ...plainContext, color: true },
    );
    expect(report).not.toContain('\x1b[32m');
    expect(report).toContain('\\x1b[32mweb');
  });
});

/** The fields that a block shows. */
const shownFields: readonly string[] = [
  '@timestamp',
  'host.name',
  'host.id',
  'event.action',
  'file.path',
  'file.Ext.original.path',
  'file.owner',
  'file.size',
  'file.hash.sha256',
  'user.name',
  'user.id',
  'user.Ext.real.name',
  'user.Ext.real.id',
  'process.executable',
  'process.name',
  'process.pid',
  'process.command_line',
  'process.parent.executable',
  'process.parent.name',
  'process.parent.pid',
  'process.parent.command_line',
];

describe('hostile text', () => {
  test.each(attacks)('in every field at once: $name', async ({ text, shown }) => {
    const event = Object.fromEntries(shownFields.map((name) => [name, `${name}=${text}`]));
    const match = matchOf(
      { ...event, 'file.Ext.header_bytes': Buffer.from(`#!${text}`).toString('hex') },
      { input: `input=${text}` },
      { index: `index=${text}`, id: `id=${text}` },
    );
    for (const context of [plainContext, long, { ...plainContext, width: 60 }]) {
      const report = await written(prettyReporter, [match], summaryOf(), context);
      expect(forbiddenIn(report, { newlines: true })).toEqual([]);
    }
    const line = await written(prettyReporter, [match]);
    const onLine = ['@timestamp', 'host.name', 'user.name', 'file.path', 'process.executable'];
    const inLine = shown.replaceAll('"', '\\"');
    for (const name of [...onLine, 'input']) expect(line).toContain(`${name}=${inLine}`);
    expect(line.split('\n\n')[0]?.split('\n')).toHaveLength(1);
    const block = await written(prettyReporter, [match], summaryOf(), long);
    for (const name of [...shownFields, 'input', 'index', 'id']) {
      expect(block).toContain(`${name}=${name === '@timestamp' ? inLine : shown}`);
    }
    expect(block.split('\n\n')[0]?.split('\n')).toHaveLength(15);
  });

  test('as the interpreter of a script', async () => {
    const headerBytes = Buffer.from('#!/bin/\x1b[2J\n').toString('hex');
    const event = { 'file.path': '/etc/init.d/x', 'file.Ext.header_bytes': headerBytes };
    expect(await blockOf(event)).toContain('  file      script for /bin/\\x1b[2J');
  });

  test('as any value of a field: no control character and no additional line', async () => {
    const value = fc.jsonValue({ stringUnit: 'binary' });
    const events = fc.record(
      Object.fromEntries(
        [...shownFields, 'host.hostname', 'file.Ext.header_bytes'].map((name) => [name, value]),
      ),
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(events, async (event) => {
        const match = matchOf(JSON.stringify(event));
        expect(forbiddenIn(await written(prettyReporter, [match]), { newlines: true })).toEqual([]);
        const report = await written(prettyReporter, [match], summaryOf(), long);
        expect(forbiddenIn(report, { newlines: true })).toEqual([]);
        const [block = ''] = report.split('\n\n');
        for (const line of block.split('\n').slice(1)) expect(line).toMatch(/^ {2}[a-z0-9 ]{9} /);
        expect(report).not.toMatch(/\bundefined\b/);
      }),
      { seed, numRuns: 500 },
    );
  });

  test('as arrays nested deeper than the stack allows: the report continues', async () => {
    const deep = `${'['.repeat(200_000)}"root"${']'.repeat(200_000)}`;
    const block = await blockOf(`{"file.path":"/etc/init.d/x","user.name":${deep}}`);
    expect(block).toContain('  user      (nested too deeply to show)');
  });
});

describe('the table by host', () => {
  test('counts matches and distinct paths, and shows the first and last time, in any order', async () => {
    const table = await tableOf([
      at('web-01', '/etc/init.d/a', '2026-03-02T04:00:00.5Z'),
      at('web-02', '/etc/init.d/a', '2026-03-02T06:00:00+02:00'),
      at('web-02', '/etc/init.d/b', ['2026-03-01T00:00:00']),
      at('web-02', '/etc/init.d/a', 1772424000000),
    ]);
    expect(table).toEqual([
      'host    matches   paths  first                     last',
      'web-02        3       2  2026-03-01T00:00:00.000Z  2026-03-02T04:00:00.000Z',
      'web-01        1       1  2026-03-02T04:00:00.500Z  2026-03-02T04:00:00.500Z',
    ]);
  });

  test('is a sentence per host where the terminal is too narrow for it', async () => {
    const events = [
      at('web-01', '/etc/init.d/a', '2026-03-02T04:00:00.5Z'),
      at('web-01', '/etc/init.d/a', '2026-03-02T06:00:00Z'),
      at('db-01', '/etc/init.d/b', '2026-03-02T06:00:00Z'),
    ];
    expect(await tableOf(events, 0, 60)).toEqual([
      'web-01: 2 matches, 1 path, 2026-03-02T04:00:00.500Z to',
      '    2026-03-02T06:00:00.000Z',
      'db-01: 1 match, 1 path, 2026-03-02T06:00:00.000Z',
    ]);
  });

  test.each(['yesterday', '2026-13-45T00:00:00Z', '99999999999999999999', '(x) 2026', ''])(
    'an invalid time is ignored: %j',
    async (time) => {
      const [, row] = await tableOf([at('web-01', '/etc/init.d/a', time)]);
      expect(row).toMatch(/^web-01 +1 +1 {2}- +-$/);
    },
  );

  test('has a row for matches without a host', async () => {
    const [, row] = await tableOf([at(undefined, '/etc/init.d/a')]);
    expect(row).toMatch(/^\(no name\) +1 /);
  });

  test('keeps 1,000 hosts, and counts the matches on other hosts in a separate row', async () => {
    const events = Array.from({ length: 1003 }, (_, n) => at(`host-${n}`, '/etc/init.d/a'));
    const table = await tableOf([...events, at('host-0', '/etc/init.d/b')]);
    expect(table).toHaveLength(1002);
    expect(table[1]).toMatch(/^host-0 +2 +2 /);
    expect(table.at(-1)).toMatch(/^\(other hosts\) +3$/);
  });

  test('does not keep overlong names', async () => {
    const table = await tableOf([at('x'.repeat(1025), '/etc/init.d/a')]);
    expect(table.slice(1)).toEqual([expect.stringMatching(/^\(other hosts\) +1$/)]);
  });

  test('keeps 100,000 paths, and marks counts that may be higher', async () => {
    const paths = Array.from({ length: 100_000 }, (_, n) => `/etc/init.d/${n}`);
    const table = await tableOf([
      { host: { name: 'web-01' }, file: { path: paths } },
      at('web-01', '/etc/init.d/0'),
      at('web-02', '/etc/init.d/0'),
    ]);
    expect(table.slice(1)).toEqual([
      expect.stringMatching(/^web-01 +2 {2}100000 /),
      expect.stringMatching(/^web-02 +1 +0\+ /),
    ]);
  });

  test('reports how many matches over the limit it does not include', async () => {
    const table = await tableOf([at('web-01', '/etc/init.d/a')], 2);
    expect(table.at(-1)).toBe('not in this table: 2 matches over the limit of --max-alerts');
  });

  test('is omitted if there are no matches', async () => {
    const summary = summaryOf({ inputs: [statusOf()] });
    expect(await written(prettyReporter, [], summary)).toBe('');
  });
});
