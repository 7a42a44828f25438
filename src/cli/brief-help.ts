import { Command, type Option } from 'commander';
import type { CommandDefinition } from './commands.js';

/** A short help: what a command is for, and the options that are needed most. */
export function briefHelp(command: Command, { brief, options }: CommandDefinition): string {
  const parent = command.parent?.name();
  const name = parent === undefined ? command.name() : `${parent} ${command.name()}`;
  const shown = new Command(name)
    .usage(command.usage())
    .description(command.description())
    .helpOption(false)
    .helpCommand(false)
    .configureHelp({ sortOptions: false, groupItems: ungrouped });
  const listed = brief ?? options;
  for (const option of listed) shown.addOption(option);
  for (const other of command.createHelp().visibleCommands(command)) {
    shown.addCommand(new Command(other.name()).description(other.description()).usage(' '));
  }
  const ways = listed.length < options.length ? 'all options, and examples' : 'examples';
  return `${shown.helpInformation()}\n${name} --help shows ${ways}.\n`;
}

/** All options, or commands, in one list, whatever group they belong to elsewhere. */
export function ungrouped<Item extends Command | Option>(
  _: Item[],
  visible: Item[],
): Map<string, Item[]> {
  const [first] = visible;
  if (first === undefined) return new Map();
  return new Map([[first instanceof Command ? 'Commands:' : 'Options:', visible]]);
}
