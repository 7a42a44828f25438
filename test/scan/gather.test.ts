import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Screen } from '#dist/filter/screen.js';
import type { WantedFacts } from '#dist/filter/wanted.js';
import type { Problem } from '#dist/scan/finding.js';
import { scan } from '#dist/scan/scan.js';
import type { FoundDocument, Summary } from '#dist/scan/sink.js';
import { plantedLine } from '../e2e/run.js';
import { seed } from '../property/generators.js';
import { csv, forms } from './forms.js';

interface Gathered {
  readonly summary: Summary;
  readonly documents: readonly FoundDocument[];
  readonly problems: readonly Problem[];
  readonly ids: readonly unknown[];
}

async function gathered(
  bytes: Uint8Array | string,
  gather: WantedFacts,
  more: { readonly explain?: boolean; readonly validate?: boolean; readonly screen?: Screen } = {},
): Promise<Gathered> {
  const documents: FoundDocument[] = [];
  const problems: Problem[] = [];
  const summary = await scan(
    [
      {
        kind: 'stream',
        name: 's',
        async *open() {
          yield Buffer.from(bytes);
        },
      },
    ],
    {
      match: () => expect.unreachable('a match'),
      explained: () => expect.unreachable('an explanation'),
      gathered: (document) => void documents.push(document),
      problem: (problem) => void problems.push(problem),
    },
    {
      jobs: 1,
      validate: false,
      allowEmpty: false,
      allowMalformed: false,
      maxAlerts: 0,
      maxLineBytes: 1 << 20,
      gather,
      ...more,
    },
  );
  return { summary, documents, problems, ids: documents.map(({ event }) => event['event.id']) };
}

/** Wants what holds a text as a whole string. */
function wanting(...texts: readonly string[]): WantedFacts {
  return { needles: texts.map((text) => ({ text, place: 'whole' })), presence: [] };
}

const event = fc.record({
  'event.category': fc.constantFrom(['file'], ['process', 'file'], 'process'),
  'file.path': fc.constantFrom('/etc/init.d/netd', '/var/log/syslog', '/etc/rc2.d/"S20\\netd'),
  'process.name': fc.constantFrom('bash', 'Update-RC.d', 'update-rc.d', 'crio'),
  'process.executable': fc.constantFrom('/usr/bin/bash', '/usr/sbin/service'),
});
const events = fc
  .sample(event, { numRuns: 60, seed })
  .map((fields, at) => ({ 'event.id': `e${at}`, ...fields }));
const facts: WantedFacts = {
  needles: [
    { text: 'update-rc.d', place: 'whole' },
    { text: '/ETC/rc', place: 'start' },
    { text: '/service', place: 'end' },
  ],
  presence: [],
};
const expected = events
  .filter(
    (one) =>
      one['process.name'].toLowerCase() === 'update-rc.d' ||
      one['file.path'].startsWith('/etc/rc') ||
      one['process.executable'].endsWith('/service'),
  )
  .map((one) => one['event.id']);

describe('what is wanted is gathered', () => {
  it.each(Object.entries({ ...forms, 'CSV of Kibana': csv }))('from %s', async (_, write) => {
    const { ids, summary } = await gathered(write(events), facts);
    expect(ids).toEqual(expected);
    expect(expected.length).toBeGreaterThan(20);
    expect(summary).toMatchObject({ matches: 0, problems: 0 });
  });

  it('from a bulk file, with its index and id', async () => {
    const lines = ['{"create":{"_index":"logs","_id":"7"}}', '{"process":{"name":"service"}}', ''];
    const { documents } = await gathered(lines.join('\n'), wanting('service'));
    expect(documents).toMatchObject([
      { index: 'logs', id: '7', place: { input: 's', line: 2, byteOffset: 39 } },
    ]);
  });

  it('in place of matches and explanations, whatever the limit on alerts and the screen', async () => {
    const screen = new Screen(
      { from: '2030-01-01', indices: [], exceptions: [], baselines: [] },
      0,
    );
    const lines = `${plantedLine()}\n${plantedLine({ process: { name: 'zsh' } })}\n`;
    for (const explain of [false, true]) {
      const { documents, summary } = await gathered(lines, wanting('bash'), { explain, screen });
      expect(documents.map(({ place }) => place.line)).toEqual([1]);
      expect(summary).toMatchObject({ matches: 0, withheld: 0 });
    }
  });

  it('in the first reading of a row that is wanted', async () => {
    const row = 'file.path,event.category,process.name\n/x,file,"crio, service"\n/y,file,crio\n';
    const { documents } = await gathered(row, wanting('service'));
    expect(documents.map(({ event }) => event['process.name'])).toEqual([['crio', 'service']]);
  });
});

describe('lines that hold only weak needles', () => {
  const weak: WantedFacts = {
    needles: [{ text: 'netd', place: 'whole', weak: true }],
    presence: [{ needle: 'netd', host: 'web-02' }],
  };

  it('are parsed where a look at them tells that they may be wanted', async () => {
    const lines = [
      '{"event":{"category":"file"},"host":{"name":"web-01"}}',
      '{"file":{"name":"netd"},"host":{"name":"web-01"}}',
      '{"file":{"name":"netd"},"host":{"name":"web-02"}}',
      '{"file":{"name":"netd"},"host":{"name":"web-03"},"message":"web-02"}',
    ];
    const { documents } = await gathered(`${lines.join('\n')}\n`, weak);
    expect(documents.map(({ place }) => place.line)).toEqual([3]);
  });

  it('and are broken are problems only where they are parsed', async () => {
    const first = '{"event":{"category":"file"}}';
    const broken = (host: string): string => `${first}\n{"file":"netd" "host":"${host}"}\n`;
    expect((await gathered(broken('web-01'), weak)).problems).toEqual([]);
    expect((await gathered(broken('web-02'), weak)).problems).toMatchObject([
      { line: 2, fault: { kind: 'malformed-line' } },
    ]);
    const every = await gathered(broken('web-01'), weak, { validate: true });
    expect(every.problems).toMatchObject([{ line: 2, fault: { kind: 'malformed-line' } }]);
  });
});

describe('the faults of a scan', () => {
  it.each([
    ['{"event":{"category":"file"}}\n{"a":"/etc/init.d/" 1}\n', 'malformed-line'],
    ['{"event":{"category":"file"}}\n{"a":1', 'cut-short'],
    ['{"event":{"category":"file"}}\n42\n', 'not-an-object'],
    ['{"error":{"type":"x","reason":"y"},"status":401}\n', 'error-response'],
    ['', 'no-document'],
  ])('are found in %j', async (bytes, kind) => {
    const { problems } = await gathered(bytes, wanting('service'));
    expect(problems.map(({ fault }) => fault.kind)).toContain(kind);
  });
});
