import { describe, expect, it } from 'vitest';
import { hostLabel } from '#dist/investigate/collect/record.js';
import { part } from '../property/runs.js';
import { asksMore, type Collected, caseFrom, collectOn, hitsIn } from './collecting.js';
import { create, event, exec, type Fields } from './log.js';
import { eventsOf, scenarios, withoutPlaces } from './scenarios.js';

/** Maximum number of rounds: every scenario needs fewer. */
const maxRounds = 8;

const machines = 3;

function text(events: readonly object[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** Ways to divide events among machines. */
const divisions: Readonly<Record<string, (event: object, at: number) => string>> = {
  host: (event) => (event as { host?: { name?: string } }).host?.name ?? '',
  'data stream': (event) => /"category":\[?"([^"]*)"/.exec(JSON.stringify(event))?.[1] ?? '',
  turns: (_, at) => `${at % machines}`,
};

/** The events of a scenario, and the same on another host. */
function fleetOf(scenario: string): object[] {
  const events = eventsOf(scenario);
  const copies = events.map((event) => {
    const { host, ...rest } = event as { readonly host?: { id?: string; name?: string } };
    return { ...rest, host: { ...host, id: `${host?.id}-2`, name: `${host?.name}-2` } };
  });
  return [...events, ...copies];
}

/** The events of each machine, as text. */
function divided(
  events: readonly object[],
  by: (event: object, at: number) => string,
): readonly string[] {
  const parts = Array.from({ length: machines }, (): object[] => []);
  const known = new Map<string, number>();
  for (const [at, event] of events.entries()) {
    const key = by(event, at);
    if (!known.has(key)) known.set(key, known.size % machines);
    parts[known.get(key) ?? 0]?.push(event);
  }
  return parts.map(text);
}

/** What the machines printed in the last round, and how many rounds there were. */
async function rounds(
  data: readonly string[],
  coversLeads: boolean,
): Promise<{ readonly last: readonly Collected[]; readonly count: number }> {
  const hits = await hitsIn(data, coversLeads);
  let last: readonly Collected[] = [];
  for (let count = 1; count <= maxRounds; count += 1) {
    const earlier = last.map(({ text: printed }) => printed);
    last = await Promise.all(
      data.map((some) => collectOn([some], [hits, ...earlier], coversLeads)),
    );
    if (last.some(asksMore)) continue;
    const { problems } = await caseFrom(
      last.map(({ text: printed }) => printed),
      coversLeads,
    );
    if (problems.every(({ fault }) => fault.kind !== 'collected-for-less')) return { last, count };
  }
  throw new Error('the rounds do not end');
}

const numbered = scenarios.map((scenario, at) => ({ scenario, number: Math.floor(at / 3) }));

// Where an event is depends on the machine, and so does which event stands for all of a kind.
describe.each(part(numbered, 1))(
  'what three machines collect for the case of $scenario',
  ({ scenario, number }) => {
    const events = fleetOf(scenario);

    it.each(part(Object.keys(divisions), number))('gives it, divided by %s', async (division) => {
      const data = divided(events, divisions[division] ?? (() => ''));
      const expected = await caseFrom(data.filter(Boolean), true);
      const { last } = await rounds(data, true);
      const collected = last.map(({ text: printed }) => printed);
      const { found, problems } = await caseFrom(collected, true);
      expect(problems.filter(({ severity }) => severity === 'problem')).toEqual([]);
      expect(withoutPlaces(found)).toEqual(withoutPlaces(expected.found));
      const whole = new Set(data.join('').split('\n'));
      for (const line of collected.flatMap((some) => some.trimEnd().split('\n').slice(0, -1))) {
        expect(whole).toContain(line);
      }
    });

    it('gives it again from its evidence', async () => {
      const { found, evidence } = await caseFrom([text(events)], true);
      const bundle = await evidence();
      const again = await caseFrom([bundle], true);
      expect(again.problems.filter(({ severity }) => severity === 'problem')).toEqual([]);
      expect(withoutPlaces(again.found)).toEqual(withoutPlaces(found));
      const withoutPlacesOf = (printed: string): string => printed.replace(/"evidence":.*/, '');
      expect(withoutPlacesOf(await again.evidence())).toBe(withoutPlacesOf(bundle));
    });
  },
);

/** A process: its id, its parent, and the first process of its session. */
function processOf(id: string, parent: string, leader: string, type = 'init'): Fields {
  return {
    'user.name': 'root',
    'process.entity_id': id,
    'process.parent.entity_id': parent,
    'process.entry_leader.entity_id': leader,
    'process.entry_leader.entry_meta.type': type,
  };
}

const script = '/etc/init.d/netd';

/** What files, processes and connections show together, and none of them alone. */
const chains: Readonly<Record<string, readonly object[]>> = {
  'a job of cron, to who wrote it': [
    exec(-700, ['-bash'], {
      ...processOf('login', 'listener', 'login', 'sshd'),
      'process.entry_leader.entry_meta.source.ip': '203.0.113.7',
    }),
    create(-600, '/etc/cron.d/x', processOf('tee', 'login', 'login', 'sshd')),
    exec(-599, ['cat', '/etc/shadow'], processOf('cat', 'login', 'login', 'sshd')),
    exec(-900_000, ['/usr/sbin/cron'], processOf('cron', 'init', 'cron')),
    exec(0, ['/bin/sh', '-c', '/opt/x'], processOf('job', 'cron', 'cron')),
    create(1, script, processOf('w', 'job', 'cron')),
  ],
  'the command of a network service, to the request': [
    exec(-9000, ['/usr/sbin/php-fpm8.2'], processOf('service', 'init', 'service')),
    event(-0.5, {
      'event.category': ['network'],
      'event.action': 'connection_accepted',
      'process.entity_id': 'nginx',
      'process.executable': '/usr/sbin/nginx',
      'source.ip': '203.0.113.9',
      'destination.port': 443,
    }),
    exec(0, ['sh', '-c', 'x'], processOf('sh', 'service', 'service')),
    exec(200, ['tee', script], processOf('w', 'sh', 'service')),
    create(201, script, processOf('w', 'sh', 'service')),
  ],
};

describe('what machines with one kind of events each collect', () => {
  it.each(Object.entries(chains))('leads from %s', async (_, events) => {
    const data = divided(events, (one) => `${(one as Fields)['event.category']}`);
    const expected = await caseFrom(data.filter(Boolean), false);
    const creator = expected.found.hosts[0]?.files[0]?.planters[0];
    expect(creator?.job?.file ?? creator?.inbound).toBeDefined();
    const { last, count } = await rounds(data, false);
    expect(count).toBeGreaterThan(1);
    const { found, problems } = await caseFrom(
      last.map(({ text: printed }) => printed),
      false,
    );
    expect(problems.filter(({ severity }) => severity === 'problem')).toEqual([]);
    expect(withoutPlaces(found)).toEqual(withoutPlaces(expected.found));
  });
});

describe('a round of collecting', () => {
  const log = (events: readonly object[]): string => text(events);

  it('finds the same on several threads, once each and in the order of the input', async () => {
    const events = fleetOf('ssh-backdoor');
    const noise = Array.from({ length: 3000 }, (_, at) =>
      exec(at, ['true', `${at}`], { 'process.entity_id': `p${at}` }),
    );
    const data = [log([...noise, ...events]), log(noise), log(events.toReversed())];
    const hits = await hitsIn(data, false);
    const one = await collectOn(data, [hits], false);
    expect(one.record.events).toBeGreaterThan(40);
    expect((await collectOn(data, [hits], false, 3)).text).toBe(one.text);
    const whole = data.join('').split('\n');
    let from = 0;
    for (const line of one.text.split('\n').slice(0, -2)) {
      from = whole.indexOf(line, from) + 1;
      expect(from).toBeGreaterThan(0);
    }
  });

  it('counts what it collected by host, reason and time, and what the log has besides', async () => {
    const planted = create(3600, '/etc/init.d/x', { 'process.entity_id': 'w' });
    const noise = exec(90_000, ['true'], { 'process.entity_id': 'other' });
    const other = { ...create(0, '/etc/init.d/y', {}), 'host.id': '/h2', 'host.name': 'h2' };
    const run = exec(3700, ['/bin/sh', '/etc/init.d/x', 'start'], { 'process.entity_id': 'r' });
    const { record, text: printed } = await collectOn(
      [log([planted, noise, other, run])],
      [log([planted])],
      false,
    );
    expect(printed.split('\n').slice(0, -2)).toEqual(
      [planted, run].map((one) => JSON.stringify(one)),
    );
    expect(record.hosts).toEqual([
      {
        host: 'h1',
        after: ['process'],
        recorded: [
          {
            kind: 'process',
            first: Math.floor((1_770_000_000_000 + 3_700_000) / 60_000) * 60_000,
            last: Math.floor((1_770_000_000_000 + 90_000_000) / 3_600_000) * 3_600_000,
          },
        ],
        events: [
          { kind: 'file', count: 1, first: 1_770_003_600_000, last: 1_770_003_600_000 },
          { kind: 'run', count: 1, first: 1_770_003_700_000, last: 1_770_003_700_000 },
        ],
        cut: [],
      },
    ]);
    expect(record.initHosts).toEqual([hostLabel('h1'), hostLabel('/h2')].sort());
    expect(record.asks).toMatchObject({ processes: 1, files: 0 });
  });

  it('takes part in choosing the files of a case that has too many', async () => {
    // Weeks apart, so that nothing but what became of a file shows that an event is needed.
    const weeks = 2_000_000;
    const decoys = Array.from({ length: 56 }, (_, at) =>
      create(at * weeks, `/etc/init.d/svc${at}`, { 'process.entity_id': 'w' }),
    );
    const { found: usual } = await caseFrom([log(decoys)], false);
    const left = usual.leftOut.files[0]?.path ?? '';
    const planted = Number(/\d+/.exec(left));
    const run = exec(planted * weeks + 500_000, ['/bin/sh', left, 'start'], {
      'process.entity_id': 'run',
    });
    const data = [log(decoys.slice(0, 30)), log(decoys.slice(30)), log([run])];
    const expected = await caseFrom(data, false);
    expect(expected.found.hosts[0]?.files[0]?.path).toBe(left);
    const { last } = await rounds(data, false);
    const { found, problems, evidence } = await caseFrom(
      last.map(({ text: printed }) => printed),
      false,
    );
    expect(problems).toEqual([]);
    expect(withoutPlaces(found)).toEqual(withoutPlaces(expected.found));
    const again = await caseFrom([await evidence()], false);
    expect(withoutPlaces(again.found)).toEqual(withoutPlaces(expected.found));
  });

  it('finds a hit again, whichever of its paths the rule is about', async () => {
    const planted = create(0, '', { 'file.path': ['/tmp/x', '/etc/init.d/x'] });
    const { found, evidence } = await caseFrom([log([planted])], false);
    const { text: printed } = await collectOn([log([planted])], [log([planted])], false);
    expect(found.hosts[0]?.files[0]?.path).toBe('/etc/init.d/x');
    for (const again of [printed, await evidence()]) {
      expect(again.split('\n')[0]).toBe(JSON.stringify(planted));
      expect(withoutPlaces((await caseFrom([again], false)).found)).toEqual(withoutPlaces(found));
    }
  });

  it('takes what another round collected as data, with its record', async () => {
    const data = divided(fleetOf('ssh-backdoor'), divisions['data stream'] ?? (() => ''));
    const hits = await hitsIn(data, false);
    const each = await Promise.all(data.map((some) => collectOn([some], [hits], false)));
    const all = await collectOn(
      each.map(({ text: printed }) => printed),
      [hits],
      false,
    );
    const whole = await collectOn(data, [hits], false);
    expect(all.record).toEqual({ ...whole.record, asks: all.record.asks });
    expect(all.text.split('\n').slice(0, -2)).toEqual(whole.text.split('\n').slice(0, -2));
  });

  it('says that a case dropped events, in its evidence too', async () => {
    const planted = create(3600, '/etc/init.d/x', { 'process.entity_id': 'w' });
    const many = Array.from({ length: 1200 }, (_, at) =>
      exec(3601 + at, [`tool${at}`, `${at}`], {
        'process.entity_id': `p${at}`,
        'process.parent.entity_id': 'w',
      }),
    );
    const { found, evidence } = await caseFrom([log([planted, ...many])], false);
    expect(found.hosts[0]?.cut).toContain('surroundings');
    const bundle = await evidence();
    expect(bundle.split('\n').length).toBeLessThan(1100);
    const again = await caseFrom([bundle], false);
    expect(again.problems).toEqual([]);
    expect(withoutPlaces(again.found)).toEqual(withoutPlaces(found));
  });

  it('keeps a record from being taken for the whole if lines before it are lost', async () => {
    const data = [log(fleetOf('ssh-backdoor'))];
    const hits = await hitsIn(data, false);
    const { text: printed } = await collectOn(data, [hits], false);
    const cut = printed.split('\n').toSpliced(3, 2).join('\n');
    const { problems } = await caseFrom([cut], false);
    expect(problems.map(({ fault }) => fault.kind)).toContain('collected-short');
  });
});
