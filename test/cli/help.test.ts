import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands, scanCommand } from '#dist/cli/commands.js';
import { parseCommandLine } from '#dist/cli/parse.js';
import { explainFormats } from '#dist/explain/formats.js';
import { caseFormats } from '#dist/investigate/report/formats.js';
import { exitCode } from '#dist/io/errors.js';
import { formats } from '#dist/report/formats.js';
import { root, run } from '../e2e/run.js';

const version = '1.2.3';
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const definitions = [scanCommand, ...commands.filter(({ isHidden }) => !isHidden)];
const flags = definitions.flatMap(({ options }) => options.map((option) => option.flags));
const longOptions = new Set([
  '--help',
  '--version',
  ...(flags.join(' ').match(/--[a-z-]+/g) ?? []),
]);

function helpOf(name: string): string {
  const invocation = parseCommandLine(name === 'scan' ? ['--help'] : [name, '--help'], version);
  return 'text' in invocation ? invocation.text : '';
}

/**
 * The command lines of the program in text: each up to a pipe, a redirection, a comment or a description. Commands in them stand
 * for numbers.
 */
function commandLinesIn(text: string): string[][] {
  const lines = text
    .replaceAll(/"\$\([^)]*\)"/g, '3')
    .matchAll(
      /(?:^|[|(]|^ *'|run: |- |\$ )\s*(?:node package\/bin\/)?initd-scan(?:\.js)?( [^|>\n)]*)?/gm,
    );
  return [...lines].map(([, words = '']) => {
    const command = words.split(/ {2,}/)[0] ?? '';
    return (command.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, ''));
  });
}

const readmeCommands = [
  ...readme.matchAll(/^```(?:sh|bash|console|yaml)\n([\s\S]*?)^```$/gm),
].flatMap(([, block = '']) => commandLinesIn(block));

describe.each(definitions)('the help of $name', ({ name, description, options }) => {
  test('fits a terminal with 80 columns', () => {
    const long = helpOf(name)
      .split('\n')
      .filter((line) => line.length > 80);
    expect(long).toEqual([]);
  });

  test('has a description that starts with a capital letter', () => {
    expect(description).toMatch(/^[A-Z].*[^.\s]\.?$/s);
  });

  test('lists every option with a description', () => {
    for (const option of options) {
      expect(helpOf(name)).toContain(option.flags);
      expect(option.description).toMatch(/^[a-z].*[^.]$/);
    }
  });

  test('has examples that are valid', () => {
    const examples = commandLinesIn(helpOf(name).split(/^Examples?:$/m)[1] ?? '');
    expect(examples.length).toBeGreaterThan(0);
    for (const argv of examples) expect(() => parseCommandLine(argv, version)).not.toThrow();
  });
});

test('the manual page has every command and option', async () => {
  const { stdout } = await run(['man']);
  const page = stdout.replaceAll('\\-', '-').replaceAll('\\(aq', "'");
  for (const { name, options } of definitions) {
    if (name !== 'scan') expect(page).toContain(`.SH COMMAND ${name.toUpperCase()}`);
    for (const option of options) {
      expect(page).toContain(`.B ${option.flags}\n${option.description}`);
    }
  }
});

describe('the README', () => {
  test.each(readmeCommands.map((argv) => [argv.join(' '), argv] as const))(
    'shows a valid command line: initd-scan %s',
    (_, argv) => {
      expect(() => parseCommandLine(argv, version)).not.toThrow();
    },
  );

  test('mentions only options and formats that exist', () => {
    const mentioned = [...readme.matchAll(/`[^`\n]*`/g)]
      .map(([code]) => code)
      .filter((code) => !/npm|^`parallel /.test(code))
      .flatMap((code) => code.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []);
    expect(mentioned.length).toBeGreaterThan(15);
    expect(mentioned.filter((option) => !longOptions.has(option))).toEqual([]);
  });

  test('lists the formats of a scan with their file extensions', () => {
    const rows = [...readme.matchAll(/^\| `(\w+)` \|([^|]*)\|[^|]*\|$/gm)].map(
      ([, name = '', extensions = '']) => [name, extensions.match(/\w+/g) ?? []],
    );
    const known = Object.entries(formats).map(([name, { extensions }]) => [name, extensions]);
    expect(rows).toEqual(expect.arrayContaining(known));
  });

  test('lists the exit codes as the help does', () => {
    const listed = [...readme.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, meaning]) => [
      Number(code),
      meaning,
    ]);
    const help = helpOf('scan').split('Exit codes:\n')[1] ?? '';
    const inHelp = [...help.matchAll(/^ {2}(\d+) {2}(.*(?:\n {5}.*)?)$/gm)].map(
      ([, code, meaning = '']) => [Number(code), meaning.replace(/\n\s+/, ' ')],
    );
    expect(listed).toEqual(inHelp);
    expect(listed.map(([code]) => code)).toEqual(Object.values(exitCode));
  });
});

test('the formats of every command have one-word names', () => {
  for (const name of [formats, explainFormats, caseFormats].flatMap(Object.keys)) {
    expect(name).toMatch(/^[a-z]+$/);
  }
});
