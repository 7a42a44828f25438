import { Command, CommanderError, Option } from 'commander';
import { UsageError } from '../io/errors.js';
import { defaultRule, newestRule } from '../rule/revisions.js';
import type { RuleIdentity } from '../rule/rule.js';
import { Arguments } from './args.js';
import { briefHelp, ungrouped } from './brief-help.js';
import { withCommandFirst } from './command-words.js';
import {
  type CommandDefinition,
  type CommandName,
  commands,
  otherOptions,
  scanCommand,
} from './commands.js';
import { hintForChoice, hintForOption } from './usage-hints.js';

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
    if (error.code === briefHelpCode) text = error.message;
  }
  return invocation ?? { text };
}

/** The program with all its commands, from which help, completion and the manual page are generated. */
export function programOf(version: string): Command {
  return buildProgram(version, commands, () => {});
}

/** The short help of one command. */
export function briefHelpOf(name: CommandName, version: string): string {
  const program = programOf(version);
  const command = program.commands.find((other) => other.name() === name) ?? program;
  return briefHelp(command, definitionOf(name));
}

function definitionOf(name: CommandName): CommandDefinition {
  return commands.find((other) => other.name === name) ?? scanCommand;
}

/** The code of the error that ends parsing when the short help is asked for. */
const briefHelpCode = 'initd-scan.briefHelp';

type RunCommand = (command: CommandName, args: Arguments) => void;

function buildProgram(
  version: string,
  others: readonly CommandDefinition[],
  run: RunCommand,
): Command {
  const program = new Command('initd-scan')
    .description(scanCommand.description)
    .usage('[scan] [options] [path...]')
    .helpCommand(false)
    .enablePositionalOptions()
    .configureHelp({ sortOptions: false });
  define(program, scanCommand, run);
  program.version(
    versionText(version),
    '-V, --version',
    'print the version, and those of the rule',
  );
  program.options.at(-1)?.helpGroup(`${otherOptions}:`);
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
  const { name, argument, options, help, brief: most } = definition;
  // Few options need no groups.
  if (most === undefined) {
    command.configureHelp({ ...command.configureHelp(), groupItems: ungrouped });
  }
  if (argument !== undefined) command.addArgument(argument);
  for (const option of options) command.addOption(option);
  const brief = new Option('-h', 'print a short help');
  command
    .addOption(brief.helpGroup(`${otherOptions}:`))
    .on('option:h', () => {
      throw new CommanderError(0, briefHelpCode, briefHelp(command, definition));
    })
    .addHelpOption(new Option('--help', 'print this help').helpGroup(`${otherOptions}:`));
  command.addHelpText('after', help).action(() => run(name, new Arguments(command)));
}

function usageError(error: CommanderError, command: Command): UsageError {
  const [message = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const name = command.parent === null ? '' : `${command.name()} `;
  const suggestion =
    unknownOptionHint(message, command) ??
    hint?.replace(/^\((.*)\)$/, '$1').replace(/^Did/, 'did') ??
    choiceHint(message);
  return new UsageError(message, suggestion ?? `see initd-scan ${name}--help`);
}

function unknownOptionHint(message: string, command: Command): string | undefined {
  const typed = /^unknown option '(.*)'$/s.exec(message)?.[1];
  return typed === undefined ? undefined : hintForOption(typed, command.options);
}

/** Suggests a choice for an invalid value of an option or argument. */
function choiceHint(message: string): string | undefined {
  const [, flags, typed = '', choices = ''] =
    /^(?:option '(.*?)' )?.*(?:argument|value) '(.*)' is invalid.*\. Allowed choices are (.*)\.$/.exec(
      message,
    ) ?? [];
  return choices === '' ? undefined : hintForChoice(typed, choices.split(', '), flags);
}
