import { describe, expect, it } from 'vitest';
import type { RelatedActivity } from '#dist/investigate/activity.js';
import type { HostCase } from '#dist/investigate/case.js';
import type { EventRecord } from '#dist/investigate/event-record.js';
import { numberEvents } from '#dist/investigate/numbering.js';
import { file } from './records.js';

function write(seconds: number, host: string): EventRecord {
  return file(seconds, '/etc/cron.d/x', 'creation', { 'host.id': host });
}

/** A host with one activity for each list of events. */
function hostCase(...statements: readonly (readonly EventRecord[])[]): HostCase<EventRecord> {
  const surroundings = statements.map(
    (events): RelatedActivity<EventRecord> => ({
      what: 'cron',
      relation: 'host',
      subject: '/etc/cron.d/x',
      times: events.length,
      relatedRule: false,
      isMatch: false,
      events,
    }),
  );
  return {
    files: [],
    sessions: [],
    hasSessionData: true,
    addresses: [],
    surroundings,
    surroundingsLeftOut: 0,
    matchesLeftOut: 0,
    processesLeftOut: 0,
    coverage: {},
    isCut: false,
    cut: [],
  };
}

/** The numbers that each statement refers to, host by host, and the host and time of each event. */
function numbered(
  hosts: readonly HostCase<EventRecord>[],
  keys: readonly string[],
): { numbers: unknown; events: unknown } {
  const leftOut = { files: [], matchesNotNamed: 0 };
  const limits = { hosts: 1, filesPerHost: 1, files: 1, eventsPerHost: 1, matchesLeftOut: 0 };
  const found = numberEvents({ hosts, groups: [], leftOut, limits }, keys);
  return {
    numbers: found.hosts.map(({ surroundings }) => surroundings.map(({ events }) => events)),
    events: found.events.map(({ number, host, time = '' }) => [number, host, time.slice(17, 19)]),
  };
}

describe('the events of a case', () => {
  it('are numbered in the order of hosts and times, those of other hosts last', () => {
    const [a, b, other] = [write(2, 'a'), write(1, 'b'), write(0, 'c')];
    const earlier = write(1, 'a');
    expect(numbered([hostCase([b, other]), hostCase([a, earlier])], ['b', 'a'])).toEqual({
      numbers: [[[1, 4]], [[2, 3]]],
      events: [
        [1, 0, '01'],
        [2, 1, '01'],
        [3, 1, '02'],
        [4, undefined, '00'],
      ],
    });
  });

  it('have one number each, however often exports contain them and statements refer to them', () => {
    const [first, again] = [write(1, 'a'), write(1, 'a')];
    expect(numbered([hostCase([first, again], [again])], ['a'])).toEqual({
      numbers: [[[1], [1]]],
      events: [[1, 0, '01']],
    });
  });

  it('are the first 20 of each statement', () => {
    const many = Array.from({ length: 30 }, (_, at) => write(30 - at, 'a'));
    const { numbers, events } = numbered([hostCase(many)], ['a']);
    expect(numbers).toEqual([[Array.from({ length: 20 }, (_, at) => at + 1)]]);
    expect(events).toHaveLength(20);
  });
});
