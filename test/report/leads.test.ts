import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#dist/json/value.js';
import type { LeadKind, LeadNote } from '#dist/lead/lead.js';
import type { ScriptCommand } from '#dist/lead/script-command.js';
import { leadLines, listedLeadLines } from '#dist/report/lead-words.js';
import { LeadTally } from '#dist/report/leads.js';
import type { ScannedDocument } from '#dist/scan/sink.js';
import { seed } from '../property/generators.js';
import { attacks, forbiddenIn } from './forbidden.js';
import { matchOf } from './writers.js';

const x = '/etc/init.d/x';

function eventOf(path: string | undefined, fields: JsonObject = {}): ScannedDocument {
  return matchOf({
    '@timestamp': '2026-03-01T10:00:00Z',
    'host.name': 'web-01',
    ...(path !== undefined && { 'file.path': path }),
    ...fields,
  });
}

function noteOf(kind: LeadKind | undefined, more: Partial<LeadNote> = {}): LeadNote {
  return { kind, isTemporary: false, ends: undefined, ...more };
}

/** A step that adds something to a tally. */
type Step = (tally: LeadTally) => void;

const creation: Step = (tally) => {
  tally.add(eventOf('/etc/rc.d/init.d/x'), noteOf('red-hat-path', { scripts: [x] }));
};

/** An event that is no lead but tells of a script, such as an excluded one. */
function shows(script: string, host = 'web-01', entityId = 'e1'): Step {
  return (tally) => {
    const fields = { 'host.name': host, 'process.entity_id': entityId };
    tally.add(eventOf(script, fields), noteOf(undefined, { scripts: [script] }));
  };
}

function match(script: string, host = 'web-01'): Step {
  return (tally) => {
    tally.addMatch(
      eventOf(script, { 'host.name': host }),
      noteOf(undefined, { scripts: [script] }),
    );
  };
}

function runs(command: Partial<ScriptCommand>, host = 'web-01'): Step {
  return (tally) => {
    const whole: ScriptCommand = {
      kind: 'no-file-event',
      condition: 'unseen',
      scripts: [x],
      entityId: 'e9',
      text: JSON.stringify(command),
      isWrapped: false,
      ...command,
    };
    tally.add(eventOf(undefined, { 'host.name': host }), noteOf(undefined, { command: whole }));
  };
}

const temporary: Step = (tally) => {
  tally.add(eventOf('/etc/init.d/sedAbc123'), noteOf('chosen-by-attacker', { isTemporary: true }));
};

/** The rename or deletion of that temporary file. */
const end: Step = (tally) => {
  tally.add(eventOf(x), noteOf(undefined, { ends: '/etc/init.d/sedAbc123' }));
};

/** The kinds of the leads after some steps, with their numbers: `link 2`. */
function kindsAfter(...steps: readonly Step[]): string[] {
  const tally = new LeadTally(true);
  for (const step of steps) step(tally);
  const { kinds, events, listed } = tally.finish();
  expect(listed).toHaveLength(events);
  return Object.entries(kinds).map(([kind, { events }]) => `${kind} ${events}`);
}

/** Every order of some steps. */
function ordersOf<Item>(items: readonly Item[]): Item[][] {
  return items.length < 2
    ? [[...items]]
    : items.flatMap((item, at) => ordersOf(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

describe('leads, whatever the order of the log', () => {
  const update = { text: 'update-rc.d' };
  const start = { condition: 'named', text: 'start', entityId: 'e8' } as const;
  test.each<[what: string, steps: readonly Step[], kinds: readonly string[]]>([
    ['a creation', [creation], ['red-hat-path 1']],
    ['a temporary file that stays', [temporary], ['chosen-by-attacker 1']],
    ['a temporary file that ends', [temporary, end], []],
    ['a command without a file event', [runs(update)], ['no-file-event 1']],
    ['a command after any file event', [runs(update), shows(x)], []],
    ['a command after a match', [runs(update), match(x)], []],
    ['a file event on another host', [runs(update), shows(x, 'web-02')], ['no-file-event 1']],
    ['a file event of another script', [runs(update), shows(`${x}y`)], ['no-file-event 1']],
    ['a file event in a directory', [runs(update), shows(`${x}/y`)], []],
    [
      'one of two scripts without a file event',
      [runs({ scripts: [x, `${x}y`] }), shows(x)],
      ['no-file-event 1'],
    ],
    ['scripts that are not named', [runs({ scripts: ['/etc/init.d/*'] })], ['no-file-event 1']],
    [
      'scripts that are not named, and a file event of any',
      [runs({ scripts: ['/etc/init.d/*'] }), shows(x)],
      [],
    ],
    ['a start of a script that nothing names', [runs(start)], []],
    ['a start of a script that a lead names', [runs(start), runs(update)], ['no-file-event 2']],
    [
      'a start of a script that a match on another host names',
      [runs(start), match(x, 'b')],
      ['no-file-event 1'],
    ],
    ['a start of a script that a match on this host names', [runs(start), match(x)], []],
    [
      'a start of a script whose service has another name',
      [runs({ ...start, scripts: ['/etc/init.d/y'] }), runs(update)],
      ['no-file-event 1'],
    ],
    ['a start by the name without .sh', [runs(start), match(`${x}.sh`, 'b')], ['no-file-event 1']],
    [
      'a link, also of a known script',
      [runs({ kind: 'link', condition: 'always' }), shows(x)],
      ['link 1'],
    ],
    [
      'a link of which the same process caused a file event',
      [runs({ kind: 'link', condition: 'always', entityId: 'e1' }), shows(x)],
      [],
    ],
    ['a command in two events', [runs(update), runs(update)], ['no-file-event 1']],
    ['two commands', [runs(update), runs({ ...update, entityId: 'e7' })], ['no-file-event 2']],
    [
      'commands without an entity id',
      [runs({ ...update, entityId: undefined }), runs({ ...update, entityId: undefined })],
      ['no-file-event 2'],
    ],
    [
      'a command and sudo, which runs it',
      [runs(update), runs({ ...update, isWrapped: true, entityId: 'e7' })],
      ['no-file-event 1'],
    ],
    ['only sudo', [runs({ ...update, isWrapped: true })], ['no-file-event 1']],
  ])('%s', (_, steps, kinds) => {
    for (const order of ordersOf(steps)) expect(kindsAfter(...order)).toEqual(kinds);
  });
});

test('counts name hosts, times and the Red Hat family', () => {
  const tally = new LeadTally();
  const add = (host: string, time: string, os: JsonObject): void => {
    const fields = { '@timestamp': time, 'host.name': host, ...os };
    tally.add(eventOf('/etc/rc.d/init.d/x', fields), noteOf('red-hat-path'));
  };
  add('b', '2026-03-02T00:00:00Z', { 'host.os.family': 'redhat' });
  add('a', '2026-03-01T00:00:00Z', { 'host.os.platform': 'amzn' });
  add('a', 'unknown', { 'host.os.platform': 'debian' });
  expect(tally.finish()).toEqual({
    events: 3,
    kinds: {
      'red-hat-path': {
        events: 3,
        hosts: ['b', 'a'],
        first: '2026-03-01T00:00:00Z',
        last: '2026-03-02T00:00:00Z',
      },
    },
    redHatHosts: 2,
    areListed: false,
    listed: [],
    notListed: 0,
  });
});

test('leads are listed in the order of the log', () => {
  const tally = new LeadTally(true);
  for (const step of [temporary, runs({ scripts: ['/etc/init.d/y'] }), creation]) step(tally);
  expect(tally.finish().listed.map(({ kind }) => kind)).toEqual([
    'chosen-by-attacker',
    'no-file-event',
    'red-hat-path',
  ]);
});

test('leads over a limit are only counted', () => {
  const tally = new LeadTally(true);
  for (let at = 0; at < 10_007; at += 1) creation(tally);
  const { events, listed, notListed } = tally.finish();
  expect([events, listed.length, notListed]).toEqual([10_007, 10_000, 7]);
});

test('only wanted leads count, but others name scripts', () => {
  const isWanted = ({ event }: ScannedDocument): boolean => event['host.name'] !== 'web-01';
  const start = runs({ condition: 'named', text: 'start' }, 'web-02');
  const tally = new LeadTally(true, isWanted);
  for (const step of [creation, start]) step(tally);
  expect(tally.finish()).toMatchObject({
    events: 1,
    kinds: { 'no-file-event': { hosts: ['web-02'] } },
  });
  const counting = new LeadTally(false, isWanted);
  creation(counting);
  expect(counting.finish().events).toBe(0);
});

test('more temporary files and commands than are kept are leads, and not lost', () => {
  const tally = new LeadTally(true);
  for (let at = 0; at < 10_010; at += 1) {
    tally.add(
      eventOf(`/etc/init.d/${at}.swp`),
      noteOf('chosen-by-attacker', { isTemporary: true }),
    );
    runs({ entityId: `${at}` })(tally);
  }
  const { kinds } = tally.finish();
  expect(kinds['chosen-by-attacker']?.events).toBe(10_010);
  expect(kinds['no-file-event']?.events).toBe(10_010);
});

test('lines about leads are safe to print, whatever events hold', () => {
  fc.assert(
    fc.property(fc.constantFrom(...attacks.map(({ text }) => text)), (text) => {
      const tally = new LeadTally(true);
      const fields = { 'host.name': text, 'process.executable': text, '@timestamp': text };
      tally.add(eventOf(`/etc/rc.d/init.d/${text}`, fields), noteOf('red-hat-path'));
      const found = tally.finish();
      const lines = [...leadLines(found), ...listedLeadLines(found)];
      for (const line of lines) expect(forbiddenIn(line)).toEqual([]);
      expect(lines).toHaveLength(2);
    }),
    { seed },
  );
});
