import type { Writer } from '../io/writer.js';
import type { Rule } from '../rule/rule.js';
import type { Fault, Problem } from '../scan/finding.js';
import type { InputStatus, Summary } from '../scan/sink.js';
import { type RuleWords, wordsFor } from './rule-words.js';
import { sanitize } from './sanitize.js';
import type { TextMentions } from './text-mentions.js';
import { count } from './units.js';

/** Problems per input that are described; the rest are counted. */
const maxPerInput = 10;

/** Inputs of which the same kind of warning is described; further ones are counted. */
const maxInputsPerWarning = 3;

/** Reports problems and warnings on stderr, one per line, up to a limit per input. */
export class Diagnostics {
  readonly #writer: Writer;
  readonly #words: RuleWords;
  readonly #suggestCommand: (word: string) => string | undefined;
  readonly #isVerbose: boolean;
  readonly #hints = new Set<string>();
  #input: string | undefined;
  #reported = 0;
  #unreported = 0;
  /** Warnings that were not described because other inputs have the same. */
  #similar = 0;
  /** The inputs of which a kind of warning was described. */
  readonly #warned = new Map<Fault['kind'], Set<string>>();
  #mentions: TextMentions | undefined;

  /**
   * @param suggestCommand suggests a command for a path that does not exist but looks like one.
   * @param isVerbose whether to say of every input how it was read, and of every skipped file why.
   */
  constructor(
    writer: Writer,
    rule: Rule,
    suggestCommand: (word: string) => string | undefined,
    isVerbose: boolean,
  ) {
    this.#writer = writer;
    this.#words = wordsFor(rule);
    this.#suggestCommand = suggestCommand;
    this.#isVerbose = isVerbose;
  }

  async problem(problem: Problem): Promise<void> {
    if (problem.fault.kind === 'text-mentions') {
      this.#mentions ??= new (await import('./text-mentions.js')).TextMentions(this.#words.mention);
      this.#mentions.add(problem.input, problem.fault);
      return;
    }
    if (this.#isSimilar(problem)) {
      this.#similar += 1;
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
    await this.#writer.write(`${sanitize(describeProblem(problem, this.#words))}\n`);
    const suggestion =
      problem.fault.kind === 'missing' ? this.#suggestCommand(problem.input) : undefined;
    const hint = suggestion === undefined ? hintFor(problem) : `did you mean ${suggestion}?`;
    if (hint !== undefined && !this.#hints.has(hint)) {
      this.#hints.add(hint);
      await this.#writer.write(`  hint: ${hint}\n`);
    }
  }

  /** An input has been read. */
  inputDone(status: InputStatus): void | Promise<void> {
    if (this.#isVerbose) return this.#sayHowRead(status);
  }

  async #sayHowRead(status: InputStatus): Promise<void> {
    const { howReadLine } = await import('./verbose.js');
    await this.#writer.write(`${howReadLine(status)}\n`);
  }

  /** Reports what is still to be reported. */
  async finish({ inputs, skipped }: Pick<Summary, 'inputs' | 'skipped'>): Promise<void> {
    await this.#countUnreported();
    if (this.#isVerbose) {
      const { skippedFileLines } = await import('./verbose.js');
      for (const line of skippedFileLines(skipped)) await this.#writer.write(`${line}\n`);
    }
    if (this.#similar > 0) {
      const warnings = count(this.#similar, 'similar warning');
      await this.#writer.write(`${warnings} not shown (-f json lists up to 1,000)\n`);
    }
    const names = inputs.map(({ name }) => name);
    for (const line of this.#mentions?.lines(names) ?? []) await this.#writer.write(`${line}\n`);
  }

  /** Whether a warning is like those of enough other inputs. */
  #isSimilar({ severity, input, fault }: Problem): boolean {
    if (severity !== 'warning') return false;
    const inputs = this.#warned.get(fault.kind) ?? new Set();
    this.#warned.set(fault.kind, inputs);
    if (inputs.has(input)) return false;
    if (inputs.size >= maxInputsPerWarning) return true;
    inputs.add(input);
    return false;
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
