import { render } from 'preact';
import { laneLabelWidth, TimelinePicture } from '../timeline-picture.js';
import {
  firstRange,
  moved,
  rangeWords,
  type TimelineData,
  type TimeRange,
  timelineScene,
  wholeRange,
  widened,
  zoomed,
} from '../timeline-scene.js';
import type { PageData } from './page-data.js';

/** How much a step zooms and moves. */
const zoomStep = 0.4;
const moveStep = 0.3;

/** Time on each side of the planting. */
const plantingRoom = 60_000;

/** The smallest width of a timeline, in CSS pixels: a narrower window scrolls it. */
const minWidth = 560;

/** Fits the timelines into the window when they come into view, and lets them zoom. */
export function startTimelines(document: Document, data: PageData): void {
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      observer.unobserve(target);
      const timeline = data.timeline(Number(target.dataset.timeline));
      if (timeline !== null) new Timeline(target, timeline).start();
    }
  });
  for (const figure of document.querySelectorAll('figure.timeline')) observer.observe(figure);
}

class Timeline {
  readonly #figure: HTMLElement;
  readonly #data: TimelineData;
  readonly #whole: TimeRange;
  #range: TimeRange;

  constructor(figure: HTMLElement, data: TimelineData) {
    this.#figure = figure;
    this.#data = data;
    this.#whole = wholeRange(data);
    this.#range = firstRange(data);
  }

  start(): void {
    const { scroll, controls } = this;
    if (scroll === null || controls === null) return;
    scroll.replaceChildren();
    controls.hidden = false;
    controls.addEventListener('click', ({ target }) => {
      if (target instanceof HTMLButtonElement) this.#change(target.name);
    });
    scroll.addEventListener('keydown', (event) => {
      const action = keys.get(event.key);
      if (action === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.#change(action);
    });
    scroll.addEventListener('click', (event) => {
      const mark = event.target instanceof Element ? event.target.closest('a[data-from]') : null;
      if (!(mark instanceof SVGElement)) return;
      // Several events: zoom until they are apart.
      event.preventDefault();
      const { from, to } = mark.dataset;
      this.#show(widened({ from: Number(from), to: Number(to) }, 0.2));
      scroll.focus();
    });
    new ResizeObserver(() => this.#draw()).observe(scroll);
    this.#draw();
  }

  get scroll(): HTMLElement | null {
    return this.#figure.querySelector<HTMLElement>('.scroll');
  }

  get controls(): HTMLElement | null {
    return this.#figure.querySelector<HTMLElement>('.controls');
  }

  #change(action: string): void {
    this.#show(this.#rangeAfter(action));
  }

  #rangeAfter(action: string): TimeRange {
    const planting = this.#data.marks.find(([, , , isPlanting]) => isPlanting === 1)?.[1];
    switch (action) {
      case 'in':
        return zoomed(this.#range, zoomStep, this.#whole);
      case 'out':
        return zoomed(this.#range, 1 / zoomStep, this.#whole);
      case 'earlier':
        return moved(this.#range, -moveStep, this.#whole);
      case 'later':
        return moved(this.#range, moveStep, this.#whole);
      case 'planting':
        if (planting === undefined) return this.#range;
        return { from: planting - plantingRoom, to: planting + plantingRoom };
      default:
        return this.#whole;
    }
  }

  #show(range: TimeRange): void {
    this.#range = range;
    this.#draw();
  }

  #draw(): void {
    const { scroll } = this;
    if (scroll === null) return;
    const width = Math.max(minWidth, scroll.clientWidth);
    const scene = timelineScene(this.#data, this.#range, width - laneLabelWidth);
    const id = Number(this.#figure.dataset.timeline);
    render(<TimelinePicture scene={scene} width={width} id={id} />, scroll);
    const words = this.#figure.querySelector('.range');
    if (words !== null) words.textContent = rangeWords(this.#range);
  }
}

const keys: ReadonlyMap<string, string> = new Map([
  ['+', 'in'],
  ['=', 'in'],
  ['-', 'out'],
  ['ArrowLeft', 'earlier'],
  ['ArrowRight', 'later'],
  ['0', 'all'],
  ['Home', 'all'],
  ['p', 'planting'],
]);
