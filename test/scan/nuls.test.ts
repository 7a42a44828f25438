import { describe, expect, it } from 'vitest';
import type { Problem } from '#dist/scan/finding.js';
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

async function scanned(text: string, size: number, maxLineBytes = 1 << 28): Promise<Found> {
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
