import type { Input } from '../../input/input.js';
import type { Rule } from '../../rule/rule.js';
import type { Problem } from '../../scan/finding.js';
import { scan } from '../../scan/scan.js';
import type { ScannedDocument, Sink, Summary } from '../../scan/sink.js';
import type { FileSelection } from '../file-selection.js';
import type { CollectNote } from '../judge.js';
import { LogExtent } from '../log-extent.js';
import type { EventPasses, PassSettings } from '../passes.js';
import { CollectedRecords } from './collected-records.js';
import { CollectedCounts, reasonsFor } from './counts.js';
import type { CollectedAsks, CollectedRecord } from './record.js';
import { recordOfLog } from './record-of-log.js';
import { soughtBy } from './sought.js';

/** Receives what a round finds, in input order. */
export interface RoundSink extends Omit<Sink<CollectNote>, 'document' | 'match'> {
  /** Receives an event that the case needs. */
  event(document: ScannedDocument): void | Promise<void>;
  /** Receives a problem with a record of earlier collecting. */
  recordProblem(problem: Problem): void | Promise<void>;
}

/**
 * One round of collecting, on the data of one of several machines: finds all events that a case needs as far as earlier
 * rounds show, in one pass, and what the next round has to search for.
 */
export class CollectionRound {
  readonly #rule: Rule;
  readonly #passes: EventPasses;
  readonly #selection: FileSelection;
  readonly #records = new CollectedRecords();
  readonly #hosts: readonly string[];
  readonly #extent: LogExtent;
  readonly #counts: CollectedCounts;
  /** The files of the case, as far as earlier rounds show. */
  readonly #files: ReadonlySet<string>;

  /** @param passes those over what earlier rounds collected. */
  constructor(rule: Rule, passes: EventPasses, selection: FileSelection) {
    this.#rule = rule;
    this.#passes = passes;
    this.#selection = selection;
    this.#hosts = passes.searched.hosts.map(({ key }) => key);
    this.#extent = new LogExtent(this.#hosts);
    this.#counts = new CollectedCounts(this.#hosts);
    this.#files = selection.selected();
  }

  /** The number of events that were collected. */
  get events(): number {
    return this.#counts.events;
  }

  /** Collects the events in some inputs. Call it once. */
  collect(
    inputs: Iterable<Input>,
    { event, recordProblem, ...sink }: RoundSink,
    settings: PassSettings,
  ): Promise<Summary> {
    const judge = this.#passes.begin(this.#selection.hosts);
    return scan<CollectNote>(
      inputs,
      {
        ...sink,
        document: (document, note) => {
          if (note.collected === undefined) return this.#add(document, note, event);
          const problem = this.#records.add(document.place, note.collected);
          return problem && recordProblem(problem);
        },
      },
      { ...settings, judge },
    );
  }

  #add(
    document: ScannedDocument,
    note: CollectNote,
    event: RoundSink['event'],
  ): void | Promise<void> {
    const record = this.#passes.collector.add(document, note);
    this.#extent.add(record, note);
    if (note.signs !== undefined) this.#selection.addSigns(note.signs);
    const reasons = reasonsFor(note);
    if (reasons.length === 0) return undefined;
    this.#counts.add(record, reasons);
    return event(document);
  }

  /** @returns problems with records among the inputs, once all inputs have been read. */
  problems(): readonly Problem[] {
    return this.#records.problemsWith(() => soughtBy(this.#passes.searched));
  }

  /**
   * The record of the round, once all inputs have been read. Call it once.
   *
   * @param problems how many there were.
   */
  record(problems: number): CollectedRecord {
    this.#records.addTo(this.#extent);
    const sought = soughtBy(this.#passes.searched);
    const asks: CollectedAsks = { ...this.#passes.discover(), files: this.#otherFiles() };
    return recordOfLog(this.#rule, this.#hosts, this.#extent, this.#counts, sought, {
      problems,
      asks,
    });
  }

  /** How many files are in the case by what this round found, and were not before. */
  #otherFiles(): number {
    if (this.#selection.hosts === undefined) return 0;
    return [...this.#selection.selected()].filter((file) => !this.#files.has(file)).length;
  }
}
