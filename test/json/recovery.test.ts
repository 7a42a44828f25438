import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recoverObjects } from '#dist/json/recovery.js';

const event = '{"@timestamp":"2026-01-01","file":{"path":"/etc/init.d/x","n":[1,{}]}}';

function recovered(text: string): unknown[] {
  return recoverObjects(text).map(({ json }) => JSON.parse(json));
}

describe('whole objects are recovered', () => {
  it.each([
    ['behind a prefix', `Nov 27 10:00:00 host app[1]: ${event}`],
    ['before other text', `${event} truncated by the writer {"a`],
    ['between NUL bytes', `\0\0\0${event}\0\0`],
    ['between record separators', `\x1e${event}`],
    ['after an opening bracket and before a comma', `[${event},`],
    ['as an argument', `callback(${event});`],
    ['behind a line cut off in a string', `{"a":1,"b":"some te${event}`],
    ['behind a line cut off after a backslash', `{"a":1,"b":"some te\\${event}`],
    ['behind a line cut off in an escape', `{"a":1,"b":"\\u00${event}`],
    ['behind a line cut off in a key', `{"a":1,"b${event}`],
    ['behind a line cut off after a key', `{"a":1,"b"${event}`],
    ['behind a line cut off after a colon', `{"a":1,"b":${event}`],
    ['behind a line cut off after a comma', `{"a":1,${event}`],
    ['behind a line cut off in a number', `{"a":1${event}`],
    ['behind a line cut off in a literal', `{"a":tr${event}`],
    ['behind a line cut off after a bracket', `{"a":[{${event}`],
    ['behind a line cut off in an array', `{"a":["b",${event}`],
    ['behind the end of a line', `d/x"},"b":[1,2],"c":"{}"}${event}`],
    ['behind stray quotes', `""" "a" ' ${event}`],
    ['in an array that is cut off', `{"hits":{"hits":[${event},{"_source":{"a`],
    ['before an error', `{"hits":[${event},{]}`],
  ])('%s', (_, text) => {
    expect(recovered(text)).toContainEqual(JSON.parse(event));
  });

  it('with what JSON does not have', () => {
    const text = 'x {"_score":NaN,"a":-Infinity,"b":"""two\n"lines" \\ ""","c":"tab\there"}';
    const object = { _score: null, a: null, b: 'two\n"lines" \\ ', c: 'tab\there' };
    expect(recovered(text)).toEqual([object]);
  });

  it('with their positions', () => {
    const found = recoverObjects('a {"b":NaN} {"c":1} {"d":');
    expect(found.map(({ start, end, json }) => [start, end, json])).toEqual([
      [2, 11, '{"b":null}'],
      [12, 19, '{"c":1}'],
    ]);
  });
});

describe('text in strings does not pose as an object', () => {
  it.each([
    ['in a whole object', `x {"command":${JSON.stringify(`echo ${event}`)}}`],
    ['in an object that is cut off', `{"a":{"command":${JSON.stringify(`echo ${event}`)},"b`],
    [
      'in a string that is cut off',
      `{"a":{"command":"echo {\\"file\\":{\\"path\\":\\"/etc/init.d/x\\"}}`,
    ],
  ])('%s', (_, text) => {
    expect(recovered(text)).not.toContainEqual(JSON.parse(event));
  });
});

describe('any text', () => {
  const fragment = fc.oneof(
    fc.constantFrom(...'{}[]",:\\ \n', '"""', '{"', '":', 'NaN', '1', 'tr', event, '{"a":'),
    fc.string({ maxLength: 4 }),
  );

  it('yields valid JSON in order', () => {
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 40 }), (fragments) => {
        let last = 0;
        for (const { start, end, json } of recoverObjects(fragments.join(''))) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(typeof JSON.parse(json)).toBe('object');
          last = end;
        }
      }),
      { seed: 20261127, numRuns: 3000 },
    );
  });

  it('takes linear time', () => {
    for (const text of [
      '{"a":',
      '{"',
      '"{"',
      '{"a":"""',
      '{"a {',
      '[{"a":[',
      '{ ',
      '{"a":"\\"',
      '{"\\q{}',
      '\\',
    ]) {
      const started = performance.now();
      recoverObjects(text.repeat(Math.ceil(500_000 / text.length)));
      // Quadratic time would be minutes.
      expect(performance.now() - started, text).toBeLessThan(20_000);
    }
  }, 120_000);
});
