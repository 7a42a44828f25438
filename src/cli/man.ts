import type { Command } from 'commander';
import type { Arguments } from './args.js';
import { programOf } from './parse.js';

/** The manual page in roff, generated from the definitions of the command line. */
export function manualPage(_: Arguments, version: string): string {
  const program = programOf(version);
  const commands = program.createHelp().visibleCommands(program);
  const [summary = '', ...more] = program.description().split('\n');
  return [
    `.TH INITD-SCAN 1 "" "initd-scan ${version}" "User Commands"`,
    '.SH NAME',
    'initd\\-scan \\- find planted System V init scripts',
    '.SH SYNOPSIS',
    [program, ...commands].map(synopsis).join('\n.br\n'),
    '.SH DESCRIPTION',
    ...[summary, ...more].map(roff),
    '.PP',
    ...program.registeredArguments.map(({ description }) => roff(`Paths are ${description}.`)),
    '.SH OPTIONS',
    ...options(program),
    ...afterHelp(program, '.SH'),
    ...commands.flatMap((command) => [
      `.SH COMMAND ${roff(command.name()).toUpperCase()}`,
      roff(`${command.description()}.`),
      ...options(command),
      ...afterHelp(command, '.SS'),
    ]),
    '.SH ENVIRONMENT',
    ...environment.flatMap(([name, meaning]) => ['.TP', `.B ${name}`, roff(meaning)]),
    '.SH FILES',
    'A report given with \\fB\\-o\\fR is first written to a hidden file in the same directory and renamed when',
    'it is complete.',
    '.PP',
    'Every file in a directory is read, whatever its name. A file that grows during the scan is read to the size it had',
    'at the start. Files that the output is redirected to are never read.',
    '',
  ].join('\n');
}

const environment: readonly (readonly [name: string, meaning: string])[] = [
  ['TERM', 'If dumb, disables color unless it is asked for.'],
  ['NO_COLOR', 'If set and not empty, disables color unless --color is always.'],
  [
    'FORCE_COLOR',
    'If set to anything but 0 or false, enables color even if stdout is not a terminal.',
  ],
];

function synopsis(command: Command): string {
  const name = command.parent === null ? [] : [command.parent.name()];
  return `.B ${roff([...name, command.name()].join(' '))}\n${roff(command.usage())}`;
}

function options(command: Command): string[] {
  const help = command.createHelp();
  return [
    ...help
      .visibleArguments(command)
      .flatMap((argument) => [
        '.TP',
        `.I ${roff(argument.name())}`,
        roff(help.argumentDescription(argument)),
      ]),
    ...help
      .visibleOptions(command)
      .flatMap((option) => [
        '.TP',
        `.B ${roff(option.flags)}`,
        roff(help.optionDescription(option)),
      ]),
  ];
}

/** The part of a command's help after its options, in which lines like `Examples:` after a blank one start sections. */
function afterHelp(command: Command, heading: '.SH' | '.SS'): string[] {
  let text = '';
  command.configureOutput({
    writeOut: (written) => {
      text += written;
    },
  });
  command.outputHelp();
  const sections = text.slice(command.helpInformation().length).trim();
  if (sections === '') return [];
  const parts = `\n\n${sections}`.split(/\n\n(\S.*):\n/);
  const [opening = ''] = parts;
  const titled = parts.slice(1).flatMap((part, at) => {
    const text = roff(at % 2 === 0 ? part : part.trimEnd());
    return at % 2 === 0
      ? [`${heading} ${text.toUpperCase()}`]
      : ['.nf', '.in 0', text, '.in', '.fi'];
  });
  return [...(opening === '' ? [] : [`${heading} NOTES`, roff(opening.trim())]), ...titled];
}

/** Text for roff: backslashes, hyphens and quotes are literal, and no line is a request. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('“', '\\(lq')
    .replaceAll('”', '\\(rq')
    .replaceAll('’', "'")
    .replace(/^(?=[.'])/gm, '\\&')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga');
}
