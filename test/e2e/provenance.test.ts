import { describe, expect, it } from 'vitest';
import { ordinaryLine, plantedLine, run } from './run.js';

const planted = plantedLine();

/** A match in the text of a document, and one behind a line that breaks off. */
const embedded = JSON.stringify({ log: planted, stream: 'stdout' });
const recovered = `${ordinaryLine().slice(0, 100)}${planted}`;
const stdin = `${ordinaryLine()}\n${embedded}\n${recovered}\n`;

describe('matches that are not whole documents', () => {
  it.each([
    ['pretty', [/stdin>:2, embedded at \/log/, /stdin>:3, document \d+, recovered/]],
    [
      'json',
      [/"provenance":\{"kind":"embedded","pointer":"\/log"\}/, /"provenance":\{"kind":"recovered"/],
    ],
    ['csv', [/"embedded","\/log","match"\r?\n/, /"recovered","","match"\r?\n/]],
    ['sarif', [/"provenance":\{"kind":"embedded","pointer":"\/log"\}/, /"kind":"recovered"/]],
    ['junit', [/embedded at \/log/, /, recovered/]],
    ['alerts', [/"labels.initd_scan":"embedded at \/log"/, /"labels.initd_scan":"recovered"/]],
  ] as const)('are named in %s', async (format, expected) => {
    const { code, stdout } = await run(['-f', format], { stdin });
    expect(code).toBe(2);
    for (const pattern of expected) expect(stdout).toMatch(pattern);
  });

  it('are written as ndjson, and the summary counts them', async () => {
    const { stdout, stderr } = await run(['-f', 'ndjson'], { stdin });
    expect(stdout).toBe(`${planted}\n${planted}\n`);
    expect(stderr).toMatch(
      /^1 match found inside other documents, 1 match recovered from damaged text$/m,
    );
  });

  it('keep their numbers as they are written in the text', async () => {
    const exact = planted.replace(/}$/, ',"labels":{"a":1.0,"b":1E+2,"c":12345678901234567890}}');
    const texts = [
      JSON.stringify({ log: exact }),
      JSON.stringify({ message: `at 10:00 ${exact} done` }),
      JSON.stringify({ message: JSON.stringify({ events: [exact] }) }),
    ];
    const { stdout } = await run(['-f', 'ndjson'], { stdin: `${texts.join('\n')}\n` });
    expect(stdout).toBe(`${exact}\n`.repeat(3));
  });

  it('are named by explain and investigate', async () => {
    const explained = await run(['explain', '-f', 'json'], { stdin });
    expect(JSON.parse(explained.stdout).events).toMatchObject([
      { source: { provenance: { kind: 'embedded', pointer: '/log' } } },
      { source: { provenance: { kind: 'recovered', pointer: '' } } },
    ]);
    const investigated = await run(['investigate', '-f', 'json'], { stdin });
    expect(investigated.stdout).toMatch(/"provenance":\{"kind":"embedded","pointer":"\/log"\}/);
  });
});
