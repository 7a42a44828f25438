import { existsSync } from 'node:fs';
import { UsageError } from '../io/errors.js';
import { type CommandDefinition, commands, scanCommand } from './commands.js';
import { suggest } from './suggest.js';

const all: readonly CommandDefinition[] = [scanCommand, ...commands];

/** The options of all commands that are followed by a value, by each of their names. */
const withValue: ReadonlySet<string> = new Set(
  all
    .flatMap(({ options }) =>
      options.filter(({ required }) => required).flatMap(({ short, long }) => [short, long]),
    )
    .filter((name) => name !== undefined),
);

/**
 * Puts the name of a command before the options that precede it, so that they are that command's, and turns the words
 * `help` and `version` into the options of these names.
 */
export function withCommandFirst(argv: readonly string[]): readonly string[] {
  const at = indexOfFirstWord(argv);
  const word = argv[at];
  const before = argv.slice(0, at);
  const after = argv.slice(at + 1);
  // The version is the program's, whatever follows.
  if (word === undefined || before.includes('-V') || before.includes('--version')) return argv;
  if (word === 'version') return ['--version'];
  if (word === 'help') {
    const about = after.find(isCommand);
    return about === undefined || about === scanCommand.name ? ['--help'] : [about, '--help'];
  }
  return isCommand(word) ? [word, ...before, ...after] : argv;
}

/** The index of the first argument that is neither an option nor the value of one; that of the end if there is none. */
function indexOfFirstWord(argv: readonly string[]): number {
  for (let at = 0; at < argv.length; at += 1) {
    const argument = argv[at] ?? '';
    if (argument === '--') break;
    if (!argument.startsWith('-') || argument === '-') return at;
    if (takesNextArgument(argument)) at += 1;
  }
  return argv.length;
}

/** Whether the value of an option, or of the last of several that are written together as in `-qf`, is the next argument. */
function takesNextArgument(argument: string): boolean {
  if (argument.startsWith('--')) return withValue.has(argument);
  const letters = [...argument.slice(1)];
  return letters.findIndex((letter) => withValue.has(`-${letter}`)) === letters.length - 1;
}

function isCommand(word: string): boolean {
  return all.some(({ name }) => name === word);
}

/** Suggests a command for a path that does not exist but looks like one. */
export function suggestCommand(word: string): string | undefined {
  const visible = all.filter(({ isHidden }) => !isHidden);
  const name = suggest(word, [...visible.map(({ name }) => name), 'help', 'version']);
  return name === undefined ? undefined : `the ${name} command`;
}

/**
 * Refuses a first path that does not exist and looks like a command, before anything is scanned.
 *
 * @throws UsageError if it does.
 */
export function refuseMistypedCommand(path: string | undefined): void {
  const suggestion = path === undefined || path === '-' ? undefined : suggestCommand(path);
  if (path === undefined || suggestion === undefined || existsSync(path)) return;
  throw new UsageError(`${path}: no such file or command`, `did you mean ${suggestion}?`);
}
