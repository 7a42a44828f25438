/** NULs that stay of a run of which others are dropped, so that it reads as before. */
export const keptNuls = 8;

const zeros = Buffer.alloc(1024);

/** The length of runs that are worth dropping NULs of while a line is incomplete. */
export const longRun: number = zeros.length;

/** The length of runs of which some NULs are dropped if a line is too long. */
export const shortRun: number = 2 * keptNuls;

/**
 * Drops NULs of each run of at least `length` of them in `bytes[start, end)`, and moves what follows towards the start.
 * It drops multiples of 8, so that UTF-16 stays aligned, and the result is the same if it is done piece by piece.
 *
 * @param length at most {@link longRun}.
 * @param gaps receives where NULs were dropped.
 * @returns the new end.
 */
export function dropNuls(
  bytes: Buffer,
  start: number,
  end: number,
  length: number,
  gaps?: NulGaps,
): number {
  const region = bytes.subarray(0, end);
  const run = zeros.subarray(0, length);
  let kept = start;
  let at = start;
  for (let found = region.indexOf(run, at); found >= 0; found = region.indexOf(run, at)) {
    let after = found + length;
    while (after < end && region[after] === 0) after += 1;
    const stop = found + keptNuls + ((after - found) % 8);
    kept += region.copy(region, kept, at, stop);
    gaps?.add(kept, after - stop);
    at = after;
  }
  if (at > kept) kept += region.copy(region, kept, at, end);
  else kept = end;
  return kept;
}

/** Where NULs were dropped from a buffer, so that what is after them keeps its offset in the input. */
export class NulGaps {
  #gaps: { readonly at: number; readonly count: number }[] = [];

  /** Adds a gap of `count` NULs before the byte at `at`, which is after all earlier gaps. */
  add(at: number, count: number): void {
    this.#gaps.push({ at, count });
  }

  /** Number of NULs that were dropped before the byte at `at`. */
  before(at: number): number {
    let sum = 0;
    for (const gap of this.#gaps) if (gap.at <= at) sum += gap.count;
    return sum;
  }

  /** Forgets the first `bytes` bytes of the buffer. Returns the number of NULs that were dropped from them. */
  forget(bytes: number): number {
    const dropped = this.before(bytes);
    this.#gaps = this.#gaps
      .filter(({ at }) => at > bytes)
      .map(({ at, count }) => ({ at: at - bytes, count }));
    return dropped;
  }
}
