import type { Input } from '../input/input.js';
import type { Rule } from '../rule/rule.js';
import { scan } from '../scan/scan.js';
import type { Sink } from '../scan/sink.js';
import { type Candidate, candidatesOf, isOverLimits, selectFiles } from './candidates.js';
import { type CandidateHost, Signs, type SignsNote } from './file-signs.js';
import type { SignsJudgeSpec } from './judge.js';
import { type OnPassProblem, type PassSettings, problemOfPass } from './passes.js';
import type { PlantedFiles, PlantedHost } from './planted-files.js';

/** Chooses the files of a case by what became of them, if there are too many. */
export class FileSelection {
  readonly #plantedFiles: PlantedFiles;
  readonly #hosts: readonly PlantedHost[];
  readonly #signs = new Signs();
  /** The files to choose from; undefined if the case can have all of them. */
  readonly hosts: readonly CandidateHost[] | undefined;

  /** @param plantedFiles with all matches and leads. */
  constructor(plantedFiles: PlantedFiles) {
    this.#plantedFiles = plantedFiles;
    this.#hosts = plantedFiles.hosts();
    this.hosts = isOverLimits(this.#hosts)
      ? this.#hosts.map(({ key, files }) => ({ key, paths: [...files.keys()] }))
      : undefined;
  }

  /** Adds what an event shows to have become of files. */
  addSigns(note: SignsNote): void {
    this.#signs.add(note);
  }

  /** Reads the inputs to find what became of the files, if there are too many, and leaves out those over the limits. */
  async select(
    rule: Rule,
    inputs: () => Iterable<Input>,
    settings: PassSettings,
    onProblem: OnPassProblem,
  ): Promise<void> {
    if (this.hosts === undefined) return;
    const judge: SignsJudgeSpec = {
      judge: 'signs',
      rule: rule.identity.label,
      hosts: this.hosts,
    };
    const sink: Sink<SignsNote> = {
      document: (_, note) => this.addSigns(note),
      problem: problemOfPass(onProblem),
    };
    await scan(inputs(), sink, { ...settings, judge });
    const selected = this.selected();
    this.#plantedFiles.select((host, path) => selected.has(fileKey(host, path)));
  }

  /** All files that there are to choose from. */
  candidates(): readonly Candidate[] {
    return candidatesOf(this.#hosts, (host, path) =>
      this.hosts === undefined ? [] : this.#signs.of(host, path),
    );
  }

  /** The keys of the chosen files by the signs that were added so far; all files if there are few. */
  selected(): ReadonlySet<string> {
    const candidates = this.candidates();
    const chosen = this.hosts === undefined ? candidates : [...selectFiles(candidates)];
    return new Set(chosen.map(({ host, path }) => fileKey(host, path)));
  }
}

function fileKey(host: string, path: string): string {
  return JSON.stringify([host, path]);
}
