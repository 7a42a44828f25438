import type { Condition, Operator } from './clause.js';

/** The set of strings that a pattern matches. */
export interface Language {
  readonly tokens: readonly Token[];
  /** Whether ASCII letters match in both cases. */
  readonly ignoreCase: boolean;
}

type Token =
  /** Any characters, including none. */
  | { readonly kind: 'star' }
  | { readonly kind: 'one' }
  | { readonly kind: 'plain'; readonly character: string };

/** A character that does not occur in patterns. */
const otherCharacter = '\uffff';

/** Limits the effort for patterns that are designed to be expensive. */
const maxStates = 20_000;

export function languageOf(operator: Operator, pattern: string): Language {
  const wild = operator === 'like' || operator === ':';
  return {
    tokens: Array.from(pattern, (character): Token => {
      if (wild && character === '*') return { kind: 'star' };
      return wild && character === '?' ? { kind: 'one' } : { kind: 'plain', character };
    }),
    ignoreCase: operator === ':',
  };
}

/** The languages of a condition's patterns. */
export function languagesOf({
  operator,
  patterns,
}: Pick<Condition, 'operator' | 'patterns'>): Language[] {
  return patterns.map((pattern) => languageOf(operator, pattern));
}

/**
 * Whether every string in `inner` is also in `outer`.
 *
 * Searches for a string that is only in `inner`, by simulating `outer` on all strings of `inner` at once: a state is a
 * position in `inner` with the set of positions that `outer` can have reached. If that takes too long, `inner` counts as
 * not contained.
 */
export function contains(outer: Language, inner: Language): boolean {
  const seen = new Set<string>();
  const open = [{ at: 0, reached: skipStars(outer, [0]) }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, reached } = next;
    const key = `${at} ${reached.join(' ')}`;
    if (seen.has(key)) continue;
    if (seen.size >= maxStates) return false;
    seen.add(key);
    const token = inner.tokens[at];
    if (token === undefined) {
      if (!reached.includes(outer.tokens.length)) return false;
      continue;
    }
    if (token.kind === 'star') open.push({ at: at + 1, reached });
    const after = token.kind === 'star' ? at : at + 1;
    for (const character of charactersOf(token, inner, outer)) {
      open.push({ at: after, reached: step(outer, reached, character) });
    }
  }
  return true;
}

/** Whether two languages have a string in common. */
export function overlaps(one: Language, another: Language): boolean {
  const seen = new Set<string>();
  const open: [number, number][] = [[0, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [i, j] = next;
    const key = `${i} ${j}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const a = one.tokens[i];
    const b = another.tokens[j];
    if (a === undefined && b === undefined) return true;
    if (a?.kind === 'star') open.push([i + 1, j]);
    if (b?.kind === 'star') open.push([i, j + 1]);
    if (a === undefined || b === undefined) continue;
    const isShared = charactersOf(a, one, another).some((character) =>
      matches(b, another, character),
    );
    if (isShared) open.push([a.kind === 'star' ? i : i + 1, b.kind === 'star' ? j : j + 1]);
  }
  return false;
}

/** The characters that a token matches, as far as another language distinguishes them. */
function charactersOf(token: Token, { ignoreCase }: Language, by: Language): readonly string[] {
  if (token.kind === 'plain') return ignoreCase ? casesOf(token.character) : [token.character];
  const named = by.tokens.flatMap((known) =>
    known.kind === 'plain' ? casesOf(known.character) : [],
  );
  return [...new Set([...named, otherCharacter])];
}

function matches(token: Token, { ignoreCase }: Language, character: string): boolean {
  if (token.kind !== 'plain') return true;
  return (ignoreCase ? casesOf(token.character) : [token.character]).includes(character);
}

/** A character, in both cases if it is an ASCII letter. */
function casesOf(character: string): readonly string[] {
  return /^[a-z]$/i.test(character)
    ? [character.toLowerCase(), character.toUpperCase()]
    : [character];
}

/** The positions after one more character. */
function step(
  language: Language,
  reached: readonly number[],
  character: string,
): readonly number[] {
  const following = reached.flatMap((position) => {
    const token = language.tokens[position];
    if (token === undefined || !matches(token, language, character)) return [];
    return [token.kind === 'star' ? position : position + 1];
  });
  return skipStars(language, following);
}

/** Adds the positions after stars, which can match nothing. The result is sorted and has no duplicates. */
function skipStars({ tokens }: Language, positions: readonly number[]): readonly number[] {
  const reached = new Set(positions);
  for (const position of reached) if (tokens[position]?.kind === 'star') reached.add(position + 1);
  return [...reached].sort((a, b) => a - b);
}
