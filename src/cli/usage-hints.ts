import type { Option } from 'commander';
import { type CommandDefinition, commands, scanCommand } from './commands.js';
import { suggest } from './suggest.js';

const all: readonly CommandDefinition[] = [scanCommand, ...commands];

/**
 * A hint about an option that a command does not have: the one that may be meant, or a command that has it.
 *
 * @param typed may have a value after `=`.
 * @param options those of the command.
 */
export function hintForOption(typed: string, options: readonly Option[]): string | undefined {
  const [name = ''] = typed.split('=');
  const owner = all.find((command) =>
    command.options.some(({ short, long }) => name === long || name === short),
  );
  if (owner !== undefined) return `${name} is an option of the command ${owner.name}`;
  if (!name.startsWith('--')) return undefined;
  const known = [...options.flatMap(({ long }) => long ?? []), '--help'];
  // Without the dashes, in which all are alike.
  const found = suggest(
    name.slice(2),
    known.map((long) => long.slice(2)),
  );
  return found === undefined ? undefined : `did you mean --${found}?`;
}

/** A hint about a value that is none of an option's choices: the one that may be meant, or a command that has it. */
export function hintForChoice(
  typed: string,
  choices: readonly string[],
  flags: string | undefined,
): string | undefined {
  const owner = all.find(({ options }) =>
    options.some((option) => option.flags === flags && option.argChoices?.includes(typed)),
  );
  if (owner !== undefined) return `the command ${owner.name} has ${typed}`;
  const choice = suggest(typed, choices);
  return choice === undefined ? undefined : `did you mean ${choice}?`;
}
