import type { Input } from '../input/input.js';
import type { LeadKind } from '../lead/lead.js';
import type { Rule } from '../rule/rule.js';
import type { Problem } from '../scan/finding.js';
import type { ScannedDocument, SourceLocation } from '../scan/sink.js';
import { buildCase } from './build.js';
import type { Case } from './case.js';
import { CaseSearch } from './case-search.js';
import { CaseEvidence } from './collect/case-evidence.js';
import { CollectedRecords } from './collect/collected-records.js';
import type { CollectedRecord } from './collect/record.js';
import { CollectionRound } from './collect/round.js';
import { soughtBy } from './collect/sought.js';
import { type EventText, eventKey } from './event-record.js';
import { FileSelection } from './file-selection.js';
import { EventPasses, type OnPassProblem, type PassSettings } from './passes.js';
import { PlantedFiles } from './planted-files.js';
import { ScopeFilter } from './scope-filter.js';
import type { EventNumber } from './shown.js';
import type { InvestigatedMatch } from './suggested-exceptions.js';

/**
 * Maximum number of passes over the inputs after the scan. The first pass collects what the matches mention; each further
 * pass follows processes that the previous one discovered, such as those that ran a planted script.
 */
const maxPasses = 4;

/** Maximum number of passes over what other rounds collected: they follow all that those could discover. */
const maxCollectedPasses = 64;

/** Builds a case from the matches of a scan, or its leads too, and the events around them. */
export class Investigation {
  readonly #rule: Rule;
  readonly #plantedFiles: PlantedFiles;
  /** Until all matches are known. */
  readonly #leads: PlantedFiles;
  readonly #search: CaseSearch;

  readonly #scope: ScopeFilter;
  readonly #keepsTexts: boolean;
  readonly #texts = new Map<EventNumber, EventText>();
  readonly #records = new CollectedRecords();
  #collectedProblems: readonly Problem[] = [];
  /** The numbers of the events that the built case cites, by their keys. */
  readonly #numbers = new Map<string, EventNumber>();
  #evidence: CaseEvidence | undefined;

  /**
   * @param scope which matches and leads the case is about; all by default.
   * @param keepsTexts whether {@link textOf} is needed.
   */
  constructor(rule: Rule, scope: ScopeFilter = new ScopeFilter([], []), keepsTexts = false) {
    this.#rule = rule;
    this.#scope = scope;
    this.#keepsTexts = keepsTexts;
    this.#plantedFiles = new PlantedFiles(rule, keepsTexts);
    this.#leads = new PlantedFiles(rule, keepsTexts);
    this.#search = new CaseSearch(this.#plantedFiles);
  }

  /** Adds a match of the scan. */
  addMatch(match: ScannedDocument): void {
    const record = this.#plantedFiles.recordOf(match);
    if (this.#scope.accepts(record)) this.#plantedFiles.add(record);
  }

  /**
   * Prepares a lead of the scan, in bounded memory and independent of the document.
   *
   * @param script the path of the script that a command is about.
   * @returns adds the lead. Call it when it is certain to be one.
   */
  prepareLead(document: ScannedDocument, kind: LeadKind, script?: string): () => void {
    const record = this.#leads.recordOf(document, kind, script);
    return () => {
      if (this.#scope.accepts(record)) this.#leads.add(record);
    };
  }

  /** Adds a process event of the scan that names a file in the directory of init scripts, which it may run. */
  addScriptCommand(document: ScannedDocument): void {
    this.#search.addScriptCommand(document);
  }

  /**
   * Adds the record at the end of events that were collected elsewhere.
   *
   * @returns what is wrong with it, or with the events before it.
   */
  addCollected(
    place: SourceLocation,
    record: CollectedRecord | 'invalid',
  ): ReturnType<CollectedRecords['add']> {
    return this.#records.add(place, record);
  }

  /** What the built case lacks of events that were collected elsewhere. */
  collectedProblems(): readonly Problem[] {
    return this.#collectedProblems;
  }

  /** The matches and leads of the case with the fields for an exception, by host and file. */
  documents(): readonly InvestigatedMatch[] {
    return this.#plantedFiles.documents();
  }

  /** The text of an event that the built case cites; undefined if texts are not kept. */
  textOf(number: EventNumber): EventText | undefined {
    return this.#texts.get(number);
  }

  /**
   * Collects the events around the matches and leads, if there are any, and builds the case. Call it once.
   *
   * @param inputs returns the inputs of the scan, to read them again.
   * @param settings how to read them; this method chooses the judge.
   * @param onProblem called with each problem that the scan did not have.
   */
  async buildCase(
    inputs: () => Iterable<Input>,
    settings: PassSettings,
    onProblem: OnPassProblem,
  ): Promise<Case> {
    const { selection, passes } = await this.#collect(inputs, settings, onProblem, maxPasses);
    this.#collectedProblems = this.#records.problemsWith(() => soughtBy(passes.searched));
    const found = buildCase(
      passes.hosts,
      this.#plantedFiles,
      this.#search,
      passes.collector,
      selection.candidates(),
      (number, record) => {
        this.#numbers.set(eventKey(record), number);
        if (record.text !== undefined) this.#texts.set(number, record.text);
      },
    );
    this.#evidence = new CaseEvidence(this.#rule, passes, selection, this.#numbers);
    return { ...found, scope: this.#scope.result() };
  }

  /**
   * The events that the built case rests on.
   *
   * @throws Error if the case has not been built.
   */
  get evidence(): CaseEvidence {
    if (this.#evidence === undefined) throw new Error('evidence was requested too early');
    return this.#evidence;
  }

  /**
   * Prepares a round of collecting events for a case on one of several machines. Call it once.
   *
   * @param inputs returns the inputs of the scan: the hits, and what earlier rounds collected.
   * @param onProblem called with each problem that the scan did not have.
   */
  async startRound(
    inputs: () => Iterable<Input>,
    settings: PassSettings,
    onProblem: OnPassProblem,
  ): Promise<CollectionRound> {
    const { selection, passes } = await this.#collect(
      inputs,
      settings,
      onProblem,
      maxCollectedPasses,
    );
    return new CollectionRound(this.#rule, passes, selection);
  }

  /** Chooses the files, and collects the events around them. */
  async #collect(
    inputs: () => Iterable<Input>,
    settings: PassSettings,
    onProblem: OnPassProblem,
    passLimit: number,
  ): Promise<{ readonly selection: FileSelection; readonly passes: EventPasses }> {
    this.#plantedFiles.addLeads(this.#leads);
    const selection = new FileSelection(this.#plantedFiles);
    await selection.select(this.#rule, inputs, settings, onProblem);
    const passes = new EventPasses(this.#rule, this.#plantedFiles, this.#search, this.#keepsTexts);
    this.#records.addTo(passes.collector.extent);
    await passes.run(inputs, settings, onProblem, passLimit);
    return { selection, passes };
  }
}
