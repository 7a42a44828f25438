import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '#dist/scan/finding.js';
import { dropNuls, longRun, shortRun } from '#dist/scan/nul-runs.js';
import { scan } from '#dist/scan/scan.js';
import { optionsWith } from './options.js';
import { streamOf } from './streams.js';

function eventOn(file: string): string {
  return JSON.stringify({
    event: { category: ['file'], action: 'creation', module: 'endpoint' },
    host: { os: { type: 'linux' } },
    file: { path: file },
    process: { executable: '/usr/bin/bash', name: 'bash' },
  });
}

const ordinary = `${eventOn('/var/log/syslog')}\n`.repeat(1000);
const planted = eventOn('/etc/init.d/netd');

interface Found {
  readonly matches: readonly string[];
  readonly problems: readonly Problem[];
  readonly lines: number;
}

async function scanned(
  text: string | Buffer,
  size: number,
  maxLineBytes = 1 << 28,
): Promise<Found> {
  const matches: string[] = [];
  const problems: Problem[] = [];
  const { lines } = await scan(
    [streamOf(Buffer.from(text), [size])],
    {
      match: ({ place }) => void matches.push(`${place.line}@${place.byteOffset}`),
      problem: (problem) => void problems.push(problem),
    },
    optionsWith({ read: { maxLineBytes } }),
  );
  return { matches, problems, lines };
}

const nuls = '\0'.repeat(5000);
const at = ordinary.length;
const sizes = [333, 4096, 1 << 20];

describe('NULs at the start of a line', () => {
  it.each(sizes)(
    'are counted, and the event after them is found, in chunks of %d',
    async (size) => {
      const found = await scanned(`${ordinary}${nuls}${planted}\n${planted}\n`, size);
      const next = at + nuls.length + planted.length + 1;
      expect(found.matches).toEqual([`1001@${at}`, `1002@${next}`]);
      expect(found.problems).toMatchObject([
        { line: 1001, byteOffset: at, fault: { kind: 'nul-bytes', bytes: nuls.length } },
      ]);
      expect(found.lines).toBe(1002);
    },
  );

  it.each(sizes)('are counted at the end of the input, in chunks of %d', async (size) => {
    const { problems, lines } = await scanned(`${ordinary}${nuls}`, size);
    expect(problems).toMatchObject([
      { line: 1001, byteOffset: at, fault: { kind: 'nul-bytes', bytes: nuls.length } },
    ]);
    expect(lines).toBe(1001);
  });

  it.each(sizes)('do not make the line too long, in chunks of %d', async (size) => {
    const found = await scanned(`${ordinary}${nuls}${planted}\n`, size, 1000);
    expect(found.matches).toEqual([`1001@${at}`]);
  });

  it.each(sizes)(
    'are part of a line that is too long without them, in chunks of %d',
    async (size) => {
      const line = `${nuls}${'x'.repeat(3000)}`;
      const { problems } = await scanned(`${ordinary}${line}\n`, size, 1000);
      expect(problems).toMatchObject([
        { line: 1001, byteOffset: at, fault: { kind: 'line-too-long', bytes: line.length } },
      ]);
    },
  );
});

describe('NULs inside a line', () => {
  const split = planted.indexOf('linux');
  const torn = `${planted.slice(0, split)}${nuls}${planted.slice(split)}`;

  it.each(sizes)(
    'are counted, and the events around them are found, in chunks of %d',
    async (size) => {
      const found = await scanned(`${ordinary}${torn}\n${planted}\n`, size);
      expect(found.matches).toEqual([`1001@${at}`, `1002@${at + torn.length + 1}`]);
      expect(found.problems).toMatchObject([
        { line: 1001, byteOffset: at, fault: { kind: 'nul-bytes', bytes: nuls.length } },
      ]);
      expect(found.lines).toBe(1002);
    },
  );

  it.each(sizes)('are counted on the last line, in chunks of %d', async (size) => {
    const found = await scanned(`${ordinary}${nuls}${torn}`, size);
    expect(found.matches).toEqual([`1001@${at}`]);
    expect(found.problems).toMatchObject([
      { line: 1001, byteOffset: at, fault: { kind: 'nul-bytes', bytes: 2 * nuls.length } },
    ]);
  });

  it.each(sizes)('do not make the line too long, in chunks of %d', async (size) => {
    const text = `${ordinary}${nuls}${torn}\n${planted}\n`;
    const { matches, problems } = await scanned(text, size, planted.length + 40);
    expect(matches).toEqual([`1001@${at}`, `1002@${at + nuls.length + torn.length + 1}`]);
    expect(problems).toMatchObject([{ fault: { kind: 'nul-bytes', bytes: 2 * nuls.length } }]);
    const shorter = await scanned(text, size, planted.length - 1);
    expect(shorter.matches).toEqual([]);
    expect(shorter.problems).toMatchObject([
      {
        line: 1001,
        byteOffset: at,
        fault: { kind: 'line-too-long', bytes: torn.length + nuls.length },
      },
      { line: 1002, fault: { kind: 'line-too-long', bytes: planted.length } },
    ]);
  });

  it('are the same however the input is divided', async () => {
    const piece = fc.oneof(
      fc.constantFrom(planted, '\n', '\n', '{"a":', 'x', `${planted}\n`),
      fc.nat(3000).map((length) => '\0'.repeat(length)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 12 }),
        fc.integer({ min: 1, max: 4000 }),
        fc.constantFrom(1 << 20, planted.length + 30),
        async (pieces, size, limit) => {
          const text = `${eventOn('/var/log/syslog')}\n${pieces.join('')}`;
          expect(await scanned(text, size, limit)).toEqual(await scanned(text, 1 << 20, limit));
        },
      ),
      { seed: 20261127, numRuns: 200 },
    );
  });
});

describe('dropping NULs of runs', () => {
  const runsOf = (length: number): fc.Arbitrary<Buffer> =>
    fc
      .array(
        fc.oneof(
          fc.constant('x'),
          fc.nat(2 * length).map((count) => '\0'.repeat(count)),
        ),
        {
          maxLength: 9,
        },
      )
      .map((pieces) => Buffer.from(`x${pieces.join('')}x`));

  it.each([shortRun, longRun])('leaves few of at least %d, and everything else', (length) => {
    fc.assert(
      fc.property(runsOf(length), (bytes) => {
        const before = bytes.toString();
        const end = dropNuls(bytes, 1, bytes.length, length);
        const run = new RegExp(`\\0{${length},}`, 'g');
        const expected = before.replace(run, (all) => '\0'.repeat(8 + (all.length % 8)));
        expect(bytes.toString('latin1', 0, end)).toBe(expected);
      }),
      { seed: 20261127 },
    );
  });
});

describe('NULs between values that are not written line by line', () => {
  const indented = JSON.stringify(JSON.parse(planted), null, 2);

  it.each(sizes)('leave events their positions, in chunks of %d', async (size) => {
    const parts = [indented, nuls, indented, nuls.repeat(50), indented];
    const found = await scanned(parts.map((part) => `${part}\n`).join(''), size);
    const lines = indented.split('\n').length;
    const second = indented.length + 1 + nuls.length + 1;
    const third = second + indented.length + 1 + nuls.length * 50 + 1;
    expect(found.matches).toEqual(['1@0', `${lines + 2}@${second}`, `${2 * lines + 3}@${third}`]);
    expect(found.problems.length).toBeGreaterThan(0);
    expect(found.lines).toBe(3 * lines + 2);
  });

  it.each(sizes)('in a string damage only its event, in chunks of %d', async (size) => {
    const damaged = indented.replace('netd', `net${nuls.repeat(20)}d`);
    const found = await scanned(`${indented}\n${damaged}\n${indented}\n`, size);
    const lines = indented.split('\n').length;
    const third = indented.length + damaged.length + 2;
    expect(found.matches).toEqual(expect.arrayContaining(['1@0', `${2 * lines + 1}@${third}`]));
    expect(found.problems).toMatchObject([{ line: expect.any(Number), fault: { mentions: true } }]);
  });
});
