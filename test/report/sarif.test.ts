import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { noLeads } from '#dist/report/leads.js';
import { sarifReporter } from '#dist/report/sarif.js';
import type { Problem } from '#dist/scan/finding.js';
import { plantedEvent, root } from '../e2e/run.js';
import { attacks, forbiddenIn } from './forbidden.js';
import { Memory, matchOf, plainContext, statusOf, summaryOf, written } from './writers.js';

const schemaFile = createRequire(import.meta.url).resolve(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
);
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
// The schema declares draft 4, but later drafts read it in the same way, except for the spelling of its own id.
const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
const validate = ajv.compile(schema);

interface Result {
  readonly message: { readonly text: string };
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: object;
    };
  }[];
  readonly suppressions?: readonly object[];
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Run {
  readonly tool: {
    readonly driver: { readonly rules: readonly Readonly<Record<string, unknown>>[] };
  };
  readonly results: readonly Result[];
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly object[];
  }[];
  readonly artifacts: readonly object[];
}

/** The run of a log, which must be valid by the schema of SARIF 2.1.0. */
function runOf(text: string): Run {
  const log = JSON.parse(text) as { runs: [Run] };
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  return log.runs[0];
}

const event = plantedEvent() as Parameters<typeof matchOf>[0];

async function resultOf(...args: Parameters<typeof matchOf>): Promise<Result> {
  const [result] = runOf(await written(sarifReporter, [matchOf(...args)])).results;
  if (result === undefined) throw new Error('no result');
  return result;
}

describe('SARIF', () => {
  it.each(['clean', 'matches', 'incomplete', 'hostile'])('golden report %s is valid', (name) => {
    runOf(readFileSync(path.join(root, `fixtures/golden/${name}-sarif.sarif`), 'utf8'));
  });

  it('describes the rule, with the properties that GitHub sorts by and its place in ATT&CK', async () => {
    const run = runOf(await written(sarifReporter, []));
    expect(run.tool.driver.rules).toMatchObject([
      {
        id: '474fd20e-14cc-49c5-8160-d9ab4ba16c8b',
        defaultConfiguration: { level: 'note' },
        properties: { 'security-severity': '2.1', tags: expect.arrayContaining(['security']) },
        relationships: [
          { target: { id: 'TA0003', index: 0, toolComponent: { name: 'MITRE ATT&CK', index: 0 } } },
          { target: { id: 'T1037', index: 1, toolComponent: { name: 'MITRE ATT&CK', index: 0 } } },
        ],
      },
      { id: 'initd-scan/lead', defaultConfiguration: { level: 'note' } },
    ]);
    expect(run.results).toEqual([]);
    expect(run.invocations).toEqual([
      { executionSuccessful: true, toolExecutionNotifications: [] },
    ]);
  });

  it('locates a match by line and bytes, or only by line if it is part of a response', async () => {
    const line = await resultOf(event, { line: 7, byteOffset: 900 });
    expect(line.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'logs/a.ndjson' },
      region: { startLine: 7, byteOffset: 900, byteLength: JSON.stringify(event).length },
    });
    const inside = await resultOf(event, { line: 7, byteOffset: 900, position: 3 });
    expect(inside.locations[0]?.physicalLocation.region).toEqual({ startLine: 7, byteOffset: 900 });
    expect(inside.properties).toMatchObject({ position: 3 });
  });

  it.each([
    ['logs/März 1#2?.ndjson', 'logs/M%C3%A4rz%201%232%3F.ndjson'],
    ['c:d/100%.ndjson', 'c%3Ad/100%25.ndjson'],
    ['../up/./a.ndjson', '../up/./a.ndjson'],
    ['/var/log/a b.ndjson', 'file:///var/log/a%20b.ndjson'],
    ['<stdin>', '%3Cstdin%3E'],
    ['a\ud800b', 'a%EF%BF%BDb'],
  ])('writes the input %j as the URI %s', async (input, uri) => {
    const { locations } = await resultOf(event, { input });
    expect(locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
  });

  it('gives an event the same fingerprint in every input, location and export, and other events different ones', async () => {
    const print = async (...args: Parameters<typeof matchOf>): Promise<string | undefined> =>
      (await resultOf(...args)).partialFingerprints['initdScan/v1'];
    const first = await print(event);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await print(event, { input: 'b', line: 99, byteOffset: 5 })).toBe(first);
    const hit = { _index: 'i', _id: '1', _source: event as object };
    expect(await print(JSON.stringify(hit), { position: 2 }, { index: 'i', id: '1' })).toBe(first);
    const flat = { ...(event as object), file: undefined, 'file.path': ['/etc/init.d/netd'] };
    expect(await print(JSON.stringify(flat))).toBe(first);
    const later = { ...(event as object), '@timestamp': '2026-03-02T04:11:10.000Z' };
    expect(await print(JSON.stringify(later))).not.toBe(first);
  });

  it.each([
    ['creation', undefined, 'was created by'],
    [['creation', 'x'], undefined, 'was created by'],
    ['rename', '/tmp/x', "was renamed from '/tmp/x' by"],
    ['file_rename_event', undefined, 'was renamed by'],
  ])('says of the action %j what happened', async (action, original, words) => {
    const { message } = await resultOf({
      event: { action },
      file: { path: '/etc/init.d/netd', Ext: { original: { path: original ?? null } } },
      process: { executable: '/usr/bin/mv' },
    });
    expect(message.text).toContain(`The init script '/etc/init.d/netd' ${words} '/usr/bin/mv'`);
  });

  it('has the fingerprint by which GitHub tells results apart, which is that of the event', async () => {
    const hashOf = async (...args: Parameters<typeof matchOf>): Promise<string | undefined> =>
      (await resultOf(...args)).partialFingerprints.primaryLocationLineHash;
    const hash = await hashOf(event);
    // GitHub's own have this form: 64 bits, and the number of the occurrence.
    expect(hash).toMatch(/^[\da-f]{16}:1$/);
    expect(await hashOf(event, { input: 'other', line: 9 })).toBe(hash);
    const later = { ...(event as object), '@timestamp': '2026-03-02T04:11:10.000Z' };
    expect(await hashOf(JSON.stringify(later))).not.toBe(hash);
  });

  it('names a host by host.hostname if host.name is missing', async () => {
    const { message, locations, properties } = await resultOf({ host: { hostname: 'db-07' } });
    expect(message.text).toBe("The init script was created on host 'db-07'.");
    expect(locations[0]).toMatchObject({ logicalLocations: [{ name: 'db-07', kind: 'host' }] });
    expect(properties).toEqual({ host: 'db-07' });
  });

  it('marks a match that an exception covers as suppressed, and names the exception', async () => {
    const memory = new Memory();
    const reporter = sarifReporter(memory, plainContext);
    await reporter.suppressed?.(matchOf(event), [
      { id: 'x-1', name: 'backup [agent]', list: 'ours', osTypes: [], entries: [] },
    ]);
    await reporter.finish(summaryOf(), noLeads);
    expect(runOf(memory.text).results[0]?.suppressions).toEqual([
      {
        kind: 'external',
        status: 'accepted',
        justification: "Exception 'backup \\x5bagent\\x5d' (x-1) in list 'ours'.",
      },
    ]);
  });

  it('reports a bounded number of problems as notifications with their location, and that the run failed', async () => {
    const memory = new Memory();
    const reporter = sarifReporter(memory, plainContext);
    const problem: Problem = {
      severity: 'problem',
      input: 'logs/a.ndjson',
      line: 3,
      byteOffset: 40,
      fault: { kind: 'cut-short' },
    };
    for (let at = 0; at < 1500; at += 1) await reporter.problem?.(problem);
    await reporter.finish(
      summaryOf({
        inputs: [statusOf({ problems: 1500 })],
        problems: 1500,
        complete: false,
        withheld: 2,
      }),
      noLeads,
    );
    const [invocation] = runOf(memory.text).invocations;
    expect(invocation?.executionSuccessful).toBe(false);
    expect(invocation?.toolExecutionNotifications).toHaveLength(1002);
    expect(invocation?.toolExecutionNotifications[0]).toEqual({
      descriptor: { id: 'cut-short' },
      level: 'error',
      message: { text: 'the input ends in the middle of a document.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'logs/a.ndjson' },
            region: { startLine: 3, byteOffset: 40 },
          },
        },
      ],
    });
    expect(invocation?.toolExecutionNotifications.slice(-2)).toEqual([
      { level: 'error', message: { text: '500 more problems.' } },
      { level: 'warning', message: { text: '2 more matches over the limit of --max-alerts.' } },
    ]);
  });

  it.each([
    ['a link', '[x](https://evil.example)', '\\x5bx\\x5d(https\\x3a//evil.example)'],
    ['HTML', '<img onerror=x>&lt;', '\\x3cimg onerror=x\\x3e\\x26lt;'],
    ['a mention', '@octocat #1', '\\x40octocat \\x231'],
    ['a bare address', 'www.evil.example', 'www\\x2eevil.example'],
    ['a placeholder', '{0}', '\\x7b0}'],
    ['a closing quote', "a' was created by 'b", 'a\\x27 was created by \\x27b'],
    ...attacks.map(({ name, text, shown }) => [
      name,
      text,
      shown.replaceAll('[', '\\x5b').replaceAll(']', '\\x5d'),
    ]),
  ])(
    'shows %s in a message as text, and keeps it unchanged in properties',
    async (_, text = '', shown = '') => {
      const path = `/etc/init.d/${text}`;
      const { message, properties } = await resultOf({ file: { path } });
      expect(forbiddenIn(message.text)).toEqual([]);
      expect(properties).toEqual({ path });
      if (!text.includes('://') || text.startsWith('[')) {
        expect(message.text).toContain(`'/etc/init.d/${shown}'`);
      }
    },
  );
});
