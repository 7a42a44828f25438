// The minute of the event on a line, read without parsing the line.
import { quote } from './lines';
import { isDigit, skipSpace } from './tokens';

/** Instead of a minute, if it is not known. */
export const unknownMinute: u32 = 0xffffffff;

const at: u8 = 0x40;
const zero: u8 = 0x30;
const colon: u8 = 0x3a;
const dash: u8 = 0x2d;
const fullStop: u8 = 0x2e;
const openingBracket: u8 = 0x5b;
const letterT: u8 = 0x54;
const letterZ: u8 = 0x5a;

/** The key `"@timestamp"`. */
const keyStart: u64 = 0x7473656d69744022;
const keyEnd: u32 = 0x22706d61;
const keyBytes: usize = 12;

/** Maximum number of characters after the minute, of the seconds and their fraction. */
const maxSeconds: u32 = 14;

/**
 * The minute of the `@timestamp` of the line from `line` to its newline at `end`.
 *
 * @returns minutes since 1970, by UTC; {@link unknownMinute} if the line has not exactly one such key, or another format
 *   of times.
 */
export function minuteOf(line: usize, end: usize): u32 {
  const key = findKey(line, end);
  if (key == 0 || findKey(key + keyBytes, end) != 0) return unknownMinute;
  let from = skipSpace(key + keyBytes);
  if (load<u8>(from) != colon) return unknownMinute;
  from = skipSpace(from + 1);
  if (load<u8>(from) == openingBracket) from = skipSpace(from + 1);
  return load<u8>(from) == quote ? minuteAt(from + 1) : unknownMinute;
}

/** Address of the first key `"@timestamp"` that begins between two addresses; 0 if there is none. */
function findKey(from: usize, end: usize): usize {
  for (let group = from; group < end; group += 16) {
    const bytes = v128.load(group);
    const quotes = i8x16.eq(bytes, i8x16.splat(quote));
    const ats = i8x16.eq(v128.load(group, 1), i8x16.splat(at));
    let bits = i8x16.bitmask(v128.and(quotes, ats));
    while (bits != 0) {
      const key = group + ctz(bits);
      if (key >= end) return 0;
      if (load<u64>(key) == keyStart && load<u32>(key, 8) == keyEnd) return key;
      bits &= bits - 1;
    }
  }
  return 0;
}

/** The minute written at `from` as `YYYY-MM-DDThh:mm`, with or without seconds, `Z` and a closing quote. */
function minuteAt(from: usize): u32 {
  const isDate =
    load<u8>(from, 4) == dash &&
    load<u8>(from, 7) == dash &&
    load<u8>(from, 10) == letterT &&
    load<u8>(from, 13) == colon;
  if (!isDate) return unknownMinute;
  const year = number(from, 4);
  const month = number(from + 5, 2);
  const day = number(from + 8, 2);
  const hour = number(from + 11, 2);
  const minute = number(from + 14, 2);
  if (year < 1970 || year > 9999 || month - 1 > 11 || day - 1 > 30) return unknownMinute;
  if (hour > 23 || minute > 59 || !endsTime(from + 16)) return unknownMinute;
  return (daysSince1970(year, month, day) * 24 + hour) * 60 + minute;
}

/** Whether seconds, if there are any, a `Z` and a quote follow the minute. */
function endsTime(from: usize): bool {
  let at = from;
  if (load<u8>(at) == colon) {
    at++;
    while (isDigit(load<u8>(at)) || load<u8>(at) == fullStop) at++;
    if (at - from < 3 || at - from > maxSeconds) return false;
  }
  return load<u8>(at) == letterZ && load<u8>(at, 1) == quote;
}

/** A number of some digits; a large one if they are not digits. */
function number(from: usize, digits: usize): u32 {
  let value: u32 = 0;
  for (let at = from; at < from + digits; at++) {
    if (!isDigit(load<u8>(at))) return 0xffff;
    value = value * 10 + (load<u8>(at) - zero);
  }
  return value;
}

/** Days from 1 January 1970 to a date of the Gregorian calendar. Years begin in March here, so that leap days end them. */
function daysSince1970(year: u32, month: u32, day: u32): u32 {
  const isBeforeMarch = month < 3;
  const years = isBeforeMarch ? year - 1 : year;
  const months = isBeforeMarch ? month + 9 : month - 3;
  const leapDays = years / 4 - years / 100 + years / 400;
  return years * 365 + leapDays + (153 * months + 2) / 5 + day - 719469;
}
