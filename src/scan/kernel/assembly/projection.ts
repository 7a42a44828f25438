// Projection of JSON objects, in AssemblyScript: the values of some fields on a line, in any spelling, and nothing
// else. ../scan-kernel.ts states what a projection guarantees.
//
// The names of the fields form a tree: each node has an edge for each word that may come next, which leads to another
// node. A key such as `os.type` follows two edges at once.
//
// Memory, in addition to what lines.ts describes:
//   nodes     the number of each node's first edge, a u32, and after the last node the number of all edges
//   edges     `maxEdges` entries of 40 bytes: a word, padded with zeros, and two u32: the node that the edge leads to,
//             and what to do with a value there: the number of a field, and above it an action
//   prefixes  16 bytes of ones and 16 of zeros: a load at 16 - n masks all but the first n of 16 bytes
//   projected `projectionCapacity` bytes for a projection, and a margin that copies may overwrite
// A copy takes 16 bytes at a time, and so reads up to 15 bytes after the newline.
//
// A function that takes the address of a value returns the address after it, or 0 if it gives up.
// The line ends in a newline, as tokens.ts requires.
import {
  closingBrace,
  closingBracket,
  colon,
  comma,
  dot,
  endOfPlain,
  newline,
  openingBrace,
  openingBracket,
  quote,
  skipScalar,
  skipSpace,
  skipString,
  space,
} from './tokens';

/** Number of bytes that are compared at once. */
const laneSize: usize = 16;
/** Maximum number of bytes of a word. */
const wordSize: usize = 2 * laneSize;
const edgeSize: u32 = <u32>wordSize + 8;
const maxEdges: u32 = 64;
const maxNodes: u32 = 64;

/** Address of the nodes, which the caller writes. */
export const nodes: usize = memory.data(<i32>((maxNodes + 1) * 4), 16);

/** Address of the edges, which the caller writes. */
export const edges: usize = memory.data(<i32>(maxEdges * edgeSize), 16);

/** For each node, a bit for each {@link trait} of its words. */
const traits: usize = memory.data(<i32>(maxNodes * 8), 16);

const prefixes: usize = memory.data<u64>([-1, -1, 0, 0]);

const projectionCapacity: usize = 16384;

/** Address of the last projection. */
export const projected: usize = memory.data(<i32>(projectionCapacity + 64), 16);

/** Maximum nesting of objects and arrays. */
const maxDepth: u32 = 64;

// What to do with a value at the end of an edge, besides following the edges from its node.
const actionShift: u32 = 8;
/** Nothing. */
const pass: u32 = 0;
/** Write it: it is a value of an event's field. */
const field: u32 = 1;
/** Write it: it is a field of the hit around an event. */
const hitField: u32 = 2;
/** Write that it is present. */
const presence: u32 = 3;
/** Read it from node 1 on: it is the event in a hit. */
const event: u32 = 4;

/** Where to continue writing the projection. */
let out: usize = 0;

/** A bit for each field that has been found on the line. */
let seenFields: u64 = 0;

/** Whether the event in a hit has been read. There is at most one, as its key must not occur twice. */
let isEventRead: bool = false;

// How a value is written: as the characters of a string, as the JSON of anything else, or only as present.
const plain: u8 = 0x73; // s
const token: u8 = 0x6a; // j
const present: u8 = 0x6d; // m

/** Prepares the tree that the caller has written. */
export function setTree(nodeCount: u32): void {
  for (let node: u32 = 0; node < nodeCount; node++) {
    let bits: u64 = 0;
    for (let edge = firstEdge(node); edge < firstEdge(node + 1); edge++) {
      const word = edges + <usize>(edge * edgeSize);
      let length: u32 = 0;
      while (length < <u32>wordSize && load<u8>(word + length)) length++;
      bits |= trait(load<u8>(word), length);
    }
    store<u64>(traits + <usize>(node * 8), bits);
  }
}

// @ts-ignore: decorator
@inline
function firstEdge(node: u32): u32 {
  return load<u32>(nodes + <usize>(node * 4));
}

/** One of 64 bits, which rules out most keys that are not a word of a node. */
function trait(first: u8, length: u32): u64 {
  return <u64>1 << <u64>((<u32>first + length * 7) & 63);
}

/**
 * Projects the object at the address `from`. Only white space may follow it before the newline at `end`.
 *
 * @returns the length of the projection plus 1; 0 if there is none
 */
export function projectionOf(from: usize, end: usize): usize {
  out = projected;
  seenFields = 0;
  isEventRead = false;
  const at = skipSpace(from);
  if (load<u8>(at) != openingBrace) return 0;
  const after = projectObject(at, 1, 0);
  return after && skipSpace(after) == end ? out - projected + 1 : 0;
}

/** Projects the object at `at`, whose keys are looked up from a node. */
function projectObject(at: usize, depth: u32, node: u32): usize {
  if (depth > maxDepth) return 0;
  at = skipSpace(at + 1);
  if (load<u8>(at) == closingBrace) return at + 1;
  let seen: u64 = 0;
  while (true) {
    if (load<u8>(at) != quote) return 0;
    const key = at + 1;
    at = endOfPlain(key);
    if (load<u8>(at) != quote) return 0;
    const keyEnd = at;
    at = skipSpace(at + 1);
    if (load<u8>(at) != colon) return 0;
    at = skipSpace(at + 1);
    const edge = edgeOf(node, key, keyEnd);
    if (edge < 0) at = skipValue(at, depth + 1);
    else {
      // If a key occurs twice, JSON parsers use the last value.
      const bit = <u64>1 << <u64>edge;
      if (seen & bit) return 0;
      seen |= bit;
      at = projectMember(at, depth + 1, <u32>edge);
    }
    if (!at) return 0;
    at = skipSpace(at);
    const next = load<u8>(at);
    if (next == closingBrace) return at + 1;
    if (next != comma) return 0;
    at = skipSpace(at + 1);
  }
}

/** Projects the value of a member whose key leads to an edge. */
function projectMember(at: usize, depth: u32, edge: u32): usize {
  const entry = edges + <usize>(edge * edgeSize) + wordSize;
  const target = load<u32>(entry);
  const what = load<u32>(entry, 4);
  const number = what & ((1 << actionShift) - 1);
  switch (what >> actionShift) {
    case field: {
      // If a field occurs in several places, their order is not decided here.
      const bit = <u64>1 << <u64>number;
      if (isEventRead || (seenFields & bit)) return 0;
      seenFields |= bit;
      return projectValue(at, depth, target, nameOf(number));
    }
    case hitField:
      // The caller accepts only strings.
      if (load<u8>(at) != quote) return 0;
      return projectValue(at, depth, target, nameOf(number));
    case presence:
      return append(nameOf(number)) && append(present) && append(newline) ? skipValue(at, depth) : 0;
    case event:
      if (seenFields || load<u8>(at) != openingBrace) return 0;
      if (!append(nameOf(number)) || !append(present) || !append(newline)) return 0;
      at = projectObject(at, depth, 1);
      isEventRead = true;
      return at;
    default:
      return projectValue(at, depth, target, 0);
  }
}

/** The byte that represents a field in a projection. */
// @ts-ignore: decorator
@inline
function nameOf(number: u32): u8 {
  return <u8>(number + space);
}

/** Projects a value: its scalars are written with `name`, unless that is 0, and keys are looked up from a node. */
function projectValue(at: usize, depth: u32, node: u32, name: u8): usize {
  const first = load<u8>(at);
  if (first == openingBrace) {
    return firstEdge(node) == firstEdge(node + 1)
      ? skipObject(at, depth)
      : projectObject(at, depth, node);
  }
  if (first == openingBracket) return projectArray(at, depth, node, name);
  if (!name) return skipValue(at, depth);
  if (first == quote) {
    const plainEnd = endOfPlain(at + 1);
    if (load<u8>(plainEnd) == quote) {
      return appendValue(name, plain, at + 1, plainEnd) ? plainEnd + 1 : 0;
    }
  }
  const after = skipValue(at, depth);
  if (!after || first == 0x6e) return after; // null is not a value
  return appendValue(name, token, at, after) ? after : 0;
}

function projectArray(at: usize, depth: u32, node: u32, name: u8): usize {
  if (depth > maxDepth) return 0;
  at = skipSpace(at + 1);
  if (load<u8>(at) == closingBracket) return at + 1;
  while (true) {
    at = projectValue(at, depth + 1, node, name);
    if (!at) return 0;
    at = skipSpace(at);
    const next = load<u8>(at);
    if (next == closingBracket) return at + 1;
    if (next != comma) return 0;
    at = skipSpace(at + 1);
  }
}

function skipValue(at: usize, depth: u32): usize {
  const first = load<u8>(at);
  if (first == quote) return skipString(at);
  if (first == openingBrace) return skipObject(at, depth);
  if (first == openingBracket) return skipArray(at, depth);
  return skipScalar(at);
}

function skipObject(at: usize, depth: u32): usize {
  if (depth > maxDepth) return 0;
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
  if (depth > maxDepth) return 0;
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

/** The edge that a key leads to from a node, or -1 if there is none. */
function edgeOf(node: u32, from: usize, to: usize): i32 {
  while (true) {
    const left = to - from;
    let untilDot = lengthBeforeDot(from);
    if (untilDot == laneSize && left > laneSize) untilDot += lengthBeforeDot(from + laneSize);
    const length = untilDot < left ? untilDot : left;
    const edge = edgeOfWord(node, from, length);
    if (edge < 0) return -1;
    from += length;
    if (from == to) return edge;
    if (load<u8>(from) != dot) return -1;
    from++;
    node = load<u32>(edges + <usize>(<u32>edge * edgeSize) + wordSize);
  }
}

/** The number of bytes from `at` before a dot, at most 16. */
// @ts-ignore: decorator
@inline
function lengthBeforeDot(at: usize): usize {
  return ctz(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(dot))) | 0x10000);
}

/** The edge from a node for the word of `length` bytes at `from`, or -1. */
// @ts-ignore: decorator
@inline
function edgeOfWord(node: u32, from: usize, length: usize): i32 {
  if (!(load<u64>(traits + <usize>(node * 8)) & trait(load<u8>(from), <u32>length))) return -1;
  const start = prefixOf(from, length < laneSize ? length : laneSize);
  const end = firstEdge(node + 1);
  for (let edge = firstEdge(node); edge < end; edge++) {
    const word = edges + <usize>(edge * edgeSize);
    if (!i8x16.all_true(i8x16.eq(start, v128.load(word)))) continue;
    const rest = length > laneSize ? prefixOf(from + laneSize, length - laneSize) : i8x16.splat(0);
    if (i8x16.all_true(i8x16.eq(rest, v128.load(word, laneSize)))) return <i32>edge;
  }
  return -1;
}

/** The first `length` of 16 bytes, before zeros. */
// @ts-ignore: decorator
@inline
function prefixOf(from: usize, length: usize): v128 {
  return v128.and(v128.load(from), v128.load(prefixes + laneSize - length));
}

/** Appends a value with its name to the projection. False if the projection is full. */
// @ts-ignore: decorator
@inline
function appendValue(name: u8, kind: u8, from: usize, to: usize): bool {
  return append(name) && append(kind) && appendBytes(from, to) && append(newline);
}

/** Appends a byte to the projection. False if the projection is full. */
// @ts-ignore: decorator
@inline
function append(byte: u8): bool {
  if (out >= projected + projectionCapacity) return false;
  store<u8>(out++, byte);
  return true;
}

/** Appends bytes to the projection. False if the projection is full. */
// @ts-ignore: decorator
@inline
function appendBytes(from: usize, to: usize): bool {
  const length = to - from;
  if (length > projected + projectionCapacity - out) return false;
  for (let done: usize = 0; done < length; done += 16) {
    v128.store(out + done, v128.load(from + done));
  }
  out += length;
  return true;
}
