import { utcTicks } from 'd3-time';

// What a timeline shows at a zoom, as numbers and words. The report and the page's script draw it alike.

/** The lanes of a timeline, from the top. */
export const laneTitles = ['Files', 'Processes', 'Network', 'Persistence', 'Alerts'] as const;

/** An event of a timeline. A tuple, since a page contains many. */
export type TimelineMark = readonly [
  number: number,
  milliseconds: number,
  lane: number,
  isPlanting: 0 | 1,
];

/** A login or restart. */
export interface TimelineRule {
  readonly at: number;
  /** Safe to show. */
  readonly label: string;
  readonly number?: number | undefined;
}

/** A time without events of a lane. */
export type TimelineGap = readonly [lane: number, from: number, to: number];

/** The events of a host as data for its timeline. */
export interface TimelineData {
  readonly marks: readonly TimelineMark[];
  readonly rules: readonly TimelineRule[];
  /** Times between which the log holds no events of a lane. */
  readonly gaps: readonly TimelineGap[];
}

/** A range of time in milliseconds since 1970. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Events that are too close to be drawn apart. */
export interface MarkCluster {
  readonly x: number;
  readonly lane: number;
  readonly count: number;
  /** The first of them. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly isPlanting: boolean;
}

export interface TimelineScene {
  readonly range: TimeRange;
  readonly clusters: readonly MarkCluster[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  /** Logins and restarts before and after the range. */
  readonly outside: readonly [before: number, after: number];
  readonly rules: readonly (TimelineRule & { readonly x: number; readonly isLabeled: boolean })[];
  readonly gaps: readonly { readonly lane: number; readonly x: number; readonly width: number }[];
}

/** Distances in pixels: between marks that are drawn apart, ticks, and the labels of rules. */
const markDistance = 18;
const tickDistance = 130;
const labelDistance = 120;

/** The smallest range that a timeline can show. */
const minRange = 20;

/** The whole time of the events, with some room around them. */
export function wholeRange({ marks, rules }: TimelineData): TimeRange {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const at of [...marks.map(([, time]) => time), ...rules.map((rule) => rule.at)]) {
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  return widened({ from, to }, 0.04);
}

/** The range to begin with: the events, without sessions that began long before. */
export function firstRange(data: TimelineData): TimeRange {
  return wholeRange({ ...data, rules: [] });
}

/** A range with room around it. */
export function widened({ from, to }: TimeRange, share: number): TimeRange {
  const room = Math.max((to - from) * share, minRange / 2);
  return { from: from - room, to: to + room };
}

/** A range zoomed around its middle, within the limits. */
export function zoomed({ from, to }: TimeRange, factor: number, whole: TimeRange): TimeRange {
  const half = Math.max(((to - from) / 2) * factor, minRange / 2);
  const middle = (from + to) / 2;
  return within({ from: middle - half, to: middle + half }, whole);
}

/** A range moved by a share of its length, within the limits. */
export function moved({ from, to }: TimeRange, share: number, whole: TimeRange): TimeRange {
  const distance = (to - from) * share;
  return within({ from: from + distance, to: to + distance }, whole);
}

function within({ from, to }: TimeRange, whole: TimeRange): TimeRange {
  const length = Math.min(to - from, whole.to - whole.from);
  const start = Math.min(Math.max(from, whole.from), whole.to - length);
  return { from: start, to: start + length };
}

/** @param width of the lanes, in pixels. */
export function timelineScene(
  { marks, rules, gaps }: TimelineData,
  range: TimeRange,
  width: number,
): TimelineScene {
  const { from, to } = range;
  const scale = (at: number): number => ((at - from) / (to - from)) * width;
  const isShown = (at: number): boolean => at >= from && at <= to;
  return {
    range,
    clusters: clustersOf(
      marks.filter(([, at]) => isShown(at)),
      scale,
    ),
    ticks: utcTicks(
      new Date(from),
      new Date(to),
      Math.max(2, Math.floor(width / tickDistance)),
    ).map((time) => ({ x: scale(time.getTime()), label: timeLabel(time, to - from) })),
    rules: labeled(
      rules.filter(({ at }) => isShown(at)).map((rule) => ({ ...rule, x: scale(rule.at) })),
    ),
    outside: [rules.filter(({ at }) => at < from).length, rules.filter(({ at }) => at > to).length],
    gaps: gaps.flatMap(([lane, start, end]) => {
      const x = scale(Math.max(start, from));
      const gapWidth = scale(Math.min(end, to)) - x;
      return gapWidth > 0 ? { lane, x, width: gapWidth } : [];
    }),
  };
}

function clustersOf(
  marks: readonly TimelineMark[],
  scale: (at: number) => number,
): readonly MarkCluster[] {
  const clusters: MarkCluster[] = [];
  const last = new Map<number, { -readonly [Key in keyof MarkCluster]: MarkCluster[Key] }>();
  for (const [number, at, lane, isPlanting] of marks.toSorted((one, other) => one[1] - other[1])) {
    const x = scale(at);
    const cluster = last.get(lane);
    if (cluster !== undefined && x - cluster.x < markDistance) {
      cluster.count += 1;
      cluster.to = at;
      cluster.isPlanting ||= isPlanting === 1;
    } else {
      const added = { x, lane, count: 1, number, from: at, to: at, isPlanting: isPlanting === 1 };
      last.set(lane, added);
      clusters.push(added);
    }
  }
  return clusters;
}

function labeled<R extends { readonly x: number }>(
  rules: readonly R[],
): readonly (R & { readonly isLabeled: boolean })[] {
  let end = Number.NEGATIVE_INFINITY;
  return rules
    .toSorted((one, other) => one.x - other.x)
    .map((rule) => {
      const isLabeled = rule.x - end >= labelDistance;
      if (isLabeled) end = rule.x;
      return { ...rule, isLabeled };
    });
}

/** A time as precise as the length of the range asks for. */
function timeLabel(time: Date, length: number): string {
  const text = time.toISOString();
  if (length < 5000) return text.slice(11, 23);
  if (length < 600_000) return text.slice(11, 19);
  if (length < 2 * 86_400_000) {
    return time.getTime() % 86_400_000 === 0 ? text.slice(0, 10) : text.slice(11, 16);
  }
  return length < 8 * 86_400_000 ? text.slice(5, 16).replace('T', ' ') : text.slice(0, 10);
}

/** The length of a range in words, for those who do not see it. */
export function rangeWords({ from, to }: TimeRange): string {
  const time = (at: number): string => new Date(at).toISOString().replace('T', ' ');
  return `${time(from)} to ${time(to)}`;
}
