import { InvalidArgumentError } from 'commander';
import { type CasePart, caseParts } from '../investigate/report/parts.js';
import { suggest } from './suggest.js';

/** The parts of a case in a list with commas; `all` stands for all of them. */
export function partsNamed(text: string): ReadonlySet<CasePart> {
  if (text === 'all') return new Set(caseParts);
  return new Set(text.split(',').map((word) => partNamed(word.trim())));
}

function partNamed(word: string): CasePart {
  const found = caseParts.find((part) => part === word);
  if (found !== undefined) return found;
  const suggestion = suggest(word, caseParts);
  const hint = suggestion === undefined ? '' : `\n(did you mean ${suggestion}?)`;
  throw new InvalidArgumentError(`Expected ${caseParts.join(', ')} or all.${hint}`);
}
