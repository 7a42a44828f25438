import { expect, test } from 'vitest';
import { suggest } from '#dist/cli/suggest.js';

const known = ['installer-name', 'installer-folder', 'linux', 'no-executable'];

test.each([
  ['installer-nam', 'installer-name'],
  ['instaler-folder', 'installer-folder'],
  ['linus', 'linux'],
  ['no-exe', 'no-executable'],
  ['installer', 'installer-name'],
  ['in', undefined],
  ['whatever', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
])('for %s, the suggestion is %s', (word, suggestion) => {
  expect(suggest(word, known)).toBe(suggestion);
});
