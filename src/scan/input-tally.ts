import type { AcrossInputs } from './across-inputs.js';
import type { Fault, Frame, SegmentTally } from './finding.js';
import { type DocumentStatistics, sumOf } from './statistics.js';

/** Data sets that a fault names. */
const maxNamedDatasets = 5;

/** Data sets of other products that are told apart; the documents of any more are counted together. */
const maxDatasets = 100;

/** Numbers by name. */
type Counts = Map<string, number>;

/** What is known about an input besides its findings: the sum of its segments' tallies. */
export class InputTally {
  #hasResult = false;
  #documents = 0;
  #endpointEvents = 0;
  #strangers: Counts | undefined;
  #frames: Counts | undefined;

  add({ hasResult, documents, endpointEvents, strangers, frames }: SegmentTally): void {
    this.#hasResult ||= hasResult;
    this.#documents += documents;
    this.#endpointEvents += endpointEvents;
    this.#strangers = plus(this.#strangers, strangers);
    this.#frames = plus(this.#frames, frames);
  }

  /** Whether a document was read, or a response without any. */
  get hasDocument(): boolean {
    return this.#documents > 0 || this.#hasResult;
  }

  /** Notes that the input is not empty, although none of its documents is counted here. */
  noteResult(): void {
    this.#hasResult = true;
  }

  get hasEndpointEvent(): boolean {
    return this.#endpointEvents > 0;
  }

  /** Whether there are documents, and none that was examined is an endpoint event. */
  get isStranger(): boolean {
    return this.#documents > 0 && this.#endpointEvents === 0;
  }

  *frameFaults(): Generator<Fault> {
    for (const [frame, lines] of this.#frames ?? []) {
      yield { kind: 'framed-lines', frame: frame as Frame, lines };
    }
  }

  /** @param accepted data sets that are known not to be endpoint events. */
  *strangerFaults(accepted: ReadonlySet<string>): Generator<Fault> {
    const datasets = [...(this.#strangers?.keys() ?? [])];
    if (!this.isStranger || datasets.every((dataset) => accepted.has(dataset))) return;
    const named = datasets.filter((dataset) => dataset !== '').slice(0, maxNamedDatasets);
    yield { kind: 'no-endpoint-events', documents: this.#documents, datasets: named };
  }
}

/** What is known about the documents of a scan, the sum of all tallies. */
export class ScanTally {
  statistics: DocumentStatistics | undefined;
  #documents = 0;
  #endpointEvents = 0;
  #fileEvents = 0;
  /** Accepted mentions of init.d/, by the data set that they are in. */
  mentions: Counts = new Map();

  add({ statistics, documents, endpointEvents, fileEvents, mentions }: SegmentTally): void {
    if (statistics !== undefined) {
      this.statistics =
        this.statistics === undefined ? statistics : sumOf(this.statistics, statistics);
    }
    this.#documents += documents;
    this.#endpointEvents += endpointEvents;
    this.#fileEvents += fileEvents;
    this.mentions = plus(this.mentions, mentions) ?? this.mentions;
  }

  /** Numbers of documents, and of endpoint events and file events among them. */
  get counts(): Pick<AcrossInputs, 'documents' | 'endpointEvents' | 'fileEvents'> {
    return {
      documents: this.#documents,
      endpointEvents: this.#endpointEvents,
      fileEvents: this.#fileEvents,
    };
  }

  acceptMention(dataset: string): void {
    this.mentions.set(dataset, (this.mentions.get(dataset) ?? 0) + 1);
  }

  /** The fault of a scan in which nothing is a file event. */
  fault(): Fault | undefined {
    const { documents = 0, fileEvents } = this.statistics ?? {};
    if (documents > 0 && fileEvents === 0) return { kind: 'no-file-event', documents };
    return this.#endpointEvents > 0 && this.#fileEvents === 0
      ? { kind: 'only-other-events', documents: this.#documents }
      : undefined;
  }
}

/** Adds numbers by name to a sum, which is made when there is the first one: a scan may have very many inputs. */
function plus(
  sum: Counts | undefined,
  counts: Readonly<Record<string, number>>,
): Counts | undefined {
  let total = sum;
  for (const name in counts) {
    if (!Object.hasOwn(counts, name)) continue;
    total ??= new Map();
    total.set(name, (total.get(name) ?? 0) + (counts[name] ?? 0));
  }
  return total;
}

/** Counts a name, or all names over a limit together. */
export function addTo(counts: Record<string, number>, name: string): void {
  const isNew = !Object.hasOwn(counts, name);
  const key = isNew && Object.keys(counts).length >= maxDatasets ? '' : name;
  counts[key] = (Object.hasOwn(counts, key) ? (counts[key] ?? 0) : 0) + 1;
}
