// The candidate filter with needles, in AssemblyScript. It finds what the filter of a plain scan finds,
// every line with an escape `\u`, and the lines whose strings hold a needle. ../needle.ts and
// ../seek-kernel.ts state what a needle is, and why none is missed; lines.ts describes the memory layout.
//
// Every needle is next to a quote: it ends before one (if it is a whole string, its first byte is the
// opening quote) or begins after one. So only quotes are examined, in three steps, each for the quotes
// that passed the one before:
//   1. by the byte next to the quote, 16 quotes at a time: does a needle end or begin with it?
//   2. by the three bytes next to it: does a needle end or begin with them, judging by the last three
//      bits of the third?
//   3. by comparing the text with each needle that has the same 8 bytes there or, if it is shorter, the
//      same byte.
// A slash may be written `\/`: a needle is indexed for every way to write the bytes next to the quote.
//
// The data of this kernel:
//   weakness  a byte for each entry of the table
//   minutes   a u32 for each entry of the table
//   ends      the index of the needles that end before a quote
//   starts    the index of the needles that begin after one
//   links     entries of two u16, `next link, needle`: chains that begin in an index and end with 0
//   needles   entries of `text u32, length u16, flags u16`
//   texts     the needles' texts
//   marked    u32 addresses of the bytes to examine in a batch; those after the last are ignored
// An index consists of, in the order of addresses:
//   pairs     a byte for each pair of bytes next to a quote, with a bit for the last three bits of each
//             third byte that a needle has there
//   words     u16 that begin the chains of needles, hashed by 8 bytes
//   bytes     256 u16 that begin the chains of shorter needles, by one byte
//   classes   16 bytes, for step 1: for each low half of a byte, the high halves, up to 7
// Words and bytes are looked up with the case bit set, which folds letters; if it makes other bytes
// equal, the comparison decides. The other two hold both cases.
import {
  addEntry,
  backslash,
  block,
  caseBit,
  d,
  dot,
  finish,
  fold,
  includesBootFiles,
  isCandidate,
  isEtcInit,
  isInitD,
  isSpace,
  newline,
  quote,
  slash,
  slashMarks,
  tableCapacity,
  u,
} from './lines';
import { minuteOf } from './minute';

export { block, newlines, resumeAt, table } from './lines';
export { unknownMinute } from './minute';
export { endOfValue, isLeftOpen, recover, recovered } from './damage';

/** Bytes that must be readable after the block: more than a group and what is read after it. */
export const margin: usize = 128;

/** Address of a byte for each entry of the table: the classes of its weak needles if only those made it a candidate. */
export const weakness: usize = memory.data(<i32>tableCapacity);

/** Address of a u32 for each entry of the table: the minute of a weak candidate. */
export const minutes: usize = memory.data(<i32>tableCapacity * 4, 4);

// Flags of a needle: it begins after a quote, it must be an entity id, and the classes of a weak one from this bit on.
const isStart: u32 = 1;
const isEntityId: u32 = 2;
const classShift: u32 = 2;

/** Maximum length of a needle's text, in bytes. */
export const maxNeedleBytes: u32 = 1024;

const textBytes: u32 = 524288;
const texts: usize = memory.data(<i32>(textBytes + maxNeedleBytes));

/** Address at which the caller writes the text of the next needle; there is always space for one. */
export let text: usize = texts;

const maxNeedles: u32 = 4096;
const needleSize: u32 = 8;
const needles: usize = memory.data(<i32>(maxNeedles * needleSize), 8);
let needleCount: u32 = 0;

/** A needle takes a link for each way to write the bytes next to the quote, which is usually one. */
const maxLinks: u32 = 16384;
const linkSize: u32 = 4;
const links: usize = memory.data(<i32>(maxLinks * linkSize), 4);
let linkCount: u32 = 1;

const wordBits: u32 = 12;
const wordsAt: u32 = 65536;
const bytesAt: u32 = wordsAt + (1 << wordBits) * 2;
const classesAt: u32 = bytesAt + 256 * 2;
const indexSize: u32 = classesAt + 16;
const ends: usize = memory.data(<i32>indexSize, 16);
const starts: usize = memory.data(<i32>indexSize, 16);

const colon: u8 = 0x3a;
const openingBracket: u8 = 0x5b;

/** {@link caseBit} in each byte of a word. */
const caseBits: u64 = 0x2020202020202020;

/** What is known about a line: nothing, the classes of its weak needles, or that it is a candidate. */
const none: u32 = 0;
const full: u32 = 255;

/** Bytes to examine together. */
const group: usize = 64;

/** Bytes to examine before the marked ones among them are handled. */
const batchBytes: usize = 4096;

const marked: usize = memory.data(<i32>((batchBytes + group) * 4), 16);

/** Forgets all needles. */
export function clear(): void {
  memory.fill(ends, 0, indexSize);
  memory.fill(starts, 0, indexSize);
  text = texts;
  needleCount = 0;
  linkCount = 1;
}

/**
 * Adds the needle whose text is at `text`: `length` bytes, 1 to `maxNeedleBytes`, spelled as in JSON,
 * but with plain slashes and lower-case ASCII letters.
 *
 * @returns false if there is no space for it, so that it will not be found
 */
export function add(length: u32, flags: u32): bool {
  if (needleCount == maxNeedles || text - texts > textBytes) return false;
  const needle = needles + needleCount * needleSize;
  store<u32>(needle, <u32>text);
  store<u16>(needle, <u16>length, 4);
  store<u16>(needle, <u16>flags, 6);
  if (!indexSpellings(needleCount, 0, 0, 0)) return false;
  text += length;
  needleCount++;
  return true;
}

/**
 * Adds a needle to its index for each way to write the bytes next to the quote. The first `taken`
 * bytes of its text, from the quote, are written as `known` bytes of `word`.
 *
 * @returns false if there is no space
 */
function indexSpellings(number: u32, taken: u32, word: u64, known: u32): bool {
  const needle = needles + number * needleSize;
  const length = lengthOf(needle);
  if (known == 8 || taken == length) return addToChain(number, word, known);
  const forward = flagsOf(needle) & isStart;
  const byte = load<u8>(textOf(needle) + (forward ? taken : length - 1 - taken));
  if (byte == slash) {
    let escaped = withByte(word, known, forward ? backslash : slash, forward);
    let more = known + 1;
    if (more < 8) escaped = withByte(escaped, more++, forward ? slash : backslash, forward);
    if (!indexSpellings(number, taken + 1, escaped, more)) return false;
  }
  return indexSpellings(number, taken + 1, withByte(word, known, byte, forward), known + 1);
}

/** A word with a byte that is `distance` bytes away from the quote. */
function withByte(word: u64, distance: u32, byte: u8, forward: u32): u64 {
  return word | ((<u64>(byte | caseBit)) << (<u64>(forward ? 8 * distance : 56 - 8 * distance)));
}

/** Adds a needle to the chain of its word, or of its byte if not all of the word is known. */
function addToChain(number: u32, word: u64, known: u32): bool {
  const forward = flagsOf(needles + number * needleSize) & isStart;
  const index = forward ? starts : ends;
  addPrefilter(index, word, known, forward);
  const head = known == 8 ? wordHead(index, word) : byteHead(index, byteOf(word, 0, forward));
  const first = load<u16>(head);
  if (first && load<u16>(links + first * linkSize, 2) == number) return true;
  if (linkCount == maxLinks) return false;
  store<u16>(links + linkCount * linkSize, first);
  store<u16>(links + linkCount * linkSize, <u16>number, 2);
  store<u16>(head, <u16>linkCount);
  linkCount++;
  return true;
}

/** Lets quotes with these bytes next to them pass the first two steps, in either case. */
function addPrefilter(index: usize, word: u64, known: u32, forward: u32): void {
  const nearest = byteOf(word, 0, forward);
  const second = byteOf(word, 1, forward);
  const bits: u32 = known > 2 ? 1 << (byteOf(word, 2, forward) & 7) : 255;
  for (let fold: u32 = 0; fold <= caseBit; fold += caseBit) {
    const byte = nearest ^ fold;
    setBits(index + classesAt + (byte & 15), 1 << ((byte >> 4) & 7));
    for (let other: u32 = 0; other < 256; other++) {
      if (known > 1 && (other | caseBit) != second) continue;
      setBits(index + (forward ? byte | (other << 8) : other | (byte << 8)), bits);
    }
  }
}

function setBits(at: usize, bits: u32): void {
  store<u8>(at, load<u8>(at) | <u8>bits);
}

/** Whether a needle has these bytes next to a quote: the nearest two, as loaded, and the third. */
// @ts-ignore: a decorator of the compiler's
@inline
function passesPrefilter(index: usize, pair: u32, third: u32): bool {
  return ((<u32>load<u8>(index + pair) >> (third & 7)) & 1) != 0;
}

/** The byte of a word that is `distance` bytes away from the quote. */
function byteOf(word: u64, distance: u32, forward: u32): u32 {
  return <u32>(word >> <u64>(forward ? 8 * distance : 56 - 8 * distance)) & 255;
}

/** Address of the chain of needles that have these 8 bytes next to a quote, and of others with the same hash. */
function wordHead(index: usize, word: u64): usize {
  return index + wordsAt + (<usize>((word * 0x9e3779b97f4a7c15) >> (64 - wordBits)) << 1);
}

/** Address of the chain of shorter needles that have this byte next to a quote. */
function byteHead(index: usize, byte: u32): usize {
  return index + bytesAt + (byte << 1);
}

function textOf(needle: usize): usize {
  return load<u32>(needle);
}

function lengthOf(needle: usize): u32 {
  return load<u16>(needle, 4);
}

function flagsOf(needle: usize): u32 {
  return load<u16>(needle, 6);
}

/**
 * Scans the lines from `start` to `end` (offsets) and adds the candidates to the table, until it
 * is full. If `every` is set, every line that is not blank is a candidate.
 *
 * @returns the number of entries
 */
export function scan(start: usize, end: usize, every: bool): u32 {
  const stop = block + end;
  const initial = every ? full : none;
  let line = block + start;
  let found: u32 = 0;
  let newlinesBefore: u32 = 0;
  let level = initial;

  for (let at = line; line < stop && found < tableCapacity; at += batchBytes) {
    const listed = collect(at, min(at + batchBytes, stop));
    for (let entry = marked; entry < listed; entry += 4) {
      const address = <usize>load<u32>(entry);
      const byte = load<u8>(address);
      if (byte == quote) {
        if (level == full) continue;
        if (passesPrefilter(ends, load<u16>(address - 2), load<u8>(address - 3))) level |= levelFromEnd(address, line);
        if (passesPrefilter(starts, load<u16>(address, 1), load<u8>(address, 3))) level |= levelFromStart(address + 1);
      } else if (byte == backslash) {
        level = full;
      } else if (byte == dot) {
        if (isInitD(address)) level = full;
      } else if (includesBootFiles && byte == slash) {
        if (isEtcInit(address)) level = full;
      } else {
        if (isCandidate(line, address, level != none)) {
          const isWeak = level != full && !isCandidate(line, address, false);
          store<u8>(weakness + found, isWeak ? level : none);
          if (isWeak) store<u32>(minutes + (found << 2), minuteOf(line, address));
          addEntry(found, line, address, newlinesBefore);
          found++;
        }
        newlinesBefore++;
        line = address + 1;
        level = initial;
        if (line == stop || found == tableCapacity) break;
      }
    }
  }
  finish(line, newlinesBefore);
  return found;
}

/**
 * Lists the bytes to examine from `at` to `end`, and maybe some after it. Most of the time is spent
 * here. It is exported so that it stays a separate function, like the scan kernel's search.
 *
 * @returns the address after the list
 */
export function collect(at: usize, end: usize): usize {
  let next = marked;
  while (at < end) {
    let bits =
      <u64>(<u32>i8x16.bitmask(marks(at)) | (<u32>i8x16.bitmask(marks(at + 16)) << 16)) |
      (<u64>(<u32>i8x16.bitmask(marks(at + 32)) | (<u32>i8x16.bitmask(marks(at + 48)) << 16)) << 32);
    const count = <u32>popcnt(bits);
    let entry = next;
    next += count << 2;
    // Write eight at a time, even if there are fewer: their number is hard to predict, and branches would be slow.
    do {
      for (let i = 0; i < 8; i++) {
        store<u32>(entry, at + <usize>ctz(bits));
        bits &= bits - 1;
        entry += 4;
      }
    } while (entry < next);
    at += group;
  }
  return next;
}

/**
 * Marks those of the 16 bytes at `at` that are newlines, the first byte of `.d`, `.D` or `\u`, or of `/i` or `/I` if the
 * kernel searches for that, or a quote next to a byte that a needle has there.
 */
// @ts-ignore: a decorator of the compiler's
@inline
function marks(at: usize): v128 {
  const bytes = v128.load(at);
  const next = v128.load(at, 1);
  const dots = v128.and(
    i8x16.eq(bytes, i8x16.splat(dot)),
    i8x16.eq(v128.or(next, i8x16.splat(caseBit)), i8x16.splat(d)),
  );
  const escapes = v128.and(
    i8x16.eq(bytes, i8x16.splat(backslash)),
    i8x16.eq(next, i8x16.splat(u)),
  );
  const touched = v128.or(
    inClass(v128.load(at - 1), ends + classesAt),
    inClass(next, starts + classesAt),
  );
  const quotes = v128.andnot(
    i8x16.eq(bytes, i8x16.splat(quote)),
    i8x16.eq(touched, i8x16.splat(0)),
  );
  const all = v128.or(
    v128.or(i8x16.eq(bytes, i8x16.splat(newline)), quotes),
    v128.or(dots, escapes),
  );
  return includesBootFiles ? v128.or(all, slashMarks(bytes, next)) : all;
}

/** Nonzero for the bytes of a class: for each low half, the class holds the high halves that belong to it. */
// @ts-ignore: a decorator of the compiler's
@inline
function inClass(bytes: v128, classes: usize): v128 {
  const half = i8x16.splat(15);
  // High halves above 7, of bytes that are not ASCII, belong to a class that has their low half.
  const bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, -1, -1, -1, -1, -1, -1, -1, -1);
  return v128.and(
    i8x16.swizzle(v128.load(classes), v128.and(bytes, half)),
    i8x16.swizzle(bits, v128.and(i16x8.shr_u(bytes, 4), half)),
  );
}

/** What the needles that end before the quote at `address` show about its line, which begins at `line`. */
function levelFromEnd(address: usize, line: usize): u32 {
  const word = load<u64>(address - 8) | caseBits;
  return (
    levelFromEndChain(load<u16>(wordHead(ends, word)), address, line) |
    levelFromEndChain(load<u16>(byteHead(ends, byteOf(word, 0, 0))), address, line)
  );
}

function levelFromEndChain(link: u32, address: usize, line: usize): u32 {
  let level = none;
  while (link && level != full) {
    const needle = needles + load<u16>(links + link * linkSize, 2) * needleSize;
    const flags = flagsOf(needle);
    const begin = endsWith(address, line, needle);
    if (begin && (!(flags & isEntityId) || isEntityIdValue(begin, line))) {
      level |= levelOf(flags);
    }
    link = load<u16>(links + link * linkSize);
  }
  return level;
}

/** What the needles that begin at `from`, after a quote, show about its line. */
function levelFromStart(from: usize): u32 {
  const word = load<u64>(from) | caseBits;
  return (
    levelFromStartChain(load<u16>(wordHead(starts, word)), from) |
    levelFromStartChain(load<u16>(byteHead(starts, byteOf(word, 0, isStart))), from)
  );
}

function levelFromStartChain(link: u32, from: usize): u32 {
  let level = none;
  while (link && level != full) {
    const needle = needles + load<u16>(links + link * linkSize, 2) * needleSize;
    if (startsWith(from, needle)) level |= levelOf(flagsOf(needle));
    link = load<u16>(links + link * linkSize);
  }
  return level;
}

/** What a needle shows about its line. */
// @ts-ignore: a decorator of the compiler's
@inline
function levelOf(flags: u32): u32 {
  return flags >> classShift || full;
}

/** Address at which the needle begins if it ends before `address`, in the line that begins at `line`; otherwise 0. */
function endsWith(address: usize, line: usize, needle: usize): usize {
  const begin = textOf(needle);
  let unit = begin + lengthOf(needle);
  let at = address;
  while (unit > begin) {
    unit--;
    at--;
    if (at < line || fold(load<u8>(at)) != load<u8>(unit)) return 0;
    if (load<u8>(unit) == slash && isEscaped(at, line)) at--;
  }
  return at;
}

/** Whether the needle begins at `from`. */
function startsWith(from: usize, needle: usize): bool {
  let unit = textOf(needle);
  const end = unit + lengthOf(needle);
  let at = from;
  while (unit < end) {
    if (load<u8>(unit) == slash && load<u8>(at) == backslash) at++;
    if (fold(load<u8>(at)) != load<u8>(unit)) return false;
    unit++;
    at++;
  }
  return true;
}

/** Whether the byte at `at` is escaped: an odd number of backslashes comes before it. */
function isEscaped(at: usize, line: usize): bool {
  let from = at;
  while (from > line && load<u8>(from - 1) == backslash) from--;
  return ((at - from) & 1) != 0;
}

/** Whether the string that opens at `at` is the value of a key that ends in `entity_id`, or its first element. */
function isEntityIdValue(at: usize, line: usize): bool {
  let end = skipBack(at, line);
  while (end > line && load<u8>(end - 1) == openingBracket) end = skipBack(end - 1, line);
  if (end == line || load<u8>(end - 1) != colon) return false;
  end = skipBack(end - 1, line);
  return (
    end >= line + 10 &&
    load<u64>(end - 10) == 0x695f797469746e65 && // entity_i
    load<u16>(end - 2) == 0x2264 // d"
  );
}

/** Address at which the white space that ends at `end` begins. */
function skipBack(end: usize, line: usize): usize {
  while (end > line && isSpace(load<u8>(end - 1))) end--;
  return end;
}
