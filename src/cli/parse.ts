import { CommanderError } from 'commander';
import { UsageError } from '../io/errors.js';
import type { Invocation } from './args.js';
import { defineCommands, defineScan } from './commands.js';
import { suggest } from './suggest.js';

/**
 * Reads a command line. Nothing is opened, written or looked up.
 *
 * @throws UsageError where it is not one that the program knows.
 */
export function parseCommandLine(argv: readonly string[], version: string): Invocation {
  let invocation: Invocation | undefined;
  let text = '';
  const run = (asked: Invocation): void => {
    invocation = asked;
  };
  // Behind `scan` every word is a path, also one that is a command's name elsewhere.
  const isScan = argv[0] === 'scan';
  const program = isScan ? defineScan(version, run) : defineCommands(version, run);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (written) => {
        text += written;
      },
      writeErr: () => {},
    });
  }
  try {
    program.parse(argv.slice(isScan ? 1 : 0), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
  }
  return invocation ?? { command: 'text', text };
}

/** The help of the program as a whole. */
export function helpText(version: string): string {
  return defineCommands(version, () => {}).helpInformation();
}

function usageError(error: CommanderError): UsageError {
  const [message = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const meant = hint?.replace(/^\((.*)\)$/, '$1') ?? choiceMeant(message);
  return new UsageError(message, meant ?? 'see initd-scan --help');
}

/** The choice that was meant, where the message is one on a value that is none of an option's or argument's choices. */
function choiceMeant(message: string): string | undefined {
  const [, typed = '', choices = ''] =
    /(?:argument|value) '(.*)' is invalid.*\. Allowed choices are (.*)\.$/.exec(message) ?? [];
  const choice = choices === '' ? undefined : suggest(typed, choices.split(', '));
  return choice === undefined ? undefined : `Did you mean ${choice}?`;
}

/** The command that was meant by a path that is no file. */
export function commandMeant(word: string): string | undefined {
  const program = defineCommands('', () => {});
  const visible = program.createHelp().visibleCommands(program);
  return suggest(word, ['scan', ...visible.map((command) => command.name())]);
}
