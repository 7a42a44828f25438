import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recoverObjects } from '#dist/json/recovery.js';
import { ScanKernel } from '#dist/scan/kernel/scan-kernel.js';
import { SeekKernel } from '#dist/scan/kernel/seek-kernel.js';

const capacity = 1 << 20;
const kernels = [
  ['a plain scan', new ScanKernel(ScanKernel.compile(), capacity)],
  ['a scan with needles', new SeekKernel(SeekKernel.compile(), capacity)],
] as const;

const event = '{"@timestamp":"2026-01-01","file":{"path":"/etc/init.d/x","n":[1,{}]}}';

const fragment = fc.oneof(
  fc.constantFrom(
    ...'{}[]",:\\ \t\r',
    '{"',
    '":',
    '{"a":',
    '"a"',
    '"é😀"',
    '"\\u00e9\\n"',
    '"\\u0',
  ),
  fc.constantFrom('1', '-0.5e3', '01', '1.', 'tr', 'true', 'false', 'null', 'nullé', 'x', '\ufffd'),
  fc.constant(event),
);
const damaged = fc.array(fragment, { maxLength: 30 }).map((all) => all.join(''));

describe.each(kernels)('the kernel of %s', (_, kernel) => {
  /** The objects in text, which stands between other bytes; undefined if the kernel does not find them. */
  function recovered(text: string): string[] | undefined {
    const line = Buffer.from(text);
    const start = 37;
    kernel.bytes.fill('{}"]', 0, start + line.length + 100);
    line.copy(kernel.bytes, start);
    kernel.bytes[start + line.length] = 0x0a;
    const found = kernel.recover(start, start + line.length);
    if (found === undefined) return undefined;
    return Array.from({ length: found.length / 2 }, (_, at) =>
      kernel.bytes.toString('utf8', found[2 * at], found[2 * at + 1]),
    );
  }

  const expected = (text: string): string[] => recoverObjects(text).map(({ json }) => json);

  it('recovers what recoverObjects does', () => {
    let undecided = 0;
    fc.assert(
      fc.property(damaged, (text) => {
        const found = recovered(text);
        if (found === undefined) undecided += 1;
        else expect(found).toEqual(expected(text));
      }),
      { seed: 20261127, numRuns: 20_000 },
    );
    expect(undecided).toBeLessThan(6000);
  });

  it.each([
    ['without its last bracket', event.slice(0, -1)],
    ['without its first bracket', event.slice(1)],
    ['after a prefix', `Nov 27 10:00:00 host app[1]: ${event}`],
    ['before other text', `${event} {"a`],
    ['after a line cut off in a string', `{"a":1,"b":"some te${event}`],
    [
      'after a line cut off in a string, with spaces',
      `{"a":1,"b":"some te{${' '.repeat(63)}"c":{}}`,
    ],
    ['after a line cut off in a string, with more spaces', `{"a":"b{${' '.repeat(64)}"c":{}}`],
    ['with lone quotes', event.replace('x"', '"x" y"')],
    ['in an array', `[${event},`],
  ])('decides about an object %s', (_, text) => {
    expect(recovered(text)).toEqual(expected(text));
  });

  it.each([
    ['NaN', '{"a":NaN}'],
    ['Infinity', '{"a":-Infinity}'],
    ['a control character in a string', '{"a":"b\tc"}'],
    ['a string in three quotes', '{"a":"""b"""}'],
  ])('leaves %s to be repaired', (_, text) => {
    expect(recovered(text)).toBeUndefined();
    expect(recovered(`x ${text}`)).toBeUndefined();
  });

  it('leaves very many or deeply nested objects to others', () => {
    expect(recovered('{} '.repeat(1024))).toHaveLength(1024);
    expect(recovered('{} '.repeat(1025))).toBeUndefined();
    const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(recovered(`x${nested(256)}`)).toEqual([nested(256)]);
    expect(recovered(`x${nested(257)}`)).toBeUndefined();
  });

  it('needs a newline at the end', () => {
    kernel.bytes.fill(0x20, 0, 100);
    expect(() => kernel.recover(0, 50)).toThrow(RangeError);
  });
});
