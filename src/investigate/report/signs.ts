import type { CaseOutline, OutlineLine } from './outline.js';
import { type Sentence, words } from './sentence.js';

/** What the signs mean that reports use to be short, in reading order. */
const meanings: readonly (readonly [sign: string, meaning: string])[] = [
  ['›', 'then'],
  ['⇒ ROOT', 'became root'],
  ['…', 'cut short or unknown'],
];

/**
 * A key to the signs that the findings and the trees of processes have; undefined if they have none. Text from inputs
 * does not count.
 */
export function signKey({
  findings,
  hosts,
}: Pick<CaseOutline, 'findings' | 'hosts'>): Sentence | undefined {
  const lines: readonly Pick<OutlineLine, 'text'>[] = [
    ...findings.flatMap((finding) => finding.lines),
    ...hosts.flatMap(({ chains }) => chains.flatMap((chain) => chain.lines)),
  ];
  const used = lines
    .flatMap(({ text }) => text.flatMap((part) => ('words' in part ? part.words : [])))
    .join('\n');
  const explained = meanings.flatMap(([sign, meaning]) =>
    used.includes(sign) ? [`${sign} ${meaning}`] : [],
  );
  if (explained.length === 0) return undefined;
  return words(`Key: ${[...explained, '[5] event number 5'].join('; ')}`);
}
