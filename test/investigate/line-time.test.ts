import { describe, expect, it } from 'vitest';
import { minuteOfLine } from '#dist/investigate/line-time.js';

const minute = Date.parse('2026-02-03T04:05Z');

describe('the minute of a line', () => {
  it.each<readonly [line: string, time: number | undefined, reason: string]>([
    ['{"@timestamp":"2026-02-03T04:05:59.999Z"}', minute, 'a usual time'],
    ['{"@timestamp":"2026-02-03T04:05:06.123456789Z","a":1}', minute, 'nanoseconds'],
    ['{"a":1, "@timestamp" : [ "2026-02-03T04:05:06Z" ]}', minute, 'an array, with spaces'],
    ['{"@timestamp":"2026-02-03T04:05Z"}', minute, 'no seconds'],
    ['{"@timestamp":"2026-02-03T04:05:06+01:00"}', undefined, 'another time zone'],
    ['{"@timestamp":"2026-02-03T04:05:06"}', undefined, 'no time zone'],
    ['{"@timestamp":1770091506000}', undefined, 'a number'],
    ['{"@timestamp":"2026-99-03T04:05:06Z"}', undefined, 'no date'],
    ['{"timestamp":"2026-02-03T04:05:06Z"}', undefined, 'another key'],
    [
      '[{"@timestamp":"2026-02-03T04:05:06Z"},{"@timestamp":"2026-02-03T04:06:06Z"}]',
      undefined,
      'several events',
    ],
  ])('of %s is %s: %s', (line, time) => {
    expect(minuteOfLine(Buffer.from(line))).toBe(time);
  });
});
