import type { Writer } from '../io/writer.js';
import type { Problem } from '../scan/finding.js';
import { sanitize } from './sanitize.js';
import { describeProblem, hintFor } from './wording.js';

/** Problems that are told of one input, in full; the rest are counted. */
const perInput = 10;

/** Tells problems and warnings on stderr, one a line, a bounded number of each input. */
export class Diagnostics {
  readonly #writer: Writer;
  readonly #commandMeant: (word: string) => string | undefined;
  readonly #hints = new Set<string>();
  #input: string | undefined;
  #told = 0;
  #untold = 0;

  /** @param commandMeant finds the command that was meant by a path that names nothing. */
  constructor(writer: Writer, commandMeant: (word: string) => string | undefined) {
    this.#writer = writer;
    this.#commandMeant = commandMeant;
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
    const hint = hintFor(problem.fault) ?? this.#commandHint(problem);
    if (hint !== undefined && !this.#hints.has(hint)) {
      this.#hints.add(hint);
      await this.#writer.write(`  hint: ${hint}\n`);
    }
  }

  /** Tells of what was counted only. */
  async finish(): Promise<void> {
    await this.#tellRest();
  }

  #commandHint({ fault, input }: Problem): string | undefined {
    const command = fault.kind === 'missing' ? this.#commandMeant(input) : undefined;
    return command === undefined ? undefined : `did you mean the command ${command}?`;
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
