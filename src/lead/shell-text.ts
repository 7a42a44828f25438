import { resolve } from './invocation.js';

/** Characters of a shell's text that are read; nobody types more. */
const maxCharacters = 65_536;

/** A part of a shell's text: blanks, a comment, quoted text, an escaped character, an operator or plain characters. */
const part =
  /[ \t\r]+|#[^\n]*|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])|(\d?(?:&>>|&>|>>|>\||>&|<<<|<<-?|<&|<>|>|<)|[;&|()\n]+)|[^\s#'"\\;&|()<>]+|[\s\S]/y;

interface ShellToken {
  readonly kind: 'word' | 'operator';
  readonly text: string;
}

/** Splits a shell's text into words, without their quotes, and operators. Expansions are left as they are. */
function tokensOf(text: string): ShellToken[] {
  const tokens: ShellToken[] = [];
  let word: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) tokens.push({ kind: 'word', text: word });
    word = undefined;
  };
  const end = Math.min(text.length, maxCharacters);
  for (let at = 0; at < end; ) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (found === null) break;
    const [all, single, double, escaped, operator] = found;
    at += all.length;
    if (single !== undefined) word = (word ?? '') + single;
    else if (double !== undefined) word = (word ?? '') + double.replace(/\\(["\\$`])/g, '$1');
    else if (escaped !== undefined) word = (word ?? '') + (escaped === '\n' ? '' : escaped);
    else if (operator !== undefined && (word === undefined || !/^\d/.test(operator))) {
      endWord();
      tokens.push({ kind: 'operator', text: operator });
    } else if (operator !== undefined) {
      // A digit that belongs to the word before it.
      word += operator.slice(0, 1);
      at -= operator.length - 1;
    } else if (/^[ \t\r]/.test(all)) endWord();
    else if (!all.startsWith('#') || word !== undefined) word = (word ?? '') + all;
  }
  endWord();
  return tokens;
}

/** The words of a command line, as a shell would split it. */
export function shellWords(text: string): string[] {
  return tokensOf(text).flatMap(({ kind, text: word }) => (kind === 'word' ? [word] : []));
}

/** Redirections that create their target, or append to it. */
const writes = /^\d?(?:&>>?|>>|>\||>&|<>|>)$/;

/**
 * The files to which a shell redirects output of the commands in a text, absolute if possible. Variables and wildcards
 * are left as they are.
 */
export function redirectionTargets(text: string, workingDirectory: string | undefined): string[] {
  const targets: string[] = [];
  let directory = workingDirectory;
  let command: string[] = [];
  const tokens = tokensOf(text);
  for (const [at, { kind, text: token }] of tokens.entries()) {
    const before = tokens[at - 1];
    const isTarget = before?.kind === 'operator' && /[<>]/.test(before.text);
    if (kind === 'word' && !isTarget) command.push(token);
    else if (kind === 'word' && before !== undefined && writes.test(before.text)) {
      const isDescriptor = before.text.endsWith('>&') && /^[\d-]+$/.test(token);
      if (!isDescriptor) targets.push(resolve(directory, token));
    } else if (kind === 'operator' && !/[<>]/.test(token)) {
      const [program, to] = command;
      if (program === 'cd' && to !== undefined) directory = resolve(directory, to);
      command = [];
    }
  }
  return targets;
}

/** A command in a shell's text, with the directory it runs in, as far as the text shows. */
export interface ShellCommand {
  readonly args: readonly string[];
  readonly workingDirectory: string | undefined;
}

/** Words before a command that are no part of it: reserved words of the shell, and variables that are set for it. */
const beforeCommand = /^(?:!|\{|do|elif|else|exec|if|then|until|while|[A-Za-z_]\w*=.*)$/s;

/**
 * The commands in a shell's text, without redirections. A text may run each of them or not: conditions are not evaluated,
 * and expansions are left as they are.
 */
export function shellCommands(text: string, workingDirectory: string | undefined): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let directory = workingDirectory;
  let words: string[] = [];
  let isRedirected = false;
  const endCommand = (): void => {
    const first = words.findIndex((word) => !beforeCommand.test(word));
    const args = first < 0 ? [] : words.slice(first);
    words = [];
    const [program, to] = args;
    if (program === 'cd' && to !== undefined) directory = resolve(directory, to);
    else if (program !== undefined) commands.push({ args, workingDirectory: directory });
  };
  for (const { kind, text: token } of tokensOf(text)) {
    if (kind === 'operator') {
      isRedirected = /[<>]/.test(token);
      if (!isRedirected) endCommand();
    } else {
      if (!isRedirected) words.push(token);
      isRedirected = false;
    }
  }
  endCommand();
  return commands;
}

const shells = /^(?:ash|bash|dash|fish|ksh|mksh|rbash|sh|zsh)[\d.]*$/;

/** The text that a shell runs because of its option -c; undefined if it is not a shell, or runs none. */
export function shellCommandText(tool: string, args: readonly string[]): string | undefined {
  if (!shells.test(tool)) return undefined;
  let runsText = false;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (!/^[-+]/.test(arg)) return runsText ? arg : undefined;
    if (/^-[a-zA-Z]*c/.test(arg)) runsText = true;
    if (/^[-+][a-zA-Z]*[oO]$|^--(?:init-file|rcfile)$/.test(arg)) at += 1;
  }
  return undefined;
}
