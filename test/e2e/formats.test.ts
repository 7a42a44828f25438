import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { formats as writers, zstdFrame } from '../scan/formats.js';
import { ordinaryLine, plantedLine, root, run, temporaryDirectory } from './run.js';

const folder = path.join(root, 'fixtures/formats');

/** How many documents of each fixture match, and where the first one is. */
const fixtures: Readonly<Record<string, { matches: number; line?: number; position?: number }>> = {
  'carriage-returns.json': { matches: 1, line: 1 },
  'concatenated.json': { matches: 1, line: 1 },
  'events.ndjson.gz': { matches: 1, line: 1 },
  'frames.ndjson.zst': { matches: 1, line: 1 },
  'kibana.csv': { matches: 2, line: 2 },
  'members.ndjson.gz': { matches: 1, line: 1 },
  'search-response-pretty.json.gz': { matches: 1, line: 106, position: 2 },
  'several-on-a-line.ndjson': { matches: 1, line: 1, position: 1 },
  'utf-16be-bom-pretty.json': { matches: 1, line: 1 },
  'utf-16be.ndjson': { matches: 1, line: 1 },
  'utf-16le-bom.ndjson': { matches: 1, line: 1 },
  'utf-16le.ndjson': { matches: 1, line: 1 },
};

describe('exports are read in any format', () => {
  it('exactly the fixtures are listed here', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(fixtures).sort());
  });

  it.each(Object.entries(fixtures))(
    '%s, as a file and on stdin',
    async (name, { matches, line, position }) => {
      const file = path.join(folder, name);
      const named = await run(['-f', 'json', file]);
      const report = JSON.parse(named.stdout);
      expect({ code: named.code, matches: report.matches.length }).toEqual({ code: 1, matches });
      expect(report.matches[0].source.line).toBe(line);
      expect(report.matches[0].source.position).toBe(position);
      const piped = await run([], { stdin: readFileSync(file) });
      const again = await run([], { stdin: piped.stdout });
      expect({ code: piped.code, lines: piped.lines.length }).toEqual({ code: 1, lines: matches });
      expect(again.stdout).toBe(piped.stdout);
    },
  );

  it.each(Object.keys(fixtures).filter((name) => name !== 'kibana.csv'))(
    '%s exits 2 if it is truncated, and reports the byte',
    async (name) => {
      const bytes = readFileSync(path.join(folder, name));
      const { code, stderr } = await run([], { stdin: bytes.subarray(0, bytes.length - 20) });
      expect(code).toBe(2);
      expect(stderr).toMatch(/problem: .*byte \d+/);
    },
  );

  it('gzip that is truncated in a document that cannot match is one problem', async () => {
    const text = `${plantedLine()}\n${ordinaryLine()}\n`;
    const bytes = gzipSync(text, { level: 0 });
    const { code, stderr, lines } = await run([], { stdin: bytes.subarray(0, bytes.length - 50) });
    expect({ code, lines: lines.length }).toEqual({ code: 2, lines: 1 });
    expect(stderr.match(/problem: .*/g)).toEqual([
      expect.stringMatching(/^problem: the gzip data is truncated at compressed byte/),
    ]);
  });

  it('CSV is reported if it is truncated, with a warning about what CSV cannot express', async () => {
    const bytes = readFileSync(path.join(folder, 'kibana.csv'));
    const { code, stderr, lines } = await run([], { stdin: bytes.subarray(0, bytes.length - 20) });
    expect({ code, lines: lines.length }).toEqual({ code: 2, lines: 2 });
    expect(stderr).toMatch(/:1: warning: CSV and TSV do not distinguish/);
    expect(stderr).toMatch(/:5: problem: .*byte \d+/);
  });

  it('CSV without a column that the rule needs exits 2', async () => {
    const { code, stderr } = await run([], { stdin: 'file.path,event.action\n/x,creation\n' });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'no column for event.category, host.os.type, process.executable; nothing in it can match',
    );
  });

  it('directories are searched for every format, whatever its file name suggests', async () => {
    const planted = plantedLine();
    const place = temporaryDirectory({
      'a.csv': readFileSync(path.join(folder, 'kibana.csv')),
      'b.json': gzipSync(`${planted}\n`),
      'c.jsonl.zst': zstdFrame(Buffer.from(`${planted}\n`)),
      'd.ndjson.gz': `${planted}\n`,
    });
    const { code, lines } = await run(['.'], { cwd: place });
    expect(code).toBe(1);
    expect(lines.slice(2)).toEqual([planted, planted, planted]);
  });
});

describe('large files that cannot be cut into ranges', () => {
  const lines = Array.from({ length: 9000 }, (_, at) => ordinaryLine(`${at}`));
  for (const at of [10, 5000, 8990]) lines[at] = plantedLine({ marker: `${at}` });
  const events = lines.map((line) => JSON.parse(line) as object);
  const write = (form: string): Buffer => writers[form]?.(events) ?? Buffer.alloc(0);

  it('are distributed over threads, with matches in order', async () => {
    const place = temporaryDirectory({
      'a.json': write('a pretty-printed _search response'),
      'b.ndjson': lines.join('\n'),
      'c.ndjson': write('UTF-16LE'),
      'd.ndjson.zst': write('zstd'),
      'e.json': write('one array'),
      'f.ndjson': `${lines.join('\n')}\nbroken`,
      'g.ndjson.gz': gzipSync(Array.from({ length: 40 }, () => lines.join('\n')).join('\n')),
    });
    const one = await run(['-f', 'json', '-j', '1', '.'], { cwd: place });
    const report = JSON.parse(one.stdout);
    expect(report.matches).toHaveLength(3 * 46);
    expect(report.problems).toHaveLength(1);
    for (const jobs of ['2', '4']) {
      const several = JSON.parse(
        (await run(['-f', 'json', '-j', jobs, '.'], { cwd: place })).stdout,
      );
      expect({ ...several, summary: undefined }).toEqual({ ...report, summary: undefined });
    }
  });
});
