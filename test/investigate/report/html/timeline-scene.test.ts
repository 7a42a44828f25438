import { describe, expect, it } from 'vitest';
import {
  firstRange,
  moved,
  type TimelineData,
  timelineScene,
  wholeRange,
  zoomed,
} from '#dist/investigate/report/html/timeline-scene.js';

const day = 86_400_000;
const start = Date.UTC(2026, 2, 2, 11);

/** Two events close together, one in another lane, and one a day later; a login long before. */
const data: TimelineData = {
  marks: [
    [1, start, 0, 1],
    [2, start + 3, 0, 0],
    [3, start + 3, 1, 0],
    [4, start + day, 0, 0],
  ],
  rules: [{ at: start - 10 * day, label: 'login', number: 1 }],
  gaps: [[2, start, start + day]],
};

const numbersOf = (scene: ReturnType<typeof timelineScene>) =>
  scene.clusters.map(({ number, lane, count }) => [number, lane, count]);

describe('a timeline', () => {
  it('draws events apart only if there is room between them', () => {
    const whole = timelineScene(data, firstRange(data), 800);
    expect(numbersOf(whole)).toEqual([
      [1, 0, 2],
      [3, 1, 1],
      [4, 0, 1],
    ]);
    expect(whole.clusters[0]).toMatchObject({ isPlanting: true, from: start, to: start + 3 });
    const close = timelineScene(data, { from: start - 10, to: start + 10 }, 800);
    expect(numbersOf(close)).toEqual([
      [1, 0, 1],
      [2, 0, 1],
      [3, 1, 1],
    ]);
  });

  it('counts every event once, in its lane, at any zoom', () => {
    for (const width of [100, 800]) {
      for (let length = 20; length < 40 * day; length *= 3) {
        const range = { from: start - length, to: start + length };
        const { clusters } = timelineScene(data, range, width);
        const shown = data.marks.filter(([, at]) => at >= range.from && at <= range.to);
        expect(clusters.reduce((sum, { count }) => sum + count, 0)).toBe(shown.length);
      }
    }
  });

  it('begins with the events, and says what is before them', () => {
    const range = firstRange(data);
    expect(range.from).toBeGreaterThan(start - day);
    expect(timelineScene(data, range, 800)).toMatchObject({ outside: [1, 0], rules: [] });
    const whole = timelineScene(data, wholeRange(data), 800);
    expect(whole).toMatchObject({ outside: [0, 0], rules: [{ label: 'login', isLabeled: true }] });
  });

  it('is hatched where the log holds no events of a lane', () => {
    const [gap] = timelineScene(data, { from: start - day, to: start + day }, 800).gaps;
    expect(gap).toEqual({ lane: 2, x: 400, width: 400 });
    expect(timelineScene(data, { from: start - day, to: start }, 800).gaps).toEqual([]);
  });

  it('labels its axis as precisely as it is zoomed', () => {
    const labelsOf = (length: number) =>
      timelineScene(data, { from: start, to: start + length }, 800).ticks.map(({ label }) => label);
    expect(labelsOf(20 * day)).toContain('2026-03-08');
    expect(labelsOf(3_600_000)).toContain('11:15');
    expect(labelsOf(60_000)).toContain('11:00:15');
    expect(labelsOf(20)).toContain('11:00:00.010');
    for (const length of [20, 4000, 60_000, day, 9 * day, 400 * day]) {
      expect(new Set(labelsOf(length)).size).toBe(labelsOf(length).length);
    }
  });

  it('zooms and moves within the whole time, to milliseconds', () => {
    const whole = wholeRange(data);
    let range = whole;
    for (let step = 0; step < 60; step += 1) range = zoomed(range, 0.5, whole);
    expect(range.to - range.from).toBe(20);
    expect(moved(whole, 5, whole)).toEqual(whole);
    const late = moved(range, 1e9, whole);
    expect(late.to).toBe(whole.to);
    expect(late.to - late.from).toBeCloseTo(20);
    expect(zoomed(range, 1e12, whole)).toEqual(whole);
  });
});
