// Recovery of whole JSON objects from a damaged line, in AssemblyScript. It does what ../../../json/recovery.ts does, or
// gives up: with whatever that has to repair, and beyond its limits.
//
// Memory, in addition to what lines.ts describes:
//   recovered `maxRecovered` entries of two u32: the start and end of an object, as offsets
//   open      `maxOpen` entries of two u32, for each object and array that is open: its start, and above the lowest bit,
//             which is set for an object, the number of objects found before it
import {
  closingBrace,
  closingBracket,
  colon,
  comma,
  dot,
  endOfEscape,
  endOfPlain,
  minus,
  openingBrace,
  openingBracket,
  quote,
  skipScalar,
  skipSpace,
  space,
} from './tokens';

const maxRecovered: u32 = 1024;
const maxOpen: u32 = 256;
const entrySize: usize = 8;

/** Address of the objects that were found last. */
export const recovered: usize = memory.data(<i32>(maxRecovered * 8), 16);

const open: usize = memory.data(<i32>(maxOpen * 8), 16);

/** Maximum number of spaces between a bracket and the first key of an object that begins in a string. */
const maxSpaceBeforeKey: usize = 64;

// What may come next.
const value: u32 = 1;
const valueOrEnd: u32 = 2;
const key: u32 = 3;
const keyOrEnd: u32 = 4;
const afterKey: u32 = 5;
const commaOrEnd: u32 = 6;

/** Number of objects found. */
let count: u32 = 0;

/** Whether the line has something that this does not read. */
let givesUp: bool = false;

/** Finds the objects on the line at the address `from`, whose newline is at `end`. Returns their number, or -1. */
export function recoverFrom(from: usize, end: usize, block: usize): i32 {
  count = 0;
  givesUp = false;
  for (let at = nextObject(from, end); at < end; at = nextObject(at, end)) {
    at = parseFragment(at, end, block);
    if (givesUp) return -1;
  }
  return <i32>count;
}

/** Address of the next bracket that may open an object, or `end`. */
function nextObject(at: usize, end: usize): usize {
  while (at < end) {
    const brackets = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(openingBrace)));
    if (!brackets) {
      at += 16;
      continue;
    }
    at += <usize>ctz(brackets);
    if (at >= end) return end;
    const next = load<u8>(skipSpace(at + 1));
    if (next == quote || next == closingBrace) return at;
    at++;
  }
  return end;
}

/** Parses the object at `at` to its end, or to the first error. Returns where another object may begin. */
function parseFragment(at: usize, end: usize, block: usize): usize {
  let depth: u32 = 0;
  let isObject = false;
  let expected = value;
  /** Address of the closing quote if the last token is a string. */
  let lastQuote: usize = 0;
  while (true) {
    at = skipSpace(at);
    const byte = load<u8>(at);
    const isValueExpected = expected <= valueOrEnd;
    if (byte == quote) {
      const isKey = expected == key || expected == keyOrEnd;
      if (!isKey && !isValueExpected) break;
      if (!isKey && load<u16>(at, 1) == 0x2222) {
        givesUp = true;
        return end;
      }
      const after = skipRawString(at, end);
      if (givesUp) return end;
      if (!after) {
        at++;
        break;
      }
      at = after;
      lastQuote = after - 1;
      expected = isKey ? afterKey : commaOrEnd;
      continue;
    }
    if (byte == comma) {
      if (expected != commaOrEnd) break;
      expected = isObject ? key : value;
      at++;
    } else if (byte == colon) {
      if (expected != afterKey) break;
      expected = value;
      at++;
    } else if (byte == openingBrace || byte == openingBracket) {
      if (!isValueExpected) break;
      if (depth == maxOpen) {
        givesUp = true;
        return end;
      }
      isObject = byte == openingBrace;
      const entry = open + <usize>depth * entrySize;
      store<u32>(entry, <u32>(at - block));
      store<u32>(entry, (count << 1) | <u32>isObject, 4);
      depth++;
      expected = isObject ? keyOrEnd : valueOrEnd;
      at++;
    } else if (byte == closingBrace || byte == closingBracket) {
      const closesObject = byte == closingBrace;
      if (!depth || isObject != closesObject) break;
      if (expected != commaOrEnd && expected != (closesObject ? keyOrEnd : valueOrEnd)) break;
      at++;
      depth--;
      const entry = open + <usize>depth * entrySize;
      if (closesObject) {
        // The objects in it are part of it.
        count = load<u32>(entry, 4) >> 1;
        if (count == maxRecovered) {
          givesUp = true;
          return end;
        }
        const found = recovered + <usize>count * entrySize;
        store<u32>(found, load<u32>(entry));
        store<u32>(found, <u32>(at - block), 4);
        count++;
      }
      if (!depth) return at;
      isObject = <bool>(load<u32>(entry - entrySize, 4) & 1);
      expected = commaOrEnd;
    } else {
      if (!isValueExpected) break;
      // NaN and Infinity
      givesUp = byte == 0x4e || byte == 0x49 || (byte == minus && load<u8>(at, 1) == 0x49);
      if (givesUp) return end;
      const after = skipScalar(at);
      if (!after || continuesWord(load<u8>(after))) break;
      at = after;
      expected = commaOrEnd;
    }
    lastQuote = 0;
  }
  // If the line breaks off in a string, the first quote of the object behind it ends that string.
  if (lastQuote) {
    let bracket = lastQuote - 1;
    while (isSpaceByte(load<u8>(bracket)) && lastQuote - bracket < maxSpaceBeforeKey) bracket--;
    if (load<u8>(bracket) == openingBrace) return bracket;
  }
  return at;
}

/** The address after the string at `at`; 0 if it is not valid. Gives up if it has a control character. */
function skipRawString(at: usize, end: usize): usize {
  at++;
  while (true) {
    at = endOfPlain(at);
    const byte = load<u8>(at);
    if (byte == quote) return at + 1;
    if (byte < space) {
      givesUp = at < end;
      return 0;
    }
    at = endOfEscape(at);
    if (!at) return 0;
  }
}

function isSpaceByte(byte: u8): bool {
  return byte == space || byte == 0x09 || byte == 0x0d;
}

/** Whether a byte after a number or literal makes it something else. */
function continuesWord(byte: u8): bool {
  const letter = byte | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte == 0x5f ||
    byte == dot ||
    byte == 0x2b ||
    byte == minus
  );
}
