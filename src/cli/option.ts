import { InvalidArgumentError, Option } from 'commander';

/** One option of the command line: its names, help, parsing and default in one place. */
export class CliOption<T> extends Option {
  /** The value if the option is not given. */
  readonly fallback: T;

  constructor(flags: string, help: string, fallback: T) {
    super(flags, help);
    this.fallback = fallback;
  }

  /** Values that completion offers where others are valid too, or are parsed. */
  suggestions: readonly string[] | undefined;

  suggesting(values: readonly string[]): this {
    this.suggestions = values;
    return this;
  }
}

/** An option without a value. */
export function flag(flags: string, help: string): CliOption<boolean> {
  return new CliOption(flags, help, false);
}

/** An option with a value, or undefined if it is not given. */
export function optional(flags: string, help: string): CliOption<string | undefined> {
  return new CliOption<string | undefined>(flags, help, undefined);
}

/** An option whose value is one of a few words; `fallback` is the default, if there is one. */
export function choice<T extends string, Fallback extends T | undefined = undefined>(
  flags: string,
  help: string,
  choices: readonly T[],
  fallback?: Fallback,
): CliOption<T | Fallback> {
  const option = new CliOption(flags, help, fallback as T | Fallback);
  option.choices(choices);
  return fallback === undefined ? option : option.default(fallback);
}

/** Accepts other words for values of an option. */
export function withSynonyms<T>(
  option: CliOption<T>,
  synonyms: Readonly<Record<string, string>>,
): CliOption<T> {
  const { parseArg } = option;
  option.argParser((text: string, previous: unknown) => {
    const word = Object.hasOwn(synonyms, text) ? synonyms[text] : text;
    return parseArg === undefined ? word : parseArg(word ?? text, previous);
  });
  return option;
}

/**
 * An option whose value is a whole number.
 *
 * @param defaultText the default as help shows it.
 */
export function wholeNumber(
  flags: string,
  help: string,
  fallback: number,
  defaultText: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
): CliOption<number> {
  const option = new CliOption(flags, help, fallback).default(fallback, defaultText);
  return option.argParser((text: string) => parsedNumber(text, min, max));
}

/** An option whose value is a positive whole number, or undefined if it is not given. */
export function optionalNumber(flags: string, help: string): CliOption<number | undefined> {
  const option = new CliOption<number | undefined>(flags, help, undefined);
  return option.argParser((text: string) => parsedNumber(text, 1, Number.MAX_SAFE_INTEGER));
}

function parsedNumber(text: string, min: number, max: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < min || number > max) {
    const limit = max === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${max}`;
    throw new InvalidArgumentError(`Expected a whole number of at least ${min}${limit}.`);
  }
  return number;
}

/**
 * An option that can be given several times. Its value is the list of all values.
 *
 * @param parse parses one value, given the previous ones.
 */
export function repeatable<T = string>(
  flags: string,
  help: string,
  parse: (text: string, previous: readonly T[]) => T = (text) => text as T,
): CliOption<readonly T[]> {
  const option = new CliOption<readonly T[]>(flags, `${help}; repeatable`, []);
  return option.argParser((text: string, previous: readonly T[] = []) => [
    ...previous,
    parse(text, previous),
  ]);
}
