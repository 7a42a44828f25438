import type { Problem } from '../scan/finding.js';
import type { Writer } from './reporter.js';
import { sanitize } from './sanitize.js';
import { describeProblem, hintFor } from './wording.js';

/** Problems that are told of one input, in full; the rest are counted. */
const perInput = 10;

/** Tells problems and warnings on stderr, one a line, a bounded number of each input. */
export class Diagnostics {
  readonly #writer: Writer;
  readonly #hints = new Set<string>();
  #input: string | undefined;
  #told = 0;
  #untold = 0;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  async problem(problem: Problem): Promise<void> {
    if (problem.input !== this.#input) {
      await this.#tellRest();
      this.#input = problem.input;
      this.#told = 0;
    }
    if (this.#told >= perInput) {
      this.#untold += 1;
      return;
    }
    this.#told += 1;
    await this.#writer.write(`${sanitize(describeProblem(problem))}\n`);
    const hint = hintFor(problem.fault);
    if (hint !== undefined && !this.#hints.has(hint)) {
      this.#hints.add(hint);
      await this.#writer.write(`  hint: ${hint}\n`);
    }
  }

  /** Tells of what was counted only. */
  async finish(): Promise<void> {
    await this.#tellRest();
  }

  async #tellRest(): Promise<void> {
    if (this.#untold > 0) {
      await this.#writer.write(
        `${sanitize(this.#input ?? '')}: ${this.#untold} more like these; -f json lists up to 1,000\n`,
      );
    }
    this.#untold = 0;
  }
}
