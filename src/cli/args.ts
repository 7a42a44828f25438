import type { OptionDefinition } from './option.js';

/** What a command line gives to a command. */
export class Arguments {
  /** Paths, or whatever else a command takes. */
  readonly positionals: readonly string[];
  readonly #values: ReadonlyMap<OptionDefinition<unknown>, unknown>;

  /** @param values for each option that the command has, its value; undefined if it is not given. */
  constructor(
    positionals: readonly string[],
    values: ReadonlyMap<OptionDefinition<unknown>, unknown>,
  ) {
    this.positionals = positionals;
    this.#values = values;
  }

  /**
   * The value of an option.
   *
   * @throws TypeError if the command does not have the option.
   */
  get<T>(option: OptionDefinition<T>): T {
    if (!this.#values.has(option)) {
      throw new TypeError(`the command does not have the option ${option.make().flags}`);
    }
    return (this.#values.get(option) as T | undefined) ?? option.absent;
  }
}
