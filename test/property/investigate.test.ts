import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { FileInput, Input } from '#dist/input/input.js';
import { stateOf } from '#dist/input/inputs.js';
import { readEndpointEvent } from '#dist/investigate/endpoint-event.js';
import { type CollectJudgeSpec, collectingJudge } from '#dist/investigate/judge.js';
import { RelevanceClassifier } from '#dist/investigate/relevance.js';
import type { SearchCriteria } from '#dist/investigate/search-criteria.js';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import { defaultRule } from '#dist/rule/revisions.js';
import type { Finding } from '#dist/scan/finding.js';
import { scan } from '#dist/scan/scan.js';
import { compileKernelFor, Scanner } from '#dist/scan/scanner.js';
import { detach, type ScannedDocument } from '#dist/scan/sink.js';
import { collectSpecOf, optionsWith, usualReadOptions } from '../scan/options.js';
import { streamOf } from '../scan/streams.js';
import { inputOf, randomFrom, seed, writeJson } from './generators.js';
import { type IsFound, matchesByNdjson, readReference } from './reference.js';
import { runs } from './runs.js';

const temporary = mkdtempSync(path.join(tmpdir(), 'initd-scan-collect-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Entity ids as Elastic Defend writes them: those of a host differ only at their ends. */
const ids = Array.from({ length: 12 }, (_, at) =>
  Buffer.from(`d5de9763-b406-4d11-89dc-eff581d0b724-${60_470 + at}-174165918${at}`).toString(
    'base64',
  ),
);

/** Ids and paths with several spellings in JSON, or that are hard to find. */
const odd: readonly string[] = [
  `${ids[0]?.slice(0, -6)}/a+/8=`,
  'a',
  'say "hi"',
  'C:\\x\\/y',
  'new\nline',
  'naïve/é',
  '\u{1f600}',
  'broken\ufffd',
  '\ud800',
];
const hosts = ['web-01', 'db.example.com', 'say "hi"'];
const paths = ['/etc/init.d/netd', '/etc/init.d/sub/x.sh', '/ETC/init.d/netd', '/dev/shm/.x'];
const hashes = ['0a19b0912e0be221', 'FFEE'];

const id = fc.constantFrom(...ids, ...odd);

/** Specifications of every search criterion. */
const specs: fc.Arbitrary<CollectJudgeSpec> = fc
  .record({
    hosts: fc.uniqueArray(
      fc.record({
        key: fc.constantFrom(...hosts),
        windows: fc.subarray<readonly [number, number]>([
          [1_770_000_000_000, 1_770_000_200_000],
          [1_789_000_000_000, 1_790_000_500_000],
        ]),
        followedProcesses: fc.array(id, { maxLength: 3 }),
        ancestorProcesses: fc.array(id, { maxLength: 3 }),
        paths: fc.array(fc.constantFrom(...paths), { maxLength: 2 }),
        originals: fc.array(fc.constantFrom('/dev/shm/.x', ...odd), { maxLength: 1 }),
      }),
      { minLength: 1, selector: ({ key }) => key },
    ),
    hashes: fc.subarray(hashes),
    users: fc.subarray(['mallory']),
    isFurtherPass: fc.boolean(),
  })
  .map(({ isFurtherPass, ...criteria }) =>
    collectSpecOf(criteria, isFurtherPass ? criteria.hosts : undefined),
  );

/** Paths of every relevant kind, in any case, and others. */
const filePath = fc.oneof(
  fc.constantFrom(
    ...paths,
    ...odd,
    '/etc/rc3.d/S20netd',
    '/run/systemd/generator.late/netd.service',
    '/etc/systemd/system/netd.service',
    '/Etc/Cron.d/x',
    '/var/spool/cron/root',
    '/etc/ld.so.preload',
    '/etc/profile.d/x.sh',
    '/root/.ssh/authorized_keys',
    '/HOME/x/.SSH/Authorized_Keys2',
    '/etc/sudoers.d/x',
    '/var/log/syslog',
    '/etc/passwd',
  ),
);
const args = fc.constantFrom(
  ['/bin/sh', '/etc/init.d/netd', 'start'],
  ['./netd', 'start'],
  ['/bin/sh', '/etc/rc3.d/S20netd', 'start'],
  ['/bin/sh', 'S20netd', 'start'],
  ['sh', '../init.d/netd'],
  ['/bin/sh', '//etc/init.d/sub/x.sh'],
  ['/tmp/x', 'init.d/netd'],
  ['/opt/x', '/dev/shm/.x'],
  ['/sbin/openrc-run', '/etc/rc.d/init.d/netd', 'start'],
  ['chmod', '755', 'netd'],
  ['chmod', '+x', '/dev/shm/.x'],
  ['/usr/bin/perl', '/usr/sbin/update-rc.d', 'netd', 'defaults'],
  ['systemctl', 'enable', 'netd.service'],
  ['/usr/bin/systemctl', 'start', 'x'],
  ['service', 'netd', 'start'],
  ['ls', '-l'],
);

/** Events of every kind that a case may need, and others. */
const event: fc.Arbitrary<JsonObject> = fc
  .record({
    category: fc.constantFrom('process', 'file', 'network', 'registry'),
    action: fc.constantFrom(
      'exec',
      'fork',
      'end',
      'creation',
      'rename',
      'connection_attempted',
      'connection_accepted',
    ),
    /** How the session came in; the leader is then the process itself, as at a login. */
    entry: fc.option(fc.constantFrom('sshd', 'terminal', 'console', 'ssm', 'init')),
    executable: fc.constantFrom(
      '/usr/sbin/sshd',
      '/usr/lib/openssh/sshd-session',
      '/usr/sbin/dropbear',
      '/usr/bin/tmux',
      '/usr/sbin/nginx',
      '/opt/x',
    ),
    kind: fc.constantFrom('event', 'event', 'event', 'alert', 'signal'),
    time: fc.constantFrom(1_770_000_000_000, 1_770_000_300_000, 1_790_000_000_000),
    host: fc.constantFrom(...hosts, 'other'),
    user: fc.constantFrom('root', 'mallory'),
    id,
    parent: id,
    leader: id,
    ancestry: fc.array(id, { maxLength: 3 }),
    path: filePath,
    original: fc.option(filePath),
    hash: fc.constantFrom(...hashes, 'ffee', '00'),
    args,
    directory: fc.constantFrom(
      '/',
      '/etc',
      '/etc/init.d',
      '/etc/rc3.d',
      '/etc/rc.d/init.d',
      '/root',
    ),
    shape: fc.nat(2),
  })
  .map((it): JsonObject => {
    const { id, parent, ancestry, args } = it;
    const process: JsonValue[] = [
      { entity_id: id, parent: { entity_id: parent }, Ext: { ancestry } },
      { 'parent.entity_id': [parent], entity_id: [id], 'Ext.ancestry': ancestry },
      { entity_id: [[id]], parent: [{ entity_id: parent }], Ext: { ancestry: [[...ancestry]] } },
    ];
    return {
      '@timestamp': new Date(it.time).toISOString(),
      event: { category: [it.category], action: it.action, kind: it.kind },
      host: { name: it.host, os: { type: 'linux' } },
      user: { name: it.user },
      file: { path: it.path, Ext: { original: { path: it.original } }, hash: { sha256: it.hash } },
      process: [
        process[it.shape] ?? null,
        { args, working_directory: it.directory, executable: it.executable },
      ],
      'process.entry_leader.entity_id': it.entry === null ? it.leader : id,
      ...(it.entry !== null && { 'process.entry_leader.entry_meta.type': it.entry }),
    };
  });

const eventLine = fc
  .tuple(event, fc.nat(), fc.constantFrom(0, 0, 0.05, 1), fc.constantFrom(0, 0.2))
  .map(([event, start, escapes, space]) =>
    writeJson(event, { random: randomFrom(start), escapes, space }),
  );

/** A line that is not a single event, or is broken. */
const oddLine = fc.oneof(
  fc.constantFrom('', ' ', '42', '{"a":"service"', '{"create":{"_index":"i"}}', '{}', '}{'),
  fc.constantFrom('{"a" "service"}', '{"entity_id":"a","b":}', '{"a":"\\u0061"x}'),
  fc.array(event, { maxLength: 3 }).map((events) => JSON.stringify(events)),
  fc
    .array(event, { minLength: 2, maxLength: 3 })
    .map((events) => events.map((one) => JSON.stringify(one)).join(' ')),
  event.map((one) => JSON.stringify({ took: 1, hits: { total: 1, hits: [{ _source: one }] } })),
  event.map((one) => JSON.stringify({ _index: 'i', _id: 'x', _source: one })),
);

const input = inputOf(eventLine, oddLine);

interface Collected {
  readonly matches: readonly string[];
  readonly lines: number;
  readonly documents: readonly ScannedDocument[];
}

function placeOf({ place: { line, byteOffset, position } }: ScannedDocument): string {
  return `${line}@${byteOffset}${position === undefined ? '' : `#${position}`}`;
}

/** A digest that is equal if two scans collected the same bytes. */
function digestOf(documents: readonly ScannedDocument[]): string {
  const hash = createHash('sha256');
  for (const { json } of documents) hash.update(json).update('\n');
  return hash.digest('hex');
}

async function collected(
  inputs: Iterable<Input>,
  judge: CollectJudgeSpec,
  jobs = 1,
): Promise<Collected> {
  const documents: ScannedDocument[] = [];
  const summary = await scan(
    inputs,
    {
      match: () => expect.unreachable('a match'),
      document: (document) => void documents.push(detach(document)),
      problem: () => {},
    },
    optionsWith({ judge, jobs, trialMs: 0, results: { allowEmpty: true, maxAlerts: 1 } }),
  );
  expect(summary.matches).toBe(0);
  return { matches: documents.map(placeOf), lines: summary.lines, documents };
}

/** Whether a judge selects an event; it may depend on earlier ones. */
function collectedBy(spec: CollectJudgeSpec): IsFound {
  const judge = collectingJudge(defaultRule, spec);
  return (event) => judge.judge(event) !== undefined;
}

function expected(bytes: Buffer, spec: CollectJudgeSpec): Omit<Collected, 'documents'> {
  const { matches, lines } = readReference(bytes, false, collectedBy(spec));
  return { matches, lines };
}

function fileOf(bytes: Buffer, name = 'input.ndjson'): FileInput {
  const file = path.join(temporary, name);
  writeFileSync(file, bytes);
  return { kind: 'file', name: file, path: file, state: stateOf(statSync(file)), isFound: false };
}

describe('the engine collects the same as a reader that parses every line', () => {
  it('in any chunks, with line numbers, byte offsets, and unchanged lines', async () => {
    await fc.assert(
      fc.asyncProperty(
        input,
        specs,
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
        async (bytes, spec, sizes) => {
          const { documents, ...found } = await collected([streamOf(bytes, sizes)], spec);
          expect(found).toEqual(expected(bytes, spec));
          for (const { json, place } of documents) {
            if (place.position !== undefined) continue;
            const { byteOffset } = place;
            const marked = bytes.subarray(byteOffset).indexOf('\ufeff') === 0 ? 3 : 0;
            const from = byteOffset + marked;
            expect(Buffer.from(json)).toEqual(bytes.subarray(from, from + json.length));
          }
        },
      ),
      { seed, numRuns: runs(800) },
    );
  });

  it('in any division into ranges', async () => {
    await fc.assert(
      fc.asyncProperty(
        input,
        specs,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        async (bytes, spec, cuts) => {
          const { path: file, state } = fileOf(bytes);
          const judge = collectingJudge(defaultRule, spec);
          const scanner = new Scanner(compileKernelFor(judge), usualReadOptions, judge);
          const starts = [
            ...new Set([0, ...cuts.map((cut) => Math.floor(cut * bytes.length))]),
          ].sort((a, b) => a - b);
          const matches: string[] = [];
          let lines = 0;
          for (const [at, start] of starts.entries()) {
            const end = starts[at + 1] ?? Number.POSITIVE_INFINITY;
            const findings: Finding[] = [];
            let counted = 0;
            const range = { start, end, inputNumber: 0, isLast: at === starts.length - 1 };
            for await (const part of scanner.scan({ kind: 'file', path: file, state, ...range })) {
              findings.push(...part.findings);
              counted += part.end?.lines ?? 0;
            }
            for (const finding of findings) {
              if (finding.kind !== 'document') continue;
              const place = `${lines + finding.line + 1}@${finding.byteOffset}`;
              matches.push(finding.position === undefined ? place : `${place}#${finding.position}`);
            }
            lines += counted;
          }
          scanner.close();
          expect({ matches, lines }).toEqual(expected(bytes, spec));
        },
      ),
      { seed, numRuns: runs(500) },
    );
  });

  it('as ndjson, document by document', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(eventLine, { maxLength: 12 }), specs, async (lines, spec) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const { documents } = await collected([fileOf(bytes)], spec);
        expect(documents.map(({ event }) => event)).toEqual(
          await matchesByNdjson(bytes, collectedBy(spec)),
        );
      }),
      { seed, numRuns: runs(500) },
    );
  });

  it('on several threads, in the same order, in large and small files', async () => {
    const lines = fc.sample(
      fc.oneof({ weight: 9, arbitrary: eventLine }, { weight: 1, arbitrary: oddLine }),
      { numRuns: 4000, seed },
    );
    const criteria: SearchCriteria = {
      hosts: [
        {
          key: 'web-01',
          windows: [[1_770_000_100_000, Infinity]],
          followedProcesses: [ids[3] ?? '', ...Array.from({ length: 1000 }, (_, n) => `x${n}`)],
          ancestorProcesses: [ids[4] ?? ''],
          paths: ['/etc/init.d/netd'],
          originals: [],
        },
      ],
      hashes: ['0a19b0912e0be221'],
      users: [],
    };
    const block = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const times = Math.ceil(45_000_000 / block.length);
    const big = fileOf(Buffer.concat(Array.from({ length: times }, () => block)), 'big.ndjson');
    const small = fileOf(block, 'small.ndjson');
    const inputs = [small, big, small, small];
    // Each thread collects its own events that only show that a log has events of a kind: they are ignored here.
    const classifier = new RelevanceClassifier(criteria);
    const relevant = ({ event }: ScannedDocument): boolean =>
      classifier.relevance(readEndpointEvent(event)).length > 0;
    const { documents, lines: counted } = await collected(inputs, collectSpecOf(criteria), 1);
    const { documents: others, lines: countedByAll } = await collected(
      inputs,
      collectSpecOf(criteria),
      3,
    );
    expect(countedByAll).toBe(counted);
    const one = documents.filter(relevant);
    expect(digestOf(others.filter(relevant))).toBe(digestOf(one));
    const reference = readReference(block, false, (event) => {
      return classifier.relevance(readEndpointEvent(event)).length > 0;
    });
    const once = reference.matches;
    expect(one).toHaveLength(once.length * (times + 3));
    expect(once.length).toBeGreaterThan(100);
    expect(one.slice(0, once.length).map(placeOf)).toEqual(once);
    const later = (place: string): string => {
      const [, line = '', offset = '', position = ''] = /^(\d+)@(\d+)(.*)$/.exec(place) ?? [];
      return `${Number(line) + lines.length}@${Number(offset) + block.length}${position}`;
    };
    expect(one.slice(2 * once.length, 3 * once.length).map(placeOf)).toEqual(once.map(later));
  });
});
