import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case } from '#dist/investigate/case.js';
import { caseOfBytes, eventsOf, scenarios } from '../investigate/scenarios.js';
import { seed } from './generators.js';
import { runs } from './runs.js';

interface ElasticEvent {
  readonly '@timestamp': string;
  readonly event: { readonly action: string; readonly category: readonly string[] };
  readonly host?: { readonly id?: string };
  readonly process?: { readonly entity_id?: string };
}

/** The action that later ends what an event begins. */
const ends: Readonly<Record<string, string>> = {
  exec: 'end',
  connection_attempted: 'disconnect_received',
  connection_accepted: 'disconnect_received',
};

/** How an event is merged: what varies from sensor to sensor. */
interface Merging {
  readonly actions: readonly string[];
  /** When the merged event is dated, from its beginning (0) to its end (1). */
  readonly dated: number;
}

const lasting = 1000;

function later(time: string, milliseconds: number): string {
  return new Date(Date.parse(time) + milliseconds).toISOString();
}

function isElasticEvent(event: object): event is ElasticEvent {
  return '@timestamp' in event && 'event' in event;
}

/** The event that begins something in several events of one action each, and in one event. */
function bothForms(event: ElasticEvent, { actions, dated }: Merging): [object[], object[]] {
  const { action } = event.event;
  const start = event['@timestamp'];
  const end = ends[action] ?? '';
  const begun =
    action === 'exec' ? { ...event, process: { ...event.process, start } } : { ...event };
  const known = new Set([action, end, ...(action === 'exec' ? ['fork'] : [])]);
  return [
    [
      begun,
      { ...begun, '@timestamp': later(start, lasting), event: { ...event.event, action: end } },
    ],
    [
      {
        ...begun,
        '@timestamp': action === 'exec' ? later(start, lasting * dated) : start,
        event: { ...event.event, action: actions.filter((name) => known.has(name)) },
      },
    ],
  ];
}

/** A scenario with each event single, and with some merged. Other events of a merged process would contradict it. */
function formsOf(scenario: string, mergings: readonly (Merging | undefined)[]): object[][] {
  const events = eventsOf(scenario);
  const starts = new Map<string, number>();
  const keyOf = ({ host, process }: ElasticEvent): string =>
    JSON.stringify([host?.id, process?.entity_id]);
  for (const event of events.filter(isElasticEvent)) {
    if (event.event.category?.includes('process'))
      starts.set(keyOf(event), (starts.get(keyOf(event)) ?? 0) + 1);
  }
  const forms = events.map((event, at): [object[], object[]] => {
    const merging = mergings[at % mergings.length];
    if (merging === undefined || !isElasticEvent(event)) return [[event], [event]];
    const isOnly = event.event.action !== 'exec' || starts.get(keyOf(event)) === 1;
    const isMergeable = typeof event.event.action === 'string' && event.event.action in ends;
    return isMergeable && isOnly ? bothForms(event, merging) : [[event], [event]];
  });
  return [forms.flatMap(([single]) => single), forms.flatMap(([, merged]) => merged)];
}

/** The statements of a case, without the events that show them. */
function statements({ hosts, limits }: Case): unknown {
  return JSON.parse(
    JSON.stringify({ hosts, limits }, (key, value: unknown) =>
      key === 'events'
        ? undefined
        : key === 'coverage'
          ? Object.keys(value as object).sort()
          : value,
    ),
  );
}

function lines(events: readonly object[]): Uint8Array {
  return Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

const merging: fc.Arbitrary<Merging> = fc.record({
  actions: fc.shuffledSubarray(
    ['fork', 'exec', 'end', 'connection_attempted', 'connection_accepted', 'disconnect_received'],
    { minLength: 6 },
  ),
  dated: fc.constantFrom(0, 0.5, 1),
});

describe('events that report the whole life of a process or connection', () => {
  it('give the same case as single events', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...scenarios),
        fc.array(fc.option(merging, { nil: undefined }), { minLength: 1, maxLength: 9 }),
        async (scenario, mergings) => {
          const [single = [], merged = []] = formsOf(scenario, mergings);
          const expected = await caseOfBytes([lines(single)]);
          const found = await caseOfBytes([lines(merged)]);
          expect(statements(found)).toEqual(statements(expected));
        },
      ),
      { seed, numRuns: runs(300) },
    );
  }, 120_000);
});
