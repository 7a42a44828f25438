import type { Fault, Frame, SegmentTally } from './finding.js';

/** Data sets that a fault names. */
const maxNamedDatasets = 5;

/** What is known about an input besides its findings: the sum of its segments' tallies. */
export class InputTally {
  #hasResult = false;
  #documents = 0;
  #endpointEvents = 0;
  readonly #strangers = new Map<string, number>();
  readonly #frames = new Map<Frame, number>();

  add({ hasResult, documents, endpointEvents, strangers, frames }: SegmentTally): void {
    this.#hasResult ||= hasResult;
    this.#documents += documents;
    this.#endpointEvents += endpointEvents;
    addCounts(this.#strangers, strangers);
    for (const [frame, lines] of Object.entries(frames)) {
      this.#frames.set(frame as Frame, (this.#frames.get(frame as Frame) ?? 0) + lines);
    }
  }

  /** Whether a document was read, or a response without any. */
  get hasDocument(): boolean {
    return this.#documents > 0 || this.#hasResult;
  }

  /**
   * What is wrong with the input as a whole.
   *
   * @param accepted data sets that are known not to be endpoint events.
   */
  *faults(accepted: ReadonlySet<string>): Generator<Fault> {
    for (const [frame, lines] of this.#frames) yield { kind: 'framed-lines', frame, lines };
    const datasets = [...this.#strangers.keys()];
    if (this.#documents === 0 || this.#endpointEvents > 0) return;
    if (datasets.every((dataset) => accepted.has(dataset))) return;
    const named = datasets.filter((dataset) => dataset !== '').slice(0, maxNamedDatasets);
    yield { kind: 'no-endpoint-events', documents: this.#documents, datasets: named };
  }
}

/** Adds numbers by name to a sum. */
export function addCounts(
  sum: Map<string, number>,
  counts: Readonly<Record<string, number>>,
): void {
  for (const [name, count] of Object.entries(counts)) sum.set(name, (sum.get(name) ?? 0) + count);
}
