import { describe, expect, it } from 'vitest';
import { randomFrom } from '../bench/data.js';
import { seed } from '../property/generators.js';
import { part, runs } from '../property/runs.js';
import { formats } from '../scan/formats.js';
import {
  caseOfBytes as caseOfExports,
  caseOfScenario,
  eventsOf,
  scenarios,
  withoutPlaces,
} from './scenarios.js';

const random = randomFrom(seed);

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, rank: random() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ value }) => value);
}

function lines(events: readonly object[]): Uint8Array {
  return Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

/** Every value as a list under a dotted name, like `fields` of a hit. */
function fieldsOf(event: object): Record<string, unknown> {
  const fields: Record<string, unknown[]> = {};
  const walk = (value: unknown, name: string): void => {
    if (Array.isArray(value)) for (const element of value) walk(element, name);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value))
        walk(inner, name === '' ? key : `${name}.${key}`);
    } else fields[name] = [...(fields[name] ?? []), value];
  };
  walk(event, '');
  return fields;
}

/** Ways to export events, in addition to {@link formats}. */
const shapes: Readonly<Record<string, (events: readonly object[]) => Uint8Array>> = {
  ...formats,
  'hits with fields': (events) =>
    lines(events.map((event, at) => ({ _index: 'i', _id: `${at}`, fields: fieldsOf(event) }))),
  'dotted documents': (events) => lines(events.map(fieldsOf)),
  'a bulk file': (events) =>
    lines(events.flatMap((event, at) => [{ create: { _index: 'i', _id: `${at}` } }, event])),
  'an ES|QL response': (events) => {
    const rows = events.map(fieldsOf);
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return lines([
      {
        columns: names.map((name) => ({ name, type: 'keyword' })),
        values: rows.map((row) => names.map((name) => row[name] ?? null)),
      },
    ]);
  },
};

/** The case for the matches and leads in some exports. */
const caseOfBytes = (exports: readonly Uint8Array[]) => caseOfExports(exports, true);

describe.each(scenarios.map((scenario, number) => ({ scenario, number })))(
  `the case of $scenario (seed ${seed})`,
  ({ scenario, number }) => {
    const events = eventsOf(scenario);

    it('is the same in any order of the events', async () => {
      const expected = withoutPlaces(await caseOfBytes([lines(events)]));
      for (let turn = 0; turn < runs(5); turn += 1) {
        expect(withoutPlaces(await caseOfBytes([lines(shuffled(events))]))).toEqual(expected);
      }
    });

    it('is the same however the events are divided among files', async () => {
      const expected = withoutPlaces(await caseOfBytes([lines(events)]));
      for (let turn = 0; turn < runs(5); turn += 1) {
        const parts = [1, 2, 3].map((): object[] => []);
        for (const event of events) parts[Math.floor(random() * parts.length)]?.push(event);
        const exports = parts.filter((part) => part.length > 0).map(lines);
        expect(withoutPlaces(await caseOfBytes(exports))).toEqual(expected);
      }
    });

    it('is the same if two exports contain the same events', async () => {
      const expected = withoutPlaces(await caseOfBytes([lines(events)]));
      const overlap = [lines(events), lines(shuffled(events).slice(events.length / 3))];
      expect(withoutPlaces(await caseOfBytes(overlap))).toEqual(expected);
    });

    it('is the same whether or not the scan notes runs of scripts', async () => {
      expect(await caseOfScenario(scenario, false)).toEqual(await caseOfScenario(scenario, true));
    });

    it.each(part(Object.entries(shapes), number))('is the same from %s', async (_, write) => {
      const expected = withoutPlaces(await caseOfBytes([lines(events)]));
      expect(withoutPlaces(await caseOfBytes([write(events)]))).toEqual(expected);
    });
  },
);
