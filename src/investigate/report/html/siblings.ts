import type { TreeBox } from './tree-box.js';

/** Number of alike siblings from which they are folded into one box. */
const minFolded = 3;

/** Siblings of the same program and user as one box, with their children together, at every depth. */
export function foldSiblings(boxes: readonly TreeBox[]): readonly TreeBox[] {
  const alike = new Map<string, TreeBox[]>();
  for (const box of boxes) {
    // Files are alike whatever their names.
    const title = box.kind === 'file' ? '' : box.title;
    const key = JSON.stringify([box.kind, title, box.user, box.becomesRoot, box.isSubject]);
    alike.set(key, [...(alike.get(key) ?? []), box]);
  }
  return [...alike.values()].flatMap((same) =>
    same.length < minFolded
      ? same.map((box) => ({ ...box, children: foldSiblings(box.children) }))
      : [folded(same)],
  );
}

function foldedTitle({ kind, title, isSubject }: TreeBox, times: number): string {
  if (kind !== 'file') return `${title}, ${times} times`;
  return isSubject ? `${title}, ${times} times` : `${times} other files`;
}

function folded(same: readonly TreeBox[]): TreeBox {
  const first = same[0] as TreeBox;
  const times = same.flatMap(({ at }) => at ?? []);
  return {
    ...first,
    title: foldedTitle(first, same.length),
    notes: [...new Set(same.flatMap(({ notes }) => notes))],
    at: times.length === 0 ? undefined : Math.min(...times),
    isSeen: same.every(({ isSeen }) => isSeen),
    events: same.flatMap(({ events }) => events),
    children: foldSiblings(same.flatMap(({ children }) => children)),
  };
}
