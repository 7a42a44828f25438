import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textPieces } from '#dist/investigate/report/html/pieces.js';
import { sanitize } from '#dist/report/sanitize.js';
import { forbiddenIn } from '../../../report/forbidden.js';
import { anyText } from '../../hostile-text.js';

test('hidden characters are codes that cannot be mistaken for text', () => {
  expect(textPieces('\\x1b \x1b[2J\u202e')).toEqual([
    { text: '\\x1b ', isCode: false },
    { text: '\\x1b', isCode: true },
    { text: '[2J', isCode: false },
    { text: '\\u{202e}', isCode: true },
  ]);
  expect(textPieces('')).toEqual([]);
});

test('pieces together are the text with its hidden characters as codes', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const pieces = textPieces(text);
      expect(forbiddenIn(pieces.map((piece) => piece.text).join(''))).toEqual([]);
      const codes = Array.from(text, (character) => sanitize(character)).join('');
      expect(pieces.map((piece) => piece.text).join('')).toBe(codes);
    }),
  );
});
