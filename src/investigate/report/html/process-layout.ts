import { type HierarchyPointNode, hierarchy, tree } from 'd3-hierarchy';
import type { TreeBox, TreeLane } from './tree-box.js';

// Sizes in CSS pixels.
export const boxWidth = 236;
export const boxHeight = 66;
const columnGap = 18;
const rowGap = 34;
const laneGap = 22;
export const listIndent = 30;
const listGap = 12;
export const padding = 14;
export const headerHeight = 34;

/** A box with its place. */
export interface PlacedBox {
  readonly box: TreeBox;
  /** Of its upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly parent: PlacedBox | undefined;
}

/** A column with the places of its boxes. */
export interface PlacedLane {
  readonly lane: TreeLane;
  readonly x: number;
  readonly width: number;
  readonly boxes: readonly PlacedBox[];
}

/** Places columns side by side. */
export function placeLanes(lanes: readonly TreeLane[]): readonly PlacedLane[] {
  let x = 0;
  return lanes.map((lane) => {
    const boxes = (lane.isList ? placeList : placeTree)(lane.root, x + padding);
    const width = Math.max(...boxes.map((box) => box.x)) + boxWidth + padding - x;
    const placed = { lane, x, width, boxes };
    x += width + laneGap;
    return placed;
  });
}

/** @param x of the leftmost box. */
function placeTree(top: TreeBox, x: number): readonly PlacedBox[] {
  const root = tree<TreeBox>()
    .nodeSize([boxWidth + columnGap, boxHeight + rowGap])
    .separation(() => 1)(hierarchy(top, ({ children }) => [...children]));
  const nodes = root.descendants();
  const left = Math.min(...nodes.map((node) => node.x));
  const placed = new Map<HierarchyPointNode<TreeBox>, PlacedBox>();
  for (const node of nodes) {
    placed.set(node, {
      box: node.data,
      x: x + node.x - left,
      y: headerHeight + node.y,
      parent: node.parent === null ? undefined : placed.get(node.parent),
    });
  }
  return [...placed.values()];
}

function placeList(top: TreeBox, x: number): readonly PlacedBox[] {
  const parent = { box: top, x, y: headerHeight, parent: undefined };
  const children = top.children.map((box, at) => ({
    box,
    x: x + listIndent,
    y: headerHeight + (at + 1) * (boxHeight + listGap),
    parent,
  }));
  return [parent, ...children];
}
