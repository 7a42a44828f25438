import type { Writer } from '../io/writer.js';
import type { Problem } from '../scan/finding.js';
import { sanitize } from './sanitize.js';
import type { TextMentions } from './text-mentions.js';

/** Problems per input that are described; the rest are counted. */
const maxPerInput = 10;

/** Reports problems and warnings on stderr, one per line, up to a limit per input. */
export class Diagnostics {
  readonly #writer: Writer;
  readonly #suggestCommand: (word: string) => string | undefined;
  readonly #hints = new Set<string>();
  #input: string | undefined;
  #reported = 0;
  #unreported = 0;
  #mentions: TextMentions | undefined;

  /** @param suggestCommand suggests a command for a path that does not exist but looks like one. */
  constructor(writer: Writer, suggestCommand: (word: string) => string | undefined) {
    this.#writer = writer;
    this.#suggestCommand = suggestCommand;
  }

  async problem(problem: Problem): Promise<void> {
    if (problem.fault.kind === 'text-mentions') {
      this.#mentions ??= new (await import('./text-mentions.js')).TextMentions();
      this.#mentions.add(problem.input, problem.fault);
      return;
    }
    if (problem.input !== this.#input) {
      await this.#countUnreported();
      this.#input = problem.input;
      this.#reported = 0;
    }
    if (this.#reported >= maxPerInput) {
      this.#unreported += 1;
      return;
    }
    this.#reported += 1;
    const { describeProblem, hintFor } = await import('./wording.js');
    await this.#writer.write(`${sanitize(describeProblem(problem))}\n`);
    const suggestion =
      problem.fault.kind === 'missing' ? this.#suggestCommand(problem.input) : undefined;
    const hint = suggestion === undefined ? hintFor(problem) : `did you mean ${suggestion}?`;
    if (hint !== undefined && !this.#hints.has(hint)) {
      this.#hints.add(hint);
      await this.#writer.write(`  hint: ${hint}\n`);
    }
  }

  /**
   * Reports what is still to be reported.
   *
   * @param inputs the names of all inputs.
   */
  async finish(inputs: readonly string[]): Promise<void> {
    await this.#countUnreported();
    for (const line of this.#mentions?.lines(inputs) ?? []) await this.#writer.write(`${line}\n`);
  }

  /** Reports how many problems of the last input were not described. */
  async #countUnreported(): Promise<void> {
    if (this.#unreported === 0) return;
    await this.#writer.write(
      `${sanitize(this.#input ?? '')}: ${this.#unreported} more not shown (-f json lists up to 1,000)\n`,
    );
    this.#unreported = 0;
  }
}
