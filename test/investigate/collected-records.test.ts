import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectedIn } from '#dist/export/collected.js';
import { CollectedRecords } from '#dist/investigate/collect/collected-records.js';
import { readRecord } from '#dist/investigate/collect/read-record.js';
import {
  type CollectedRecord,
  encodedText,
  hostLabel,
  isHostLabel,
  maxInitHosts,
  recordLine,
} from '#dist/investigate/collect/record.js';
import { LogExtent } from '#dist/investigate/log-extent.js';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import type { Problem } from '#dist/scan/finding.js';
import { scan } from '#dist/scan/scan.js';
import type { Summary } from '#dist/scan/sink.js';
import { ordinaryLine, plantedEvent, plantedLine } from '../e2e/run.js';
import { seed } from '../property/generators.js';
import { runs } from '../property/runs.js';
import { optionsWith } from '../scan/options.js';
import { streamOf } from '../scan/streams.js';

const record: CollectedRecord = {
  rule: '13',
  events: 2,
  problems: 0,
  asks: { processes: 1, lookups: 0, arrivals: 0, files: 0 },
  sought: ['AAAAAAAAAAAAAAAA', 'zz_-zzzzzzzzzzzz'],
  hosts: [
    {
      host: 'web-01',
      after: ['process'],
      recorded: [{ kind: 'network', first: 1_770_000_000_000, last: 1_770_001_200_000 }],
      events: [{ kind: 'file', count: 2, first: 1_770_000_000_000, last: 1_770_000_000_000 }],
      cut: ['nearby'],
    },
  ],
  initHosts: ['db-01', 'web-01'],
  otherEvents: 0,
};

function parsed(line: string): JsonObject {
  return JSON.parse(line) as JsonObject;
}

/** The line of the record with some members replaced. */
function lineWith(changes: Readonly<Record<string, unknown>>): string {
  return recordLine({ ...record, ...changes } as CollectedRecord);
}

/** Replaces the value at a path of keys, of which each is taken modulo the number of keys that there are. */
function withValueAt(value: JsonValue, path: readonly number[], inner: JsonValue): JsonValue {
  const [at = 0, ...rest] = path;
  if (typeof value !== 'object' || value === null || path.length === 0) return inner;
  const keys = Object.keys(value);
  const key = keys[at % Math.max(1, keys.length)];
  if (key === undefined) return inner;
  const child = (value as JsonObject)[key] as JsonValue;
  const changed = withValueAt(child, rest, inner);
  return Array.isArray(value)
    ? value.map((element: JsonValue, index) => (`${index}` === key ? changed : element))
    : { ...(value as JsonObject), [key]: changed };
}

describe('a record of collected events', () => {
  it('is read as it was written', () => {
    expect(readRecord(parsed(recordLine(record)))).toEqual(record);
  });

  it('is not read if it has other members around it, and is not an event', () => {
    const whole = parsed(recordLine(record));
    expect(readRecord({ ...whole, file: { path: '/etc/init.d/x' } })).toBeUndefined();
    expect(readRecord(plantedEvent() as JsonObject)).toBeUndefined();
    expect(readRecord({ 'initd-scan': { collected: { version: 1 } } })).toBeUndefined();
    expect(collectedIn({ 'initd-scan': ['collected'] })).toBeUndefined();
  });

  it.each<[why: string, changes: Readonly<Record<string, unknown>>]>([
    ['another version', { version: 2 }],
    ['a negative number of events', { events: -1 }],
    ['a fraction of an event', { events: 1.5 }],
    ['a number as text', { problems: '0' }],
    ['no numbers of what it asks for', { asks: undefined }],
    ['a digest that is a path', { sought: ['/etc/init.d/xxxx'] }],
    ['too many hosts', { initHosts: Array.from({ length: maxInitHosts + 1 }, (_, n) => `h${n}`) }],
    ['a host with control characters', { initHosts: ['\u001b[2J'] }],
    ['a host that is a path', { initHosts: ['/etc/init.d/x'] }],
    ['a digest of a host that is too short', { initHosts: ['sha256:00'] }],
    ['a host without kinds', { hosts: [{ host: 'web-01' }] }],
    ['an unknown kind', { hosts: [{ ...record.hosts[0], after: ['magic'] }] }],
    ['a kind that objects have', { hosts: [{ ...record.hosts[0], cut: ['constructor'] }] }],
    [
      'more kinds than there are',
      { hosts: [{ ...record.hosts[0], after: Array(3).fill('process') }] },
    ],
    [
      'a time that is none',
      { hosts: [{ ...record.hosts[0], recorded: [{ kind: 'process', first: 1e300, last: 0 }] }] },
    ],
    ['a rule with a line break', { rule: '13\n' }],
  ])('is invalid with %s', (_, changes) => {
    expect(readRecord(parsed(lineWith(changes)))).toBe('invalid');
  });

  it(`contains nothing but plain names and finite numbers once it is read (seed ${seed})`, () => {
    const whole = parsed(recordLine(record));
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 8 }), fc.jsonValue(), (path, value) => {
        const changed = withValueAt(whole, [0, 0, ...path], value as JsonValue);
        const found = readRecord(changed as JsonObject);
        if (found === undefined || found === 'invalid') return;
        JSON.stringify(found, (_, inner: unknown) => {
          if (typeof inner === 'string') expect(inner).toMatch(/^[\w.:-]*$/);
          if (typeof inner === 'number') expect(Number.isFinite(inner)).toBe(true);
          return inner;
        });
      }),
      { seed, numRuns: runs(20_000, 1000) },
    );
  });

  it('names hosts by digests if their names are more than plain', () => {
    expect(hostLabel('web-01.example.com')).toBe('web-01.example.com');
    for (const name of ['', 'x'.repeat(256), 'a b', '/etc/init.d/x', 'sha256:00', '{"a":1}', 'é']) {
      expect(hostLabel(name)).toMatch(/^sha256:[\da-f]{64}$/);
      expect(isHostLabel(hostLabel(name))).toBe(true);
    }
    expect(encodedText('a/etc/init.d/x \u202e\ud800')).toMatch(/^[\w%.-]+$/);
  });

  it('adds what the log has to what the events show', () => {
    const extent = new LogExtent(['web-01', 'other']);
    const place = { input: 'a', line: 3, byteOffset: 9 };
    extent.addRecord(record, place);
    extent.addRecord({ ...record, initHosts: ['db-01', 'db-02'] }, place);
    expect(extent.coverageOf('web-01')).toEqual({ process: place });
    expect(extent.coverageOf('other')).toEqual({});
    expect([...extent.periodsOf('web-01')]).toEqual([
      ['network', { first: 1_770_000_000_000, last: 1_770_001_200_000 }],
    ]);
    expect([...extent.cutOf('web-01')]).toEqual(['nearby']);
    expect([...extent.initHosts].sort()).toEqual(['db-01', 'db-02', 'other', 'web-01']);
  });

  it('shows if events before it are missing, and if they were collected for less', () => {
    const records = new CollectedRecords();
    const at = (input: string, line: number) => ({ input, line, byteOffset: 0 });
    expect(records.add(at('a', 3), record)).toBeUndefined();
    expect(records.add(at('a', 6), record)).toBeUndefined();
    expect(records.add(at('a', 8), record)?.fault).toEqual({
      kind: 'collected-short',
      events: 2,
      lines: 1,
    });
    expect(records.add(at('b', 2), record)?.fault.kind).toBe('collected-short');
    expect(records.add({ ...at('c', 1), position: 3 }, record)).toBeUndefined();
    expect(records.add(at('d', 1), 'invalid')?.fault).toEqual({ kind: 'invalid-record' });
    expect(records.problemsWith(() => new Set(['zz_-zzzzzzzzzzzz']))).toEqual([]);
    const lacking = records.problemsWith(() => new Set(['zz_-zzzzzzzzzzzz', 'x', 'y']));
    expect(lacking).toHaveLength(5);
    expect(lacking[0]).toMatchObject({
      input: 'a',
      line: 3,
      fault: { kind: 'collected-for-less', subjects: 2 },
    });
  });
});

async function scanned(
  lines: readonly string[],
): Promise<{ readonly faults: readonly string[]; readonly summary: Summary }> {
  const problems: Problem[] = [];
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const summary = await scan(
    [streamOf(bytes)],
    { problem: (problem) => void problems.push(problem) },
    optionsWith({}),
  );
  return { faults: problems.map(({ fault }) => fault.kind), summary };
}

describe('a scan of collected events', () => {
  it('takes the record for nothing else', async () => {
    const { faults, summary } = await scanned([plantedLine(), ordinaryLine(), recordLine(record)]);
    expect(faults).toEqual([]);
    expect(summary).toMatchObject({ matches: 1, complete: true, mentions: {} });
  });

  it('is complete if there is only a record of no events, and not if these are missing', async () => {
    expect((await scanned([lineWith({ events: 0 })])).faults).toEqual([]);
    expect((await scanned([recordLine(record)])).faults).toEqual(['no-document']);
  });

  it('is incomplete if the record is invalid, or the data was', async () => {
    const planted = plantedLine();
    expect((await scanned([planted, lineWith({ version: 9 })])).faults).toEqual(['invalid-record']);
    expect((await scanned([planted, lineWith({ problems: 3 })])).faults).toEqual([
      'collected-incomplete',
    ]);
  });

  it.each<[where: string, changes: Readonly<Record<string, unknown>>]>([
    ['as a member', { hidden: plantedEvent() }],
    ['as a host', { hosts: [plantedEvent()] }],
    ['as the text of a name', { initHosts: [plantedLine()] }],
    ['as text in text', { x: [JSON.stringify({ message: plantedLine() })] }],
  ])('finds an event that is hidden in a record %s', async (_, changes) => {
    const { summary } = await scanned([ordinaryLine(), lineWith(changes)]);
    expect(summary).toMatchObject({ matches: 1, embedded: 1 });
  });

  it('reports any other mention in a record', async () => {
    const changes = { initHosts: ['/etc/init.d/x'] };
    expect((await scanned([ordinaryLine(), lineWith(changes)])).faults).toEqual([
      'unjudged-mention',
    ]);
    const marked = recordLine(record).replace('"init.d/"', '"/etc/init.d/x"');
    expect((await scanned([ordinaryLine(), marked])).faults).toEqual(['unjudged-mention']);
  });
});
