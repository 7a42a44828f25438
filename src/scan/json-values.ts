// biome-ignore-all lint/style/noExcessiveLinesPerFile: one state machine; its states make sense only together.

import type { Mentions } from '../event/mention.js';
import { opensResponse } from '../export/response.js';
import {
  type Container,
  type ContainerMember,
  containerElements,
  containerMembers,
  containerTypes,
  responseKeys,
} from '../export/shapes.js';
import * as ascii from '../json/ascii.js';
import { isSpace } from '../json/bytes.js';
import { parsed, type ValueText } from '../json/value.js';
import type { Fault, SegmentPosition } from './finding.js';
import { dropNuls, longRun, NulGaps } from './nul-runs.js';
import { ResponseFrame } from './response-frame.js';

/** A value to examine: `bytes[start, end)`. Valid only during the call. */
export interface JsonText extends SegmentPosition {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The document's number in its array or response, from 1; undefined if it is not part of one. */
  readonly position?: number | undefined;
}

/** What is wrong with text: it is not valid JSON, as part of a response or not, or the input ends in it. */
export type DamageKind = 'malformed' | 'damaged-response' | 'cut-short';

/** Receives what {@link JsonValueSplitter} finds. */
export interface JsonTextTarget {
  /** Whether the target currently needs every value, and not only candidates. */
  readonly needsEveryValue: boolean;
  readonly mentions: Pick<Mentions, 'includesBootFiles'>;
  value(text: JsonText): void;
  /** Receives a response after its documents: it holds the first of each list, and `{}` for the others. */
  response(frame: ValueText, at: SegmentPosition): void;
  fault(fault: Fault, at: SegmentPosition): void;
  /** Receives text that is not valid JSON, or that the input ends in. Its position is that of the error. */
  damage(text: JsonText, kind: DamageKind): void;
  /** Receives the size of a document or response over the limit, which was dropped. */
  lineTooLong(bytes: number, at: SegmentPosition): void;
}

/**
 * What an open bracket is: a container in a response, any other object or array, or a `list`, an array outside
 * responses whose elements are values of their own.
 */
type Kind = Container | 'object' | 'array' | 'list';

/** The members of each kind of object that are containers, by key. */
const memberKinds: ReadonlyMap<string, ReadonlyMap<string, ContainerMember>> = new Map(
  Object.entries(containerMembers).map(([kind, members]) => [
    kind,
    new Map(Object.entries(members)),
  ]),
);

/** The kinds of objects in each kind of array. */
const elementKinds: Readonly<Partial<Record<Kind, Kind>>> = {
  list: 'response',
  ...containerElements,
};

/** Bytes to examine in strings. A control character shows that a string is not closed. */
const stringBytes = flagsOf('"\\.').fill(1, 0, 0x20);

/** The same, with the slash that begins `/init`. */
const bootFileBytes = flagsOf('"\\./').fill(1, 0, 0x20);

/** Bytes to examine between strings: they show where values begin and end. */
const structuralBytes = flagsOf('"{}[]\n');

/** Bytes that end a number or a literal. */
const scalarEndBytes = flagsOf('"{}[],: \n\r\t');

/** Minimum number of bytes to give a frame's parser at a time. */
const frameBytes = 64 * 1024;

/** Maximum number of bytes of damaged text to report at a time. */
const damageBytes = 16 * 1024 * 1024;

/**
 * Splits JSON that is not written line by line into documents: consecutive values, the elements of an array, and the
 * hits of responses, nested ones included. Memory holds one document at a time, never a whole response.
 *
 * Most documents are not parsed: strings and brackets show where a document ends and whether it is a candidate.
 * **Never a false negative**: what is skipped contains no `init.d` in any ASCII case and no escape that could spell a
 * part of it, and is not a response; if the target searches for boot files, no `/init` either. A response without its
 * documents, its frame, is parsed in chunks as it arrives.
 *
 * Brackets that do not match, a line end in a string, and a misplaced object are faults. Reading continues at that
 * object, or else at the next line that begins with one.
 */
export class JsonValueSplitter {
  readonly #target: JsonTextTarget;
  readonly #maxBytes: number;
  readonly #stringBytes: Uint8Array;
  #bytes: Buffer = Buffer.allocUnsafe(256 * 1024);
  /** `bytes[at, filled)` is still to be scanned. */
  #at = 0;
  #filled = 0;
  /** The input's offset of `bytes[0]`. */
  #origin = 0;
  readonly #gaps = new NulGaps();
  /** Newlines before `at`. */
  #newlines = 0;
  #hasEnded = false;
  /** Whether more bytes are needed to continue. */
  #needsMoreBytes = false;
  /** The open brackets, and the innermost one; `list` if there is none. */
  readonly #stack: Kind[] = [];
  #top: Kind = 'list';
  #isInString = false;
  /** The index after the opening quote of the last string in the brackets of a response. */
  #stringStart = 0;
  /** That string, which may be a key. */
  #key = '';
  /** Where to continue in a scalar that needs more bytes. */
  #scalarAt = 0;
  /** The start of the current value or document; -1 if there is none. */
  #valueStart = -1;
  #valuePosition: SegmentPosition = { line: 0, byteOffset: 0 };
  /** Number of brackets open around it. */
  #valueDepth = 0;
  #isCandidate = false;
  /** Bytes dropped so far of a document over the limit. */
  #dropped = 0;
  /** The frame of the current response, once a document was found in it. */
  #frame: ResponseFrame | undefined;
  /** The start of the part of the frame that its parser has not received yet. */
  #frameStart = 0;
  /** The end of the document at `frameStart`, which stays in the frame only if it is its list's last; -1 if there is none. */
  #heldEnd = -1;
  /** Number of documents so far in the current array or response. */
  #position = 0;
  /** Number of documents so far in the current list of the response. */
  #listLength = 0;
  /** Whether a comma must come before the next element of the current array. */
  #isAfterValue = false;
  /** Whether stray brackets and commas result from an earlier fault, and are not faults again. */
  #isRecovering = false;
  /** Whether the line to continue at after a fault has not been found yet. */
  #isResyncing = false;
  /** The start of the damaged text before that line; -1 if there is none. */
  #damageStart = -1;
  #damagePosition: SegmentPosition = { line: 0, byteOffset: 0 };
  #damageKind: DamageKind = 'malformed';

  /** @param maxBytes of a document, and of the frame of a response. */
  constructor(target: JsonTextTarget, maxBytes: number) {
    this.#target = target;
    this.#maxBytes = maxBytes;
    this.#stringBytes = target.mentions.includesBootFiles ? bootFileBytes : stringBytes;
  }

  get count(): number {
    const isUnterminated = this.#filled > 0 && this.#bytes[this.#filled - 1] !== ascii.newline;
    return this.#newlines + (this.#hasEnded && isUnterminated ? 1 : 0);
  }

  write(chunk: Uint8Array): void {
    this.#reserve(chunk.length);
    this.#bytes.set(chunk, this.#filled);
    const end = this.#filled + chunk.length;
    this.#filled = dropNuls(this.#bytes, this.#filled, end, longRun, this.#gaps);
    this.#scan();
    this.#trim();
  }

  end(): void {
    this.#hasEnded = true;
    this.#scan();
    this.#reportDamage(this.#filled);
    const isOpen = this.#stack.length > 0 || this.#isInString;
    if (!isOpen || this.#isResyncing) return;
    const start = this.#valueStart < 0 ? this.#at : this.#valueStart;
    const position = this.#valueStart < 0 ? this.#positionAt(this.#at) : this.#valuePosition;
    this.#target.damage({ bytes: this.#bytes, start, end: this.#filled, ...position }, 'cut-short');
  }

  #scan(): void {
    this.#needsMoreBytes = false;
    while (this.#at < this.#filled && !this.#needsMoreBytes) {
      if (this.#isResyncing) this.#at = this.#skipToObject(this.#at);
      else if (this.#isInString) this.#at = this.#scanString(this.#at);
      else if (this.#top === 'list') this.#at = this.#scanBetweenValues(this.#at);
      else this.#at = this.#scanBrackets(this.#at);
    }
  }

  /** Stops before `at`, because what is there depends on bytes that are still to come. */
  #wait(at: number): number {
    this.#needsMoreBytes = true;
    return at;
  }

  /** Scans a string to its closing quote, or until more bytes are needed. */
  #scanString(start: number): number {
    const bytes = this.#bytes;
    const filled = this.#filled;
    const examined = this.#stringBytes;
    let at = start;
    while (at < filled) {
      const byte = bytes[at] ?? 0;
      if (examined[byte] === 0) {
        at += 1;
      } else if (byte === ascii.quote) {
        this.#isInString = false;
        if (this.#top !== 'object' && this.#top !== 'array') this.#noteKey(at);
        return at + 1;
      } else if (byte === ascii.dot) {
        if (at + 1 === filled && !this.#hasEnded) return this.#wait(at);
        this.#isCandidate ||= isInitD(bytes, at);
        at += 1;
      } else if (byte === ascii.slash) {
        if (at + 5 > filled && !this.#hasEnded) return this.#wait(at);
        this.#isCandidate ||= isSlashInit(bytes, at);
        at += 1;
      } else if (byte === ascii.backslash) {
        if (at + 6 >= filled && !this.#hasEnded) return this.#wait(at);
        // The second of two backslashes may begin an escape in text that is JSON.
        this.#isCandidate ||= isPathEscape(bytes, at) || isPathEscape(bytes, at + 1);
        at += examined === bootFileBytes && bytes[at + 1] === ascii.slash ? 1 : 2;
      } else {
        return this.#fail(at);
      }
    }
    return Math.min(at, filled);
  }

  /** Remembers a key. Objects with a key of a response are candidates. */
  #noteKey(end: number): void {
    const start = this.#stringStart;
    this.#key = end - start > 32 ? '' : this.#bytes.toString('latin1', start, end);
    if (this.#top === 'response' && responseKeys.has(this.#key)) this.#isCandidate = true;
  }

  /** Scans to the end of the current value, or until more bytes are needed. */
  #scanBrackets(start: number): number {
    const bytes = this.#bytes;
    const filled = this.#filled;
    let at = start;
    while (at < filled) {
      const byte = bytes[at] ?? 0;
      if (structuralBytes[byte] === 0) {
        at += 1;
        continue;
      }
      switch (byte) {
        case ascii.newline:
          this.#newlines += 1;
          break;
        case ascii.quote:
          this.#isInString = true;
          this.#stringStart = at + 1;
          at = this.#scanString(at + 1);
          if (this.#isInString || this.#isResyncing) return at;
          continue;
        case ascii.openingBrace:
        case ascii.openingBracket:
          if (!this.#mayOpen(at)) return this.#fail(at);
          this.#open(at, byte === ascii.openingBracket);
          break;
        default:
          if (isArrayKind(this.#top) !== (byte === ascii.closingBracket)) return this.#fail(at);
          this.#close(at + 1);
          if (this.#top === 'list') return at + 1;
      }
      at += 1;
    }
    return at;
  }

  /** Scans a byte or a scalar between values. */
  #scanBetweenValues(at: number): number {
    const byte = this.#bytes[at] ?? 0;
    if (byte === ascii.newline) this.#newlines += 1;
    if (isSpace(byte)) return at + 1;
    switch (byte) {
      case 0xef:
        if (at + 2 >= this.#filled && !this.#hasEnded) return this.#wait(at);
        if (this.#bytes[at + 1] === 0xbb && this.#bytes[at + 2] === 0xbf) return at + 3;
        return this.#scanScalar(at);
      case ascii.openingBrace:
      case ascii.openingBracket:
        this.#beginElement(at);
        this.#open(at, byte === ascii.openingBracket);
        return at + 1;
      case ascii.closingBrace:
      case ascii.closingBracket:
      case ascii.comma:
      case ascii.colon:
        return this.#scanSeparator(at, byte);
      default:
        return this.#scanScalar(at);
    }
  }

  #scanSeparator(at: number, byte: number): number {
    const isInList = this.#stack.length > 0;
    const isSeparatorAllowed =
      isInList && (this.#isAfterValue || (byte !== ascii.comma && this.#position === 0));
    const isExpected =
      isSeparatorAllowed && (byte === ascii.comma || byte === ascii.closingBracket);
    if (!isExpected && !this.#isRecovering) return this.#fail(at);
    if (byte === ascii.closingBracket && isInList) this.#pop();
    this.#isAfterValue = false;
    return at + 1;
  }

  /** Forwards a number, literal, string or anything else that is not a document: it is always examined. */
  #scanScalar(start: number): number {
    const bytes = this.#bytes;
    let at = Math.max(start + 1, this.#scalarAt);
    let scanned: number;
    if (bytes[start] === ascii.quote) {
      while (at < this.#filled && bytes[at] !== ascii.quote && bytes[at] !== ascii.newline) {
        at += bytes[at] === ascii.backslash ? 2 : 1;
      }
      scanned = at;
      if (bytes[at] === ascii.quote) at += 1;
    } else {
      while (at < this.#filled && scalarEndBytes[bytes[at] ?? 0] === 0) at += 1;
      scanned = at;
    }
    if (at >= this.#filled && !this.#hasEnded && at - start < this.#maxBytes) {
      this.#scalarAt = scanned;
      return this.#wait(start);
    }
    this.#scalarAt = 0;
    const end = Math.min(at, this.#filled);
    this.#beginElement(start);
    this.#valueStart = -1;
    this.#isAfterValue = true;
    if (this.#stack.length > 0) this.#position += 1;
    this.#target.value({ bytes, start, end, ...this.#positionAt(start) });
    return end;
  }

  /** Begins a value that is not in a response. */
  #beginElement(at: number): void {
    const isInList = this.#stack.length > 0;
    if (!isInList) this.#position = 0;
    else if (this.#isAfterValue)
      this.#target.fault({ kind: 'malformed-value', mentions: false }, this.#positionAt(at));
    this.#isAfterValue = false;
    this.#begin(at);
  }

  #begin(at: number): void {
    this.#valueStart = at;
    this.#valuePosition = this.#positionAt(at);
    this.#valueDepth = this.#stack.length;
    this.#isCandidate = false;
    this.#dropped = 0;
  }

  #open(at: number, isArray: boolean): void {
    const parent = this.#stack.at(-1);
    let kind: Kind = isArray ? 'array' : 'object';
    if (parent === undefined) {
      kind = isArray ? 'list' : 'response';
      // The elements of a list are values; the list is not.
      if (isArray) this.#valueStart = -1;
    } else if (parent === 'documents' && !isArray) {
      this.#beginDocument(at);
    } else if (isArrayKind(parent)) {
      if (!isArray) kind = elementKinds[parent] ?? kind;
    } else if (parent !== 'object') {
      kind = memberKinds.get(parent)?.get(this.#key)?.[kind] ?? kind;
    }
    if (kind === 'documents') this.#listLength = 0;
    this.#stack.push(kind);
    this.#top = kind;
  }

  /** Begins a document in a response: the response becomes a frame. */
  #beginDocument(at: number): void {
    if (this.#frame === undefined) {
      this.#frame = new ResponseFrame(this.#valuePosition, this.#valueDepth);
      this.#frameStart = this.#valueStart;
    }
    this.#writeFrame(at);
    this.#begin(at);
  }

  #close(end: number): void {
    if (this.#top === 'documents') this.#heldEnd = -1;
    this.#pop();
    const depth = this.#stack.length;
    if (this.#valueStart >= 0) {
      if (depth === this.#valueDepth) this.#endValue(end);
    } else if (depth === this.#frame?.depth) {
      this.#writeFrame(end);
      this.#endFrame(this.#frame);
    }
  }

  /** Forwards the current value if it is a candidate. */
  #endValue(end: number): void {
    const { length: depth } = this.#stack;
    this.#isAfterValue = true;
    const start = this.#valueStart;
    this.#valueStart = -1;
    if (this.#dropped > 0)
      this.#target.lineTooLong(this.#dropped + end - start, this.#valuePosition);
    const isElement = depth > 0;
    if (isElement) this.#position += 1;
    if (this.#dropped === 0 && (this.#isCandidate || this.#target.needsEveryValue)) {
      const position = isElement ? this.#position : undefined;
      this.#target.value({ bytes: this.#bytes, start, end, ...this.#valuePosition, position });
    }
    if (this.#frame === undefined) return;
    this.#listLength += 1;
    if (this.#dropped > 0) {
      this.#frame.write(emptyObject);
      this.#frameStart = end;
      return;
    }
    // The first and the last document of a list stay in the frame: they show which responses are pages of one result.
    this.#frameStart = start;
    if (this.#listLength > 1) this.#heldEnd = end;
  }

  #endFrame(frame: ResponseFrame): void {
    this.#frame = undefined;
    this.#isAfterValue = true;
    const { bytes, text, position } = frame;
    if (bytes > this.#maxBytes) {
      this.#target.lineTooLong(bytes, position);
      return;
    }
    const value = parsed(text);
    if (value === undefined) this.#target.fault({ kind: 'damaged-response' }, position);
    else this.#target.response({ value, text }, position);
  }

  #writeFrame(end: number): void {
    if (this.#frame === undefined) return;
    if (this.#heldEnd >= 0) {
      this.#frame.write(emptyObject);
      this.#frameStart = this.#heldEnd;
      this.#heldEnd = -1;
    }
    if (this.#frame.bytes <= this.#maxBytes) {
      this.#frame.write(this.#bytes.subarray(this.#frameStart, end));
    }
    this.#frameStart = end;
  }

  /** Whether the byte before a bracket allows it to open; true if that byte is gone. */
  #mayOpen(at: number): boolean {
    const bytes = this.#bytes;
    let before = at - 1;
    while (before >= this.#valueStart && isSpace(bytes[before])) before -= 1;
    if (this.#valueStart < 0 || before < this.#valueStart) return true;
    return isArrayKind(this.#top)
      ? bytes[before] === ascii.comma || bytes[before] === ascii.openingBracket
      : bytes[before] === ascii.colon;
  }

  /** Gives up the current value. Reading continues at an object at `at`, or at the next line that begins with one. */
  #fail(at: number): number {
    if (this.#damageStart < 0) {
      this.#damageStart = this.#valueStart < 0 ? at : this.#valueStart;
      this.#damagePosition = this.#positionAt(at);
      this.#damageKind = this.#isInResponse(at) ? 'damaged-response' : 'malformed';
    }
    this.#stack.length = 0;
    this.#top = 'list';
    this.#isInString = false;
    this.#valueStart = -1;
    this.#frame = undefined;
    this.#heldEnd = -1;
    this.#isAfterValue = false;
    this.#isRecovering = true;
    this.#isResyncing = this.#bytes[at] !== ascii.openingBrace;
    if (!this.#isResyncing) this.#reportDamage(at);
    return at;
  }

  #reportDamage(end: number): void {
    const start = this.#damageStart;
    this.#damageStart = -1;
    if (start < 0) return;
    const text = { bytes: this.#bytes, start, end, ...this.#damagePosition };
    this.#target.damage(text, this.#damageKind);
  }

  /** Whether the current value is a response or a document in one. */
  #isInResponse(at: number): boolean {
    if (this.#frame !== undefined) return true;
    if (this.#valueStart < 0) return false;
    const end = Math.min(at, this.#valueStart + 4096);
    return opensResponse(this.#bytes.toString('utf8', this.#valueStart, end));
  }

  /** Skips to the next line that begins with an object. */
  #skipToObject(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    for (;;) {
      const end = bytes.subarray(at, this.#filled).indexOf(ascii.newline);
      if (end < 0) return this.#filled;
      let first = at + end + 1;
      while (first < this.#filled && bytes[first] !== ascii.newline && isSpace(bytes[first]))
        first += 1;
      if (first === this.#filled && !this.#hasEnded) return this.#wait(at + end);
      this.#newlines += 1;
      at = first;
      if (bytes[first] === ascii.openingBrace && first < this.#filled) {
        this.#isResyncing = false;
        this.#reportDamage(first);
        return first;
      }
    }
  }

  #pop(): void {
    this.#stack.pop();
    this.#top = this.#stack.at(-1) ?? 'list';
  }

  #positionAt(at: number): SegmentPosition {
    return { line: this.#newlines, byteOffset: this.#origin + at + this.#gaps.before(at) };
  }

  /** Writes a part of the frame, and drops what was scanned of a document over the limit. */
  #trim(): void {
    if (
      this.#frame !== undefined &&
      this.#valueStart < 0 &&
      this.#at - this.#frameStart > frameBytes
    ) {
      const hasKey = this.#top !== 'object' && this.#top !== 'array';
      if (!this.#isInString || !hasKey) this.#writeFrame(this.#at);
    }
    if (this.#damageStart >= 0 && this.#at - this.#damageStart > damageBytes) {
      this.#reportDamage(this.#at);
      this.#damageStart = this.#at;
      this.#damagePosition = this.#positionAt(this.#at);
    }
    if (this.#valueStart >= 0 && this.#at - this.#valueStart > this.#maxBytes) {
      this.#dropped += this.#at - this.#valueStart;
      this.#valueStart = this.#at;
    }
  }

  /** Ensures that `count` more bytes fit, and drops those that are no longer needed. */
  #reserve(count: number): void {
    const keepFrom = this.#keptFrom();
    const remaining = this.#filled - keepFrom;
    if (remaining + count <= this.#bytes.length) {
      this.#bytes.copyWithin(0, keepFrom, this.#filled);
    } else {
      const larger = Buffer.allocUnsafe(Math.max(remaining + count, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, keepFrom, this.#filled);
      this.#bytes = larger;
    }
    this.#origin += keepFrom + this.#gaps.forget(keepFrom);
    this.#at -= keepFrom;
    this.#filled = remaining;
    this.#stringStart -= keepFrom;
    this.#scalarAt -= keepFrom;
    this.#frameStart -= keepFrom;
    if (this.#heldEnd >= 0) this.#heldEnd -= keepFrom;
    if (this.#valueStart >= 0) this.#valueStart -= keepFrom;
    if (this.#damageStart >= 0) this.#damageStart -= keepFrom;
  }

  /** The index of the first byte that is still needed. */
  #keptFrom(): number {
    if (this.#damageStart >= 0) return this.#damageStart;
    if (this.#valueStart >= 0) return this.#valueStart;
    return this.#frame === undefined ? this.#at : this.#frameStart;
  }
}

const emptyObject: Uint8Array = Buffer.from('{}');

const kindTypes: Readonly<Record<Kind, 'object' | 'array'>> = {
  ...containerTypes,
  object: 'object',
  array: 'array',
  list: 'array',
};

function isArrayKind(kind: Kind): boolean {
  return kindTypes[kind] === 'array';
}

/** Whether the dot at `at` is that of `init.d`, in any case. */
function isInitD(bytes: Uint8Array, at: number): boolean {
  return (
    toLower(bytes[at + 1]) === 0x64 &&
    toLower(bytes[at - 1]) === 0x74 &&
    toLower(bytes[at - 2]) === 0x69 &&
    toLower(bytes[at - 3]) === 0x6e &&
    toLower(bytes[at - 4]) === 0x69
  );
}

/** Whether the slash at `at` is that of `/init`, in any case. */
function isSlashInit(bytes: Uint8Array, at: number): boolean {
  return (
    toLower(bytes[at + 1]) === 0x69 &&
    toLower(bytes[at + 2]) === 0x6e &&
    toLower(bytes[at + 3]) === 0x69 &&
    toLower(bytes[at + 4]) === 0x74
  );
}

/** Whether the escape at `at` may spell a character of the path: `\u002…` and `\u004…` to `\u007…` may. */
function isPathEscape(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] !== 0x75 || bytes[at + 2] !== 0x30 || bytes[at + 3] !== 0x30) return false;
  const digit = bytes[at + 4] ?? 0;
  return digit === 0x32 || (digit >= 0x34 && digit <= 0x37);
}

function toLower(byte: number | undefined): number {
  return (byte ?? 0) | 0x20;
}

/** A table of all bytes, with 1 for those of `characters`. */
function flagsOf(characters: string): Uint8Array {
  const flags = new Uint8Array(256);
  for (const byte of Buffer.from(characters)) flags[byte] = 1;
  return flags;
}
