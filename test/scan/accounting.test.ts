import { describe, expect, it } from 'vitest';
import type { Problem } from '#dist/scan/finding.js';
import { scan } from '#dist/scan/scan.js';
import type { Summary } from '#dist/scan/sink.js';
import { ordinaryLine, plantedEvent, plantedLine } from '../e2e/run.js';
import { optionsWith } from './options.js';
import { streamOf } from './streams.js';

const planted = plantedLine();
const ordinary = ordinaryLine();
const syslog = '{"data_stream":{"dataset":"system.syslog"},"message":"x"}';

interface Outcome {
  readonly faults: readonly string[];
  readonly matches: number;
  readonly summary: Summary;
}

async function scanned(lines: readonly string[], options = {}): Promise<Outcome> {
  const problems: Problem[] = [];
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const summary = await scan(
    [streamOf(bytes)],
    { problem: (problem) => void problems.push(problem) },
    optionsWith({ results: options }),
  );
  const faults = problems.map(({ fault, line }) => `${fault.kind} ${line ?? ''}`.trim());
  return { faults, matches: summary.matches, summary };
}

/** The planted event without some fields. */
function plantedWithout(...paths: readonly string[]): string {
  const event = structuredClone(plantedEvent()) as Record<string, Record<string, unknown>>;
  for (const path of paths) {
    const [key = '', ...rest] = path.split('.');
    if (rest.length === 0) delete event[key];
    else delete event[key]?.[rest.join('.')];
  }
  return JSON.stringify(event);
}

describe('an event of an init script that lacks a field', () => {
  it.each([['event.category'], ['event.action'], ['host']])('%s is a problem', async (path) => {
    const { faults, summary } = await scanned([ordinary, plantedWithout(path)]);
    expect(faults).toEqual(['missing-fields 2']);
    expect(summary.complete).toBe(false);
  });

  it('process.executable is excluded if other events have one', async () => {
    const excluded = plantedWithout('process');
    expect((await scanned([ordinary, excluded])).faults).toEqual([]);
    expect((await scanned([excluded, planted])).faults).toEqual([]);
  });

  it('process.executable is a problem if no event of its shape has one, once', async () => {
    const excluded = plantedWithout('process');
    const hit = JSON.stringify({ _id: '1', _source: plantedEvent() });
    expect((await scanned([excluded, excluded])).faults).toEqual(['missing-fields 1']);
    expect((await scanned([excluded, hit])).faults).toEqual(['missing-fields 1']);
  });

  it('has text for a list is a problem', async () => {
    const text = planted.replace('"category":["file"]', '"category":"[\\"file\\"]"');
    expect((await scanned([ordinary, text])).faults).toEqual(['damaged-field 2']);
  });
});

describe('an input without endpoint events', () => {
  it('is a problem', async () => {
    expect((await scanned([syslog, '{}'])).faults).toEqual(['no-endpoint-events']);
    expect((await scanned(['{}'])).faults).toEqual(['no-endpoint-events']);
  });

  it('is none if all its data sets are accepted', async () => {
    const accepted = { allowUnrecognized: new Set(['system.syslog']) };
    expect((await scanned([syslog], accepted)).faults).toEqual([]);
    expect((await scanned([syslog, '{}'], accepted)).faults).toEqual(['no-endpoint-events']);
  });

  it('is told from one in which they come late', async () => {
    const many = Array.from({ length: 5000 }, () => syslog);
    expect((await scanned([...many, planted])).faults).toEqual([]);
    const interleaved = [...many, ...Array.from({ length: 2000 }, () => ordinary)];
    expect((await scanned(interleaved)).faults).toEqual([]);
  });

  it('but with other kinds than file events is a warning', async () => {
    const other = ordinary.replace('"category":["file"]', '"category":["process"]');
    const { faults, summary } = await scanned([other]);
    expect(faults).toEqual(['only-other-events']);
    expect(summary).toMatchObject({ complete: true, warnings: 1 });
  });
});

describe('text around documents', () => {
  it.each([
    ['a prefix', `Nov 27 10:00:00 web-01 shipper[1]: ${planted}`],
    ['a separator', `${planted},`],
    ['a record separator', `\x1e${planted}`],
    ['a field of server-sent events', `data: ${planted}`],
  ])('that is harmless is a warning: %s', async (_, line) => {
    const { faults, matches } = await scanned([ordinary, line]);
    expect({ faults, matches }).toEqual({ faults: ['framed-lines'], matches: 1 });
  });

  it('on lines of their own is a warning', async () => {
    const { faults, matches } = await scanned([
      'HTTP/1.1 200 OK',
      'content-type: application/json',
      '',
      '# a comment',
      planted,
      '```',
    ]);
    expect(matches).toBe(1);
    expect(new Set(faults)).toEqual(new Set(['framed-lines']));
  });

  it.each([
    ['after a line that breaks off', `${ordinary.slice(0, 90)}${planted}`],
    ['after NUL bytes', `\0\0\0${planted}`],
    ['before other text', `${planted} and more`],
    ['after a word', `word${planted}`],
  ])('that is damage is a problem: %s', async (_, line) => {
    const { matches, summary } = await scanned([ordinary, line]);
    expect({ matches, complete: summary.complete }).toEqual({ matches: 1, complete: false });
  });

  it('in UTF-16 is read', async () => {
    const line = Buffer.from(`${planted}\n`, 'utf16le').toString('latin1');
    const bytes = Buffer.concat([Buffer.from(`${ordinary}\n`), Buffer.from(line, 'latin1')]);
    const summary = await scan([streamOf(bytes)], { problem() {} }, optionsWith({}));
    expect(summary).toMatchObject({ matches: 1, complete: false });
  });
});

describe('a document on several lines among lines', () => {
  const pretty = JSON.stringify(plantedEvent(), null, 2);

  it('is read', async () => {
    const { faults, matches } = await scanned([ordinary, pretty, ordinary, `${pretty},`]);
    expect({ faults, matches }).toEqual({ faults: [], matches: 2 });
  });

  it('that does not end is a problem for each of its lines', async () => {
    const [first = '', second = ''] = pretty.split('\n');
    const { faults, matches } = await scanned([ordinary, first, second, planted]);
    expect({ faults, matches }).toEqual({
      faults: ['malformed-line 2', 'malformed-line 3'],
      matches: 1,
    });
  });
});

describe('a line that mentions init.d/', () => {
  it('is a problem even if malformed lines are allowed', async () => {
    const lines = [ordinary, '{"a":', '{"path":"/etc/init.d/x"'];
    const { summary } = await scanned(lines, { allowMalformed: true });
    expect(summary).toMatchObject({ problems: 1, warnings: 1, complete: false });
  });

  it('in other documents is a problem, or counted if they name their product', async () => {
    const free = '{"event":{"dataset":"a.b"},"message":"start /etc/init.d/x"}';
    const path = '{"event":{"dataset":"a.b"},"file":{"target":"/etc/init.d/x"}}';
    const unnamed = '{"message":"start /etc/init.d/x"}';
    const { faults, summary } = await scanned([ordinary, free, path, unnamed]);
    expect(faults).toEqual(['foreign-document 3', 'unjudged-mention 4']);
    expect(summary.mentions).toEqual({ 'a.b': 1 });
  });
});
