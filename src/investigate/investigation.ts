import type { Input } from '../input/input.js';
import type { JsonObject } from '../json/value.js';
import type { Rule } from '../rule/rule.js';
import type { Fault, Problem } from '../scan/finding.js';
import type { ScanOptions } from '../scan/options.js';
import { scan } from '../scan/scan.js';
import type { ScannedDocument, Sink } from '../scan/sink.js';
import { analyseHosts, buildCase, furtherProcesses } from './build.js';
import type { Case } from './case.js';
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
  readonly #planted = new PlantedFiles();

  /** Takes a match of the scan. */
  addMatch(match: ScannedDocument): void {
    this.#planted.add(match);
  }

  /** Takes an event of the scan that may show an init script run. */
  addRun(document: ScannedDocument): void {
    this.#planted.addRun(document);
  }

  /** The events that match, by host and time, as far as the case has room for them. */
  documents(): readonly JsonObject[] {
    return this.#planted.documents();
  }

  /**
   * Collects the events around the matches, if there are any, and makes the case.
   *
   * @param inputs returns what was scanned, to be read again.
   * @param options how to read it; the judge is chosen here.
   * @param onProblem called with what went wrong only now.
   */
  async follow(
    rule: Rule,
    inputs: () => Iterable<Input>,
    options: Omit<ScanOptions, 'judge'>,
    onProblem: (problem: Problem) => void | Promise<void>,
  ): Promise<Case> {
    const collector = new EventCollector(this.#planted);
    const sink: Sink<CollectNote> = {
      document: (document, note) => collector.add(document, note),
      problem: (problem) => (passFaults.has(problem.fault.kind) ? onProblem(problem) : undefined),
    };
    let processes: CollectJudgeSpec['processes'];
    let hosts = analyseHosts(this.#planted, collector);
    for (let pass = 0; pass < maxPasses && !this.#planted.isEmpty; pass += 1) {
      const sought = this.#planted.sought();
      const judge = { judge: 'collect', rule: rule.identity.version, sought, processes } as const;
      await scan(inputs(), sink, { ...options, judge: judge satisfies CollectJudgeSpec });
      hosts = analyseHosts(this.#planted, collector);
      if (options.signal?.aborted) break;
      if (!this.#planted.follow(furtherProcesses(hosts))) break;
      collector.update(this.#planted);
      processes = this.#planted.processesToFollow();
    }
    return buildCase(hosts, this.#planted, collector);
  }
}
