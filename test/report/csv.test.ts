import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvColumns, csvReporter } from '#dist/report/csv.js';
import { guardCell } from '#dist/report/csv-writer.js';
import { plantedEvent } from '../e2e/run.js';
import { forbiddenIn } from './forbidden.js';
import { matchOf, plainContext, summaryOf, written } from './writers.js';

async function rowsOf(...events: readonly object[]): Promise<string[][]> {
  const matches = events.map((event) =>
    matchOf(JSON.stringify(event), {}, { index: 'i', id: '1' }),
  );
  return parse(await written(csvReporter, matches), { record_delimiter: '\r\n' });
}

describe('CSV', () => {
  it('has its columns in a fixed order, even if nothing matches', async () => {
    expect(csvColumns.join(' ')).toBe(
      '@timestamp host.name host.id user.name user.id event.action file.path file.Ext.original.path process.name ' +
        'process.executable process.command_line process.pid process.parent.executable file.hash.sha256 input line ' +
        'byte_offset index id provenance pointer kind',
    );
    expect(await rowsOf()).toEqual([csvColumns]);
  });

  it('has a row per match, with CRLF, and joins multiple values', async () => {
    const two = plantedEvent({ user: [{ name: 'root' }, { name: 'www' }] });
    const [, row] = await rowsOf(two);
    expect(Object.fromEntries(csvColumns.map((name, at) => [name, row?.[at]]))).toMatchObject({
      '@timestamp': '2026-03-02T04:11:09.512Z',
      'file.path': '/etc/init.d/netd',
      'user.name': 'root; www',
      'process.pid': '4711',
      'file.hash.sha256': '',
      input: 'logs/a.ndjson',
      line: '2',
      byte_offset: '118',
      index: 'i',
      id: '1',
    });
    const text = await written(csvReporter, [matchOf(JSON.stringify(two))]);
    expect(text.endsWith('"\r\n')).toBe(true);
    expect(text.startsWith('"@timestamp",')).toBe(true);
  });

  it('keeps quotes, separators and line ends of a value in its cell', async () => {
    const value = '/etc/init.d/"x",\r\n"y";\nz\u2028';
    const [, row] = await rowsOf(plantedEvent({ file: { path: value } }));
    expect(row?.[6]).toBe(value);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠x'])(
    'guards %j',
    async (text) => {
      expect(guardCell(text)).toBe(`'${text}`);
      const [, row] = await rowsOf(plantedEvent({ host: { name: text } }));
      expect(row?.[1]).toBe(`'${text}`);
    },
  );

  it.each(['', 'a=b', "'=1", '/etc/init.d/-x', ' =1'])('leaves %j unchanged', (text) => {
    expect(guardCell(text)).toBe(text);
  });

  it('breaks up commands to a CI runner', async () => {
    const value = 'x\n::error::a\n \t::set-output name=x::y\n##vso[x]y ##[add-path]z\n::1 ::x';
    const [, row] = await rowsOf(plantedEvent({ process: { command_line: value } }));
    expect(row?.[10]).toBe(
      'x\n\\x3a:error::a\n \t\\x3a:set-output name=x::y\n#\\x23vso[x]y #\\x23[add-path]z\n::1 ::x',
    );
  });

  it('is sanitized for a terminal', async () => {
    const match = matchOf(
      plantedEvent({ host: { name: '\x1b[2J\u202e' } }) as Parameters<typeof matchOf>[0],
    );
    const context = { ...plainContext, terminal: true };
    const text = await written(csvReporter, [match], summaryOf(), context);
    expect(forbiddenIn(text.replaceAll('\r\n', '\n'), { newlines: true })).toEqual([]);
  });
});
