import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Exception,
  type ExceptionEntry,
  Exceptions,
  type FieldEntry,
} from '#dist/filter/exceptions.js';
import type { JsonObject, JsonValue } from '#dist/json/value.js';

function exceptionOf(
  entries: readonly ExceptionEntry[],
  osTypes: readonly string[] = [],
): Exception {
  return { id: 'i', name: 'n', list: 'l', osTypes, entries };
}

function suppresses(
  entries: readonly ExceptionEntry[],
  event: JsonObject,
  osTypes?: readonly string[],
): boolean {
  return new Exceptions([exceptionOf(entries, osTypes)]).suppressing(event).length > 0;
}

describe('an entry', () => {
  const match = { type: 'match', value: 'bash' } as const;
  const matchAny = { type: 'match_any', values: ['sh', 'bash'] } as const;
  const wildcard = { type: 'wildcard', value: 'b?s*' } as const;
  const exists = { type: 'exists' } as const;
  const one = { process: { name: 'bash' } };
  const several = { 'process.name': ['zsh', 'bash'] };
  const other = { process: { name: 'zsh' } };
  const upper = { process: { name: 'BASH' } };

  // The last column: whether `included` holds. `excluded` is the opposite, even if the field is missing.
  it.each([
    [match, one, true],
    [match, several, true],
    [match, other, false],
    [match, upper, false],
    [match, {}, false],
    [match, { process: { name: null } }, false],
    [match, { process: { name: [] } }, false],
    [match, { process: [{ name: 'zsh' }, { name: 'bash' }] }, true],
    [matchAny, one, true],
    [matchAny, several, true],
    [matchAny, other, false],
    [matchAny, upper, false],
    [matchAny, {}, false],
    [wildcard, one, true],
    [wildcard, several, true],
    [wildcard, other, false],
    [wildcard, upper, false],
    [wildcard, {}, false],
    [exists, one, true],
    [exists, several, true],
    [exists, { process: { name: '' } }, true],
    [exists, {}, false],
    [exists, { process: {} }, false],
    [exists, { process: { name: null } }, false],
    [exists, { process: { name: [null] } }, false],
    [exists, { process: { name: { first: 'x' } } }, true],
    [exists, { process: { name: { first: null, second: [] } } }, false],
  ] as const)('%j on %j: %s', (comparison, event, expected) => {
    const field = 'process.name';
    expect(suppresses([{ ...comparison, field, operator: 'included' }], event)).toBe(expected);
    expect(suppresses([{ ...comparison, field, operator: 'excluded' }], event)).toBe(!expected);
  });

  it('compares numbers and booleans as text', () => {
    const event = { user: { id: 0 }, trusted: true };
    expect(
      suppresses([{ type: 'match', field: 'user.id', operator: 'included', value: '0' }], event),
    ).toBe(true);
    expect(
      suppresses([{ type: 'match', field: 'trusted', operator: 'included', value: 'true' }], event),
    ).toBe(true);
  });

  it.each([
    ['a*b', 'a*b', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a\\?', 'a?', true],
    ['a\\?', 'ab', false],
    ['C:\\\\temp\\\\*', 'C:\\temp\\x', true],
    ['a\\', 'a\\', true],
    ['/opt/*', '/opt/a/\nb', true],
  ])('a wildcard %s on %j: %s', (value, text, expected) => {
    expect(
      suppresses([{ type: 'wildcard', field: 'f', operator: 'included', value }], { f: text }),
    ).toBe(expected);
  });

  it.each([
    [{ type: 'match', value: '/Usr/bin/Foo' }, true],
    [{ type: 'match_any', values: ['x', '/USR/BIN/FOO'] }, true],
    [{ type: 'wildcard', value: '/USR/*' }, true],
    [{ type: 'wildcard', value: '/opt/*' }, false],
    [{ type: 'exists' }, true],
  ] as const)('on a .caseless field ignores case: %j', (comparison, expected) => {
    const entry: FieldEntry = {
      ...comparison,
      field: 'process.executable.caseless',
      operator: 'included',
    };
    expect(suppresses([entry], { process: { executable: '/usr/Bin/foo' } })).toBe(expected);
  });
});

describe('an item', () => {
  const name: ExceptionEntry = { type: 'match', field: 'a', operator: 'included', value: '1' };
  const other: ExceptionEntry = { type: 'match', field: 'b', operator: 'excluded', value: '2' };

  it('applies if all its entries hold', () => {
    expect(suppresses([name, other], { a: '1', b: '3' })).toBe(true);
    expect(suppresses([name, other], { a: '1' })).toBe(true);
    expect(suppresses([name, other], { a: '1', b: ['3', '2'] })).toBe(false);
    expect(suppresses([name, other], { b: '3' })).toBe(false);
  });

  it('is limited to its operating systems', () => {
    const linux = { a: '1', host: { os: { type: 'linux' } } };
    expect(suppresses([name], linux, ['linux'])).toBe(true);
    expect(suppresses([name], linux, ['windows', 'linux'])).toBe(true);
    expect(suppresses([name], linux, ['windows', 'macos'])).toBe(false);
    expect(suppresses([name], { a: '1' }, ['linux'])).toBe(false);
  });

  it('is reported with all others that apply, in order', () => {
    const items = ['first', 'second', 'third'].map((id, at) => ({
      ...exceptionOf(at === 1 ? [other] : [name]),
      id,
    }));
    const exceptions = new Exceptions(items);
    expect(exceptions.suppressing({ a: '1', b: '2' }).map(({ id }) => id)).toEqual([
      'first',
      'third',
    ]);
    expect(exceptions.suppressing({ b: '2' })).toEqual([]);
  });
});

describe('a nested entry', () => {
  const nested: ExceptionEntry = {
    type: 'nested',
    field: 'file.Ext.code_signature',
    entries: [
      { type: 'match', field: 'subject_name', operator: 'included', value: 'ACME' },
      { type: 'match', field: 'trusted', operator: 'included', value: 'true' },
    ],
  };
  const acme = { subject_name: 'ACME', trusted: true };
  const fake = { subject_name: 'ACME', trusted: false };
  const stranger = { subject_name: 'Eve', trusted: true };

  it.each([
    ['one object', { file: { Ext: { code_signature: acme } } }, true],
    ['one of several', { file: { Ext: { code_signature: [stranger, acme] } } }, true],
    ['halves in two objects', { file: { Ext: { code_signature: [fake, stranger] } } }, false],
    ['a dotted parent', { 'file.Ext.code_signature': [acme] }, true],
    [
      'values as lists',
      { 'file.Ext.code_signature': [{ subject_name: ['ACME'], trusted: [true] }] },
      true,
    ],
    [
      'dotted fields',
      { 'file.Ext.code_signature.subject_name': 'ACME', 'file.Ext.code_signature.trusted': true },
      true,
    ],
    [
      'dotted fields, one of them wrong',
      { 'file.Ext.code_signature.subject_name': 'ACME', 'file.Ext.code_signature.trusted': false },
      false,
    ],
    ['no object', { file: { name: 'x' } }, false],
  ])('%s: %j: %s', (_, event, expected) => {
    expect(suppresses([nested], event)).toBe(expected);
  });

  it('with an excluded entry still needs an object', () => {
    const untrusted: ExceptionEntry = {
      type: 'nested',
      field: 'sig',
      entries: [{ type: 'match', field: 'trusted', operator: 'excluded', value: 'true' }],
    };
    expect(suppresses([untrusted], { sig: { trusted: 'false' } })).toBe(true);
    expect(suppresses([untrusted], { sig: [{ trusted: 'true' }, {}] })).toBe(true);
    expect(suppresses([untrusted], { sig: { trusted: 'true' } })).toBe(false);
    expect(suppresses([untrusted], {})).toBe(false);
    expect(suppresses([untrusted], { 'sig.trusted': 'no' })).toBe(true);
  });
});

/** All values of a document with their dotted names. */
function flatten(value: JsonValue, name = ''): [string, string][] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap((element) => flatten(element, name));
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, inner]) =>
      flatten(inner as JsonValue, name === '' ? key : `${name}.${key}`),
    );
  }
  return [[name, String(value)]];
}

function naive(entry: FieldEntry, event: JsonObject): boolean {
  const values = flatten(event).flatMap(([name, value]) => (name === entry.field ? [value] : []));
  const fits = (value: string): boolean => {
    if (entry.type === 'exists') return true;
    if (entry.type === 'match') return value === entry.value;
    if (entry.type === 'match_any') return entry.values.includes(value);
    const source = entry.value.replace(/[*?]/g, (sign) => (sign === '*' ? '.*' : '.'));
    return new RegExp(`^${source}$`, 'su').test(value);
  };
  return values.some(fits) === (entry.operator === 'included');
}

describe('exceptions mean the same as in a naive implementation', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A'), maxLength: 3 });
  const leaf = fc.oneof(text, fc.constantFrom(null, true, 7, '7', 'true'));
  const values = fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }));
  const inner = fc.record({ x: values, y: values }, { requiredKeys: [] });
  const event = fc.record(
    {
      p: fc.oneof(inner, fc.array(inner, { maxLength: 3 }), values),
      'p.x': values,
      q: values,
      host: fc.constantFrom({ os: { type: 'linux' } }, { 'os.type': ['macos'] }, {}),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>;
  const entryOf = (fields: readonly string[]): fc.Arbitrary<FieldEntry> =>
    fc
      .tuple(
        fc.constantFrom(...fields),
        fc.constantFrom('included' as const, 'excluded' as const),
        fc.oneof(
          fc.record({
            type: fc.constant('match' as const),
            value: fc.oneof(text, fc.constantFrom('7', 'true')),
          }),
          fc.record({
            type: fc.constant('match_any' as const),
            values: fc.array(text, { minLength: 1 }),
          }),
          fc.record({
            type: fc.constant('wildcard' as const),
            value: fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 }),
          }),
          fc.constant({ type: 'exists' as const }),
        ),
      )
      .map(([field, operator, comparison]) => ({ ...comparison, field, operator }));

  it(`for entries and os_types (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        fc.array(entryOf(['p.x', 'p.y', 'q']), { minLength: 1, maxLength: 3 }),
        fc.subarray(['linux', 'macos']),
        event,
        (entries, osTypes, document) => {
          const os = flatten(document).flatMap(([name, value]) =>
            name === 'host.os.type' ? [value] : [],
          );
          const expected =
            entries.every((entry) => naive(entry, document)) &&
            (osTypes.length === 0 || osTypes.some((type) => os.includes(type)));
          expect(suppresses(entries, document, osTypes)).toBe(expected);
        },
      ),
      { numRuns: 2000, seed },
    );
  });

  it(`for nested entries (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        fc.array(entryOf(['x', 'y']), { minLength: 1, maxLength: 3 }),
        fc.array(inner, { minLength: 1, maxLength: 3 }),
        (entries, objects) => {
          const document = { p: objects } as JsonObject;
          const expected = objects.some((object) =>
            entries.every((entry) => naive(entry, object as JsonObject)),
          );
          expect(suppresses([{ type: 'nested', field: 'p', entries }], document)).toBe(expected);
        },
      ),
      { numRuns: 1000, seed },
    );
  });
});
