import { describe, expect, it } from 'vitest';
import { part } from '../property/runs.js';
import { asksMore, type Collected, caseFrom, collectOn, hitsIn } from './collecting.js';
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

// Where an event is depends on the machine, and so does which event stands for all of a kind.
describe.each(scenarios.map((scenario, number) => ({ scenario, number })))(
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
