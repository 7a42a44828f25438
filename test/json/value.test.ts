import { expect, test } from 'vitest';
import { isArray, isObject, type JsonObject, own } from '#dist/json/value.js';

test('isObject accepts neither arrays nor null', () => {
  expect(isObject({})).toBe(true);
  for (const value of [null, [], 'x', 1, true, undefined]) expect(isObject(value)).toBe(false);
});

test('isArray accepts only arrays', () => {
  expect(isArray([])).toBe(true);
  for (const value of [null, {}, 'x', 1, true, undefined]) expect(isArray(value)).toBe(false);
});

test('inherited properties are never found', () => {
  for (const key of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'length']) {
    expect(own({}, key)).toBeUndefined();
  }
});

test('hostile keys in JSON are keys like any other', () => {
  const object = JSON.parse(
    '{"__proto__":"a","constructor":"b","hasOwnProperty":"c"}',
  ) as JsonObject;
  expect(own(object, '__proto__')).toBe('a');
  expect(own(object, 'constructor')).toBe('b');
  expect(own(object, 'hasOwnProperty')).toBe('c');
});
