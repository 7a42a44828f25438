import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import { prettyReporter } from '#dist/report/pretty.js';
import { seed } from '../property/generators.js';
import { attacks, forbiddenIn } from './forbidden.js';
import { Memory, matchOf, plainContext, statusOf, summaryOf, written } from './writers.js';

/** The block of one match, without the table after it. */
async function blockOf(...of: Parameters<typeof matchOf>): Promise<string[]> {
  const report = await written(prettyReporter, [matchOf(...of)]);
  return report.slice(0, report.indexOf('\n\n')).split('\n');
}

/** The table after all blocks. */
async function tableOf(events: readonly JsonObject[], withheld = 0): Promise<string[]> {
  const matches = events.map((event) => matchOf(event));
  const summary = summaryOf({ matches: matches.length + withheld, withheld });
  const report = await written(prettyReporter, matches, summary);
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
      '  process   /usr/bin/bash, bash, pid 4711',
      "  command   bash -c 'cp /tmp/x /etc/init.d/netd'",
      '  parent    /usr/sbin/sshd, sshd, pid 812, entity ZjA1MzFm',
      '            sshd: root@pts/0',
      '  file      ELF binary, 18432 bytes, owner root',
      `  sha256    ${sha256}`,
      '  source    logs/a.ndjson:17, document 3, byte 12345',
      `  index     ${index}`,
      '  id        1WgClZIBomhdMPLEGc-s',
    ]);
  });

  test('a rename: the old path; a user acting as another; a parent known only by its entity', async () => {
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
      '  parent    entity ZjA1MzFm',
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

  test('long values are not truncated', async () => {
    const long = `sh -c '${'x'.repeat(5000)}'`;
    const block = await blockOf({ 'file.path': '/etc/init.d/x', process: { command_line: long } });
    expect(block).toContain(`  command   ${long}`);
  });

  test('each match is written immediately, and the write is awaited', async () => {
    const memory = new Memory();
    let release = (): void => {};
    const written = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reporter = prettyReporter(
      {
        write(data) {
          memory.write(data);
          return written;
        },
      },
      plainContext,
    );
    const result = reporter.match(matchOf(creation));
    expect(memory.text).toMatch(/^\/etc\/init\.d\/netd\n/);
    expect(result).toBe(written);
    release();
    await result;
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
  'process.parent.entity_id',
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
    const report = await written(prettyReporter, [match]);
    expect(forbiddenIn(report, { newlines: true })).toEqual([]);
    for (const name of [...shownFields, 'input', 'index', 'id']) {
      expect(report).toContain(`${name}=${shown}`);
    }
    expect(report.split('\n\n')[0]?.split('\n')).toHaveLength(15);
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
        const report = await written(prettyReporter, [matchOf(JSON.stringify(event))]);
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
      'matches   paths  first                     last                      host',
      '      3       2  2026-03-01T00:00:00.000Z  2026-03-02T04:00:00.000Z  web-02',
      '      1       1  2026-03-02T04:00:00.500Z  2026-03-02T04:00:00.500Z  web-01',
    ]);
  });

  test.each(['yesterday', '2026-13-45T00:00:00Z', '99999999999999999999', '(x) 2026', ''])(
    'an invalid time is ignored: %j',
    async (time) => {
      const [, row] = await tableOf([at('web-01', '/etc/init.d/a', time)]);
      expect(row).toMatch(/^ +1 +1 {2}- +- +web-01$/);
    },
  );

  test('has a row for matches without a host', async () => {
    const [, row] = await tableOf([at(undefined, '/etc/init.d/a')]);
    expect(row).toMatch(/\(no name\)$/);
  });

  test('keeps 1,000 hosts, and counts the matches on other hosts in a separate row', async () => {
    const events = Array.from({ length: 1003 }, (_, n) => at(`host-${n}`, '/etc/init.d/a'));
    const table = await tableOf([...events, at('host-0', '/etc/init.d/b')]);
    expect(table).toHaveLength(1002);
    expect(table[1]).toMatch(/^ +2 +2 .* host-0$/);
    expect(table.at(-1)).toMatch(/^ +3 .* \(other hosts\)$/);
  });

  test('does not keep overlong names', async () => {
    const table = await tableOf([at('x'.repeat(1025), '/etc/init.d/a')]);
    expect(table.slice(1)).toEqual([expect.stringMatching(/^ +1 .* \(other hosts\)$/)]);
  });

  test('keeps 100,000 paths, and marks counts that may be higher', async () => {
    const paths = Array.from({ length: 100_000 }, (_, n) => `/etc/init.d/${n}`);
    const table = await tableOf([
      { host: { name: 'web-01' }, file: { path: paths } },
      at('web-01', '/etc/init.d/0'),
      at('web-02', '/etc/init.d/0'),
    ]);
    expect(table.slice(1)).toEqual([
      expect.stringMatching(/^ +2 {2}100000 .* web-01$/),
      expect.stringMatching(/^ +1 +0\+ .* web-02$/),
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
