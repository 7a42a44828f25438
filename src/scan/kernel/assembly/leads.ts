// What the kernel for leads searches for besides paths under /etc/init.d/: the directories of init
// scripts themselves, those of runlevels, and the names of the programs that register or start
// scripts. Names are compared in lower case only, as they are on Linux.
import { dot, quote, slash } from './lines';

const c: u8 = 0x63;
const k: u8 = 0x6b;
const m: u8 = 0x6d;
const r: u8 = 0x72;
const v: u8 = 0x76;
const dash: u8 = 0x2d;
const colon: u8 = 0x3a;
const space: u8 = 0x20;

/** Marks the first byte of `kc` (chkconfig), `mc` (systemctl), `rv` (insserv, service) and `c-` (rc-update). */
// @ts-ignore: a decorator of the compiler's
@inline
export function toolMarks(bytes: v128, next: v128): v128 {
  const beforeC = v128.or(i8x16.eq(bytes, i8x16.splat(k)), i8x16.eq(bytes, i8x16.splat(m)));
  return v128.or(
    v128.and(beforeC, i8x16.eq(next, i8x16.splat(c))),
    v128.or(
      v128.and(i8x16.eq(bytes, i8x16.splat(r)), i8x16.eq(next, i8x16.splat(v))),
      v128.and(i8x16.eq(bytes, i8x16.splat(c)), i8x16.eq(next, i8x16.splat(dash))),
    ),
  );
}

/** Whether a marked byte that is neither a newline nor a backslash belongs to what lines with leads hold. */
export function isLeadMark(address: usize): bool {
  const byte = load<u8>(address);
  if (byte == dot) return isDirectory(address);
  if (byte == k) return load<u32>(address - 2) == 0x636b6863; // chkc
  if (byte == m) return load<u32>(address - 1) == 0x74636d65; // emct
  if (byte == c) return load<u32>(address - 1) == 0x752d6372; // rc-u
  // The others are `rv`.
  if (load<u32>(address - 2) != 0x76726573) return false; // serv
  return load<u32>(address - 5) == 0x73736e69 || isService(address); // inss
}

/** Whether the `.d` at `address` belongs to `init.d`, `rc.d` (also of update-rc.d) or a runlevel's `rc3.d`. */
function isDirectory(address: usize): bool {
  const before = load<u32>(address - 4) | 0x20202020;
  const rc: u32 = 0x6372;
  return before == 0x74696e69 || before >> 16 == rc || ((before >> 8) & 0xffff) == rc; // init
}

/** Whether the `rv` at `address` belongs to the program `service` or `rc-service`, and not to a key or a unit. */
function isService(address: usize): bool {
  if (load<u32>(address + 1) != 0x65636976) return false; // vice
  const before = load<u8>(address - 3);
  if (before != quote && before != slash && before != space && before != dash) return false;
  const after = load<u8>(address + 5);
  return after == space || (after == quote && load<u8>(address + 6) != colon);
}
