import type { Arena } from './arena.js';
import type { BufferPool } from './buffer-pool.js';
import type { MatchesFinding, MatchFinding } from './finding.js';
import type { CandidateLine } from './lines.js';

/** Numbers that tell of one match: its line, its byte offset, and its length. */
const spotLength = 3;

const newline = 0x0a;

/** Bytes of lines that are worth a buffer of their own. */
const ownBytes = 64 * 1024;

/**
 * Gathers matches on lines, for as long as the lines lie where they do, and makes one finding of them: of lines one
 * behind another, as there are where all of a file matches, it takes one copy.
 */
export class Matches {
  readonly #buffers: BufferPool;
  /** Where the lines are, of those gathered. */
  #source: Buffer | undefined;
  /** Start and end of each run of lines, of which each ends in a newline but perhaps the last. */
  #runs: number[] = [];
  #spots: number[] = [];
  #bytes = 0;

  constructor(buffers: BufferPool) {
    this.#buffers = buffers;
  }

  add({ bytes, start, end, line, byteOffset }: CandidateLine): void {
    const runs = this.#runs;
    if (runs.at(-1) === start - 1) runs[runs.length - 1] = end;
    else runs.push(start, end);
    this.#source = bytes;
    this.#spots.push(line, byteOffset, end - start);
    this.#bytes += end - start + 1;
  }

  /**
   * The matches since the last call. Their lines must lie where they did until then.
   *
   * @param arena keeps the copy, or its buffers where many lines get some of their own.
   */
  take(arena: Arena): MatchesFinding | undefined {
    const source = this.#source;
    if (source === undefined) return undefined;
    const isLarge = this.#bytes >= ownBytes;
    const lines = isLarge ? this.#buffers.take(this.#bytes) : arena.room(this.#bytes);
    let at = 0;
    for (let run = 0; run < this.#runs.length; run += 2) {
      at += source.copy(lines, at, this.#runs[run], this.#runs[run + 1]);
      lines[at] = newline;
      at += 1;
    }
    const count = this.#spots.length / spotLength;
    const spots = isLarge ? new Float64Array(this.#spots) : this.#spots;
    if (spots instanceof Float64Array) arena.buffers.push(lines.buffer, spots.buffer);
    this.#source = undefined;
    this.#runs = [];
    this.#spots = [];
    this.#bytes = 0;
    return { kind: 'matches', count, lines, spots };
  }
}

/**
 * The matches that a finding tells of, one by one.
 *
 * @throws Error where their buffers were taken back already: none is left out silently.
 */
export function* eachMatch({ count, lines, spots }: MatchesFinding): Generator<MatchFinding> {
  if (lines.length < count || spots.length !== count * spotLength) {
    throw new Error('Matches were taken back before they were told');
  }
  let start = 0;
  for (let at = 0; at < spots.length; at += spotLength) {
    const line = spots[at] ?? 0;
    const byteOffset = spots[at + 1] ?? 0;
    const end = start + (spots[at + 2] ?? 0);
    yield { kind: 'match', line, byteOffset, json: lines.subarray(start, end) };
    start = end + 1;
  }
}
