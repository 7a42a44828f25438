// Outlines of JSON objects, in AssemblyScript: what is left of a line when the members are dropped whose keys nobody
// asks for. What an outline promises is stated in ../kernel.ts.
//
// Memory, beside what kernel.ts describes:
//   words    `mostWords` entries of 16 bytes: a word, and zeros behind it; the caller fills the first `wordCount`
//   prefixes 16 bytes of ones and 16 of zeros: what is loaded at 16 - n keeps the first n of 16 bytes
//   outline  `outlineRoom` bytes that an outline is written to, and a margin that copies may run over
// The line ends in a newline, which ends every run of characters here: nothing else checks for the line's end. A copy
// takes 16 bytes at a time and so reads up to 15 bytes behind the newline.
//
// A function that is given the address of something returns the one behind it, or 0 where it cannot.

const wordSize: usize = 16;
const mostWords: u32 = 64;

/** Address of the words that keys may be made of. */
export const words: usize = memory.data(<i32>(mostWords * <u32>wordSize), 16);

/** How many words there are. */
export let wordCount: u32 = 0;

/** A bit for each {@link trait} that a word has. */
let traits: u64 = 0;

const prefixes: usize = memory.data<u64>([-1, -1, 0, 0]);

const outlineRoom: usize = 16384;

/** Address of the last outline. */
export const outlined: usize = memory.data(<i32>(outlineRoom + 64), 16);

/** Objects and arrays in each other at most. */
const mostDepth: u32 = 64;

/** Where the outline goes on. */
let out: usize = 0;

const space: u8 = 0x20;
const quote: u8 = 0x22;
const comma: u8 = 0x2c;
const minus: u8 = 0x2d;
const dot: u8 = 0x2e;
const zero: u8 = 0x30;
const colon: u8 = 0x3a;
const openingBracket: u8 = 0x5b;
const backslash: u8 = 0x5c;
const closingBracket: u8 = 0x5d;
const openingBrace: u8 = 0x7b;
const closingBrace: u8 = 0x7d;

/** Takes over the words that the caller has put in their place. */
export function setWords(count: u32): void {
  wordCount = count;
  traits = 0;
  for (let at = words; at < words + <usize>count * wordSize; at += wordSize) {
    let length: u32 = 0;
    while (length < <u32>wordSize && load<u8>(at + length)) length++;
    traits |= trait(load<u8>(at), length);
  }
}

/** One of 64 bits, by which most keys are told from all words. */
function trait(first: u8, length: u32): u64 {
  return <u64>1 << <u64>((<u32>first + length * 7) & 63);
}

/**
 * Outlines the object at the address `from`, which ends, but for white space, at the newline at `end`.
 *
 * @returns the outline's length, or 0 where there is none.
 */
export function outlineOf(from: usize, end: usize): usize {
  out = outlined;
  const at = skipSpace(from);
  if (load<u8>(at) != openingBrace) return 0;
  const behind = outlineObject(at, 1);
  return behind && skipSpace(behind) == end ? out - outlined : 0;
}

function outlineValue(at: usize, depth: u32): usize {
  const first = load<u8>(at);
  if (first == openingBrace) return outlineObject(at, depth);
  if (first == openingBracket) return outlineArray(at, depth);
  const behind = skipValue(at, depth);
  return behind && copy(at, behind) ? behind : 0;
}

function outlineObject(at: usize, depth: u32): usize {
  if (depth > mostDepth) return 0;
  let before = openingBrace;
  at = skipSpace(at + 1);
  if (load<u8>(at) == closingBrace) return put(openingBrace) && put(closingBrace) ? at + 1 : 0;
  while (true) {
    if (load<u8>(at) != quote) return 0;
    const key = at;
    at = endOfPlainString(at);
    if (!at) return 0;
    const keyEnd = at;
    at = skipSpace(at);
    if (load<u8>(at) != colon) return 0;
    at = skipSpace(at + 1);
    if (isOfWords(key + 1, keyEnd - 1)) {
      if (!put(before) || !copy(key, keyEnd) || !put(colon)) return 0;
      before = comma;
      at = outlineValue(at, depth + 1);
    } else {
      at = skipValue(at, depth + 1);
    }
    if (!at) return 0;
    at = skipSpace(at);
    const next = load<u8>(at);
    if (next == closingBrace) break;
    if (next != comma) return 0;
    at = skipSpace(at + 1);
  }
  if (before == openingBrace && !put(openingBrace)) return 0;
  return put(closingBrace) ? at + 1 : 0;
}

function outlineArray(at: usize, depth: u32): usize {
  if (depth > mostDepth || !put(openingBracket)) return 0;
  at = skipSpace(at + 1);
  if (load<u8>(at) == closingBracket) return put(closingBracket) ? at + 1 : 0;
  while (true) {
    at = outlineValue(at, depth + 1);
    if (!at) return 0;
    at = skipSpace(at);
    const next = load<u8>(at);
    if (!put(next)) return 0;
    if (next == closingBracket) return at + 1;
    if (next != comma) return 0;
    at = skipSpace(at + 1);
  }
}

function skipValue(at: usize, depth: u32): usize {
  switch (load<u8>(at)) {
    case quote:
      return skipString(at);
    case openingBrace:
      return skipObject(at, depth);
    case openingBracket:
      return skipArray(at, depth);
    case 0x66: // false
      return load<u32>(at, 1) == 0x65736c61 ? at + 5 : 0;
    case 0x6e: // null
      return load<u32>(at) == 0x6c6c756e ? at + 4 : 0;
    case 0x74: // true
      return load<u32>(at) == 0x65757274 ? at + 4 : 0;
    default:
      return skipNumber(at);
  }
}

function skipObject(at: usize, depth: u32): usize {
  if (depth > mostDepth) return 0;
  at = skipSpace(at + 1);
  if (load<u8>(at) == closingBrace) return at + 1;
  while (true) {
    if (load<u8>(at) != quote) return 0;
    at = skipString(at);
    if (!at) return 0;
    at = skipSpace(at);
    if (load<u8>(at) != colon) return 0;
    at = skipValue(skipSpace(at + 1), depth + 1);
    if (!at) return 0;
    at = skipSpace(at);
    const next = load<u8>(at);
    if (next == closingBrace) return at + 1;
    if (next != comma) return 0;
    at = skipSpace(at + 1);
  }
}

function skipArray(at: usize, depth: u32): usize {
  if (depth > mostDepth) return 0;
  at = skipSpace(at + 1);
  if (load<u8>(at) == closingBracket) return at + 1;
  while (true) {
    at = skipValue(at, depth + 1);
    if (!at) return 0;
    at = skipSpace(at);
    const next = load<u8>(at);
    if (next == closingBracket) return at + 1;
    if (next != comma) return 0;
    at = skipSpace(at + 1);
  }
}

function skipString(at: usize): usize {
  at++;
  while (true) {
    at = endOfPlain(at);
    const byte = load<u8>(at);
    if (byte == quote) return at + 1;
    if (byte != backslash) return 0;
    const escape = load<u8>(at, 1);
    if (escape == 0x75) {
      if (!isHex(load<u8>(at, 2)) || !isHex(load<u8>(at, 3))) return 0;
      if (!isHex(load<u8>(at, 4)) || !isHex(load<u8>(at, 5))) return 0;
      at += 6;
    } else {
      if (!isEscape(escape)) return 0;
      at += 2;
    }
  }
}

/** As {@link skipString}, of a string without an escape. */
function endOfPlainString(at: usize): usize {
  at = endOfPlain(at + 1);
  return load<u8>(at) == quote ? at + 1 : 0;
}

/** Address of the first byte that is not one of a string's own: a quote, a backslash or a control character. */
// @ts-ignore: decorator
@inline
function endOfPlain(at: usize): usize {
  while (true) {
    const bytes = v128.load(at);
    const ends = i8x16.bitmask(
      v128.or(
        i8x16.lt_u(bytes, i8x16.splat(space)),
        v128.or(i8x16.eq(bytes, i8x16.splat(quote)), i8x16.eq(bytes, i8x16.splat(backslash))),
      ),
    );
    if (ends) return at + <usize>ctz(ends);
    at += 16;
  }
}

/** Whether a byte may follow a backslash, `u` aside. */
function isEscape(byte: u8): bool {
  switch (byte) {
    case quote:
    case backslash:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return true;
    default:
      return false;
  }
}

function isHex(byte: u8): bool {
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66);
}

function isDigit(byte: u8): bool {
  return <u8>(byte - zero) < 10;
}

function skipNumber(at: usize): usize {
  if (load<u8>(at) == minus) at++;
  if (load<u8>(at) == zero) at++;
  else {
    at = skipDigits(at);
    if (!at) return 0;
  }
  if (load<u8>(at) == dot) {
    at = skipDigits(at + 1);
    if (!at) return 0;
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    at++;
    const sign = load<u8>(at);
    if (sign == minus || sign == 0x2b) at++;
    at = skipDigits(at);
  }
  return at;
}

/** One digit at least. */
function skipDigits(at: usize): usize {
  if (!isDigit(load<u8>(at))) return 0;
  while (isDigit(load<u8>(at))) at++;
  return at;
}

/** White space that may stand in a line. */
// @ts-ignore: decorator
@inline
function skipSpace(at: usize): usize {
  let byte = load<u8>(at);
  while (byte == space || byte == 0x09 || byte == 0x0d) byte = load<u8>(++at);
  return at;
}

/** Whether the parts of a key between its dots are words, all of them. */
function isOfWords(from: usize, to: usize): bool {
  while (true) {
    const bytes = v128.load(from);
    const dots = <u32>i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(dot))) | 0x10000;
    const left = to - from;
    const untilDot = <usize>ctz(dots);
    const length = untilDot < left ? untilDot : left;
    if (!isWord(bytes, <u32>length)) return false;
    from += length;
    if (from == to) return true;
    if (load<u8>(from) != dot) return false;
    from++;
  }
}

/** Whether the first `length` of 16 bytes are a word. */
// @ts-ignore: decorator
@inline
function isWord(bytes: v128, length: u32): bool {
  if (!(traits & trait(i8x16.extract_lane_u(bytes, 0), length))) return false;
  const part = v128.and(bytes, v128.load(prefixes + wordSize - length));
  const end = words + <usize>wordCount * wordSize;
  for (let at = words; at < end; at += wordSize) {
    if (i8x16.all_true(i8x16.eq(part, v128.load(at)))) return true;
  }
  return false;
}

/** Puts a byte at the outline's end. False where there is no room. */
// @ts-ignore: decorator
@inline
function put(byte: u8): bool {
  if (out >= outlined + outlineRoom) return false;
  store<u8>(out++, byte);
  return true;
}

/** Puts bytes at the outline's end. False where there is no room. */
// @ts-ignore: decorator
@inline
function copy(from: usize, to: usize): bool {
  const length = to - from;
  if (length > outlined + outlineRoom - out) return false;
  for (let done: usize = 0; done < length; done += 16) {
    v128.store(out + done, v128.load(from + done));
  }
  out += length;
  return true;
}
