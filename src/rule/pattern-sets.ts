import type { Condition, Operator } from './clause.js';

/** What a pattern stands for: a set of texts. */
export interface Language {
  readonly tokens: readonly Token[];
  /** Whether ASCII letters stand for themselves in both cases. */
  readonly ignoreCase: boolean;
}

type Token =
  /** Any run of characters, the empty one too. */
  | { readonly kind: 'run' }
  /** Any one character. */
  | { readonly kind: 'one' }
  | { readonly kind: 'plain'; readonly character: string };

/** A character that no pattern names. */
const other = '\uffff';

/** Situations that are looked at before a question is given up, for patterns that are made to be hard. */
const maxSituations = 20_000;

/** The texts that a pattern of an operator fits. */
export function languageOf(operator: Operator, pattern: string): Language {
  const wild = operator === 'like' || operator === ':';
  return {
    tokens: Array.from(pattern, (character): Token => {
      if (wild && character === '*') return { kind: 'run' };
      return wild && character === '?' ? { kind: 'one' } : { kind: 'plain', character };
    }),
    ignoreCase: operator === ':',
  };
}

/** The texts of each of a condition's patterns. */
export function languagesOf({
  operator,
  patterns,
}: Pick<Condition, 'operator' | 'patterns'>): Language[] {
  return patterns.map((pattern) => languageOf(operator, pattern));
}

/**
 * Whether every text of `inner` is one of `outer`.
 *
 * Looks for a text of `inner` that is none of `outer`: reads all texts of `inner` at once, and keeps of each beginning
 * the places of `outer` that it can have led to. Patterns for which that takes too long count as not contained.
 */
export function contains(outer: Language, inner: Language): boolean {
  const seen = new Set<string>();
  const open = [{ at: 0, places: skipRuns(outer, [0]) }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, places } = next;
    const key = `${at} ${places.join(' ')}`;
    if (seen.has(key)) continue;
    if (seen.size >= maxSituations) return false;
    seen.add(key);
    const token = inner.tokens[at];
    if (token === undefined) {
      if (!places.includes(outer.tokens.length)) return false;
      continue;
    }
    if (token.kind === 'run') open.push({ at: at + 1, places });
    for (const character of charactersOf(token, inner, outer)) {
      open.push({ at: token.kind === 'run' ? at : at + 1, places: step(outer, places, character) });
    }
  }
  return true;
}

/** Whether two languages have a text in common. */
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
    if (a?.kind === 'run') open.push([i + 1, j]);
    if (b?.kind === 'run') open.push([i, j + 1]);
    if (a === undefined || b === undefined) continue;
    const common = charactersOf(a, one, another).some((character) => fits(b, another, character));
    if (common) open.push([a.kind === 'run' ? i : i + 1, b.kind === 'run' ? j : j + 1]);
  }
  return false;
}

/** The characters that a token stands for, as far as another language can tell them apart. */
function charactersOf(token: Token, { ignoreCase }: Language, apart: Language): readonly string[] {
  if (token.kind === 'plain') return ignoreCase ? casesOf(token.character) : [token.character];
  const named = apart.tokens.flatMap((known) =>
    known.kind === 'plain' ? casesOf(known.character) : [],
  );
  return [...new Set([...named, other])];
}

function fits(token: Token, { ignoreCase }: Language, character: string): boolean {
  if (token.kind !== 'plain') return true;
  return (
    token.character === character || (ignoreCase && casesOf(token.character).includes(character))
  );
}

/** A character in both its cases, where it is a letter of ASCII. */
function casesOf(character: string): readonly string[] {
  return /^[a-z]$/i.test(character)
    ? [character.toLowerCase(), character.toUpperCase()]
    : [character];
}

/** The places that one more character leads to. */
function step(language: Language, places: readonly number[], character: string): readonly number[] {
  const following = places.flatMap((place) => {
    const token = language.tokens[place];
    if (token === undefined || !fits(token, language, character)) return [];
    return [token.kind === 'run' ? place : place + 1];
  });
  return skipRuns(language, following);
}

/** A run may be empty: wherever one is reached, so is what comes after it. Ascending, each place once. */
function skipRuns({ tokens }: Language, places: readonly number[]): readonly number[] {
  const reached = new Set(places);
  for (const place of reached) if (tokens[place]?.kind === 'run') reached.add(place + 1);
  return [...reached].sort((a, b) => a - b);
}
