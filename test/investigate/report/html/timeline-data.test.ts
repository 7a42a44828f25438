import { describe, expect, it } from 'vitest';
import type { Case, HostCase } from '#dist/investigate/case.js';
import { timelineData } from '#dist/investigate/report/html/timeline-data.js';

const hour = 3_600_000;
const noon = Date.parse('2026-03-02T12:00:00Z');

type Recorded = NonNullable<HostCase['recorded']>;

/** The gaps of a host with an event at 12:00 and one at 18:00, as lane, hours after 12:00 of its start and of its end. */
function gapsOf(recorded: Recorded | undefined): readonly (readonly number[])[] | undefined {
  const host = { files: [], sessions: [], surroundings: [], recorded } as unknown as HostCase;
  const events = [0, 6].map((hours, at) => ({
    number: at + 1,
    host: 0,
    what: 'file-created',
    time: new Date(noon + hours * hour).toISOString(),
  }));
  const gaps = timelineData(host, 0, { events } as unknown as Case)?.gaps;
  return gaps?.map(([lane, from, to]) => [lane, (from - noon) / hour, (to - 1 - noon) / hour]);
}

const wholeDay: Recorded = [
  { kind: 'process', first: '2026-03-02T00:00Z', last: '2026-03-02T23:00Z' },
];

describe('the hatching of a timeline', () => {
  it('covers the whole lane of a kind of events that the log does not have', () => {
    expect(gapsOf(undefined)).toEqual([
      [1, 0, 6],
      [2, 0, 6],
    ]);
    expect(gapsOf(wholeDay)).toEqual([[2, 0, 6]]);
  });

  it('covers the time before the first and after the last hour of the events that it has', () => {
    const network = { kind: 'network', first: '2026-03-02T13:00Z', last: '2026-03-02T15:00Z' };
    const gaps = gapsOf([...wholeDay, network as Recorded[number]]);
    expect(gaps?.map((gap) => gap.map(Math.round))).toEqual([
      [2, 0, 1],
      [2, 4, 6],
    ]);
  });

  it('does not cover the hour of the last event, in which there may be more', () => {
    const until = (last: string): Recorded => [
      { kind: 'process', first: '2026-03-02T12:00Z', last },
      { kind: 'network', first: '2026-03-02T12:00Z', last: '2026-03-02T18:00Z' },
    ];
    expect(gapsOf(until('2026-03-02T17:00Z'))).toHaveLength(1);
    expect(gapsOf(until('2026-03-02T18:00Z'))).toEqual([]);
  });
});
