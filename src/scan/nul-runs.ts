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
 * @returns the new end.
 */
export function dropNuls(bytes: Buffer, start: number, end: number, length: number): number {
  const region = bytes.subarray(0, end);
  const run = zeros.subarray(0, length);
  let kept = start;
  let at = start;
  for (let found = region.indexOf(run, at); found >= 0; found = region.indexOf(run, at)) {
    let after = found + length;
    while (after < end && region[after] === 0) after += 1;
    const stop = found + keptNuls + ((after - found) % 8);
    kept += region.copy(region, kept, at, stop);
    at = after;
  }
  if (at > kept) kept += region.copy(region, kept, at, end);
  else kept = end;
  return kept;
}
