import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kqlText } from '#dist/investigate/steps/kql-text.js';
import { sanitize } from '#dist/report/sanitize.js';
import { hostileTexts } from '../../report/cases.js';
import { forbiddenIn } from '../../report/forbidden.js';
import { anyText } from '../hostile-text.js';

/** What Kibana reads from a quoted string: `\\` before `"`, `\`, a white space letter or four hex digits escapes. */
function read(literal: string): string {
  expect(literal).toMatch(/^"(?:[^"\\]|\\["\\]|\\u[0-9a-f]{4})*"$/);
  return literal
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-f]{4})|(["\\]))/g, (_, hex: string | undefined, plain: string) =>
      hex === undefined ? plain : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

describe('a value in a query', () => {
  it.each([
    ['a * b', '"a * b"'],
    ['a" or host.name: "b', '"a\\" or host.name: \\"b"'],
    ['back\\slash', '"back\\\\slash"'],
    ['two\nlines', '"two\\u000alines"'],
    ['\u202egnp', '"\\u202egnp"'],
    ['##[error]x', '"#\\u0023[error]x"'],
    ['naïve 日本 🦊', '"naïve 日本 🦊"'],
  ])('%j is quoted as %s', (text, literal) => expect(kqlText(text)).toBe(literal));

  it.each(hostileTexts)('%j is safe to show', (text) => {
    const literal = kqlText(text);
    expect(sanitize(literal)).toBe(literal);
  });

  it('is one string on one line that means the same, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const literal = kqlText(text);
        expect(read(literal)).toBe(text);
        expect(forbiddenIn(literal)).toEqual([]);
      }),
    );
  });
});
