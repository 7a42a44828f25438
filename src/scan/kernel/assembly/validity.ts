// Validation of JSON on a line, in AssemblyScript. ../kernel.ts states what it guarantees.
import {
  closingBrace,
  closingBracket,
  colon,
  comma,
  endOfString,
  fail,
  invalidAt,
  openingBrace,
  openingBracket,
  quote,
  skipScalar,
  skipSpace,
  skipString,
} from './tokens';

/** Maximum nesting of objects and arrays. */
const maxDepth: usize = 65536;

/** The brackets that close the objects and arrays that are open, outermost first. */
const closers: usize = memory.data(<i32>maxDepth);

/**
 * The offset after the JSON value at `start`, which may follow white space, relative to `base`. If it is not valid,
 * the complement of the offset of the first byte that cannot be part of it. `base + start` itself if it is nested too
 * deeply to tell.
 */
export function valueEnd(base: usize, start: usize): isize {
  const after = skipNested(base + start);
  return <isize>(after ? after - base : ~(invalidAt - base));
}

/** The address after the value at `at`, 0 if it is not valid, or `at` if it is nested too deeply. */
function skipNested(at: usize): usize {
  const start = at;
  let depth: usize = 0;
  at = skipSpace(at);
  while (true) {
    const first = load<u8>(at);
    if (first == openingBrace || first == openingBracket) {
      if (depth == maxDepth) return start;
      const isObject = first == openingBrace;
      const closer = isObject ? closingBrace : closingBracket;
      store<u8>(closers + depth, closer);
      depth++;
      at = skipSpace(at + 1);
      if (load<u8>(at) != closer) {
        if (isObject) {
          at = skipKey(at);
          if (!at) return 0;
        }
        continue;
      }
    } else {
      at = skipScalar(at);
      if (!at) return 0;
      if (!depth) return at;
      at = skipSpace(at);
    }
    // The value ends here, and perhaps some of those around it.
    let closer = load<u8>(closers + depth - 1);
    while (load<u8>(at) == closer) {
      at++;
      if (!--depth) return at;
      closer = load<u8>(closers + depth - 1);
      at = skipSpace(at);
    }
    if (load<u8>(at) != comma) return fail(at);
    at = skipSpace(at + 1);
    if (closer == closingBrace) {
      at = skipKey(at);
      if (!at) return 0;
    }
  }
}

/** Whether a bracket on the line from `at` to `end` is still open at its end. Brackets are only counted. */
export function leavesOpen(at: usize, end: usize): bool {
  let depth: i32 = 0;
  for (; at < end; at++) {
    switch (load<u8>(at)) {
      case quote:
        if (load<u16>(at, 1) == 0x2222) {
          // Kibana's Console writes strings with line breaks between three quotes.
          at = endOfTripleQuotes(at + 3, end);
          if (at == end) return true;
        } else {
          at = endOfString(at + 1, end);
          if (at == end) return false;
        }
        break;
      case openingBrace:
      case openingBracket:
        depth++;
        break;
      case closingBrace:
      case closingBracket:
        if (--depth <= 0) return false;
        break;
    }
  }
  return true;
}

/** The address of the last of the next three quotes, or `end`. */
function endOfTripleQuotes(at: usize, end: usize): usize {
  for (; at + 2 < end; at++) {
    if (load<u8>(at) == quote && load<u16>(at, 1) == 0x2222) return at + 2;
  }
  return end;
}

/** The address of the value after the key at `at`. */
function skipKey(at: usize): usize {
  if (load<u8>(at) != quote) return fail(at);
  at = skipString(at);
  if (!at) return 0;
  at = skipSpace(at);
  return load<u8>(at) == colon ? skipSpace(at + 1) : fail(at);
}
