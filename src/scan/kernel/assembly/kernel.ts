// The candidate filter, in AssemblyScript: one pass that counts newlines and finds the lines which
// may matter. What makes a line a candidate, and why none is missed, is stated in ../kernel.ts.
// Outlines of such lines are made in outline.ts.
//
// Memory, in the order of addresses:
//   table   `room` entries of three u32: line start, line end, newlines before; a scan writes as many
//           as it returns, from the first on, and reads none
//   names   the keys that open responses, put there by the compiler, and what outline.ts keeps
//   block   the caller's bytes, from `block` (a multiple of 64) to `block` + capacity
//   margin  at least `margin` bytes, never written
// These hold throughout a scan:
//   - Offsets that cross the boundary, in or out, count from `block`; `line`, `at` and `spot` are
//     addresses.
//   - The scanned part ends in a newline, and the scan returns when it has handled that one. So there
//     is always a newline ahead, and a group may reach past the end: its bytes there come after the
//     last newline and are never looked at.
//   - No pattern holds a newline, so a comparison that runs forward ends within its line; only loads
//     of fixed size run past the end, by `margin` at most.

import { outlineOf, outlined, setWords, words } from './outline';

export { outlined, setWords, words };

const room: u32 = 4096;
const entrySize: u32 = 12;

/** Address of the table: entries of three u32, `line start, line end, newlines before`. */
export const table: usize = memory.data(<i32>(room * entrySize), 16);

/** Address of the block. */
export const block: usize = (__heap_base + 63) & ~63;

/** Bytes that must be there behind the block: more than a group and the byte after it. */
export const margin: usize = 64;

/** Offset of the first line that the last scan did not reach: its end, if it scanned everything. */
export let resumeAt: usize = 0;

/** Newlines in the part that the last scan scanned. */
export let newlines: u32 = 0;

const tab: u8 = 0x09;
const newline: u8 = 0x0a;
const carriageReturn: u8 = 0x0d;
const space: u8 = 0x20;
const quote: u8 = 0x22;
const dot: u8 = 0x2e;
const slash: u8 = 0x2f;
const backslash: u8 = 0x5c;
const d: u8 = 0x64;
const e: u8 = 0x65;
const f: u8 = 0x66;
const u: u8 = 0x75;
const openingBrace: u8 = 0x7b;
const closingBrace: u8 = 0x7d;

/** The bit in which the cases of an ASCII letter differ. Set, it folds a letter to lower case. */
const lower: u8 = 0x20;

/** Bytes between two branches of the search. More of them spill V8's registers and run slower. */
const group: usize = 32;

/**
 * Scans the lines of `start` to `end` (offsets) and enters the candidates into the table, until it
 * is full. Every line that is not blank is a candidate if `every` is set.
 *
 * @returns how many entries there are
 */
export function scan(start: usize, end: usize, every: bool): u32 {
  const stop = block + end;
  let line = block + start;
  let found: u32 = 0;
  let passed: u32 = 0;
  let wanted = every;

  for (let at = line; line < stop && found < room; at += group) {
    at = search(at);
    let spots = <u32>i8x16.bitmask(marks(at)) | (<u32>i8x16.bitmask(marks(at + 16)) << 16);
    while (spots) {
      const spot = at + <usize>ctz(spots);
      spots &= spots - 1;
      if (load<u8>(spot) != newline) {
        if (!wanted) wanted = load<u8>(spot) == dot ? endsPath(spot) : escapesPath(spot);
        continue;
      }
      if (isCandidate(line, spot, wanted)) {
        const entry = table + found * entrySize;
        store<u32>(entry, line - block);
        store<u32>(entry, spot - block, 4);
        store<u32>(entry, passed, 8);
        found++;
      }
      passed++;
      line = spot + 1;
      wanted = every;
      if (line == stop || found == room) break;
    }
  }
  resumeAt = line - block;
  newlines = passed;
  return found;
}

/** Outlines the object on the line from `start` to its newline at `end` (offsets), as {@link outlineOf}. */
export function outline(start: usize, end: usize): usize {
  return outlineOf(block + start, block + end);
}

/**
 * Address of the first group, from `at` on, that has a byte to look at. There must be one.
 *
 * Most of the time is spent here. It is exported to stay a function of its own: V8 compiles it for
 * speed while a scan still runs, and keeps its constants in registers, as it only does for a loop
 * whose body comes before any way out of it.
 */
export function search(at: usize): usize {
  while (!v128.any_true(v128.or(marks(at), marks(at + 16)))) at += group;
  return at;
}

/** Those of the 16 bytes at `at` that are newlines, or the first byte of `.d`, `.D` or `\u`. */
function marks(at: usize): v128 {
  const bytes = v128.load(at);
  const next = v128.load(at, 1);
  const dots = v128.and(
    i8x16.eq(bytes, i8x16.splat(dot)),
    i8x16.eq(v128.or(next, i8x16.splat(lower)), i8x16.splat(d)),
  );
  const escapes = v128.and(
    i8x16.eq(bytes, i8x16.splat(backslash)),
    i8x16.eq(next, i8x16.splat(u)),
  );
  return v128.or(i8x16.eq(bytes, i8x16.splat(newline)), v128.or(dots, escapes));
}

/**
 * Whether the `.d` at `spot` belongs to an `init.d` followed by `/` or `\/`.
 *
 * It may look back beyond the line's first byte. That is then the dot or a letter, not a brace, and
 * the line a candidate in any case.
 */
function endsPath(spot: usize): bool {
  const init: u32 = 0x74696e69; // little-endian; folding gives these bytes for its letters only
  if ((load<u32>(spot - 4) | 0x20202020) != init) return false;
  const after = load<u8>(spot, 2);
  return after == slash || (after == backslash && load<u8>(spot, 3) == slash);
}

/** Whether the `\u` at `spot` spells a character of `/etc/init.d/`, in either case of its letter. */
function escapesPath(spot: usize): bool {
  if (load<u16>(spot, 2) != 0x3030) return false; // "00"
  const low = load<u8>(spot, 5);
  const letter = low | lower;
  switch (load<u8>(spot, 4)) {
    case 0x32: // 2e . 2f /
      return letter == e || letter == f;
    case 0x34: // 43 C 44 D 45 E 49 I 4e N
    case 0x36: // 63 c 64 d 65 e 69 i 6e n
      return (low >= 0x33 && low <= 0x35) || low == 0x39 || letter == e;
    case 0x35: // 54 T
    case 0x37: // 74 t
      return low == 0x34;
    default:
      return false;
  }
}

/** Whether a line is a candidate: by what was found in it (`wanted`), or by how it is framed. */
function isCandidate(line: usize, end: usize, wanted: bool): bool {
  let from = skipSpace(line, end);
  if (from == end || wanted) return from < end;
  let last = end - 1;
  while (isSpace(load<u8>(last))) last--;
  if (load<u8>(from) != openingBrace || load<u8>(last) != closingBrace) return true;
  from = skipSpace(from + 1, last);
  return load<u8>(from) == quote ? opensResponse(from + 1) : from < last;
}

function skipSpace(from: usize, end: usize): usize {
  while (from < end && isSpace(load<u8>(from))) from++;
  return from;
}

/** JSON's white space, the newline aside. */
function isSpace(byte: u8): bool {
  return byte == space || byte == carriageReturn || byte == tab;
}

/** Whether the key behind a line's `{"` is one that Elasticsearch's responses open with. */
function opensResponse(key: usize): bool {
  switch (load<u8>(key)) {
    case 0x5f: // _
      return reads(key, '_clusters"') || reads(key, '_scroll_id"') || reads(key, '_shards"');
    case 0x61: // a
      return reads(key, 'aggregations"');
    case 0x63: // c
      return (
        reads(key, 'columns"') ||
        reads(key, 'completion_status"') ||
        reads(key, 'completion_time_in_millis"')
      );
    case 0x64: // d
      return reads(key, 'docs"') || reads(key, 'documents_found"');
    case 0x65: // e
      return reads(key, 'error"');
    case 0x68: // h
      return reads(key, 'hits"');
    case 0x69: // i
      return reads(key, 'id"') || reads(key, 'is_partial"') || reads(key, 'is_running"');
    case 0x6e: // n
      return reads(key, 'num_reduce_phases"');
    case 0x6f: // o
      return reads(key, 'ok"');
    case 0x70: // p
      return reads(key, 'pit_id"');
    case 0x72: // r
      return (
        reads(key, 'rawResponse"') ||
        reads(key, 'response"') ||
        reads(key, 'responses"') ||
        reads(key, 'rows"')
      );
    case 0x73: // s
      return reads(key, 'status"') || reads(key, 'statusCode"');
    case 0x74: // t
      return reads(key, 'timed_out"') || reads(key, 'took"');
    case 0x76: // v
      return reads(key, 'values"');
    default:
      return false;
  }
}

/** Whether the bytes at `at` are a name's, up to and with the quote at its end. */
function reads(at: usize, name: string): bool {
  let unit = changetype<usize>(name); // UTF-16 in memory
  while (load<u16>(unit) == load<u8>(at)) {
    if (load<u8>(at) == quote) return true;
    unit += 2;
    at++;
  }
  return false;
}
