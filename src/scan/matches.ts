import { newline } from '../json/ascii.js';
import type { Arena } from './arena.js';
import type { BufferPool } from './buffer-pool.js';
import type { DocumentFinding, MatchesFinding } from './finding.js';
import type { CandidateLine } from './lines.js';

/** Numbers that describe a match: its line, its byte offset, and its length. */
const spanLength = 3;

/** Lines of at least this many bytes in all get their own buffer. */
const ownBufferBytes = 64 * 1024;

/**
 * Collects matches on lines while the lines do not move, and combines them into one finding: consecutive lines, as in
 * a file in which every line matches, are copied at once.
 */
export class Matches {
  readonly #pool: BufferPool;
  /** The buffer that holds the lines. */
  #source: Buffer | undefined;
  /** Start and end of each range of consecutive lines, without the newline after the last. */
  #ranges: number[] = [];
  #spans: number[] = [];
  #bytes = 0;

  constructor(pool: BufferPool) {
    this.#pool = pool;
  }

  /** Whether the line before a line is a match that was added last. */
  endBefore({ start }: CandidateLine): boolean {
    return this.#ranges.at(-1) === start - 1;
  }

  add(match: CandidateLine): void {
    const { bytes, start, end, line, byteOffset } = match;
    const ranges = this.#ranges;
    if (this.endBefore(match)) ranges[ranges.length - 1] = end;
    else ranges.push(start, end);
    this.#source = bytes;
    this.#spans.push(line, byteOffset, end - start);
    this.#bytes += end - start + 1;
  }

  /**
   * The matches since the last call. Their lines must not have moved in the meantime.
   *
   * @param arena receives the copy, or the buffers that hold it if there are many lines.
   */
  drain(arena: Arena): MatchesFinding | undefined {
    const source = this.#source;
    if (source === undefined) return undefined;
    const isLarge = this.#bytes >= ownBufferBytes;
    const lines = isLarge ? this.#pool.take(this.#bytes) : arena.allocate(this.#bytes);
    let at = 0;
    for (let range = 0; range < this.#ranges.length; range += 2) {
      at += source.copy(lines, at, this.#ranges[range], this.#ranges[range + 1]);
      lines[at] = newline;
      at += 1;
    }
    const count = this.#spans.length / spanLength;
    const spans = isLarge ? new Float64Array(this.#spans) : this.#spans;
    if (spans instanceof Float64Array) arena.buffers.push(lines.buffer, spans.buffer);
    this.#source = undefined;
    this.#ranges = [];
    this.#spans = [];
    this.#bytes = 0;
    return { kind: 'matches', count, lines, spans };
  }
}

/**
 * The matches of a finding, one by one.
 *
 * @throws Error if their buffers have been recycled: matches are never dropped silently.
 */
export function* eachMatch({ count, lines, spans }: MatchesFinding): Generator<DocumentFinding> {
  if (lines.length < count || spans.length !== count * spanLength) {
    throw new Error('Matches were recycled before they were reported');
  }
  let start = 0;
  for (let at = 0; at < spans.length; at += spanLength) {
    const line = spans[at] ?? 0;
    const byteOffset = spans[at + 1] ?? 0;
    const end = start + (spans[at + 2] ?? 0);
    yield { kind: 'document', isMatch: true, line, byteOffset, json: lines.subarray(start, end) };
    start = end + 1;
  }
}
