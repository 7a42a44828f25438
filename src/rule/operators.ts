/** Finds the first of an operator's patterns that a value satisfies. */
export type Matcher = (value: string) => string | undefined;

/** `==` and `in`: the value is exactly one of the texts. `*` and `?` mean themselves here. */
export function exactly(texts: readonly string[]): Matcher {
  const set = new Set(texts);
  return (value) => (set.has(value) ? value : undefined);
}

/** EQL's `like`: the whole value fits one of the wildcards, in exactly their case. */
export function like(patterns: readonly string[]): Matcher {
  return firstOf(patterns, (pattern) => wildcard(pattern, false));
}

/** EQL's `:`: the whole value fits one of the wildcards; ASCII letters fit in either case, others only as written. */
export function likeIgnoringCase(patterns: readonly string[]): Matcher {
  return firstOf(patterns, (pattern) => wildcard(pattern, true));
}

function firstOf(
  patterns: readonly string[],
  compile: (pattern: string) => (value: string) => boolean,
): Matcher {
  const compiled = patterns.map((pattern) => ({ pattern, fits: compile(pattern) }));
  return (value) => compiled.find(({ fits }) => fits(value))?.pattern;
}

/** What stands for `*` and `?` among code points: no code point. */
const star = -1;
const questionMark = -2;

/**
 * Compiles a wildcard as Elasticsearch runs it: `*` is any run of characters, the empty one too, over `/`, leading
 * dots and newlines; `?` is one code point; every other character is itself, and nothing can be escaped.
 *
 * Time is at worst proportional to pattern length × value length: nothing recurses and nothing backtracks further
 * than to the last `*`.
 *
 * Source: elastic/elasticsearch, the EQL plugin's wildcards (Lucene automata). Case folds in ASCII alone, as it did
 * until mid-2026.
 */
export function wildcard(pattern: string, ignoreCase: boolean): (value: string) => boolean {
  return matcher(codePoints(pattern, ignoreCase, false), ignoreCase);
}

/**
 * Compiles a wildcard as the Query DSL's `wildcard` runs it: that of {@link wildcard}, in exactly this case, but `\`
 * makes the character after it plain.
 *
 * Source: Lucene's WildcardQuery.
 */
export function escapableWildcard(pattern: string): (value: string) => boolean {
  return matcher(codePoints(pattern, false, true), false);
}

function matcher(wanted: readonly number[], ignoreCase: boolean): (value: string) => boolean {
  return (value) => {
    let at = 0;
    let next = 0;
    let afterStar = -1;
    let resume = 0;
    while (at < value.length) {
      const point = value.codePointAt(at) ?? 0;
      const want = wanted[next];
      if (want === star) {
        next += 1;
        if (next === wanted.length) return true;
        afterStar = next;
        resume = at;
      } else if (
        want === questionMark ||
        (want !== undefined && want === (ignoreCase ? fold(point) : point))
      ) {
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
    while (wanted[next] === star) next += 1;
    return next === wanted.length;
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

/** How many UTF-16 units a code point takes. */
function width(point: number): number {
  return point > 0xffff ? 2 : 1;
}
