import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MatchFilter } from '#dist/filter/match-filter.js';
import { collectingJudge } from '#dist/investigate/judge.js';
import type { SearchCriteria } from '#dist/investigate/search-criteria.js';
import { defaultRule } from '#dist/rule/revisions.js';
import type { Problem } from '#dist/scan/finding.js';
import { scan } from '#dist/scan/scan.js';
import { detach, type ScannedDocument, type Summary } from '#dist/scan/sink.js';
import { plantedLine } from '../e2e/run.js';
import { seed } from '../property/generators.js';
import { formats } from './formats.js';
import { collectSpecOf, optionsWith } from './options.js';
import { streamOf } from './streams.js';

interface Collected {
  readonly summary: Summary;
  readonly documents: readonly ScannedDocument[];
  readonly problems: readonly Problem[];
  readonly ids: readonly unknown[];
}

async function collected(
  bytes: Uint8Array | string,
  criteria: SearchCriteria,
  more: { readonly validate?: boolean; readonly filter?: MatchFilter } = {},
): Promise<Collected> {
  const documents: ScannedDocument[] = [];
  const problems: Problem[] = [];
  const summary = await scan(
    [streamOf(Buffer.from(bytes))],
    {
      match: () => expect.unreachable('a match'),
      document: (document) => void documents.push(detach(document)),
      problem: (problem) => void problems.push(problem),
    },
    optionsWith({
      judge: collectSpecOf(criteria),
      read: { validate: more.validate ?? false },
      results: { maxAlerts: 0, filter: more.filter },
    }),
  );
  return { summary, documents, problems, ids: documents.map(({ event }) => event['event.id']) };
}

/** Selects events of a host that mention one of these processes. */
function mentioning(...ids: readonly string[]): SearchCriteria {
  const host = {
    key: 'web-01',
    windows: [],
    followedProcesses: ids,
    ancestorProcesses: [],
    originals: [],
  };
  return { hosts: [{ ...host, paths: ['/etc/init.d/netd'] }], hashes: ['ab12'], users: [] };
}

const event = fc.record({
  'event.category': fc.constantFrom(['file'], ['process', 'file'], 'process'),
  'event.action': fc.constantFrom('creation', 'end'),
  'host.name': fc.constantFrom('web-01', 'web-02'),
  'file.path': fc.constantFrom('/etc/init.d/netd', '/var/log/syslog', '/Etc/cron.d/"x\\y'),
  'file.hash.sha256': fc.constantFrom('ab12', 'cd34'),
  'process.entity_id': fc.constantFrom('a/b=', 'c'),
  'process.name': fc.constantFrom('bash', 'update-rc.d', 'crio'),
  'process.executable': fc.constantFrom('/usr/bin/bash', '/usr/sbin/service'),
});
const events = fc
  .sample(event, { numRuns: 60, seed })
  .map((fields, at) => ({ 'event.id': `e${at}`, ...fields }));
const facts = mentioning('a/b=');
const judge = collectingJudge(defaultRule, collectSpecOf(facts));
const expected = events
  .filter((one) => judge.judge(one) !== undefined)
  .map((one) => one['event.id']);

describe('events that the judge selects are collected', () => {
  it.each(Object.entries(formats))('from %s', async (_, write) => {
    const { ids, summary } = await collected(write(events), facts);
    expect(ids).toEqual(expected);
    expect(expected.length).toBeGreaterThan(20);
    expect(summary).toMatchObject({ matches: 0, problems: 0 });
  });

  it('from a bulk file, with its index and id', async () => {
    const event = '{"host":{"name":"web-01"},"process":{"entity_id":"e1"}}';
    const lines = ['{"create":{"_index":"logs","_id":"7"}}', event, ''];
    const { documents } = await collected(lines.join('\n'), mentioning('e1'));
    expect(documents).toMatchObject([
      { index: 'logs', id: '7', place: { input: 's', line: 2, byteOffset: 39 } },
    ]);
  });

  it('instead of matches, regardless of the alert limit and the filter', async () => {
    const filter = new MatchFilter(
      { from: '2030-01-01', indices: [], exceptions: [], baselines: [] },
      defaultRule.identity.indexPatterns,
      0,
    );
    const other = plantedLine({ file: { path: '/var/log/x' } });
    const lines = `${plantedLine()}\n${other}\n`;
    const { documents, summary } = await collected(lines, mentioning('e1'), { filter });
    expect(documents.map(({ place }) => place.line)).toEqual([1]);
    expect(summary).toMatchObject({ matches: 0, withheld: 0 });
  });

  it('from Kibana’s CSV, in the first interpretation of a row that is selected', async () => {
    const row =
      'file.path,event.category,host.name\n/etc/cron.d/x,"file, process",web-01\n/y,file,web-01\n';
    const { documents } = await collected(row, mentioning('e1'));
    expect(documents.map(({ event }) => event['event.category'])).toEqual([['file', 'process']]);
  });
});

describe('lines that only show the kind of an event', () => {
  const exec = (host: string, more = ''): string =>
    `{"event":{"category":"process","action":"exec"},"host":{"name":"${host}"}${more}}`;

  it('are collected until each host has one', async () => {
    const lines = ['web-02', 'web-01', 'web-01', 'web-01'].map((host) => exec(host));
    const { documents } = await collected(
      `{"event":{"category":"x"}}\n${lines.join('\n')}\n`,
      mentioning('e1'),
    );
    expect(documents.map(({ place }) => place.line)).toEqual([3]);
  });

  it('are problems if they are broken, but only if they are parsed', async () => {
    const first = '{"event":{"category":"file"}}';
    const broken = (host: string): string => `${first}\n${exec(host, ' 1')}\n`;
    expect((await collected(broken('web-02'), mentioning('e1'))).problems).toEqual([]);
    expect((await collected(broken('web-01'), mentioning('e1'))).problems).toMatchObject([
      { line: 2, fault: { kind: 'malformed-line' } },
    ]);
    const every = await collected(broken('web-02'), mentioning('e1'), { validate: true });
    expect(every.problems).toMatchObject([{ line: 2, fault: { kind: 'malformed-line' } }]);
  });
});

describe('faults', () => {
  it.each([
    ['{"event":{"category":"file"}}\n{"a":"/etc/init.d/" 1}\n', 'malformed-line'],
    ['{"event":{"category":"file"}}\n{"a":1', 'cut-short'],
    ['{"event":{"category":"file"}}\n42\n', 'not-an-object'],
    ['{"error":{"type":"x","reason":"y"},"status":401}\n', 'error-response'],
    ['', 'no-document'],
  ])('are also found when documents are collected: %j', async (bytes, kind) => {
    const { problems } = await collected(bytes, mentioning('e1'));
    expect(problems.map(({ fault }) => fault.kind)).toContain(kind);
  });
});
