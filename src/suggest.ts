/** Words longer than this are no typos of ours, and are not worth the work. */
const longest = 32;

/**
 * The known word that somebody meant who typed another: at most two letters are wrong, missing, too many or swapped,
 * and most are right. Undefined where no word is near.
 */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  if (typed.length > longest) return undefined;
  const ranked = known
    .map((word) => ({ word, distance: distanceOf(typed.toLowerCase(), word) }))
    .filter(({ word, distance }) => distance <= 2 && distance * 2 < word.length)
    .sort((one, other) => one.distance - other.distance);
  return ranked[0]?.word;
}

/** How many letters have to be changed, added, removed or swapped with their neighbour to make one word of the other. */
function distanceOf(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (same ? 0 : 1),
          swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
