import type { Command } from 'commander';
import type { CliOption } from './option.js';

/** The arguments of a command. */
export class Arguments {
  readonly #command: Command;

  /** @param command a command that has parsed the command line. */
  constructor(command: Command) {
    this.#command = command;
  }

  /** Paths, or the name of a shell. */
  get positionals(): readonly string[] {
    return this.#command.args;
  }

  /**
   * The value of an option.
   *
   * @throws TypeError if the command does not have the option.
   */
  get<T>(option: CliOption<T>): T {
    if (!this.#command.options.includes(option)) {
      throw new TypeError(`${this.#command.name()} does not have the option ${option.flags}`);
    }
    return this.#command.getOptionValue(option.attributeName()) ?? option.fallback;
  }
}
