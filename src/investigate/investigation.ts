import type { Input } from '../input/input.js';
import type { JsonObject } from '../json/value.js';
import type { Rule } from '../rule/rule.js';
import type { Fault, Problem } from '../scan/finding.js';
import type { ScanOptions } from '../scan/options.js';
import { scan } from '../scan/scan.js';
import type { ScannedDocument, Sink } from '../scan/sink.js';
import { analyseHosts, buildCase, furtherProcesses } from './build.js';
import type { Case } from './case.js';
import { CaseSearch } from './case-search.js';
import { EventCollector } from './collector.js';
import type { CollectJudgeSpec, CollectNote } from './judge.js';
import { PlantedFiles } from './planted-files.js';

/**
 * The most passes over the inputs after the scan. The first collects what the matches name; another follows only if that
 * brought up processes that matter in turn, such as those that ran a planted script.
 */
const maxPasses = 4;

/** Faults that may occur only when an input is read again; the scan has reported all others. */
const passFaults: ReadonlySet<Fault['kind']> = new Set(['changed', 'unreadable', 'worker-failed']);

/** A case in the making: the matches of a scan, then the events around them. */
export class Investigation {
  readonly #rule: Rule;
  readonly #plantedFiles: PlantedFiles;
  readonly #search: CaseSearch;

  constructor(rule: Rule) {
    this.#rule = rule;
    this.#plantedFiles = new PlantedFiles(rule);
    this.#search = new CaseSearch(this.#plantedFiles);
  }

  /** Takes a match of the scan. */
  addMatch(match: ScannedDocument): void {
    this.#plantedFiles.add(match);
  }

  /** Takes an event of the scan that may show an init script run. */
  addRun(document: ScannedDocument): void {
    this.#search.addRun(document);
  }

  /** For each match, by host and time, the fields that an exception for it is made from. */
  documents(): readonly JsonObject[] {
    return this.#plantedFiles.documents();
  }

  /**
   * Collects the events around the matches, if there are any, and makes the case.
   *
   * @param inputs returns what was scanned, to be read again.
   * @param options how to read it; the judge is chosen here.
   * @param onProblem called with what went wrong only now.
   */
  async follow(
    inputs: () => Iterable<Input>,
    options: Omit<ScanOptions, 'judge'>,
    onProblem: (problem: Problem) => void | Promise<void>,
  ): Promise<Case> {
    const plantedFiles = this.#plantedFiles;
    const search = this.#search;
    const collector = new EventCollector(this.#rule, plantedFiles.hosts(), search.sought());
    const sink: Sink<CollectNote> = {
      document: (document, note) => collector.add(document, note),
      problem: (problem) => (passFaults.has(problem.fault.kind) ? onProblem(problem) : undefined),
    };
    let processes: CollectJudgeSpec['processes'];
    let hosts = analyseHosts(plantedFiles, search, collector);
    for (let pass = 0; pass < maxPasses && !plantedFiles.isEmpty; pass += 1) {
      const judge: CollectJudgeSpec = {
        judge: 'collect',
        rule: this.#rule.identity.version,
        sought: search.sought(),
        processes,
      };
      await scan(inputs(), sink, { ...options, judge });
      hosts = analyseHosts(plantedFiles, search, collector);
      if (options.signal?.aborted || !search.follow(furtherProcesses(hosts))) break;
      collector.update(search.sought());
      processes = search.processesToFollow();
    }
    return buildCase(hosts, plantedFiles, search, collector);
  }
}
