import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  isProcessStart,
  isProgramStart,
  readEndpointEvent,
} from '#dist/investigate/endpoint-event.js';
import { kindOf } from '#dist/investigate/event-facts.js';
import { seed } from '../property/generators.js';

function kindWith(actions: readonly string[]): string {
  return kindOf(readEndpointEvent({ event: { action: [...actions] } }));
}

describe('an event with several actions is about the one that tells most', () => {
  test.each([
    [['fork', 'exec', 'end'], 'process-started'],
    [['fork', 'exec'], 'process-started'],
    [['already_running', 'end'], 'process-running'],
    [['fork', 'end'], 'process-forked'],
    [['end'], 'process-ended'],
    [['connection_attempted', 'disconnect_received'], 'connection-out'],
    [['connection_accepted', 'disconnect_received'], 'connection-in'],
    [['disconnect_received'], 'connection-closed'],
    [['lookup_requested', 'lookup_result'], 'dns'],
    [['unknown', 'exec'], 'process-started'],
    [['unknown'], 'other'],
    [[], 'other'],
  ])('%j: %s, in any order', (actions, kind) => {
    const orders = fc.shuffledSubarray(actions, { minLength: actions.length });
    fc.assert(
      fc.property(orders, (order) => {
        expect(kindWith(order)).toBe(kind);
      }),
      { seed, numRuns: 20 },
    );
  });
});

describe('the life of a process in one event', () => {
  const life = {
    '@timestamp': '2026-05-11T21:14:59.5Z',
    event: { category: ['process'], action: ['end', 'exec', 'fork'] },
    process: { start: '2026-05-11T21:14:24.1200000Z' },
  };
  const timeOf = (event: object): string | undefined =>
    readEndpointEvent({ ...life, ...event }).time;

  it('has the time of its start', () => {
    const event = readEndpointEvent(life);
    expect(event.time).toBe('2026-05-11T21:14:24.1200000Z');
    expect(event.milliseconds).toBe(Date.parse('2026-05-11T21:14:24.120Z'));
  });

  test.each([
    ['a single exec', { event: { category: ['process'], action: 'exec' } }],
    ['an end without a start', { event: { category: ['process'], action: ['end', 'exit'] } }],
    ['an event about a file', { event: { category: ['file'], action: ['exec', 'end'] } }],
    ['an alert', { event: { ...life.event, kind: 'alert' } }],
    ['an event without a start time', { process: {} }],
    ['an event with an invalid start time', { process: { start: 'yesterday' } }],
  ])('%s keeps its timestamp', (_, event) => {
    expect(timeOf(event)).toBe(life['@timestamp']);
  });

  test.each([
    [['end', 'exec', 'fork'], true],
    [['end', 'fork'], false],
    [['fork'], false],
    [['end'], false],
  ])('%j starts a program: %j', (action, expected) => {
    const event = readEndpointEvent({ event: { category: ['process'], action } });
    expect(isProgramStart(event)).toBe(expected);
    expect(isProcessStart(event)).toBe(action.includes('fork'));
  });
});
