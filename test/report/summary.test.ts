import { describe, expect, test } from 'vitest';
import { summaryLines } from '#dist/report/summary.js';
import { bytesText, secondsText } from '#dist/report/units.js';
import { defaultRule, newestRule } from '#dist/rule/revisions.js';
import { statusOf, summaryOf } from './writers.js';

const version = 'rule version 13; the newest known is 122 (--rule-version 122)';

const twoInputs = {
  inputs: [statusOf({ name: 'a' }), statusOf({ name: 'b' })],
  lines: 812,
  bytes: 1_200_000,
  seconds: 0.05,
};

describe('the summary of a scan', () => {
  test.each([
    {
      when: 'complete with matches',
      summary: summaryOf({ ...twoInputs, matches: 3 }),
      lines: [
        '3 matches in 812 lines of 2 inputs (1.2 MB), 0.05 s (24 MB/s)',
        version,
        'complete: all input was read',
      ],
    },
    {
      when: 'complete and clean, one of each',
      summary: summaryOf({ lines: 1, bytes: 900, seconds: 1 }),
      lines: [
        '0 matches in 1 line of 1 input (900 B), 1.00 s (900 B/s)',
        version,
        'complete: all input was read; no matches',
      ],
    },
    {
      when: 'complete and clean, with warnings',
      summary: summaryOf({ warnings: 2 }),
      lines: [
        '0 matches in 0 lines of 1 input (0 B), 0.01 s',
        version,
        'complete, with 2 warnings; no matches',
      ],
    },
    {
      when: 'incomplete without a match',
      summary: summaryOf({ problems: 2, complete: false }),
      lines: [
        '0 matches in 0 lines of 1 input (0 B), 0.01 s',
        version,
        'INCOMPLETE: 2 problems; no matches does not mean clean',
      ],
    },
    {
      when: 'incomplete with a match and a warning',
      summary: summaryOf({ matches: 1, problems: 1, warnings: 1, complete: false }),
      lines: [
        '1 match in 0 lines of 1 input (0 B), 0.01 s',
        version,
        'INCOMPLETE: 1 problem, 1 warning; 1 match, and there may be more',
      ],
    },
    {
      when: 'interrupted',
      summary: summaryOf({ interrupted: true, complete: false }),
      lines: [
        '0 matches in 0 lines of 1 input (0 B), 0.01 s',
        version,
        'INCOMPLETE: interrupted; no matches does not mean clean',
      ],
    },
    {
      when: 'interrupted after problems and matches',
      summary: summaryOf({ matches: 1, problems: 3, interrupted: true, complete: false }),
      lines: [
        '1 match in 0 lines of 1 input (0 B), 0.01 s',
        version,
        'INCOMPLETE: interrupted, 3 problems; 1 match, and there may be more',
      ],
    },
    {
      when: 'with matches withheld',
      summary: summaryOf({ matches: 5, withheld: 3 }),
      lines: [
        '5 matches in 0 lines of 1 input (0 B), 0.01 s',
        "2 reported, 3 more counted but not reported (--max-alerts); Elastic's rule stops at 100 per run",
        version,
        'complete: all input was read',
      ],
    },
  ])('$when', ({ summary, lines }) => {
    expect(summaryLines(summary, defaultRule)).toEqual(lines);
  });
});

test('the newest revision is named as such', () => {
  expect(summaryLines(summaryOf(), newestRule)).toContain('rule version 122, the newest known');
});

test('inputs with problems are named, up to a limit', () => {
  const inputs = Array.from({ length: 7 }, (_, at) =>
    statusOf({ name: `${at}\x1b`, problems: at }),
  );
  const lines = summaryLines(summaryOf({ inputs, problems: 21, complete: false }), defaultRule);
  expect(lines.at(-2)).toBe(
    'inputs with problems: 1\\x1b (1), 2\\x1b (2), 3\\x1b (3), 4\\x1b (4), 5\\x1b (5), and 1 more',
  );
});

describe('units', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9_940, '9.9 kB'],
    [9_960, '10 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [1_234_567_890, '1.2 GB'],
    [5e12, '5.0 TB'],
    [7e18, '7000 PB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  test.each([
    [0, '0.01 s'],
    [0.0499, '0.05 s'],
    [9.99, '9.99 s'],
    [9.996, '10.0 s'],
    [99.94, '99.9 s'],
    [99.96, '100 s'],
    [312.4, '312 s'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(secondsText(seconds)).toBe(text);
  });
});
