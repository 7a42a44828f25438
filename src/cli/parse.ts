import { Command, CommanderError } from 'commander';
import { UsageError } from '../io/errors.js';
import { defaultRule, newestRule } from '../rule/revisions.js';
import type { RuleIdentity } from '../rule/rule.js';
import { Arguments } from './args.js';
import { withCommandFirst } from './command-words.js';
import { type CommandDefinition, type CommandName, commands, scanCommand } from './commands.js';
import { suggest } from './suggest.js';

/** A parsed command line. */
export type ParsedCommandLine =
  | {
      readonly command: CommandName;
      readonly args: Arguments;
      /** Whether the command is the default one, and not named. */
      readonly isDefault: boolean;
    }
  /** Help or the version: text for stdout. */
  | { readonly text: string };

/**
 * Parses a command line, without side effects.
 *
 * @throws UsageError if it is not valid.
 */
export function parseCommandLine(words: readonly string[], version: string): ParsedCommandLine {
  const argv = withCommandFirst(words);
  let invocation: ParsedCommandLine | undefined;
  let text = '';
  // After `scan` every word is a path, even one that is the name of a command.
  const isScan = argv[0] === scanCommand.name;
  const run = (command: CommandName, args: Arguments): void => {
    invocation = { command, args, isDefault: command === scanCommand.name && !isScan };
  };
  const program = buildProgram(version, isScan ? [] : commands, run);
  for (const command of [program, ...program.commands]) {
    command.exitOverride((error) => {
      throw error.exitCode === 0 ? error : usageError(error, command);
    });
    command.configureOutput({
      writeOut: (written) => {
        text += written;
      },
      writeErr: () => {},
    });
  }
  try {
    program.parse(argv.slice(isScan ? 1 : 0), { from: 'user' });
  } catch (error) {
    // Help and the version end parsing in this way, too.
    if (!(error instanceof CommanderError)) throw error;
  }
  return invocation ?? { text };
}

/** The program with all its commands, from which help, completion and the manual page are generated. */
export function programOf(version: string): Command {
  return buildProgram(version, commands, () => {});
}

/** The help of one command. */
export function helpOf(name: CommandName, version: string): string {
  const program = programOf(version);
  const command = program.commands.find((other) => other.name() === name) ?? program;
  return command.helpInformation();
}

type RunCommand = (command: CommandName, args: Arguments) => void;

function buildProgram(
  version: string,
  others: readonly CommandDefinition[],
  run: RunCommand,
): Command {
  const program = new Command('initd-scan')
    .description(scanCommand.description)
    .usage('[scan] [options] [path...]')
    .version(versionText(version), '-V, --version', 'print the version, and those of the rule')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .enablePositionalOptions()
    .configureHelp({ sortOptions: false });
  define(program, scanCommand, run);
  for (const definition of others) {
    const { name, description, isHidden = false } = definition;
    define(program.command(name, { hidden: isHidden }).description(description), definition, run);
  }
  return program;
}

/** The program's version on a line of its own, then those of the rule. */
function versionText(version: string): string {
  return [
    version,
    `rule by default: ${ruleText(defaultRule.identity)}`,
    `newest known: ${ruleText(newestRule.identity)}`,
  ].join('\n');
}

function ruleText({ name, label, queryDate }: RuleIdentity): string {
  return `${name}, version ${label} (query dated ${queryDate})`;
}

/** Adds the argument, options, help and action of a command. */
function define(command: Command, definition: CommandDefinition, run: RunCommand): void {
  const { name, argument, options, help } = definition;
  if (argument !== undefined) command.addArgument(argument);
  for (const option of options) command.addOption(option);
  command.addHelpText('after', help).action(() => run(name, new Arguments(command)));
}

function usageError(error: CommanderError, command: Command): UsageError {
  const [message = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const suggestion =
    hint?.replace(/^\((.*)\)$/, '$1').replace(/^Did/, 'did') ?? suggestChoice(message);
  const name = command.parent === null ? '' : `${command.name()} `;
  return new UsageError(message, suggestion ?? `see initd-scan ${name}--help`);
}

/** Suggests a choice for an invalid value of an option or argument. */
function suggestChoice(message: string): string | undefined {
  const [, typed = '', choices = ''] =
    /(?:argument|value) '(.*)' is invalid.*\. Allowed choices are (.*)\.$/.exec(message) ?? [];
  const choice = choices === '' ? undefined : suggest(typed, choices.split(', '));
  return choice === undefined ? undefined : `did you mean ${choice}?`;
}
