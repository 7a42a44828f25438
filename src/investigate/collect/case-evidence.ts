import type { Input } from '../../input/input.js';
import type { Rule } from '../../rule/rule.js';
import { scan } from '../../scan/scan.js';
import type { ScannedDocument, SourceLocation } from '../../scan/sink.js';
import { type EventRecord, eventKey, recordOf } from '../event-record.js';
import type { FileSelection } from '../file-selection.js';
import type { CollectNote } from '../judge.js';
import {
  type EventPasses,
  type OnPassProblem,
  type PassSettings,
  problemOfPass,
} from '../passes.js';
import type { EventNumber } from '../shown.js';
import { CollectedCounts, reasonsFor } from './counts.js';
import { type CollectedRecord, type EvidencePlaces, encodedText, maxPlaces } from './record.js';
import { recordOfLog } from './record-of-log.js';
import { soughtBy } from './sought.js';

/** Receives the events of a case. */
export interface EvidenceSink {
  event(document: ScannedDocument): void | Promise<void>;
  flush?(): void | Promise<void>;
}

/** The events that a case was built from, whole, from one more pass over its inputs. */
export class CaseEvidence {
  readonly #rule: Rule;
  readonly #passes: EventPasses;
  readonly #selection: FileSelection;
  /** The keys of the events that the case was built from and that have not been written. */
  readonly #keys: Set<string>;
  readonly #numbers: ReadonlyMap<string, EventNumber>;
  readonly #counts: CollectedCounts;
  readonly #inputs = new Map<string, number>();
  readonly #places: EvidencePlaces['places'][number][] = [];

  /** @param numbers those of the events that the case cites, by their keys. */
  constructor(
    rule: Rule,
    passes: EventPasses,
    selection: FileSelection,
    numbers: ReadonlyMap<string, EventNumber>,
  ) {
    const { collector, hosts } = passes;
    this.#rule = rule;
    this.#passes = passes;
    this.#selection = selection;
    this.#numbers = numbers;
    this.#keys = new Set(
      [
        ...hosts.flatMap(({ records }) => records),
        ...collector.eventsOfOtherHosts,
        ...collector.lookupEvents,
      ].map(eventKey),
    );
    this.#counts = new CollectedCounts(hosts.map(({ key }) => key));
  }

  /**
   * Passes the events on, in input order, and returns the record for their end. Call it once.
   *
   * @param inputs those of the case.
   * @param problems how many the case has.
   */
  async collect(
    inputs: Iterable<Input>,
    settings: PassSettings,
    sink: EvidenceSink,
    onProblem: OnPassProblem,
    problems: () => number,
  ): Promise<CollectedRecord> {
    const { collector, searched, hosts } = this.#passes;
    const cut = new Map(hosts.map(({ key }) => [key, collector.eventsOf(key).cut]));
    const sought = soughtBy(searched);
    if (hosts.length > 0) {
      const judge = this.#passes.begin(this.#selection.hosts);
      const { event, flush } = sink;
      await scan<CollectNote>(
        inputs,
        {
          ...(flush && { flush: () => flush() }),
          document: (document, note) => this.#add(document, note, event),
          problem: problemOfPass(onProblem),
        },
        { ...settings, judge },
      );
    }
    const asks = { processes: 0, lookups: 0, arrivals: 0, files: 0 };
    const evidence = { inputs: [...this.#inputs.keys()].map(encodedText), places: this.#places };
    return recordOfLog(
      this.#rule,
      hosts.map(({ key }) => key),
      collector.extent,
      this.#counts,
      sought,
      // What could not be written is a problem of those who read it.
      { problems: problems() + Math.min(this.missing, 1), asks, evidence },
      (host) => cut.get(host) ?? new Set(),
    );
  }

  /** How many of the events were not found again. */
  get missing(): number {
    return this.#keys.size;
  }

  #add(
    document: ScannedDocument,
    note: CollectNote,
    event: EvidenceSink['event'],
  ): void | Promise<void> {
    if (note.collected !== undefined) return undefined;
    const record = recordOf(document, this.#rule);
    const key = eventKey(record);
    // All events about the files, so that their matches are counted again.
    const isAboutFile = note.relevance.includes('file') || note.isAboutFile || note.signs;
    if (!this.#keys.delete(key) && !isAboutFile) return undefined;
    this.#counts.add(record, reasonsFor(note));
    this.#addPlace(record, this.#numbers.get(key));
    return event(document);
  }

  #addPlace({ place }: EventRecord, number: EventNumber | undefined): void {
    if (this.#places.length >= maxPlaces) return;
    const { line, byteOffset, position, provenance } = place;
    const pointer = provenance && encodedText(provenance.pointer);
    this.#places.push({
      event: number,
      input: this.#inputNumber(place),
      line,
      byteOffset,
      position,
      pointer,
    });
  }

  #inputNumber({ input }: SourceLocation): number {
    const known = this.#inputs.get(input) ?? this.#inputs.size;
    this.#inputs.set(input, known);
    return known;
  }
}
