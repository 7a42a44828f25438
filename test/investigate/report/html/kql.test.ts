import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventQuery, quoted } from '#dist/investigate/report/html/kql.js';
import { forbiddenIn } from '../../../report/forbidden.js';
import { anyText } from '../../hostile-text.js';

function queryOf(fields: Readonly<Record<string, string>>): string {
  return eventQuery(new Map(Object.entries(fields).map(([name, value]) => [name, [value]])));
}

/** What Kibana reads from a quoted string: `\\` before `"`, `\`, a white space letter or four hex digits escapes. */
function read(literal: string): string {
  expect(literal).toMatch(/^"(?:[^"\\]|\\["\\]|\\u[0-9a-f]{4})*"$/);
  return literal
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-f]{4})|(["\\]))/g, (_, hex: string | undefined, plain: string) =>
      hex === undefined ? plain : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

describe('the query of an event', () => {
  it.each([
    [{ 'event.id': 'a1', 'host.id': 'h', '@timestamp': 't' }, 'event.id: "a1" and host.id: "h"'],
    [{ 'event.id': 'a1' }, 'event.id: "a1"'],
    [{ _id: 'x', '@timestamp': 't' }, '_id: "x"'],
    [
      { '@timestamp': 't', 'host.name': 'web', 'file.path': '/etc/init.d/"x"' },
      '@timestamp: "t" and host.name: "web" and file.path: "/etc/init.d/\\"x\\""',
    ],
    [{ 'process.entity_id': 'p' }, 'process.entity_id: "p"'],
    [{ 'user.name': 'root' }, ''],
    [{ 'event.id': '' }, ''],
  ])('%j is %s', (fields, query) => expect(queryOf(fields)).toBe(query));
});

describe('a value in a query', () => {
  it.each([
    ['a * b', '"a * b"'],
    ['a" or host.name: "b', '"a\\" or host.name: \\"b"'],
    ['back\\slash', '"back\\\\slash"'],
    ['two\nlines', '"two\\u000alines"'],
    ['\u202egnp', '"\\u202egnp"'],
    ['naïve 日本 🦊', '"naïve 日本 🦊"'],
  ])('%j is quoted as %s', (text, literal) => expect(quoted(text)).toBe(literal));

  it('is one string on one line that means the same, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const literal = quoted(text);
        expect(read(literal)).toBe(text);
        expect(forbiddenIn(literal)).toEqual([]);
      }),
    );
  });
});
