// What the kernels share: the memory layout, the table of candidates, and the framing of lines.
//
// Memory, in the order of addresses:
//   table   `tableCapacity` entries of three u32: line start, line end, newlines before; a scan
//           writes as many as it returns, from the first on, and reads none
//   data    the keys that open responses, placed by the compiler, and the data of each kernel
//   block   the caller's bytes, from `block` (a multiple of 64) to `block` + capacity
//   margin  at least `margin` bytes, never written
// Invariants of a scan:
//   - Offsets that cross the boundary, in or out, count from `block`; `line`, `at` and `address` are
//     addresses.
//   - The scanned part ends in a newline, and the scan returns when it has handled that one. So there
//     is always a newline ahead, and a group may extend past the end: its bytes there come after the
//     last newline and are never examined.
//   - No pattern holds a newline, so a forward comparison ends within its line; only loads of fixed
//     size extend past the end, by at most `margin`.

/** Maximum length of a line that is a candidate because it may be an error, in bytes. */
const maxAnswer: usize = 1024;

/** Capacity of the table, in entries. */
export const tableCapacity: u32 = 4096;
const entrySize: u32 = 12;

/** Address of the table: entries of three u32, `line start, line end, newlines before`. */
export const table: usize = memory.data(<i32>(tableCapacity * entrySize), 16);

/** Address of the block. */
export const block: usize = (__heap_base + 63) & ~63;

/** Offset of the first line that the last scan did not reach: its end, if it scanned everything. */
export let resumeAt: usize = 0;

/** Newlines in the part that the last scan scanned. */
export let newlines: u32 = 0;

/** Ends a scan before the line at `line`, after `newlinesBefore` newlines. */
export function finish(line: usize, newlinesBefore: u32): void {
  resumeAt = line - block;
  newlines = newlinesBefore;
}

/** Makes the line from `line` to `end`, after `newlinesBefore` newlines, entry `index` of the table. */
export function addEntry(index: u32, line: usize, end: usize, newlinesBefore: u32): void {
  const entry = table + index * entrySize;
  store<u32>(entry, line - block);
  store<u32>(entry, end - block, 4);
  store<u32>(entry, newlinesBefore, 8);
}

const tab: u8 = 0x09;
export const newline: u8 = 0x0a;
const carriageReturn: u8 = 0x0d;
const space: u8 = 0x20;
export const quote: u8 = 0x22;
export const dot: u8 = 0x2e;
export const slash: u8 = 0x2f;
export const backslash: u8 = 0x5c;
export const d: u8 = 0x64;
export const u: u8 = 0x75;
const openingBrace: u8 = 0x7b;
const closingBrace: u8 = 0x7d;

/** The bit in which the cases of an ASCII letter differ. It is set in lower case. */
export const caseBit: u8 = 0x20;

/** Folds an ASCII letter to lower case. */
export function fold(byte: u8): u8 {
  return isLetter(byte) ? byte | caseBit : byte;
}

function isLetter(byte: u8): bool {
  return <u8>((byte | caseBit) - 0x61) < 26;
}

/**
 * Whether the `.d` at `address` belongs to an `init.d` followed by `/`, with any number of backslashes before it:
 * JSON text in JSON text escapes them again.
 *
 * It may look back beyond the line's first byte. In that case the line begins with the dot or a
 * letter instead of a brace, and is a candidate anyway.
 */
export function isInitD(address: usize): bool {
  const init: u32 = 0x74696e69; // little-endian; folding gives these bytes for its letters only
  if ((load<u32>(address - 4) | 0x20202020) != init) return false;
  let after = address + 2;
  while (load<u8>(after) == backslash) after++;
  return load<u8>(after) == slash;
}

/**
 * Whether this kernel also searches for `/etc/init`: whether it was compiled with `--use BOOT_FILES=1`. The compiler
 * leaves out what the other kernels do not need.
 */
// @ts-ignore: a decorator of the compiler's
@inline
export const includesBootFiles: bool = isDefined(BOOT_FILES);

/** Whether this kernel also searches for what lines with leads hold: whether it was compiled with `--use LEADS=1`. */
// @ts-ignore: a decorator of the compiler's
@inline
export const includesLeads: bool = isDefined(LEADS);

const i: u8 = 0x69;

/** Marks the slashes before an `i` or `I`, given 16 bytes and those after each. */
// @ts-ignore: a decorator of the compiler's
@inline
export function slashMarks(bytes: v128, next: v128): v128 {
  return v128.and(
    i8x16.eq(bytes, i8x16.splat(slash)),
    i8x16.eq(v128.or(next, i8x16.splat(caseBit)), i8x16.splat(i)),
  );
}

/**
 * Whether the slash at `address` belongs to an `/etc/init` in which any number of backslashes come before each slash.
 *
 * Like {@link isInitD}, it may look back beyond the line's first byte, but a newline there is no part of the path.
 */
export function isEtcInit(address: usize): bool {
  const init: u32 = 0x74696e69; // little-endian
  const etc: u32 = 0x6374652f; // folding gives the slash for 0x0f too, which no JSON holds
  if ((load<u32>(address, 1) | 0x20202020) != init) return false;
  let before = address;
  while (load<u8>(before - 1) == backslash) before--;
  return (load<u32>(before - 4) | 0x20202020) == etc;
}

/** Whether a line is a candidate, because of what was found in it (`isSelected`) or of its framing. */
export function isCandidate(line: usize, end: usize, isSelected: bool): bool {
  let from = skipSpace(line, end);
  if (from == end || isSelected) return from < end;
  let last = end - 1;
  while (isSpace(load<u8>(last))) last--;
  if (load<u8>(from) != openingBrace || load<u8>(last) != closingBrace) return true;
  from = skipSpace(from + 1, last);
  if (load<u8>(from) != quote) return from < last;
  return opensResponse(from + 1) || (end - line <= maxAnswer && opensAnswer(from + 1));
}

function skipSpace(from: usize, end: usize): usize {
  while (from < end && isSpace(load<u8>(from))) from++;
  return from;
}

/** Whether a byte is white space in JSON, other than a newline. */
export function isSpace(byte: u8): bool {
  return byte == space || byte == carriageReturn || byte == tab;
}

/** Whether the key after a line's `{"` is one that Elasticsearch's responses open with. */
function opensResponse(key: usize): bool {
  switch (load<u8>(key)) {
    case 0x5f: // _
      return keyIs(key, '_clusters"') || keyIs(key, '_scroll_id"') || keyIs(key, '_shards"');
    case 0x61: // a
      return keyIs(key, 'aggregations"');
    case 0x63: // c
      return (
        keyIs(key, 'columns"') ||
        keyIs(key, 'completion_status"') ||
        keyIs(key, 'completion_time_in_millis"')
      );
    case 0x64: // d
      return keyIs(key, 'docs"') || keyIs(key, 'documents_found"');
    case 0x65: // e
      return keyIs(key, 'error"');
    case 0x68: // h
      return keyIs(key, 'hits"');
    case 0x69: // i
      return (
        keyIs(key, 'id"') ||
        keyIs(key, 'is_partial"') ||
        keyIs(key, 'is_running"') ||
        keyIs(key, 'isPartial"') ||
        keyIs(key, 'isRunning"')
      );
    case 0x6e: // n
      return keyIs(key, 'num_reduce_phases"');
    case 0x6f: // o
      return keyIs(key, 'ok"');
    case 0x70: // p
      return keyIs(key, 'pit_id"');
    case 0x72: // r
      return (
        keyIs(key, 'rawResponse"') ||
        keyIs(key, 'response"') ||
        keyIs(key, 'responses"') ||
        keyIs(key, 'result"') ||
        keyIs(key, 'rows"')
      );
    case 0x73: // s
      return keyIs(key, 'status"') || keyIs(key, 'statusCode"');
    case 0x74: // t
      return keyIs(key, 'timed_out"') || keyIs(key, 'took"');
    case 0x76: // v
      return keyIs(key, 'values"');
    default:
      return false;
  }
}

/** Whether the key after a line's `{"` is one that errors and other answers without events open with. */
function opensAnswer(key: usize): bool {
  switch (load<u8>(key)) {
    case 0x45: // E
      return keyIs(key, 'Error"');
    case 0x4d: // M
      return keyIs(key, 'Message"');
    case 0x5f: // _
      return keyIs(key, '__type"');
    case 0x63: // c
      return keyIs(key, 'code"') || keyIs(key, 'completed"') || keyIs(key, 'count"');
    case 0x64: // d
      return keyIs(key, 'detail"');
    case 0x65: // e
      return (
        keyIs(key, 'errorMessage"') ||
        keyIs(key, 'errorType"') ||
        keyIs(key, 'error_description"') ||
        keyIs(key, 'errors"')
      );
    case 0x66: // f
      return keyIs(key, 'fault"');
    case 0x6d: // m
      return keyIs(key, 'message"') || keyIs(key, 'msg"');
    case 0x6e: // n
      return keyIs(key, 'nodes"');
    case 0x73: // s
      return keyIs(key, 'success"');
    case 0x74: // t
      return keyIs(key, 'task"') || keyIs(key, 'title"');
    default:
      return false;
  }
}

/** Whether the bytes at `at` are those of `name`, including the quote at its end. */
function keyIs(at: usize, name: string): bool {
  let unit = changetype<usize>(name); // UTF-16 in memory
  while (load<u16>(unit) == load<u8>(at)) {
    if (load<u8>(at) == quote) return true;
    unit += 2;
    at++;
  }
  return false;
}
