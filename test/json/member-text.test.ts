import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memberText } from '#dist/json/member-text.js';
import { seed } from '../property/generators.js';

describe('the text of a member’s value', () => {
  test.each([
    [
      'a number with more digits than a double holds',
      '{"a":12345678901234567890}',
      '12345678901234567890',
    ],
    ['a number as written', '{"a": 1.0e+1 }', '1.0e+1'],
    ['the last of several members with the key', '{"a":1,"b":2,"a":3}', '3'],
    ['that of the outer object, not of a nested one', '{"b":{"a":1},"a":{"a":2}}', '{"a":2}'],
    ['that of a member, not of a string that looks like one', '{"b":"\\"a\\":1,","a":2}', '2'],
    ['found under a key written with escapes', '{"\\u0061":[1,{"a":2}]}', '[1,{"a":2}]'],
    ['a string with JSON punctuation', '{"a":"}],:{[\\\\"}', '"}],:{[\\\\"'],
    ['a value on several lines', '{\n"a" :\t{\n"b": 1}\n}', '{\n"b": 1}'],
  ])('is %s', (_, object, text) => {
    expect(memberText(object, 'a')).toBe(text);
  });

  test.each([
    ['an empty object', '{}'],
    ['an object with other keys', '{"b":"a","c":["a"]}'],
  ])('is not in %s', (_, object) => {
    expect(memberText(object, 'a')).toBeUndefined();
  });

  test('parses to the value that JSON.parse finds', () => {
    const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(objects, fc.constantFrom('', ' ', '\n\t'), (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        const parsed = JSON.parse(text) as Record<string, unknown>;
        for (const [key, value] of Object.entries(parsed)) {
          expect(JSON.parse(memberText(text, key) ?? '"missing"')).toEqual(value);
        }
      }),
      { seed, numRuns: 2_000 },
    );
  });
});
