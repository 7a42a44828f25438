import { describe, expect, it } from 'vitest';
import { scan } from '#dist/scan/scan.js';
import { optionsWith } from './options.js';
import { streamOf } from './streams.js';

interface Outcome {
  /** The paths of the matches. */
  readonly paths: readonly unknown[];
  /** Kinds of the problems and warnings, with the line of each. */
  readonly faults: readonly string[];
}

/** Warnings of every table that are not what the test is about. */
const usual: ReadonlySet<string> = new Set(['kibana-csv', 'only-other-events']);

async function scanned(text: string, maxLineBytes = 1 << 28): Promise<Outcome> {
  const paths: unknown[] = [];
  const faults: string[] = [];
  await scan(
    [streamOf(Buffer.from(text))],
    {
      match: ({ event }) => void paths.push(event['file.path'] ?? event),
      problem: ({ fault, line }) => {
        if (!usual.has(fault.kind)) faults.push(`${fault.kind} ${line}`);
      },
    },
    optionsWith({ read: { maxLineBytes } }),
  );
  return { paths, faults };
}

const fields = [
  'event.category',
  'event.action',
  'host.os.type',
  'file.path',
  'process.executable',
];
const header = fields.join(',');
const planted = 'file,creation,linux,/etc/init.d/netd,/tmp/x';
const other = 'file,creation,linux,/var/log/a,/bin/sh';
const commands = `process.command_line,${header}`;
const found = { paths: ['/etc/init.d/netd'], faults: [] };

const event = {
  event: { category: ['file'], action: 'creation' },
  host: { os: { type: 'linux' } },
  file: { path: '/etc/init.d/netd' },
  process: { executable: '/tmp/x' },
};

/** A cell as CSV with quotes where they are needed. */
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const lines = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');

describe('a planted script in a table is found', () => {
  it.each<[reason: string, text: string]>([
    ['with commas', lines(header, other, planted)],
    ['with semicolons', lines(header, other, planted).replaceAll(',', ';')],
    ['with tabs', lines(header, other, planted).replaceAll(',', '\t')],
    ['with pipes', lines(header, other, planted).replaceAll(',', '|')],
    ['with LF and CRLF', `${header}\r\n${other}\n${planted}\r\n`],
    ['with carriage returns', lines(header, other, planted).replaceAll('\n', '\r')],
    [
      'with carriage returns after a while',
      `${header}\n${other}\n${other}\r${planted}\r${other}\n`,
    ],
    ['with spaces around cells', lines(header, planted).replaceAll(',', ' , ')],
    ['after a byte order mark', `\ufeff${lines(header, planted)}`],
    ['after the separator of Excel', lines('sep=,', header, planted)],
    ['after titles', lines('"Init scripts"', '# of today', '', header, planted)],
    [
      'after blank lines',
      lines('', '', header, planted, '', planted).slice(0, -planted.length - 2),
    ],
    ['after a second header', lines(header, other, header, planted)],
    [
      'after a header in another order',
      lines(
        header,
        other,
        fields.toReversed().join(','),
        planted.split(',').toReversed().join(','),
      ),
    ],
    ['under numbered columns', lines(header.replace('category', 'category.0'), planted)],
    ['under quoted labels in capitals', lines(`"${fields.join('","').toUpperCase()}"`, planted)],
    ['under labels of the user', lines(fields.map((name) => `X (${name})`).join(','), planted)],
    ['under names with underscores', lines(header.replaceAll('.', '_'), planted)],
  ])('%s', async (_, text) => {
    expect(await scanned(text)).toEqual(found);
  });

  it.each<[reason: string, rows: readonly string[]]>([
    [
      'between a cell that begins with a quote and one that ends with one',
      [`"x,${other}`, `cp a b,${planted}`, `y",${other}`],
    ],
    ['after a lone quote', [`"x,${other}`, `a,${planted}`, `b,${other}`]],
    ['next to quotes in a value', [`sh -c "x",${planted}`]],
    ['in a row whose value begins and ends with quotes', [`"x",${planted}`]],
  ])('%s', async (_, rows) => {
    expect((await scanned(lines(commands, ...rows))).paths).toEqual(['/etc/init.d/netd']);
    const tabs = lines(commands, ...rows).replaceAll(',', '\t');
    expect(await scanned(tabs)).toEqual(found);
  });

  it('whose process has the name of an excluded one in quotes, where no cell is quoted', async () => {
    const text = lines(`process.name,${header}`, `"crio",${planted}`).replaceAll(',', '\t');
    expect(await scanned(text)).toEqual(found);
  });

  it('in cells that hold whole documents', async () => {
    const json = JSON.stringify(event);
    for (const text of [
      lines('time,_source', `x,${cell(json)}`),
      lines('time;_source', `x;${cell(`{"data":${json}}`)}`),
      lines('time,_source', `x,${cell(`{"_index":"i","_id":"1","_source":${json}}`)}`),
      lines('time\t_source', `x\t${cell(JSON.stringify({ message: json }))}`),
      lines('"_raw","_time",host', `${cell(json)},x,h1`),
      lines('_raw', cell(json)),
      lines('@timestamp\thost.name\t_source', `x\th1\t${json}`),
      lines('@timestamp,agent.type,message', `x,endpoint,${cell(json)}`),
    ]) {
      const { paths, faults } = await scanned(text);
      expect(paths).toMatchObject([event]);
      expect(faults).toEqual([]);
    }
  });

  it('in cells that hold objects', async () => {
    const names = ['event', 'host', 'file', 'process'] as const;
    const row = names.map((name) => cell(JSON.stringify(event[name]))).join(',');
    expect(await scanned(lines(names.join(','), row))).toEqual({ paths: [event], faults: [] });
  });

  it('in responses of OpenSearch, and as pandas splits a table', async () => {
    const values = planted.split(',');
    const schema = fields.map((name) => ({ name, type: 'keyword' }));
    for (const table of [
      { schema, datarows: [values], total: 1, size: 1, status: 200 },
      { columns: fields, index: [0], data: [values] },
    ]) {
      expect((await scanned(JSON.stringify(table))).paths).toEqual(found.paths);
      expect((await scanned(JSON.stringify(table, null, 2))).paths).toEqual(found.paths);
    }
  });

  it('if columns are numbered like elements of lists', async () => {
    const names = header.replace('file.path', 'file.path.0,file.path.1');
    const row = planted.replace('/etc/init.d/netd', '/etc/init.d/netd,');
    expect(await scanned(lines(names, row))).toEqual(found);
    expect(await scanned(lines(names, row.replace('netd,', 'netd,/tmp/a')))).toEqual({
      paths: [['/etc/init.d/netd', '/tmp/a']],
      faults: [],
    });
    const listed = planted.replace('/etc/init.d/netd', '["/tmp/a /etc/init.d/x"]');
    expect((await scanned(lines(header, listed))).paths).toHaveLength(1);
  });
});

describe('what cannot be read with certainty is a problem', () => {
  it.each<[reason: string, faults: readonly string[], text: string]>([
    ['too few cells', ['unassigned-row 2'], lines(header, 'file,/etc/init.d/x')],
    ['too many cells', ['unassigned-row 2'], lines(header, `${planted},x,y`)],
    ['too few cells, without a mention', ['ragged-row 2'], lines(header, 'file,/var/log/x')],
    [
      'an empty path',
      ['unclear-row 2'],
      lines(commands, 'cp a /etc/init.d/x,file,creation,linux,,/bin/cp'),
    ],
    ['capitals', ['damaged-field 2'], lines(header, planted.replace('creation', 'CREATION'))],
    [
      'a word for no value',
      ['damaged-field 2'],
      lines(header, planted.replace('creation', 'null')),
    ],
    [
      'HTML',
      ['unclear-row 2'],
      lines(header, planted.replace('/etc/init.d/netd', '<em>/etc/init.d/netd</em>')),
    ],
    [
      'HTML in another field',
      ['unclear-row 2'],
      lines(header, planted.replace('file', '<b>file</b>')),
    ],
    ['an escaped path', ['unclear-row 2'], lines(header, planted.replaceAll('/', '\\/'))],
    ['a missing category', ['unclear-row 2'], lines(header, planted.replace('file', ''))],
    ['an unknown system', ['unclear-row 2'], lines(header, planted.replace('linux', 'Linux?'))],
    [
      'a truncated document',
      ['unclear-row 2'],
      lines('time,_source', 'x,"{""file"":{""path"":""/etc/init.d/x"'),
    ],
    [
      'a truncated object',
      ['unclear-row 2'],
      lines('event,file,host,process', 'a,"{""path"":""/etc/init.d/x",b,c'),
    ],
    [
      'no path',
      ['missing-columns 1'],
      lines('@timestamp,event.category,file.name', 'x,file,/etc/init.d/x'),
    ],
    [
      'a mention in a title',
      ['mention-in-title 1'],
      lines('file.path: /etc/init.d/*', header, other),
    ],
    [
      'a table of psql',
      ['text-table 2'],
      lines(' file.path | event.action ', '-----------+-----', ' /etc/init.d/x | creation '),
    ],
    [
      'a table in Markdown',
      ['missing-columns 1', 'text-table 2'],
      lines('| file.path | event.action |', '|---|---|', '| /etc/init.d/x | creation |'),
    ],
    [
      'aligned columns',
      ['missing-columns 1', 'text-table 2'],
      lines('file.path   event.action  host.name', '/etc/init.d/x  creation  a'),
    ],
    ['a cell that does not end', ['cut-short 2'], lines(header, `"${planted}`, 'x')],
    ['a table without a last line end', ['cut-short 2'], `${header}\n${other}`],
  ])('%s', async (_, faults, text) => {
    const outcome = await scanned(text);
    const kinds = new Set(faults);
    expect(outcome.faults.filter((fault) => kinds.has(fault))).toEqual(faults);
    expect(outcome.paths).toEqual([]);
  });

  it('a row that quotes divide from its columns, if it may match without them', async () => {
    const text = lines(commands, `"x,${other}`, `cp a, b,${planted}`, `y",${other}`);
    expect(await scanned(text)).toEqual({ paths: [], faults: ['ambiguous-row 2'] });
  });

  it('a cell over several lines that does not end', async () => {
    const rows = Array.from({ length: 60_000 }, () => `a,${other}`);
    const text = lines(commands, `a "b,${other}`, `"x`, ...rows, `a,${planted}`);
    expect(await scanned(text)).toEqual({ ...found, faults: ['unclosed-quote 3'] });
  });

  it('more headers than rows are read by', async () => {
    const headers = Array.from({ length: 9 }, (_, at) => `${header},a${at}`);
    expect((await scanned(lines(...headers, `${planted},x`))).faults).toEqual([
      'too-many-headers 9',
    ]);
  });

  it('an executable that no row has, unless the rule excludes what a row lacks', async () => {
    const without = planted.replace('/tmp/x', '-');
    expect(await scanned(lines(header, without, without))).toEqual({
      paths: [],
      faults: ['empty-column 2'],
    });
    expect(await scanned(lines(header, without, other))).toEqual({ paths: [], faults: [] });
  });

  it('a line over the limit, but not the rows after it', async () => {
    const long = `${planted}${'x'.repeat(2000)}`;
    expect(await scanned(lines(header, long, planted), 1000)).toEqual({
      ...found,
      faults: ['line-too-long 2'],
    });
  });
});

describe('rows that certainly do not match are no problem', () => {
  it.each<[reason: string, text: string]>([
    [
      'a process that mentions a script',
      lines(commands, 'cat /etc/init.d/x,process,exec,linux,,/bin/cat'),
    ],
    [
      'arguments that hold a script',
      lines(commands, `"/bin/sh, /etc/init.d/x, start",process,exec,linux,-,/bin/sh`),
    ],
    [
      'a file event with such arguments',
      lines(commands, `"/bin/sh, /etc/init.d/x, start",${other}`),
    ],
    [
      'a command line over several lines',
      lines(commands, `"cat > x <<E\n/etc/init.d/x start\nE",${other}`),
    ],
    [
      'an installer with quotes',
      lines(commands, `"dpkg -i ""a, b""",${planted.replace('/tmp/x', '/usr/bin/dpkg')}`),
    ],
    ['another root', lines(header, planted.replace('/etc', '/host/etc'))],
    ['a deleted script', lines(header, planted.replace('creation', 'deletion'))],
    ['another system', lines(header, planted.replace('linux', 'windows'))],
  ])('%s', async (_, text) => {
    expect(await scanned(text)).toEqual({ paths: [], faults: [] });
  });
});

it('a table of as many rows as exports stop at gives a warning', async () => {
  for (const [count, faults] of [
    [999, []],
    [1000, ['default-size 1']],
    [10_000, ['default-size 1']],
  ] as const) {
    const rows = Array.from({ length: count }, () => other);
    expect(await scanned(lines(header, ...rows))).toEqual({ paths: [], faults });
  }
});
