/** Finds the first of an operator's patterns that a value matches. */
export type Matcher = (value: string) => string | undefined;

/** `==` and `in`: the value is exactly one of the strings. `*` and `?` are ordinary characters here. */
export function exactly(strings: readonly string[]): Matcher {
  const set = new Set(strings);
  return (value) => (set.has(value) ? value : undefined);
}

/** EQL's `like`: the whole value matches one of the wildcards, case-sensitively. */
export function like(patterns: readonly string[]): Matcher {
  return firstMatching(patterns, (pattern) => wildcard(pattern, false));
}

/** EQL's `:`: the whole value matches one of the wildcards, without regard to the case of ASCII letters. */
export function likeIgnoringCase(patterns: readonly string[]): Matcher {
  return firstMatching(patterns, (pattern) => wildcard(pattern, true));
}

function firstMatching(
  patterns: readonly string[],
  compile: (pattern: string) => (value: string) => boolean,
): Matcher {
  const compiled = patterns.map((pattern) => ({ pattern, matches: compile(pattern) }));
  return (value) => compiled.find(({ matches }) => matches(value))?.pattern;
}

/** `*` and `?` in a list of code points. */
const star = -1;
const questionMark = -2;

/**
 * Compiles a wildcard as in Elasticsearch: `*` matches any characters, including none, `/`, leading dots and newlines;
 * `?` matches one code point; there are no escapes.
 *
 * Time is at worst proportional to pattern length × value length: it never backtracks further than to the last `*`.
 *
 * Source: elastic/elasticsearch, the EQL plugin's wildcards (Lucene automata). Case is only ignored for ASCII letters,
 * as it was until mid-2026.
 */
export function wildcard(pattern: string, ignoreCase: boolean): (value: string) => boolean {
  const matches = matcher(codePoints(pattern, ignoreCase, false), ignoreCase);
  // Only in well-formed text does comparing code units mean comparing code points.
  if (pattern.includes('?') || !isWellFormed(pattern)) return matches;
  const matchesExactly = starsOnly(pattern);
  return ignoreCase ? (value) => matchesExactly(value) || matches(value) : matchesExactly;
}

/** Compiles a case-sensitive wildcard without `?` for the fast searches of strings. */
function starsOnly(pattern: string): (value: string) => boolean {
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return (value) => value === pattern;
  return (value) => {
    if (!value.startsWith(start) || !value.endsWith(end)) return false;
    let at = start.length;
    for (const piece of rest) {
      at = value.indexOf(piece, at);
      if (at < 0) return false;
      at += piece.length;
    }
    return at + end.length <= value.length;
  };
}

/** Whether a string has no half of a surrogate pair. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/**
 * Compiles a wildcard of the Query DSL: a case-sensitive {@link wildcard} in which `\` escapes the next character.
 *
 * Source: Lucene's WildcardQuery.
 */
export function escapableWildcard(pattern: string): (value: string) => boolean {
  return matcher(codePoints(pattern, false, true), false);
}

function matcher(pattern: readonly number[], ignoreCase: boolean): (value: string) => boolean {
  return (value) => {
    let at = 0;
    let next = 0;
    let afterStar = -1;
    let resume = 0;
    while (at < value.length) {
      const point = value.codePointAt(at) ?? 0;
      const expected = pattern[next];
      if (expected === star) {
        next += 1;
        if (next === pattern.length) return true;
        afterStar = next;
        resume = at;
      } else if (expected === questionMark || expected === (ignoreCase ? fold(point) : point)) {
        next += 1;
        at += width(point);
      } else if (afterStar >= 0) {
        resume += width(value.codePointAt(resume) ?? 0);
        at = resume;
        next = afterStar;
      } else {
        return false;
      }
    }
    while (pattern[next] === star) next += 1;
    return next === pattern.length;
  };
}

function codePoints(pattern: string, ignoreCase: boolean, escapes: boolean): readonly number[] {
  const pieces = escapes ? (pattern.match(/\\.|./gsu) ?? []) : Array.from(pattern);
  return pieces.map((piece) => {
    if (piece === '*') return star;
    if (piece === '?') return questionMark;
    const point = piece.codePointAt(piece.length > 1 && piece.startsWith('\\') ? 1 : 0) ?? 0;
    return ignoreCase ? fold(point) : point;
  });
}

function fold(point: number): number {
  return point >= 0x41 && point <= 0x5a ? point + 0x20 : point;
}

/** The number of UTF-16 code units of a code point. */
function width(point: number): number {
  return point > 0xffff ? 2 : 1;
}
