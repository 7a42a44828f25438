import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputsOf } from '#dist/input/inputs.js';
import type { JsonObject } from '#dist/json/value.js';
import type { LeadNote } from '#dist/lead/lead.js';
import { MergedScan } from '#dist/merge/merged-scan.js';
import { jsonReporter } from '#dist/report/json.js';
import { LeadTally } from '#dist/report/leads.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { scan } from '#dist/scan/scan.js';
import { root } from '../e2e/run.js';
import { seed } from '../property/generators.js';
import { Memory, plainContext } from '../report/writers.js';
import { optionsWith } from '../scan/options.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'initd-scan-merge-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The JSON report of a scan. */
async function reportOf(paths: readonly string[], validate = false): Promise<string> {
  const memory = new Memory();
  const reporter = jsonReporter(memory, plainContext);
  const inputs = await inputsOf(paths, { include: [], exclude: [] }, { open: () => process.stdin });
  const leads = new LeadTally();
  const summary = await scan<LeadNote | undefined>(
    inputs,
    {
      ...reporter,
      problem: (problem) => reporter.problem?.(problem),
      document: (document, note) => note && leads.add(document, note),
    },
    optionsWith({ read: { validate } }),
  );
  await reporter.finish(summary, leads.finish());
  return memory.text;
}

/** The merged report of some reports, which are named `1`, `2` and so on. */
async function merge(reports: readonly string[], chunkBytes = 1 << 20): Promise<string> {
  const memory = new Memory();
  const reporter = jsonReporter(memory, plainContext);
  const merged = new MergedScan(defaultRule, {
    problem: (problem) => reporter.problem?.(problem),
    match: (match) => reporter.match(match),
    inputDone: () => {},
    flush: () => {},
  });
  for (const [at, report] of reports.entries()) {
    await merged.add(String(at + 1), chunksOf(Buffer.from(report), chunkBytes));
  }
  const { summary, leads } = await merged.finish();
  await reporter.finish(summary, leads);
  return memory.text;
}

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Report extends JsonObject {
  readonly matches: readonly JsonObject[];
  readonly problems: readonly (JsonObject & { readonly fault: JsonObject })[];
  readonly summary: JsonObject;
}

/** A report without what differs between a merged one and one of all inputs: names of reports, time, and order. */
function comparable(report: string): Report {
  const plain = report
    .replaceAll(/"(?:\d+!)+/g, '"')
    .replaceAll(/"seconds":[\d.e-]+/g, '"seconds":0');
  const { problems, inputs, ...others } = JSON.parse(plain) as Report;
  const { across, ...members } = others;
  const sorted = [...problems].sort((one, other) =>
    JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
  );
  return { ...members, inputs, problems: sorted } as unknown as Report;
}

const shapes = (name: string): string => path.join(root, 'fixtures/shapes', name);
const broken = (name: string): string => path.join(root, 'fixtures/broken', name);

/** Writes a page of a search with a total of 4. */
function page(name: string, ids: readonly number[], pit = 'a'): string {
  const hits = ids.map((id) => ({
    _index: 'i',
    _id: String(id),
    _source: planted(id),
    sort: [id],
  }));
  const total = { value: 4, relation: 'eq' };
  const file = path.join(folder, name);
  writeFileSync(
    file,
    JSON.stringify({ took: 1, timed_out: false, pit_id: pit, hits: { total, hits } }),
  );
  return file;
}

function planted(number: number): JsonObject {
  return {
    '@timestamp': `2026-01-01T00:00:0${number}.000Z`,
    agent: { type: 'endpoint' },
    event: {
      category: ['file'],
      action: 'creation',
      type: ['creation'],
      id: `e${number}`,
      module: 'endpoint',
    },
    host: { os: { type: 'linux' }, name: 'h', id: 'h' },
    file: { path: `/etc/init.d/s${number}` },
    process: { name: 'cp', executable: '/bin/cp' },
  };
}

function lines(name: string, ...values: readonly object[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  return file;
}

/** A directory with a file that holds no events. */
function directory(name: string): string {
  const made = path.join(folder, name);
  mkdirSync(made, { recursive: true });
  writeFileSync(path.join(made, 'notes.txt'), 'nothing\n');
  return made;
}

const files: readonly string[] = [
  ...[
    'array.json',
    'bulk.ndjson',
    'hits.ndjson',
    'search-response.json',
    'scroll-pages.ndjson',
  ].map(shapes),
  ...['cut-short.ndjson', 'empty.ndjson', 'fewer-hits.json', 'malformed-line.ndjson'].map(broken),
  ...['not-objects.ndjson', 'old-endgame.ndjson', 'wrong-kind.ndjson'].map(broken),
  path.join(root, 'fixtures/telemetry/endgame.ndjson'),
  path.join(root, 'fixtures/leads/commands.ndjson'),
  path.join(root, 'no such file'),
];

describe('the merged report of several scans', () => {
  it('is the report of one scan of all their inputs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...files], { minLength: 1 }),
        fc.array(fc.nat(files.length), { maxLength: 3 }),
        fc.boolean(),
        async (chosen, cuts, validate) => {
          const ends = [...cuts.map((cut) => cut % (chosen.length + 1)), chosen.length].sort(
            (one, other) => one - other,
          );
          const parts = ends.map((end, at) => chosen.slice(ends[at - 1] ?? 0, end));
          const filled = parts.filter((part) => part.length > 0);
          const reports = await Promise.all(filled.map((part) => reportOf(part, validate)));
          const merged = await merge(reports, 4096);
          expect(comparable(merged)).toEqual(comparable(await reportOf(chosen, validate)));
          // Merging is associative.
          const [first = '', ...others] = reports;
          const twice = await merge([await merge([first]), ...others]);
          expect(comparable(twice)).toEqual(comparable(merged));
        },
      ),
      { seed, numRuns: 25 },
    );
  });

  it.each<readonly [name: string, paths: () => readonly string[], complete: boolean]>([
    ['pages of one search', () => [page('1.json', [1, 2]), page('2.json', [3, 4])], true],
    ['a page that is missing', () => [page('1.json', [1, 2]), page('2.json', [3])], false],
    ['pages of two searches', () => [page('1.json', [1, 2]), page('2.json', [1, 2], 'b')], false],
    [
      'a directory without events beside events',
      () => [directory('empty'), lines('with.ndjson', planted(2))],
      true,
    ],
    ['only directories without events', () => [directory('empty'), directory('empty-2')], false],
  ])('decides anew about %s', async (_, pathsOf, complete) => {
    const paths = pathsOf();
    const reports = await Promise.all(paths.map((one) => reportOf([one])));
    expect(reports.some((report) => comparable(report).summary.complete === false)).toBe(true);
    const merged = comparable(await merge(reports));
    expect(merged.summary.complete).toBe(complete);
    expect(merged).toEqual(comparable(await reportOf(paths)));
  });

  it('keeps an event without process.executable a problem, as its lead is not in the reports', async () => {
    const { process: _, ...without } = planted(1);
    const reports = [lines('without.ndjson', without), lines('with.ndjson', planted(2))];
    const merged = comparable(
      await merge(await Promise.all(reports.map((one) => reportOf([one])))),
    );
    expect(merged.problems.map(({ fault }) => fault.kind)).toEqual(['missing-fields']);
  });

  it('keeps every digit of the numbers in events', async () => {
    const text = JSON.stringify({ ...planted(1), n: 0 }).replace(
      '"n":0',
      '"n":12345678901234567890.10',
    );
    const file = path.join(folder, 'digits.ndjson');
    writeFileSync(file, `${text}\n`);
    expect(await merge([await reportOf([file])])).toContain('"n":12345678901234567890.10');
  });
});

describe('a report that cannot be merged', () => {
  const change = (report: string, from: string | RegExp, to: string): string => {
    expect(report).toMatch(from);
    return report.replace(from, to);
  };

  it.each<readonly [name: string, damage: (report: string) => string, reason: string]>([
    ['is empty', () => '', 'it is empty'],
    ['is cut short', (report) => report.slice(0, -3), 'it is cut short'],
    ['goes on after its end', (report) => `${report}{\n`, 'something follows its end'],
    ['is not JSON', () => 'web-1: command not found\n', 'it does not begin like one'],
    [
      'is laid out by another tool',
      (report) => JSON.stringify(JSON.parse(report), null, 2),
      'it is not laid out like one',
    ],
    [
      'is of another tool',
      (report) => change(report, '"name":"initd-scan"', '"name":"other"'),
      'it is not one of initd-scan',
    ],
    [
      'is by another version of the rule',
      (report) => change(report, '"label":"13"', '"label":"122"'),
      'it is by version 122 of the rule, and the first by 13',
    ],
    [
      'lacks matches',
      (report) => change(report, /\n\{"source".*/, ''),
      'it lists 0 matches, and its summary counts 1',
    ],
    [
      'contradicts itself',
      (report) => change(report, '"complete":true', '"complete":false'),
      'its summary contradicts what it lists',
    ],
    [
      'has text for a number',
      (report) => change(report, /"bytes":\d+,"lines"/, '"bytes":"1","lines"'),
      'its bytes is not as expected',
    ],
    [
      'has a negative number',
      (report) => change(report, '"embedded":0', '"embedded":-1'),
      'its embedded is not as expected',
    ],
    [
      'takes back another problem',
      (report) =>
        change(
          report,
          '"findings":[]',
          '"findings":[{"severity":"problem","input":"x","fault":{"kind":"malformed-line"}}]',
        ),
      'its findings is not as expected',
    ],
    [
      'is one of explain',
      (report) => change(report, '"matches":[', '"verdicts":['),
      'it is not one of a scan',
    ],
  ])('because it %s is a problem that says so', async (_, damage, reason) => {
    const whole = await reportOf([lines('one.ndjson', planted(1))]);
    const merged = comparable(await merge([whole, damage(whole)]));
    expect(merged.summary.complete).toBe(false);
    expect(merged.problems.map(({ message }) => message)).toEqual([
      `the report cannot be merged: ${reason}`,
    ]);
    // The other one, and what could be read of this one, still count.
    expect(Number(merged.summary.matches)).toBeGreaterThanOrEqual(1);
  });

  it('because its scan was interrupted is a problem', async () => {
    const whole = await reportOf([lines('one.ndjson', planted(1))]);
    const interrupted = whole
      .replace('"complete":true', '"complete":false')
      .replace('"interrupted":false', '"interrupted":true');
    const merged = comparable(await merge([interrupted]));
    expect(merged.problems.map(({ message }) => message)).toEqual(['the scan was interrupted']);
  });
});
