// The tokens of JSON on a line, in AssemblyScript.
//
// The line ends in a newline, which ends every string, number and literal here: nothing else checks for the line's end.
// A function that takes the address of a token returns the address after it, or 0 if it is not valid: then `invalidAt`
// is the address of the first byte that cannot be part of it.

export const newline: u8 = 0x0a;
export const space: u8 = 0x20;
export const quote: u8 = 0x22;
export const comma: u8 = 0x2c;
export const minus: u8 = 0x2d;
export const dot: u8 = 0x2e;
const zero: u8 = 0x30;
export const colon: u8 = 0x3a;
export const openingBracket: u8 = 0x5b;
const backslash: u8 = 0x5c;
export const closingBracket: u8 = 0x5d;
export const openingBrace: u8 = 0x7b;
export const closingBrace: u8 = 0x7d;

/** The first byte that cannot be part of the last token that was not valid. */
export let invalidAt: usize = 0;

/** Notes where a token is not valid. */
export function fail(at: usize): usize {
  invalidAt = at;
  return 0;
}

export function skipScalar(at: usize): usize {
  switch (load<u8>(at)) {
    case quote:
      return skipString(at);
    case 0x66: // false
      return load<u32>(at, 1) == 0x65736c61 ? at + 5 : failInWord(at, 0x65736c6166);
    case 0x6e: // null
      return load<u32>(at) == 0x6c6c756e ? at + 4 : failInWord(at, 0x6c6c756e);
    case 0x74: // true
      return load<u32>(at) == 0x65757274 ? at + 4 : failInWord(at, 0x65757274);
    default:
      return skipNumber(at);
  }
}

/** Notes where the bytes at `at` differ from a word, whose first byte is the lowest. */
function failInWord(at: usize, word: u64): usize {
  while (load<u8>(at) == <u8>word) {
    at++;
    word >>= 8;
  }
  return fail(at);
}

export function skipString(at: usize): usize {
  at++;
  while (true) {
    at = endOfPlain(at);
    const byte = load<u8>(at);
    if (byte == quote) return at + 1;
    if (byte != backslash) return fail(at);
    at = endOfEscape(at);
    if (!at) return 0;
  }
}

/** The address after the escape whose backslash is at `at`. */
// @ts-ignore: decorator
@inline
export function endOfEscape(at: usize): usize {
  const escape = load<u8>(at, 1);
  if (escape != 0x75) return isEscape(escape) ? at + 2 : fail(at + 1);
  for (let digit: usize = 2; digit < 6; digit++) {
    if (!isHex(load<u8>(at + digit))) return fail(at + digit);
  }
  return at + 6;
}

/** Address of the first quote, backslash or control character. */
// @ts-ignore: decorator
@inline
export function endOfPlain(at: usize): usize {
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

/** The address of the quote that closes the string whose contents begin at `at`, valid or not, or `end`. */
export function endOfString(at: usize, end: usize): usize {
  while (true) {
    at = endOfPlain(at);
    if (at >= end) return end;
    const byte = load<u8>(at);
    if (byte == quote) return at;
    at += byte == backslash ? 2 : 1;
  }
}

/** Whether a byte other than `u` may follow a backslash. */
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

export function isHex(byte: u8): bool {
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66);
}

export function isDigit(byte: u8): bool {
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

/** Skips at least one digit. */
function skipDigits(at: usize): usize {
  if (!isDigit(load<u8>(at))) return fail(at);
  while (isDigit(load<u8>(at))) at++;
  return at;
}

/** Skips white space other than newlines. */
// @ts-ignore: decorator
@inline
export function skipSpace(at: usize): usize {
  let byte = load<u8>(at);
  while (byte == space || byte == 0x09 || byte == 0x0d) byte = load<u8>(++at);
  return at;
}
