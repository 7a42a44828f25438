import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementTexts, onOneLine } from '#dist/json/element-text.js';
import type { JsonValue } from '#dist/json/value.js';
import { seed } from '../property/generators.js';

/** All objects and arrays in a value, and the value itself if it is one. */
function containers(value: JsonValue): JsonValue[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(containers)];
}

function textsIn(text: string): Map<JsonValue, string> {
  const value = JSON.parse(text) as JsonValue;
  return elementTexts(text, value, new Set(containers(value)));
}

describe('the text of an element', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'keeps every digit of a number',
      '[{"a":18446744073709551615,"b":1.0},{"c":1E+2}]',
      ['{"a":18446744073709551615,"b":1.0}', '{"c":1E+2}'],
    ],
    ['keeps white space', '[ {\n "a" : 1\n} ]', ['{\n "a" : 1\n}']],
    ['is not confused by brackets in strings', '[{"}]":"{[\\\\"}]', ['{"}]":"{[\\\\"}']],
    ['is that of the last of several members', '{"a":{"x":1},"a":{"y":2.0}}', ['{"y":2.0}']],
    [
      'is that of the last of several members of other types',
      '{"a":[[1]],"a":{"b":[2.0]}}',
      ['[2.0]', '{"b":[2.0]}'],
    ],
    ['is found under a key with escapes', '{"\\u0061":{"\\"":[1.0]}}', ['[1.0]']],
    ['is found under the key __proto__', '{"__proto__":{"constructor":[1.0]}}', ['[1.0]']],
  ])('%s', (_, text, expected) => {
    const found = [...textsIn(text).values()];
    expect(found).toEqual(expect.arrayContaining([...expected, text]));
    expect(found).toHaveLength(containers(JSON.parse(text) as JsonValue).length);
  });

  test('is found at any depth', () => {
    const depth = 100_000;
    const text = `${'['.repeat(depth)}{"a":1.0}${']'.repeat(depth)}`;
    let value = JSON.parse(text) as JsonValue;
    const whole = value;
    while (Array.isArray(value)) value = value[0];
    expect(elementTexts(text, whole, new Set([value])).get(value)).toBe('{"a":1.0}');
  });

  test('parses to the element, however the text is laid out', () => {
    const key = fc.constantFrom('a', 'b', '__proto__', '"', '\\', '{"a":[', '\u2028');
    const value = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map(Object.fromEntries),
      ) as fc.Arbitrary<JsonValue>,
    })).value;
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2, '\t'), (one, indent) => {
        const whole = JSON.stringify([one], null, indent);
        const value = JSON.parse(whole) as JsonValue;
        expect(new Set(elementTexts(whole, value).keys())).toEqual(new Set(containers(value)));
        for (const [node, text] of textsIn(whole)) {
          expect(JSON.parse(text)).toEqual(node);
          expect(onOneLine(text)).not.toContain('\n');
          expect(JSON.parse(onOneLine(text))).toEqual(node);
        }
      }),
      { seed, numRuns: 300 },
    );
  });
});
