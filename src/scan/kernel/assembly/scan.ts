// The candidate filter, in AssemblyScript: one pass counts newlines and finds the lines that could
// match. ../kernel.ts states what makes a line a candidate, and why none is missed; lines.ts
// describes the memory layout. Lines are projected in projection.ts.
import {
  addEntry,
  backslash,
  block,
  caseBit,
  d,
  dot,
  finish,
  includesBootFiles,
  includesLeads,
  isCandidate,
  isEtcInit,
  isInitD,
  newline,
  slash,
  slashMarks,
  tableCapacity,
  u,
} from './lines';
import { isPathEscape } from './escapes';
import { isLeadMark, toolMarks } from './leads';
import { projectionOf } from './projection';

export { edges, nodes, projected, setTree } from './projection';
export { block, newlines, resumeAt, table } from './lines';
export { endOfValue, isLeftOpen, recover, recovered } from './damage';

/** Bytes that must be readable after the block: more than a group and the byte after it. */
export const margin: usize = 64;

/** Bytes between two branches of the search. More would spill V8's registers and be slower. */
const group: usize = 32;

/**
 * Scans the lines from `start` to `end` (offsets) and adds the candidates to the table, until it
 * is full. If `every` is set, every line that is not blank is a candidate.
 *
 * @returns the number of entries
 */
export function scan(start: usize, end: usize, every: bool): u32 {
  const stop = block + end;
  let line = block + start;
  let found: u32 = 0;
  let newlinesBefore: u32 = 0;
  let isSelected = every;

  for (let at = line; line < stop && found < tableCapacity; at += group) {
    at = search(at);
    let marked = <u32>i8x16.bitmask(marks(at)) | (<u32>i8x16.bitmask(marks(at + 16)) << 16);
    while (marked) {
      const address = at + <usize>ctz(marked);
      marked &= marked - 1;
      if (load<u8>(address) != newline) {
        if (!isSelected) isSelected = isPath(address, line);
        continue;
      }
      if (isCandidate(line, address, isSelected)) {
        addEntry(found, line, address, newlinesBefore);
        found++;
      }
      newlinesBefore++;
      line = address + 1;
      isSelected = every;
      if (line == stop || found == tableCapacity) break;
    }
  }
  finish(line, newlinesBefore);
  return found;
}

/** Projects the line from `start` to its newline at `end` (offsets). See {@link projectionOf}. */
export function project(start: usize, end: usize): usize {
  return projectionOf(block + start, block + end);
}

/**
 * Address of the first group, from `at` on, that has a marked byte. There must be one.
 *
 * Most of the time is spent here. It is exported so that it stays a separate function: V8 optimizes
 * it while a scan is still running, and keeps its constants in registers, which it only does for a
 * loop whose body comes before any exit from it.
 */
export function search(at: usize): usize {
  while (!v128.any_true(v128.or(marks(at), marks(at + 16)))) at += group;
  return at;
}

/** Whether a marked byte that is not a newline belongs to a path that is searched for. */
// @ts-ignore: a decorator of the compiler's
@inline
function isPath(address: usize, line: usize): bool {
  if (includesBootFiles && load<u8>(address) == slash) return isEtcInit(address);
  if (includesLeads && load<u8>(address) != backslash) return isLeadMark(address);
  return load<u8>(address) == dot ? isInitD(address) : isPathEscape(address, line);
}

/**
 * Marks those of the 16 bytes at `at` that are newlines, or the first byte of `.d`, `.D` or `\u`, or of `/i` or `/I` if
 * the kernel searches for that, or of what {@link toolMarks} marks.
 */
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
  let all = v128.or(i8x16.eq(bytes, i8x16.splat(newline)), v128.or(dots, escapes));
  if (includesLeads) all = v128.or(all, toolMarks(bytes, next));
  return includesBootFiles ? v128.or(all, slashMarks(bytes, next)) : all;
}
