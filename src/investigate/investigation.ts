import type { Input } from '../input/input.js';
import type { JsonObject } from '../json/value.js';
import type { Fault, Problem } from '../scan/finding.js';
import { type ScanOptions, scan } from '../scan/scan.js';
import type { Match, ScannedDocument, Sink } from '../scan/sink.js';
import { analyseHosts, buildCase, furtherProcesses } from './build.js';
import type { Case } from './case.js';
import { EventCollector } from './collector.js';
import { PlantedFiles } from './planted-files.js';

/**
 * Passes over the inputs behind the scan at most. The first gathers what the matches name; another follows only where
 * that brought up processes which matter in turn, such as those that a planted script ran as.
 */
const mostPasses = 4;

/** Faults that may come up only when an input is read again: all others the scan has told. */
const passFaults: ReadonlySet<Fault['kind']> = new Set(['changed', 'unreadable', 'worker-failed']);

/** A case as it comes about: the matches of a scan, then the events around them. */
export class Investigation {
  readonly #subjects = new PlantedFiles();

  /** Takes a match of the scan. */
  add(match: Match): void {
    this.#subjects.add(match);
  }

  /** Takes a process event of the scan that names the folder of init scripts, where there are such. */
  addRun(document: ScannedDocument): void {
    this.#subjects.addRun(document);
  }

  /** The events that match, by host and time, as far as the case has room for them. */
  documents(): readonly JsonObject[] {
    return this.#subjects.documents();
  }

  /**
   * Gathers the events around the matches, where there are any, and makes the case.
   *
   * @param inputs what was scanned, to be read again.
   * @param onProblem told of what went wrong only now.
   */
  async follow(
    inputs: () => Iterable<Input>,
    options: ScanOptions,
    onProblem: (problem: Problem) => void | Promise<void>,
  ): Promise<Case> {
    const gathering = new EventCollector(this.#subjects);
    const sink: Sink = {
      match() {},
      gathered: (document) => gathering.add(document),
      problem: (problem) => (passFaults.has(problem.fault.kind) ? onProblem(problem) : undefined),
    };
    let gather = this.#subjects.wanted();
    let hosts = analyseHosts(this.#subjects, gathering);
    for (let pass = 0; pass < mostPasses && !this.#subjects.isEmpty; pass += 1) {
      await scan(inputs(), sink, { ...options, validate: false, runs: false, gather });
      hosts = analyseHosts(this.#subjects, gathering);
      if (options.signal?.aborted) break;
      if (!this.#subjects.seek(furtherProcesses(hosts))) break;
      gathering.widen(this.#subjects);
      gather = this.#subjects.further();
    }
    return buildCase(hosts, this.#subjects, gathering);
  }
}
