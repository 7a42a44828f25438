import { describe, expect, it } from 'vitest';
import { RecordedPeriods, recordedPeriods } from '#dist/investigate/recorded-periods.js';
import { recordedNotes } from '#dist/investigate/report/recorded-note.js';
import { caseOfBytes } from './scenarios.js';

const at = (text: string): number => Date.parse(text);

describe('the period of which a log has events', () => {
  it('is the same in any order of the events, to the minute and to the hour', () => {
    const times = [
      '2026-02-03T11:02:59Z',
      '2026-02-03T09:00:00Z',
      '2026-02-03T13:59:00Z',
      '2026-02-03T11:02:00Z',
    ].map(at);
    for (const order of [times, times.toReversed()]) {
      const periods = new RecordedPeriods(1);
      for (const time of order) periods.add('process', 'a', time);
      expect(recordedPeriods(periods.ofHost('a'))).toEqual([
        { kind: 'process', first: '2026-02-03T09:00Z', last: '2026-02-03T13:00Z' },
      ]);
    }
  });

  it('may be extended by what is outside of it for any host', () => {
    const periods = new RecordedPeriods(2);
    expect(periods.add('process', 'a', at('2026-02-03T11:02Z'))).toBe(true);
    expect(periods.mayExtend('process', at('2026-02-03T11:30Z'))).toBe(true);
    expect(periods.add('process', 'b', at('2026-02-03T11:05Z'))).toBe(true);
    expect(periods.mayExtend('process', at('2026-02-03T11:30Z'))).toBe(false);
    expect(periods.mayExtend('process', at('2026-02-03T11:04Z'))).toBe(true);
    expect(periods.extends('process', 'a', at('2026-02-03T11:04Z'))).toBe(false);
    expect(periods.extends('process', 'b', at('2026-02-03T11:04Z'))).toBe(true);
    expect(periods.mayExtend('process', at('2026-02-03T12:00Z'))).toBe(true);
    expect(periods.mayExtend('network', at('2026-02-03T11:30Z'))).toBe(true);
  });
});

function event(time: string, fields: Readonly<Record<string, unknown>>): object {
  return {
    '@timestamp': time,
    'host.id': 'h1',
    'host.name': 'web-01',
    'host.os.type': 'linux',
    ...fields,
  };
}

function processEvent(time: string, action: string): object {
  return event(time, {
    'event.category': ['process'],
    'event.action': action,
    'process.entity_id': time,
    'process.executable': '/usr/bin/true',
  });
}

const planted = event('2026-02-03T11:00:30.000Z', {
  'event.category': ['file'],
  'event.action': 'creation',
  'file.path': '/etc/init.d/netd',
  'process.executable': '/usr/bin/tee',
});

async function hostOf(events: readonly object[]) {
  const lines = events.map((one) => `${JSON.stringify(one)}\n`).join('');
  const [host] = (await caseOfBytes([Buffer.from(lines)])).hosts;
  if (host === undefined) throw new Error('the case has no host');
  return host;
}

describe('a case', () => {
  it('says from when on the log has events of a kind, ends of processes too, which it does not cite', async () => {
    const minutes = Array.from({ length: 40 }, (_, minute) =>
      processEvent(`2026-02-03T11:${String(minute + 2).padStart(2, '0')}:07.000Z`, 'end'),
    );
    for (const events of [
      [planted, ...minutes],
      [...minutes.toReversed(), planted],
    ]) {
      const host = await hostOf(events);
      expect(host.recorded).toEqual([
        { kind: 'process', first: '2026-02-03T11:02Z', last: '2026-02-03T11:00Z' },
      ]);
      expect(host.coverage.process).toBeDefined();
      const text = recordedNotes(host)
        .flat()
        .map((part) => ('words' in part ? part.words : part.value))
        .join('');
      expect(text).toBe('In this log: process events between 2026-02-03 11:02Z and 12:00Z.');
    }
  });

  it('does not take an alert for a process event of its time', async () => {
    const alert = { ...processEvent('2026-02-03T11:10:00.000Z', 'exec'), 'event.kind': 'alert' };
    expect((await hostOf([planted, alert])).recorded).toBeUndefined();
  });
});
