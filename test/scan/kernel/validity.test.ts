import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanKernel } from '#dist/scan/kernel/scan-kernel.js';
import { SeekKernel } from '#dist/scan/kernel/seek-kernel.js';
import { SeveralLines } from '#dist/scan/several-lines.js';

const capacity = 1 << 20;
const kernels = [
  ['a plain scan', new ScanKernel(ScanKernel.compile(), capacity)],
  ['a scan with needles', new SeekKernel(SeekKernel.compile(), capacity)],
] as const;

/** Where `JSON.parse` fails; undefined if it does not, and null if it does not say where. */
function failureIn(text: string): number | null | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const position = /at position (\d+)/.exec((error as Error).message)?.[1];
    return position === undefined ? null : Number(position);
  }
}

const token = fc.constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    ' ',
    '\t',
    '\r',
    '"',
    '\\',
    '"a"',
    '"é😀"',
    '"\\u00e9"',
    '"\\u0"',
  ],
  ...[
    '"\\q"',
    '"\u0001"',
    '\0',
    '1',
    '-',
    '01',
    '0.5',
    '1.',
    '1e',
    '1E+2',
    'true',
    'tru',
    'false',
    'fals',
  ],
  ...['null', 'nul', 'NaN', 'x', '\ufeff', '\u00a0'],
);
const tokens = fc.array(token, { maxLength: 12 }).map((all) => all.join(''));
const json = fc.jsonValue({ maxDepth: 5 }).map((value) => JSON.stringify(value));
const damaged = fc
  .tuple(json, fc.nat(), fc.nat(3), token)
  .map(([text, place, dropped, inserted]) => {
    const at = place % text.length;
    return text.slice(0, at) + inserted + text.slice(at + dropped);
  });

describe.each(kernels)('the kernel of %s', (_, kernel) => {
  const start = 37;

  /** Writes a line between other bytes. */
  function write(text: string): void {
    const line = Buffer.from(`${text}\n`);
    kernel.bytes.fill('"}]', 0, start + line.length + 100);
    line.copy(kernel.bytes, start);
  }

  /** Validates text. Offsets are in characters. */
  function validated(text: string): { end: number | undefined; invalidAt: number | undefined } {
    write(text);
    const { end, invalidAt } = kernel.extentOf(start, start + Buffer.byteLength(text));
    const inText = (at: number | undefined): number | undefined =>
      at === undefined ? undefined : kernel.bytes.toString('utf8', start, at).length;
    return { end: inText(end), invalidAt: inText(invalidAt) };
  }

  it('finds where text is not valid, as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.oneof(tokens, damaged), (text) => {
        const { end, invalidAt } = validated(text);
        const rest = end === undefined ? '' : text.slice(end);
        const blank = /^[ \t\r]*/.exec(rest)?.[0].length ?? 0;
        const failure = invalidAt ?? (blank < rest.length ? (end ?? 0) + blank : undefined);
        const expected = failureIn(text);
        if (expected === null) expect(failure).toBeDefined();
        else expect(failure).toBe(expected);
      }),
      { seed: 20261127, numRuns: 20_000 },
    );
  });

  it('finds the end of a value before other text', () => {
    fc.assert(
      fc.property(json, tokens, (text, rest) => {
        // A digit after a number would be part of it.
        expect(validated(` ${text} ${rest}`)).toEqual({
          end: text.length + 1,
          invalidAt: undefined,
        });
      }),
      { seed: 20261127, numRuns: 3000 },
    );
  });

  it('finds that a value continues on the next line, as SeveralLines does', () => {
    const opening = fc.constantFrom('{', '[', ' {"a":', '\t[{');
    const more = fc.array(fc.oneof(token, fc.constantFrom('"""', '\\"', '{"a":', '{', '[')), {
      maxLength: 12,
    });
    let open = 0;
    fc.assert(
      fc.property(opening, more, (first, rest) => {
        const text = first + rest.join('');
        write(text);
        const isLeftOpen = kernel.isLeftOpen(start, start + Buffer.byteLength(text));
        if (isLeftOpen) open += 1;
        const line = {
          ...{
            bytes: Buffer.from(text),
            start: 0,
            end: Buffer.byteLength(text),
            isTerminated: true,
          },
          ...{ lookBehindStart: 0, line: 0, byteOffset: 0, droppedNuls: 0 },
        };
        const damage = { fault: { kind: 'malformed-value' }, text } as const;
        expect(isLeftOpen).toBe(SeveralLines.begin(text, line, damage) !== undefined);
      }),
      { seed: 20261127, numRuns: 20_000 },
    );
    expect(open).toBeGreaterThan(2000);
  });

  it('accepts any bytes in strings, as decoding replaces those that are not UTF-8', () => {
    const line = Buffer.from([0x22, 0xff, 0xc3, 0x28, 0x80, 0x22, 0x0a]);
    line.copy(kernel.bytes);
    expect(kernel.extentOf(0, 6)).toEqual({ end: 6, invalidAt: undefined });
  });

  it('does not decide about a value that is nested more than 65,536 levels deep', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(validated(nested(65_536))).toEqual({ end: 131_072, invalidAt: undefined });
    expect(validated(nested(65_537))).toEqual({ end: undefined, invalidAt: undefined });
  });

  it('needs a newline at the end', () => {
    kernel.bytes.fill(0x20, 0, 100);
    expect(() => kernel.extentOf(0, 50)).toThrow(RangeError);
  });
});
