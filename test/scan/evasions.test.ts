import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FileInput } from '#dist/input/input.js';
import { stateOf } from '#dist/input/inputs.js';
import { blockBytes } from '#dist/scan/lines.js';
import { scan } from '#dist/scan/scan.js';
import { rangeBytes } from '#dist/scan/tasks.js';
import { ordinaryLine, plantedLine, temporaryDirectory } from '../e2e/run.js';
import { optionsWith } from './options.js';

// What an attacker, or an unusual exporter, may do to a line so that a search for the path misses it.

const planted = plantedLine();
const ordinary = `${ordinaryLine()}\n`;

/** The planted line with another spelling of its path. */
function spelled(as: string): string {
  return planted.replace('/etc/init.d/netd', () => as);
}

async function linesOf(content: string | Uint8Array, jobs = 1): Promise<number[]> {
  const file = path.join(temporaryDirectory(), 'input.ndjson');
  writeFileSync(file, content);
  const input: FileInput = {
    kind: 'file',
    name: file,
    path: file,
    state: stateOf(statSync(file)),
    isFound: false,
  };
  const lines: number[] = [];
  await scan(
    [input],
    {
      match: async ({ place }) => {
        lines.push(place.line);
        // Give the workers time to start.
        if (jobs > 1 && place.line === 1) await setTimeout(300);
      },
      problem() {},
    },
    optionsWith({ jobs, trialMs: 0 }),
  );
  return lines;
}

/** Exactly `bytes` bytes of ordinary lines, the last of which is padded. */
function ordinaryBytes(bytes: number): string {
  const whole = ordinary.repeat(Math.floor(bytes / ordinary.length) - 1);
  return `${whole}${ordinary.trimEnd()}${' '.repeat(bytes - whole.length - ordinary.length)}\n`;
}

describe('no spelling hides a planted script', () => {
  it.each([
    ['an escaped slash', spelled('\\/etc\\/init.d\\/netd')],
    ['a slash as \\u002f', spelled('\\u002fetc\\u002finit.d\\u002fnetd')],
    ['an i as \\u0069', spelled('/etc/\\u0069nit.d/netd')],
    ['upper-case hex', spelled('/etc/init\\u002Ed\\u002Fnetd')],
    ['every character escaped', spelled([...'/etc/init.d/netd'].map(escaped).join(''))],
    ['mixed case', spelled('/ETC/Init.D/netd')],
    ['mixed case in escapes', spelled('/etc/\\u0049NIT\\u002e\\u0044/netd')],
    ['white space around', ` \t${planted} \t`],
    ['a carriage return at the end', `${planted}\r`],
    ['NUL bytes in a value', planted.replace('web-01', 'web\\u0000-01')],
    [
      'a line of 40 MB',
      plantedLine({ padding: 'p'.repeat(40_000_000), file: undefined }).replace(
        /\}$/,
        ',"file":{"path":"/etc/init.d/netd"}}',
      ),
    ],
  ])('%s', async (_, line) => {
    expect(await linesOf(`${ordinary}${ordinary}${line}\n${ordinary}`)).toEqual([3]);
  });

  it('a last line without a newline', async () => {
    expect(await linesOf(`${ordinary}${planted}`)).toEqual([2]);
  });

  it('a byte order mark before the first line, and a first line that is not an event', async () => {
    expect(await linesOf(`\ufeff${planted}\n`)).toEqual([1]);
    expect(await linesOf(`{"took":1}\n${planted}\n`)).toEqual([2]);
    expect(await linesOf(`nonsense\n${planted}\n`)).toEqual([2]);
    expect(await linesOf(`\n\r\n \n${planted}\n`)).toEqual([4]);
  });

  it('raw NUL bytes and invalid UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from([0, 0xff, 0xfe, 0x0a]), Buffer.from(`${planted}\n`)]);
    expect(await linesOf(Buffer.concat([Buffer.from(ordinary), bytes]))).toEqual([3]);
  });
});

describe('no position hides a planted script', () => {
  const start = planted.indexOf('/etc/init.d/');

  it.each([
    ['block', blockBytes, 1],
    ['range', rangeBytes, 1],
    ['range, on several threads', rangeBytes, 3],
  ])('the path across the end of a %s, at bytes of the path', async (_, boundary, jobs) => {
    for (let cut = 0; cut <= '/etc/init.d/'.length; cut += jobs) {
      const head = `${planted}\n`;
      const before = ordinaryBytes(boundary * jobs - head.length - start - cut);
      const lines = before.split('\n').length;
      expect(await linesOf(`${head}${before}${planted}\n${ordinary}`, jobs)).toEqual([
        1,
        lines + 1,
      ]);
    }
  });

  it('a line that ends in or at the last bytes of a block', async () => {
    for (let spare = 0; spare <= 16; spare += 1) {
      const before = ordinaryBytes(blockBytes - planted.length - 1 - spare);
      const lines = before.split('\n').length;
      expect(await linesOf(`${before}${planted}\n${ordinary}`)).toEqual([lines]);
    }
  });
});

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
