/** Letters after which a word may be the beginning of another. */
const minBeginning = 3;

/**
 * The known word that is most similar to a mistyped one: the shortest that begins with it, or else the one of which the
 * fewest letters differ.
 *
 * @returns undefined if more than a third of the letters would have to change.
 */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const longer = known.filter((other) => other.startsWith(word));
  const [shortest] = longer.sort((one, another) => one.length - another.length);
  if (shortest !== undefined && word.length >= minBeginning) return shortest;
  const [best] = known
    .map((other) => ({ other, edits: distance(word.slice(0, 100), other) }))
    .filter(({ other, edits }) => edits <= Math.ceil(other.length / 3))
    .sort((one, another) => one.edits - another.edits);
  return best?.other;
}

/** The number of letters to insert, delete or replace to get from one word to the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
