// Paths that are spelled with escapes `\u00XX`. Where JSON text is in JSON text, backslashes are escaped in turn, so a
// character may have any number of them before it, and `\\u002f` is a slash as `\u002f` is.
import {
  backslash,
  d,
  dot,
  fold,
  includesBootFiles,
  includesLeads,
  newline,
  slash,
  u,
} from './lines';
import { isHex } from './tokens';

const c: u8 = 0x63;
const e: u8 = 0x65;
const i: u8 = 0x69;
const n: u8 = 0x6e;
const t: u8 = 0x74;

const initD: u64 = 0x696e69742e642f; // init.d/
const initDLength: u32 = 7;
const initDMask: u64 = 0x00ffffffffffffff;
const etcInit: u64 = 0x6574632f696e6974; // etc/init
const etcInitLength: u32 = 8;

/** Length of an escape without the backslashes before it, `u00XX`, in bytes. */
const escapeLength: usize = 5;

/**
 * Whether the `\u` at `address`, in the line that begins at `line`, spells a character of a path that is searched for, or
 * a backslash that may escape what follows. The kernel for leads does not look for the rest of the path.
 */
export function isPathEscape(address: usize, line: usize): bool {
  const escape = address + 1;
  if (!isEscape(escape)) return false;
  const character = codeAt(escape);
  if (character == backslash) return mayBeEscaped(load<u8>(escape + escapeLength));
  if (!isInPath(character)) return false;
  if (includesLeads) return true;
  const first = skipBackslashesBefore(address, line);
  if (character != slash) return isPathAround(first, line);
  // Most escapes are of slashes. After a path, one follows a `d` or a `c`, or an escape, which ends in a digit too.
  const isAfterPath = first > line && isHex(load<u8>(first - 1));
  return (
    (isAfterPath && isPathAround(first, line)) ||
    (includesBootFiles && isPathAt(escape + escapeLength, etcInitLength, etcInitLength))
  );
}

/** Whether a path is spelled by the character at `at`, with its backslashes, and those around it. */
function isPathAround(at: usize, line: usize): bool {
  let before: u32 = 0;
  for (; before < etcInitLength - 1 && at > line; before++) {
    const escape = at - escapeLength;
    const isEscaped = escape > line && load<u8>(escape - 1) == backslash && isEscape(escape);
    at = skipBackslashesBefore(isEscaped ? escape : at - 1, line);
  }
  return isPathAt(at, before + 1, before + etcInitLength);
}

/** Whether one of the paths that end after `from` to `to` characters, counted from `at`, is there and includes the first of these. */
function isPathAt(at: usize, from: u32, to: u32): bool {
  let path: u64 = 0;
  for (let count: u32 = 1; count <= to; count++) {
    const backslashes = at;
    while (load<u8>(at) == backslash) at++;
    if (load<u8>(at) == newline) return false;
    const isEscaped = at > backslashes && isEscape(at);
    path = (path << 8) | (isEscaped ? codeAt(at) : fold(load<u8>(at)));
    at += isEscaped ? escapeLength : 1;
    if (count < from) continue;
    if ((path & initDMask) == initD && count < from + initDLength) return true;
    if (includesBootFiles && path == etcInit) return true;
  }
  return false;
}

/** Address of the first of the backslashes that end before `address`, in the line that begins at `line`. */
function skipBackslashesBefore(address: usize, line: usize): usize {
  while (address > line && load<u8>(address - 1) == backslash) address--;
  return address;
}

/** Whether the bytes at `at` are `u00XX`. */
function isEscape(at: usize): bool {
  const u00 = 0x303075; // little-endian
  return (
    (load<u32>(at) & 0xffffff) == u00 && isHex(load<u8>(at, 3)) && isHex(load<u8>(at, 4))
  );
}

/** The character that the `u00XX` at `at` stands for, in lower case. */
function codeAt(at: usize): u8 {
  return fold(<u8>((digitAt(at + 3) << 4) | digitAt(at + 4)));
}

/** The value of a hexadecimal digit. */
function digitAt(at: usize): u8 {
  const digit = load<u8>(at);
  return digit < 0x3a ? digit & 15 : (digit & 15) + 9;
}

function isInPath(character: u8): bool {
  if (includesBootFiles && (character == e || character == c)) return true;
  return (
    character == slash ||
    character == dot ||
    character == d ||
    character == i ||
    character == n ||
    character == t
  );
}

/** Whether a backslash before this byte may be part of an escape in a path. */
function mayBeEscaped(byte: u8): bool {
  return byte == backslash || byte == slash || byte == u;
}
