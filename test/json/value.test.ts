import { expect, test } from 'vitest';
import { isArray, isObject, type JsonObject, own } from '#dist/json/value.js';

test('objects are neither arrays nor null', () => {
  expect(isObject({})).toBe(true);
  for (const value of [null, [], 'x', 1, true, undefined]) expect(isObject(value)).toBe(false);
});

test('arrays are arrays', () => {
  expect(isArray([])).toBe(true);
  for (const value of [null, {}, 'x', 1, true, undefined]) expect(isArray(value)).toBe(false);
});

test('a key is looked up in the object alone, never in what it inherits', () => {
  for (const key of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'length']) {
    expect(own({}, key)).toBeUndefined();
  }
});

test('hostile keys are keys like any other where the JSON has them', () => {
  const object = JSON.parse(
    '{"__proto__":"a","constructor":"b","hasOwnProperty":"c"}',
  ) as JsonObject;
  expect(own(object, '__proto__')).toBe('a');
  expect(own(object, 'constructor')).toBe('b');
  expect(own(object, 'hasOwnProperty')).toBe('c');
});
