import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonReporter } from '#dist/report/json.js';
import { noLeads } from '#dist/report/leads.js';
import { defaultRule } from '#dist/rule/revisions.js';
import type { Fault, Problem } from '#dist/scan/finding.js';
import { ScannedDocument, type Summary } from '#dist/scan/sink.js';
import { seed } from '../property/generators.js';
import { attacks, forbiddenIn } from './forbidden.js';
import { Memory, matchOf, plainContext, statusOf, summaryOf, written } from './writers.js';

const rule = defaultRule.identity;

/** The parsed report. */
interface Document {
  readonly matches: readonly { readonly source: object; readonly event: unknown }[];
  readonly problems: readonly { readonly message: string; readonly fault: Fault }[];
  readonly problemsNotListed: number;
  readonly inputs: readonly { readonly name: string; readonly status: string }[];
  readonly summary: object;
}

async function documentOf(
  matches: readonly ScannedDocument[],
  summary?: Summary,
): Promise<Document> {
  return JSON.parse(await written(jsonReporter, matches, summary)) as Document;
}

/** The text of a match's event in the report. */
async function eventTextOf(json: string): Promise<string | undefined> {
  const report = await written(jsonReporter, [matchOf(json)]);
  return /\n\{"source":\{[^{}]*\},"normalized":\{[^{}]*\},"event":(.*)\}\n\],\n"leadTotals"/s.exec(
    report,
  )?.[1];
}

/** The report of a scan with some problems. */
async function afterProblems(problems: Iterable<Problem>): Promise<Document> {
  const memory = new Memory();
  const reporter = jsonReporter(memory, plainContext);
  for (const problem of problems) await reporter.problem?.(problem);
  await reporter.finish(summaryOf(), noLeads);
  return JSON.parse(memory.text) as Document;
}

const planted = '{"event":{"category":"file"},"file":{"path":"/etc/init.d/x"}}';

describe('the document', () => {
  test.each([0, 1, 2, 50])(
    'is valid JSON with %d matches, each on its own line',
    async (number) => {
      const matches = Array.from({ length: number }, (_, n) => matchOf(planted, { line: n + 1 }));
      const report = await written(jsonReporter, matches);
      expect((JSON.parse(report) as Document).matches).toHaveLength(number);
      expect(report.split('\n').filter((line) => line.includes('/etc/init.d/x'))).toHaveLength(
        number,
      );
      expect(report.endsWith('}\n')).toBe(true);
    },
  );

  test('has its members in the order in which they become known', async () => {
    expect(Object.keys(await documentOf([matchOf(planted)]))).toEqual([
      'tool',
      'rule',
      'matches',
      'leadTotals',
      'across',
      'problems',
      'problemsNotListed',
      'inputs',
      'skipped',
      'summary',
    ]);
  });

  test('names the tool and the rule', async () => {
    expect(await documentOf([])).toMatchObject({
      tool: { name: 'initd-scan', version: '1.2.3' },
      rule: JSON.parse(JSON.stringify(rule)),
    });
  });

  test('includes the location of each match, without unknown members', async () => {
    const place = { input: 'b', line: 7, byteOffset: 900, position: 2 };
    const { matches } = await documentOf([
      matchOf(planted),
      matchOf(planted, place, { index: 'i', id: '1' }),
    ]);
    expect(matches.map(({ source }) => source)).toEqual([
      { input: 'logs/a.ndjson', line: 2, byteOffset: 118 },
      { input: 'b', line: 7, byteOffset: 900, position: 2, index: 'i', id: '1' },
    ]);
  });

  test('has a summary, and a status for each input', async () => {
    const read = statusOf({ name: 'a', bytes: 10, lines: 2, matches: 1, warnings: 1 });
    const bad = statusOf({ name: 'b', problems: 1 });
    const { inputs, summary } = await documentOf(
      [],
      summaryOf({
        inputs: [read, bad],
        bytes: 10,
        lines: 2,
        matches: 1,
        withheld: 1,
        problems: 1,
        warnings: 1,
        complete: false,
        seconds: 0.0512345,
      }),
    );
    expect(inputs).toEqual([
      { name: 'a', status: 'complete', bytes: 10, lines: 2, matches: 1, problems: 0, warnings: 1 },
      { name: 'b', status: 'incomplete', bytes: 0, lines: 0, matches: 0, problems: 1, warnings: 0 },
    ]);
    expect(summary).toEqual({
      inputs: 2,
      bytes: 10,
      lines: 2,
      matches: 1,
      compared: 1,
      distinct: 1,
      embedded: 0,
      recovered: 0,
      withheld: 1,
      problems: 1,
      warnings: 1,
      complete: false,
      interrupted: false,
      skipped: {},
      grown: 0,
      seconds: 0.051,
      mentions: {},
    });
  });

  test('is complete after an interrupted scan, with the last input marked as incomplete', async () => {
    const { matches, inputs, summary } = await documentOf(
      [matchOf(planted)],
      summaryOf({
        inputs: [statusOf({ name: 'a' }), statusOf({ name: 'b' })],
        interrupted: true,
        complete: false,
      }),
    );
    expect(matches).toHaveLength(1);
    expect(inputs.map(({ status }) => status)).toEqual(['complete', 'incomplete']);
    expect(summary).toMatchObject({ interrupted: true, complete: false });
  });
});

describe('the stream', () => {
  test('each match is written immediately and not kept', async () => {
    const memory = new Memory();
    const reporter = jsonReporter(memory, plainContext);
    for (let n = 1; n <= 3; n += 1) {
      await reporter.match(matchOf(planted, { line: n }));
      expect(memory.writes).toHaveLength(n);
      expect(memory.text.match(/"line":/g)).toHaveLength(n);
    }
    await reporter.finish(summaryOf(), noLeads);
    expect(memory.writes.at(-1)).not.toContain('/etc/init.d/x');
    expect((JSON.parse(memory.text) as Document).matches).toHaveLength(3);
  });

  test('writes are awaited', async () => {
    const slow = Promise.resolve();
    const reporter = jsonReporter({ write: () => slow }, plainContext);
    expect(reporter.match(matchOf(planted))).toBe(slow);
    expect(reporter.finish(summaryOf(), noLeads)).toBe(slow);
  });
});

describe('the event as it was read', () => {
  test.each([
    ['numbers beyond what JavaScript holds', '{"n":12345678901234567890,"x":1.0,"y":1E2}'],
    ['blanks, escapes and the order of keys', '{ "b" : "\\u002f\\/" , "2":1, "1":2 }'],
    ['a duplicate key', '{"a":1,"a":2}'],
    [
      'what is special only in JavaScript',
      '{"a":"\u2028\u2029","__proto__":{"b":1},"constructor":2}',
    ],
    ['an object that only resembles a hit', '{"_index":"i","_source":"x"}'],
  ])('keeps %s', async (_, json) => {
    expect(await eventTextOf(json)).toBe(json);
  });

  test('is written on one line without surrounding white space', async () => {
    expect(await eventTextOf('  {"a":1}\r')).toBe('{"a":1}');
    expect(await eventTextOf('{\r\n"a":\n1\r}')).toBe('{  "a": 1 }');
  });

  test.each([
    ['a hit', '{"_index":"i","_id":"1","_source":{ "n":12345678901234567890}}'],
    ['a hit with fields', '{"_index":"i","fields":{ "n":12345678901234567890}}'],
    ['a bulk update', '{"doc":{ "n":12345678901234567890},"doc_as_upsert":true}'],
  ])('is the event inside %s, as written there', async (_, json) => {
    expect(await eventTextOf(json)).toBe('{ "n":12345678901234567890}');
  });

  test('is merged from source and fields of a hit', async () => {
    const json = '{"_source":{"a":1,"b":2},"fields":{"b":[3],"c":[4]}}';
    expect(JSON.parse((await eventTextOf(json)) ?? '')).toEqual({ a: 1, b: 2, c: [4] });
  });

  test('is kept however deeply it is nested', async () => {
    const deep = `${'{"x":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
    expect(await eventTextOf(deep)).toBe(deep);
    expect(await eventTextOf(`{"_source":${deep}}`)).toBe(deep);
    const both = `{"_source":${deep},"fields":{"a":[1]}}`;
    expect(await eventTextOf(both)).toBe(both);
  });

  test('invalid UTF-8 becomes U+FFFD, and the report stays readable', async () => {
    const json = Buffer.from('{"a":"?"}');
    json[6] = 0xff;
    const broken = new ScannedDocument(matchOf(planted).place, { json });
    const report = await written(jsonReporter, [broken]);
    expect((JSON.parse(report) as Document).matches[0]?.event).toEqual({ a: '\ufffd' });
  });

  test('parses to the same event, whatever it is', async () => {
    const events = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('_source', 'fields', 'doc', '_index')),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(events, fc.constantFrom('', '\n '), async (event, indent) => {
        const match = matchOf(JSON.stringify(event, null, indent));
        const { matches } = await documentOf([match]);
        expect(matches[0]?.event).toEqual(match.event);
      }),
      { seed, numRuns: 1_000 },
    );
  });
});

describe('problems', () => {
  const timedOut: Problem = { severity: 'problem', input: 'a', fault: { kind: 'timed-out' } };

  test('are listed with their location, the facts and a message', async () => {
    const fault: Fault = { kind: 'fewer-hits', hits: 10, total: 523, atLeast: false };
    const { problems } = await afterProblems([
      { severity: 'problem', input: 'a', line: 3, byteOffset: 40, fault },
      { severity: 'warning', input: 'b', fault: { kind: 'only-other-events', documents: 3 } },
    ]);
    expect(problems).toEqual([
      {
        severity: 'problem',
        input: 'a',
        line: 3,
        byteOffset: 40,
        message: 'the response contains only 10 of 523 hits',
        fault,
      },
      {
        severity: 'warning',
        input: 'b',
        message: 'none of the 3 documents examined is a file event',
        fault: { kind: 'only-other-events', documents: 3 },
      },
    ]);
  });

  test('follow the matches, whenever they occurred', async () => {
    const memory = new Memory();
    const reporter = jsonReporter(memory, plainContext);
    await reporter.problem?.(timedOut);
    await reporter.match(matchOf(planted));
    await reporter.problem?.(timedOut);
    await reporter.finish(summaryOf(), noLeads);
    const document = JSON.parse(memory.text) as Document;
    expect(document.matches).toHaveLength(1);
    expect(document.problems).toHaveLength(2);
  });

  test('beyond the first 1,000 are counted', async () => {
    const many = Array.from({ length: 1007 }, (_, n) => ({ ...timedOut, line: n + 1 }));
    const { problems, problemsNotListed } = await afterProblems(many);
    expect(problems).toHaveLength(1000);
    expect(problems[999]).toMatchObject({ line: 1000 });
    expect(problemsNotListed).toBe(7);
    expect((await afterProblems(many.slice(0, 1000))).problemsNotListed).toBe(0);
  });

  test('of any length do not exhaust the memory: the first is listed, later ones are counted', async () => {
    const reason = 'x'.repeat(600_000);
    const long: Problem = { ...timedOut, fault: { kind: 'error-response', reason } };
    const { problems, problemsNotListed } = await afterProblems([long, long, long]);
    expect(problems.map(({ message }) => message.length > 600_000)).toEqual([true]);
    expect(problemsNotListed).toBe(2);
  });
});

describe('on a terminal', () => {
  test.each(attacks)(
    '$name is escaped, and the meaning of the JSON is the same',
    async ({ text }) => {
      const hostile = matchOf(
        `{"a":${JSON.stringify(text)},\r\t"b":${JSON.stringify(`${text}/`)}}\r`,
        { input: text },
        { index: text, id: text },
      );
      const terminal = { ...plainContext, terminal: true };
      const summary = summaryOf({ inputs: [statusOf({ name: text })] });
      const shown = await written(jsonReporter, [hostile], summary, terminal);
      const file = await written(jsonReporter, [hostile], summary);
      expect(forbiddenIn(shown, { newlines: true })).toEqual([]);
      expect(JSON.parse(shown)).toEqual(JSON.parse(file));
    },
  );
});

test('hostile characters are unchanged in a file', async () => {
  expect(await eventTextOf('{"a":"\u202e\u009b"}')).toBe('{"a":"\u202e\u009b"}');
});
