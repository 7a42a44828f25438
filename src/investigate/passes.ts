import type { Input } from '../input/input.js';
import type { Rule } from '../rule/rule.js';
import type { Fault, Problem } from '../scan/finding.js';
import type { ScanSettings } from '../scan/options.js';
import { scan } from '../scan/scan.js';
import type { Sink } from '../scan/sink.js';
import { analyzeHosts, arrivalsOf, relatedProcesses } from './build.js';
import type { CaseSearch } from './case-search.js';
import type { SearchScope } from './collect/sought.js';
import { EventCollector } from './collector.js';
import { textOf } from './event-record.js';
import type { CandidateHost } from './file-signs.js';
import type { HostAnalysis } from './host-analysis.js';
import type { CollectJudgeSpec, CollectNote } from './judge.js';
import type { Lookups } from './lookups.js';
import type { PlantedFiles } from './planted-files.js';

/** How to read inputs; the passes choose the judge. */
export type PassSettings = Omit<ScanSettings, 'judge'>;

/** Receives each problem that an earlier scan of the inputs did not have. */
export type OnPassProblem = (problem: Problem) => void | Promise<void>;

/** Faults that may first occur when an input is read again; the scan has already reported all others. */
const passFaults: ReadonlySet<Fault['kind']> = new Set(['changed', 'unreadable', 'worker-failed']);

/** Passes on only the problems that may first occur when an input is read again. */
export function problemOfPass(onProblem: OnPassProblem): OnPassProblem {
  return (problem) => (passFaults.has(problem.fault.kind) ? onProblem(problem) : undefined);
}

/** What the events that were collected show that a further pass has to search for, in numbers. */
export interface Discoveries {
  readonly processes: number;
  readonly lookups: number;
  readonly arrivals: number;
}

/** Collects the events around the matches, following what each pass over the inputs discovers. */
export class EventPasses {
  readonly collector: EventCollector;
  /** What the collected events show about each host. */
  hosts: readonly HostAnalysis[];
  readonly #rule: Rule;
  readonly #plantedFiles: PlantedFiles;
  readonly #search: CaseSearch;
  readonly #keepsTexts: boolean;
  /** What to look up in the next pass, and all that was to be looked up so far. */
  #lookups: Lookups | undefined;
  #allLookups: Lookups = { addresses: [], users: [] };
  #seeksArrivals = false;
  #searched: SearchScope;

  /** @param keepsTexts whether records have the texts of their events. */
  constructor(rule: Rule, plantedFiles: PlantedFiles, search: CaseSearch, keepsTexts: boolean) {
    this.#rule = rule;
    this.#plantedFiles = plantedFiles;
    this.#search = search;
    this.#keepsTexts = keepsTexts;
    this.collector = new EventCollector(rule, plantedFiles.hosts(), search.criteria());
    this.hosts = analyzeHosts(plantedFiles, search, this.collector);
    this.#lookUp(search.lookUp(search.sessionsOfMatches()));
    this.#searched = this.#scope();
  }

  /** Passes over the inputs until nothing new is discovered, but at most `maxPasses` times. */
  async run(
    inputs: () => Iterable<Input>,
    settings: PassSettings,
    onProblem: OnPassProblem,
    maxPasses: number,
  ): Promise<void> {
    const sink: Sink<CollectNote> = {
      document: (document, note) => {
        this.collector.add(document, note, this.#keepsTexts ? textOf(document) : undefined);
      },
      problem: problemOfPass(onProblem),
    };
    let processes: CollectJudgeSpec['processes'];
    for (let pass = 0; pass < maxPasses && !this.#plantedFiles.isEmpty; pass += 1) {
      const judge: CollectJudgeSpec = {
        judge: 'collect',
        rule: this.#rule.identity.label,
        criteria: this.#search.criteria(),
        processes,
        lookups: this.#lookups,
        seeksArrivals: this.#seeksArrivals,
      };
      this.#searched = this.#scope();
      await scan(inputs(), sink, { ...settings, judge });
      const found = this.discover();
      const isDone = found.processes === 0 && found.lookups === 0 && found.arrivals === 0;
      if (settings.signal?.aborted || isDone) break;
      this.collector.update(this.#search.criteria());
      processes = this.#search.processesToFollow();
    }
  }

  /** Analyzes the events that were collected. What they discover is part of the next search. */
  discover(): Discoveries {
    this.hosts = analyzeHosts(this.#plantedFiles, this.#search, this.collector);
    const hasProcesses = this.#search.follow(relatedProcesses(this.hosts));
    this.#lookUp(this.#search.lookUp(this.hosts.flatMap(({ sessions }) => sessions)));
    const arrivals = arrivalsOf(this.hosts);
    this.#seeksArrivals = this.#search.seekArrivals(arrivals);
    const processes = this.#search.processesToFollow();
    const { addresses = [], users = [] } = this.#lookups ?? {};
    return {
      processes: hasProcesses
        ? processes.reduce((sum, { followedProcesses }) => sum + followedProcesses.length, 0)
        : 0,
      lookups: addresses.length + users.length,
      arrivals: this.#seeksArrivals
        ? [...arrivals.values()].reduce((sum, times) => sum + times.length, 0)
        : 0,
    };
  }

  /** What the passes have searched for. */
  get searched(): SearchScope {
    return this.#searched;
  }

  /**
   * Begins a pass that collects everything anew that any pass searched for, or the next one would, and all matches of the
   * files.
   *
   * @param candidates the files to choose those of the case from; undefined if it can have all of them.
   */
  begin(candidates: readonly CandidateHost[] | undefined): CollectJudgeSpec {
    const criteria = this.#search.criteria();
    this.collector.update(criteria);
    this.#searched = this.#scope();
    return {
      judge: 'collect',
      rule: this.#rule.identity.label,
      criteria,
      lookups: this.#allLookups,
      seeksArrivals: criteria.hosts.some(({ arrivals = [] }) => arrivals.length > 0),
      files: candidates ?? criteria.hosts,
      seeksSigns: candidates !== undefined,
    };
  }

  #lookUp(lookups: Lookups | undefined): void {
    this.#lookups = lookups;
    if (lookups === undefined) return;
    const { addresses, users } = this.#allLookups;
    this.#allLookups = {
      addresses: [...addresses, ...lookups.addresses],
      users: [...users, ...lookups.users],
    };
  }

  #scope(): SearchScope {
    return {
      hosts: this.#plantedFiles.hosts(),
      criteria: this.#search.criteria(),
      lookups: this.#allLookups,
    };
  }
}
