import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Field } from '#dist/event/fields.js';
import type { JsonObject } from '#dist/json/value.js';
import { flatten } from '../oracle/oracle.js';
import { events, seed } from '../property/generators.js';

const type = new Field('host.os.type');
const path = new Field('file.path');

describe('a field is found in any spelling', () => {
  const spellings: readonly (readonly [string, JsonObject])[] = [
    ['nested', { host: { os: { type: 'linux' } } }],
    ['dotted', { 'host.os.type': 'linux' }],
    ['dotted at the front', { 'host.os': { type: 'linux' } }],
    ['dotted at the back', { host: { 'os.type': 'linux' } }],
    ['an array of values', { host: { os: { type: ['linux'] } } }],
    ['an array of objects', { host: [{ os: [{ type: 'linux' }] }] }],
    ['an array of objects with dotted keys', { host: [{ ip: '::1' }, { 'os.type': 'linux' }] }],
    ['arrays of arrays', { host: [[{ os: { type: [['linux']] } }]] }],
  ];

  test.each(spellings)('%s', (_, document) => {
    expect(type.values(document)).toEqual(['linux']);
    expect(type.first(document)).toBe('linux');
    expect(type.find(document, (value) => value === 'linux')).toBe('linux');
  });

  test('no spelling hides another', () => {
    const document = {
      host: { os: { type: 'a' }, 'os.type': 'b' },
      'host.os': { type: 'c' },
      'host.os.type': 'd',
    };
    expect(type.values(document).sort()).toEqual(['a', 'b', 'c', 'd']);
    for (const value of ['a', 'b', 'c', 'd']) {
      expect(type.find(document, (found) => found === value)).toBe(value);
    }
  });
});

describe('values', () => {
  test('come in document order, duplicates included', () => {
    const document = { file: [{ path: ['b', 'a'] }, { path: 'b' }] };
    expect(path.values(document)).toEqual(['b', 'a', 'b']);
    expect(path.first(document)).toBe('b');
  });

  test('numbers and booleans become text', () => {
    const document = { file: { path: [0, -1, 1.5, 1e21, true, false] } };
    expect(path.values(document)).toEqual(['0', '-1', '1.5', '1e+21', 'true', 'false']);
  });

  test.each<[string, JsonObject]>([
    ['nothing', {}],
    ['another field', { file: { name: 'x' } }],
    ['null', { file: { path: null } }],
    ['an empty array', { file: { path: [] } }],
    ['an array of null', { file: { path: [null] } }],
    ['arrays of nothing', { file: { path: [[], [null, []]] } }],
    ['an object', { file: { path: {} } }],
    ['an object with fields', { file: { path: { text: 'x' } } }],
    ['a value instead of an object', { file: 'path' }],
    ['null instead of an object', { file: null }],
    ['a prefix of the name', { file: { pat: 'x' }, 'file.pat': 'x' }],
    ['a longer name', { 'file.path.text': 'x', file: { paths: 'x' } }],
    ['another case', { File: { Path: 'x' }, 'FILE.PATH': 'x' }],
    ['extra dots', { 'file..path': 'x', '.file.path': 'x', 'file.path.': 'x' }],
    ['an empty key in between', { file: { '': { path: 'x' } }, '': { 'file.path': 'x' } }],
  ])('%s is not a value', (_, document) => {
    expect(path.values(document)).toEqual([]);
    expect(path.first(document)).toBeUndefined();
    expect(path.find(document, () => true)).toBeUndefined();
  });

  test('the empty string is a value', () => {
    expect(path.values({ file: { path: '' } })).toEqual(['']);
    expect(path.first({ file: { path: [null, ''] } })).toBe('');
  });

  test('inherited properties are not values', () => {
    expect(new Field('constructor.name').first({})).toBeUndefined();
    expect(new Field('toString').first({})).toBeUndefined();
    expect(new Field('file.length').first({ file: ['x'] })).toBeUndefined();
    expect(new Field('file.length').first({ file: 'x' })).toBeUndefined();
    expect(path.first(JSON.parse('{"__proto__":{"file":{"path":"x"}}}'))).toBeUndefined();
    expect(path.first(JSON.parse('{"file":{"__proto__":{"path":"x"}}}'))).toBeUndefined();
  });
});

describe('find', () => {
  test('stops at the first value that passes', () => {
    const asked: string[] = [];
    const found = path.find({ file: { path: ['a', 'b', 'c'] } }, (value) => {
      asked.push(value);
      return value === 'b';
    });
    expect(found).toBe('b');
    expect(asked).toEqual(['a', 'b']);
  });

  test('returns undefined if no value passes', () => {
    expect(path.find({ file: { path: ['a', 'b'] } }, () => false)).toBeUndefined();
  });

  test('returns a number as text', () => {
    expect(path.find({ file: { path: 22 } }, (value) => value === '22')).toBe('22');
  });
});

test('a name of one part has one spelling', () => {
  expect(new Field('message').values({ message: ['a', 'b'] })).toEqual(['a', 'b']);
});

test('a field has the values that flattening the whole document yields', () => {
  const fields = [
    'event.category',
    'host.os.type',
    'event.action',
    'file.path',
    'file.name',
    'file.extension',
    'process.name',
    'process.executable',
    'file.Ext.original.path',
    'process.parent.executable',
    'message',
    '@timestamp',
  ].map((name) => new Field(name));
  fc.assert(
    fc.property(events, (event) => {
      const flat = flatten(event);
      for (const field of fields) {
        expect(field.values(event).sort()).toEqual((flat.get(field.name) ?? []).sort());
      }
    }),
    { seed, numRuns: 3_000 },
  );
});
