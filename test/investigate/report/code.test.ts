import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeBlock, codeSpan } from '#dist/investigate/report/code.js';
import { sanitize } from '#dist/report/sanitize.js';
import { seed } from '../../property/generators.js';
import { hostileTexts } from '../../report/cases.js';
import { codeOf, parsed, structureOf } from './gfm.js';

/** Text rich in what Markdown, HTML and trackers interpret. */
const markup = fc
  .array(
    fc.constantFrom(
      ...'`~*_[](){}<>!|\\#+-=.:&@$/" \'0aä\n\t',
      ...['``', '```', '  ', '\n\n', '\\|', '||', '://', 'www.', '](', '-->', '&#96;', '</code>'],
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

const texts = fc.oneof(markup, fc.string({ unit: 'binary' }), fc.constantFrom(...hostileTexts));

/** Contexts of a span in a document. */
const contexts: readonly (readonly [string, (span: string) => string])[] = [
  ['a paragraph', (span) => span],
  ['a sentence', (span) => `before ${span}, after [3, 7]`],
  ['between others', (span) => `${span}, ${span}:${span}`],
  ['a list', (span) => `- **user** ${span} [3]\n  - ${span}\n- ${span}`],
  ['a heading', (span) => `## Host ${span} (id ${span})\n\ntext`],
];

describe('a code span', () => {
  it.each(contexts)('shows any text literally in %s', (_, put) => {
    const plain = parsed(put(codeSpan('x')));
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(text !== '');
        const document = parsed(put(codeSpan(text)));
        expect(structureOf(document)).toEqual(structureOf(plain));
        expect(codeOf(document)).toEqual(codeOf(plain).map(() => sanitize(text)));
      }),
      { seed, numRuns: 200 },
    );
  });

  it('shows that text is empty', () => {
    expect(codeSpan('')).toBe('(empty)');
  });

  it.each([
    ['plain', '`plain`'],
    ['a`b', '``a`b``'],
    ['`a', '`` `a ``'],
    [' a ', '`  a  `'],
    ['  ', '`  `'],
    ['a|b', '`a|b`'],
    ['a\nb', '`a\\x0ab`'],
  ])('of %j is %s', (text, span) => {
    expect(codeSpan(text)).toBe(span);
  });
});

describe('a code block', () => {
  it('shows any lines literally, and none of them ends it', () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 4 }), (lines) => {
        const document = parsed(`before\n\n${codeBlock(lines, 'text')}\n\nafter`);
        expect(structureOf(document)).toEqual([
          'root',
          [['paragraph', ['text']], 'code', ['paragraph', ['text']]],
        ]);
        expect(codeOf(document)).toEqual([lines.map(sanitize).join('\n')]);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('has a fence longer than any inside it', () => {
    expect(codeBlock(['````sh', 'x'], 'sh')).toBe('`````sh\n````sh\nx\n`````');
  });
});
