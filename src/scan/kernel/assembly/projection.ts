// Outlines of JSON objects, in AssemblyScript: the values of some fields on a line, wherever the line keeps them, and
// nothing else of it. What an outline promises is stated in ../kernel.ts.
//
// The names of the fields make a tree: each node has an edge for each word that goes on from there, and the edge leads
// to the next node. A key such as `os.type` goes over two edges at once.
//
// Memory, beside what kernel.ts describes:
//   nodes    for each node the number of its first edge, a u32, and behind the last node the number of all edges
//   edges    `maxEdges` entries of 24 bytes: a word with zeros behind it, then two u32: the node that the edge leads to,
//            and what to do with a value there: a field's number, and above it an {@link act}
//   prefixes 16 bytes of ones and 16 of zeros: what is loaded at 16 - n keeps the first n of 16 bytes
//   outline  `projectionRoom` bytes that an outline is written to, and a margin that copies may run over
// The line ends in a newline, which ends every run of characters here: nothing else checks for the line's end. A copy
// takes 16 bytes at a time and so reads up to 15 bytes behind the newline.
//
// A function that is given the address of something returns the one behind it, or 0 where it cannot.

const wordSize: usize = 16;
const edgeSize: u32 = 24;
const maxEdges: u32 = 64;
const maxNodes: u32 = 64;

/** Address of the nodes; the caller fills it. */
export const nodes: usize = memory.data(<i32>((maxNodes + 1) * 4), 16);

/** Address of the edges; the caller fills it. */
export const edges: usize = memory.data(<i32>(maxEdges * edgeSize), 16);

/** For each node a bit for each {@link trait} that a word there has. */
const traits: usize = memory.data(<i32>(maxNodes * 8), 16);

const prefixes: usize = memory.data<u64>([-1, -1, 0, 0]);

const projectionRoom: usize = 16384;

/** Address of the last outline. */
export const projected: usize = memory.data(<i32>(projectionRoom + 64), 16);

/** Objects and arrays in each other at most. */
const maxDepth: u32 = 64;

// What to do with a value at the end of an edge, beside going on from there.
const actionShift: u32 = 8;
/** Nothing: the edge only leads on. */
const pass: u32 = 0;
/** Put it out: it is a value of an event's field. */
const field: u32 = 1;
/** Put it out: it belongs to what an event came in. */
const beside: u32 = 2;
/** Put out that it is there. */
const mark: u32 = 3;
/** Read the event in it, from node 1 on: it is what an event came in that holds the event. */
const enter: u32 = 4;

/** Where the outline goes on. */
let out: usize = 0;

/** A bit for each field that had a place on the line. */
let seenFields: u64 = 0;

/** Whether an event was entered that something else holds, and is over. There is one at most: its key is only once. */
let isOver: bool = false;

// How a value is put out: a string's characters, the JSON of anything else, or nothing of it.
const plain: u8 = 0x73; // s
const token: u8 = 0x6a; // j
const presence: u8 = 0x6d; // m

const newline: u8 = 0x0a;
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

/** Takes over the tree that the caller has put in its place. */
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

/** One of 64 bits, by which most keys are told from all words. */
function trait(first: u8, length: u32): u64 {
  return <u64>1 << <u64>((<u32>first + length * 7) & 63);
}

/**
 * Outlines the object at the address `from`, which ends, but for white space, at the newline at `end`.
 *
 * @returns the outline's length and 1 more, or 0 where there is none.
 */
export function projectionOf(from: usize, end: usize): usize {
  out = projected;
  seenFields = 0;
  isOver = false;
  const at = skipSpace(from);
  if (load<u8>(at) != openingBrace) return 0;
  const behind = projectObject(at, 1, 0);
  return behind && skipSpace(behind) == end ? out - projected + 1 : 0;
}

/** Outlines the object at `at`, whose members go on from a node. */
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
      // Of a key that is there twice, JSON's readers take the last.
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

/** Outlines the value of a member whose key is over at an edge. */
function projectMember(at: usize, depth: u32, edge: u32): usize {
  const entry = edges + <usize>(edge * edgeSize) + wordSize;
  const target = load<u32>(entry);
  const what = load<u32>(entry, 4);
  const number = what & ((1 << actionShift) - 1);
  switch (what >> actionShift) {
    case field: {
      // Which of a field's places counts first is not for here to say.
      const bit = <u64>1 << <u64>number;
      if (isOver || (seenFields & bit)) return 0;
      seenFields |= bit;
      return projectValue(at, depth, target, nameOf(number));
    }
    case beside:
      // Whoever reads on takes strings alone.
      if (load<u8>(at) != quote) return 0;
      return projectValue(at, depth, target, nameOf(number));
    case mark:
      return put(nameOf(number)) && put(presence) && put(newline) ? skipValue(at, depth) : 0;
    case enter:
      if (seenFields || load<u8>(at) != openingBrace) return 0;
      if (!put(nameOf(number)) || !put(presence) || !put(newline)) return 0;
      at = projectObject(at, depth, 1);
      isOver = true;
      return at;
    default:
      return projectValue(at, depth, target, 0);
  }
}

/** The byte that stands for a field in an outline. */
// @ts-ignore: decorator
@inline
function nameOf(number: u32): u8 {
  return <u8>(number + space);
}

/** Outlines a value, of which `name` is put out with each scalar in it, unless that is 0; objects go on from a node. */
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
      return putValue(name, plain, at + 1, plainEnd) ? plainEnd + 1 : 0;
    }
  }
  const behind = skipValue(at, depth);
  if (!behind || first == 0x6e) return behind; // null is no value
  return putValue(name, token, at, behind) ? behind : 0;
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

/** The edge at which a key is over that goes on from a node, or -1 where it leads nowhere. */
function edgeOf(node: u32, from: usize, to: usize): i32 {
  while (true) {
    const bytes = v128.load(from);
    const dots = <u32>i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(dot))) | 0x10000;
    const left = to - from;
    const untilDot = <usize>ctz(dots);
    const length = untilDot < left ? untilDot : left;
    const edge = edgeOfWord(node, bytes, <u32>length);
    if (edge < 0) return -1;
    from += length;
    if (from == to) return edge;
    if (load<u8>(from) != dot) return -1;
    from++;
    node = load<u32>(edges + <usize>(<u32>edge * edgeSize) + wordSize);
  }
}

/** The edge from a node whose word is the first `length` of 16 bytes, or -1. */
// @ts-ignore: decorator
@inline
function edgeOfWord(node: u32, bytes: v128, length: u32): i32 {
  if (!(load<u64>(traits + <usize>(node * 8)) & trait(i8x16.extract_lane_u(bytes, 0), length))) return -1;
  const part = v128.and(bytes, v128.load(prefixes + wordSize - length));
  const end = firstEdge(node + 1);
  for (let edge = firstEdge(node); edge < end; edge++) {
    if (i8x16.all_true(i8x16.eq(part, v128.load(edges + <usize>(edge * edgeSize))))) return <i32>edge;
  }
  return -1;
}

/** Puts a value at the outline's end, by the name it has there. False where there is no room. */
// @ts-ignore: decorator
@inline
function putValue(name: u8, kind: u8, from: usize, to: usize): bool {
  return put(name) && put(kind) && copy(from, to) && put(newline);
}

/** Puts a byte at the outline's end. False where there is no room. */
// @ts-ignore: decorator
@inline
function put(byte: u8): bool {
  if (out >= projected + projectionRoom) return false;
  store<u8>(out++, byte);
  return true;
}

/** Puts bytes at the outline's end. False where there is no room. */
// @ts-ignore: decorator
@inline
function copy(from: usize, to: usize): bool {
  const length = to - from;
  if (length > projected + projectionRoom - out) return false;
  for (let done: usize = 0; done < length; done += 16) {
    v128.store(out + done, v128.load(from + done));
  }
  out += length;
  return true;
}
