import { InvalidArgumentError, Option } from 'commander';

/** One option of the command line: its names, help, parsing and default in one place. */
export interface OptionDefinition<T> {
  /** Makes the option as commander takes it; commander keeps state in it, so each program needs its own. */
  make(): Option;
  /** The value if the option is not given and commander has no default for it. */
  readonly absent: T;
}

/** How the value of an option is read. */
interface ValueSettings<T> {
  /** @throws InvalidArgumentError or UsageError if the text is not valid. */
  readonly parse?: (text: string) => T;
  /** The default, and how help shows it if not as it is. */
  readonly default?: () => readonly [value: T, shown?: string];
}

/**
 * An option without a value.
 *
 * @param conflicts the names of options that must not be given with it.
 */
export function flag(
  flags: string,
  help: string,
  conflicts: readonly string[] = [],
): OptionDefinition<boolean> {
  return { make: () => new Option(flags, help).conflicts([...conflicts]), absent: false };
}

/** An option with a value, which is undefined if it is not given. */
export function optional<T = string>(
  flags: string,
  help: string,
  { parse }: Pick<ValueSettings<T>, 'parse'> = {},
): OptionDefinition<T | undefined> {
  return { make: () => withParser(new Option(flags, help), parse), absent: undefined };
}

/** An option that always has a value. */
export function value<T>(
  flags: string,
  help: string,
  settings: ValueSettings<T> & Required<Pick<ValueSettings<T>, 'default'>>,
): OptionDefinition<T> {
  const [absent] = settings.default();
  return {
    make: () => withParser(new Option(flags, help), settings.parse).default(...settings.default()),
    absent,
  };
}

/** An option whose value is one of a few words, the default first if there is one. */
export function choice<T extends string>(
  flags: string,
  help: string,
  choices: readonly T[],
  absent: T,
): OptionDefinition<T>;
export function choice<T extends string>(
  flags: string,
  help: string,
  choices: readonly T[],
): OptionDefinition<T | undefined>;
export function choice<T extends string>(
  flags: string,
  help: string,
  choices: readonly T[],
  absent?: T,
): OptionDefinition<T | undefined> {
  return {
    make() {
      const option = new Option(flags, help).choices(choices);
      return absent === undefined ? option : option.default(absent);
    },
    absent,
  };
}

/** An option that can be given several times: its value is all of them together. */
export function repeatable<T = string>(
  flags: string,
  help: string,
  add: (text: string, before: readonly T[]) => readonly T[] = (text, before) => [
    ...before,
    text as T,
  ],
): OptionDefinition<readonly T[]> {
  return {
    make: () =>
      new Option(flags, `${help}; repeatable`).argParser(
        (text: string, before: readonly T[] | undefined) => add(text, before ?? []),
      ),
    absent: [],
  };
}

function withParser<T>(option: Option, parse: ((text: string) => T) | undefined): Option {
  return parse === undefined ? option : option.argParser((text: string) => parse(text));
}

/** Reads a whole number between two limits, both included. */
export function wholeNumber(
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max) {
      const limit = max === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${max}`;
      throw new InvalidArgumentError(`It takes a whole number, at least ${min}${limit}.`);
    }
    return number;
  };
}
