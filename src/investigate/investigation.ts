import type { Input } from '../input/input.js';
import type { LeadKind } from '../lead/lead.js';
import type { Rule } from '../rule/rule.js';
import type { Fault, Problem } from '../scan/finding.js';
import type { ScanSettings } from '../scan/options.js';
import { scan } from '../scan/scan.js';
import type { ScannedDocument, Sink } from '../scan/sink.js';
import { analyzeHosts, arrivalsOf, buildCase, relatedProcesses } from './build.js';
import { type Candidate, candidatesOf, isOverLimits, selectFiles } from './candidates.js';
import type { Case } from './case.js';
import { CaseSearch } from './case-search.js';
import { EventCollector } from './collector.js';
import { type EventText, textOf } from './event-record.js';
import { Signs, type SignsNote } from './file-signs.js';
import type { CollectJudgeSpec, CollectNote, SignsJudgeSpec } from './judge.js';
import { PlantedFiles } from './planted-files.js';
import { ScopeFilter } from './scope-filter.js';
import type { EventNumber } from './shown.js';
import type { InvestigatedMatch } from './suggested-exceptions.js';

/**
 * Maximum number of passes over the inputs after the scan. The first pass collects what the matches mention; each further
 * pass follows processes that the previous one discovered, such as those that ran a planted script.
 */
const maxPasses = 4;

/** Faults that may first occur when an input is read again; the scan has already reported all others. */
const passFaults: ReadonlySet<Fault['kind']> = new Set(['changed', 'unreadable', 'worker-failed']);

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
   * @param options how to read them; this method chooses the judge.
   * @param onProblem called with each problem that the scan did not have.
   */
  async buildCase(
    inputs: () => Iterable<Input>,
    options: Omit<ScanSettings, 'judge'>,
    onProblem: (problem: Problem) => void | Promise<void>,
  ): Promise<Case> {
    const plantedFiles = this.#plantedFiles;
    plantedFiles.addLeads(this.#leads);
    const search = this.#search;
    const candidates = await this.#selectFiles(inputs, options, onProblem);
    const collector = new EventCollector(this.#rule, plantedFiles.hosts(), search.criteria());
    const sink: Sink<CollectNote> = {
      document: (document, note) =>
        collector.add(document, note, this.#keepsTexts ? textOf(document) : undefined),
      problem: (problem) => (passFaults.has(problem.fault.kind) ? onProblem(problem) : undefined),
    };
    let processes: CollectJudgeSpec['processes'];
    let lookups = search.lookUp(search.sessionsOfMatches());
    let seeksArrivals = false;
    let hosts = analyzeHosts(plantedFiles, search, collector);
    for (let pass = 0; pass < maxPasses && !plantedFiles.isEmpty; pass += 1) {
      const judge: CollectJudgeSpec = {
        judge: 'collect',
        rule: this.#rule.identity.label,
        criteria: search.criteria(),
        processes,
        lookups,
        seeksArrivals,
      };
      await scan(inputs(), sink, { ...options, judge });
      hosts = analyzeHosts(plantedFiles, search, collector);
      const hasProcesses = search.follow(relatedProcesses(hosts));
      lookups = search.lookUp(hosts.flatMap(({ sessions }) => sessions));
      seeksArrivals = search.seekArrivals(arrivalsOf(hosts));
      const isDone = !hasProcesses && lookups === undefined && !seeksArrivals;
      if (options.signal?.aborted || isDone) break;
      collector.update(search.criteria());
      processes = search.processesToFollow();
    }
    const found = buildCase(
      hosts,
      plantedFiles,
      search,
      collector,
      candidates,
      (number, record) => {
        if (record.text !== undefined) this.#texts.set(number, record.text);
      },
    );
    return { ...found, scope: this.#scope.result() };
  }

  /**
   * Chooses the files of the case. If there are too many, it reads the inputs once more to find what became of them.
   *
   * @returns all files that were to choose from.
   */
  async #selectFiles(
    inputs: () => Iterable<Input>,
    options: Omit<ScanSettings, 'judge'>,
    onProblem: (problem: Problem) => void | Promise<void>,
  ): Promise<readonly Candidate[]> {
    const hosts = this.#plantedFiles.hosts();
    if (!isOverLimits(hosts)) return candidatesOf(hosts, () => []);
    const signs = new Signs();
    const judge: SignsJudgeSpec = {
      judge: 'signs',
      rule: this.#rule.identity.label,
      hosts: hosts.map(({ key, files }) => ({ key, paths: [...files.keys()] })),
    };
    const sink: Sink<SignsNote> = {
      document: (_, note) => signs.add(note),
      problem: (problem) => (passFaults.has(problem.fault.kind) ? onProblem(problem) : undefined),
    };
    await scan(inputs(), sink, { ...options, judge });
    const candidates = candidatesOf(hosts, (host, path) => signs.of(host, path));
    const selected = new Set(
      [...selectFiles(candidates)].map(({ host, path }) => JSON.stringify([host, path])),
    );
    this.#plantedFiles.select((host, path) => selected.has(JSON.stringify([host, path])));
    return candidates;
  }
}
