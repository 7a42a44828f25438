import type { Problem } from '../scan/finding.js';
import type { Sink, Summary } from '../scan/sink.js';

/** Problems that the scan of an input did not find itself: they are found beside it, or when the input is read again. */
export class LateProblems {
  readonly #report: Sink['problem'];
  readonly #counts = new Map<string, number>();
  /** How many there are. */
  total = 0;

  constructor(report: Sink['problem']) {
    this.#report = report;
  }

  add(problem: Problem): void | Promise<void> {
    this.total += 1;
    this.#counts.set(problem.input, (this.#counts.get(problem.input) ?? 0) + 1);
    return this.#report(problem);
  }

  /** Adds a problem of a later pass, unless the scan has reported that it did not fully read the input. */
  addOfPass({ inputs }: Pick<Summary, 'inputs'>, problem: Problem): void | Promise<void> {
    const status = inputs.find(({ name }) => name === problem.input);
    if (status === undefined || status.problems > 0 || this.#counts.has(problem.input)) return;
    return this.add(problem);
  }

  /** The summary of the scan with these problems. */
  addTo(summary: Summary): Summary {
    if (this.total === 0) return summary;
    for (const status of summary.inputs) status.problems += this.#counts.get(status.name) ?? 0;
    return { ...summary, problems: summary.problems + this.total, complete: false };
  }
}
