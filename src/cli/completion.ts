import type { Command, Option } from 'commander';
import type { Arguments } from './args.js';
import type { Shell } from './commands.js';
import { CliOption } from './option.js';
import { programOf } from './parse.js';

/** The completion script of a shell. It is self-contained: completing starts no other program. */
export function completionScript({ positionals: [shell] }: Arguments): string {
  const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
  return scripts[shell as Shell](completions(programOf('')));
}

/** The possible values of an option, or of a command's argument. */
type Values =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'files' }
  /** Values that cannot be listed, such as numbers. */
  | { readonly kind: 'any' }
  | { readonly kind: 'choices'; readonly choices: readonly string[] };

interface OptionCompletion {
  /** Such as `-f` and `--format`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly values: Values;
}

interface CommandCompletion {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionCompletion[];
  readonly argument: Values;
}

/** The completions of the program itself, which runs `scan`, then those of its commands. */
function completions(program: Command): Completions {
  const commands = program.createHelp().visibleCommands(program);
  return [completionOf(program), ...commands.map(completionOf)];
}

function completionOf(command: Command): CommandCompletion {
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    description: firstLine(command.description()),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map((option) => ({
        names: [option.short, option.long].filter((name) => name !== undefined),
        description: firstLine(option.description),
        values: valuesOf(option),
      })),
    argument:
      argument === undefined ? { kind: 'nothing' } : choicesOr(argument.argChoices, 'files'),
  };
}

function valuesOf(option: Option): Values {
  if (option.isBoolean()) return { kind: 'nothing' };
  const suggestions = option instanceof CliOption ? option.suggestions : undefined;
  return choicesOr(option.argChoices ?? suggestions, /file>/.test(option.flags) ? 'files' : 'any');
}

function choicesOr(choices: readonly string[] | undefined, otherwise: 'files' | 'any'): Values {
  return choices === undefined ? { kind: otherwise } : { kind: 'choices', choices };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** The default command. */
const scan = { name: 'scan', description: 'Scan inputs (the default command)' };

/** The program's completions first, then those of its commands. */
type Completions = readonly [CommandCompletion, ...CommandCompletion[]];

function bashScript(all: Completions): string {
  const [program, ...commands] = all;
  const names = commands.map(({ name }) => name);
  return `# bash completion for initd-scan
_initd_scan_add() {
  local reply
  while IFS= read -r reply; do COMPREPLY+=("$reply"); done < <(compgen "$@" -- "$cur")
}
_initd_scan() {
  local command=${program.name} cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  # bash splits --option=value into three words.
  if [[ $cur == = ]]; then
    cur=''
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if ((COMP_CWORD > 1)); then
    case \${COMP_WORDS[1]} in
      ${names.join('|')}) command=\${COMP_WORDS[1]} ;;
    esac
  fi
  case $command:$prev in
${all.flatMap(({ name, options }) => options.flatMap((option) => bashCase(name, option))).join('\n')}
  esac
  case $command:$cur in
${all.map(({ name, options }) => `    ${name}:-*) ${bashWords(options.flatMap((option) => option.names))} ;;`).join('\n')}
${all.map(({ name, argument }) => `    ${name}:*) ${bashAdd(argument)} ;;`).join('\n')}
  esac
  if ((COMP_CWORD == 1)); then ${bashWords(['scan', ...names])}; fi
}
complete -o filenames -F _initd_scan initd-scan
`;
}

/** The case for the value of an option, which is the previous word. */
function bashCase(command: string, { names, values }: OptionCompletion): string[] {
  if (values.kind === 'nothing') return [];
  const pattern = names.map((name) => `${command}:${name}`).join('|');
  return [`    ${pattern}) ${bashAdd(values)}; return ;;`];
}

function bashAdd(values: Values): string {
  if (values.kind === 'choices') return bashWords(values.choices);
  return values.kind === 'files' ? '_initd_scan_add -f' : ':';
}

function bashWords(words: readonly string[]): string {
  return `_initd_scan_add -W ${quoted(words.join(' '))}`;
}

function zshScript([program, ...commands]: Completions): string {
  return `#compdef initd-scan
# zsh completion for initd-scan
_initd_scan() {
  if (( CURRENT > 2 )); then
    case $words[2] in
${commands.map((command) => `      ${command.name}) shift words; (( CURRENT -= 1 )); ${zshArguments(command)}; return ;;`).join('\n')}
      scan) shift words; (( CURRENT -= 1 )) ;;
    esac
  elif [[ $words[CURRENT] != -* ]]; then
    local -a commands=(
${[scan, ...commands].map(({ name, description }) => `      ${quoted(`${name}:${description}`)}`).join('\n')}
    )
    _describe command commands
  fi
  ${zshArguments(program)}
}

if [[ $funcstack[1] == _initd_scan ]]; then
  _initd_scan "$@"
else
  compdef _initd_scan initd-scan
fi
`;
}

function zshArguments({ options, argument }: CommandCompletion): string {
  const specs = options.flatMap(({ names, description, values }) =>
    names.map((name) => {
      const flag = name.startsWith('--') && values.kind !== 'nothing' ? `${name}=` : name;
      return quoted(`*${flag}[${zshText(description)}]${zshValues('value', values)}`);
    }),
  );
  return ['_arguments -s -S', ...specs, quoted(`*${zshValues('argument', argument)}`)].join(
    ' \\\n    ',
  );
}

function zshValues(name: string, values: Values): string {
  switch (values.kind) {
    case 'nothing':
      return name === 'argument' ? '::: ' : '';
    case 'any':
      return `:${name}: `;
    case 'files':
      return `:${name}:_files`;
    case 'choices':
      return `:${name}:(${values.choices.join(' ')})`;
  }
}

/** A description for `_arguments`, in which brackets and colons are special. */
function zshText(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

function fishScript([program, ...commands]: Completions): string {
  const names = commands.map(({ name }) => name).join(' ');
  const inScan = `not __fish_seen_subcommand_from ${names}`;
  return [
    '# fish completion for initd-scan',
    'complete -c initd-scan -f',
    ...[scan, ...commands].map(({ name, description }) =>
      fishLine('__fish_is_first_arg', `-a ${name} -d ${quoted(description)}`),
    ),
    ...fishLines(inScan, program),
    ...commands.flatMap((command) =>
      fishLines(`__fish_seen_subcommand_from ${command.name}`, command),
    ),
    '',
  ].join('\n');
}

function fishLines(condition: string, { options, argument }: CommandCompletion): string[] {
  return [
    ...options.map(({ names, description, values }) => {
      const flags = names.map((name) =>
        name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
      );
      const value = values.kind === 'nothing' ? [] : [fishValues(values)];
      return fishLine(condition, [...flags, ...value, `-d ${quoted(description)}`].join(' '));
    }),
    ...(argument.kind === 'nothing' || argument.kind === 'any'
      ? []
      : [fishLine(condition, argument.kind === 'files' ? '-F' : fishValues(argument))]),
  ];
}

function fishValues(values: Values): string {
  switch (values.kind) {
    case 'choices':
      return `-x -a ${quoted(values.choices.join(' '))}`;
    case 'files':
      return '-r -F';
    default:
      return '-x';
  }
}

function fishLine(condition: string, rest: string): string {
  return `complete -c initd-scan -n ${quoted(condition)} ${rest}`;
}

/** Quotes text as one word in any of these shells. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
