import path from 'node:path';

/** A process, from the ECS fields `process.args`, `process.executable` and `process.working_directory`. */
export interface ProcessCommand {
  readonly args: readonly string[];
  readonly executable?: string | undefined;
  readonly workingDirectory?: string | undefined;
}

/** Programs that run the script in their argument. */
interface Interpreter {
  /** Their names, with or without a version. */
  readonly names: RegExp;
  /** Options with which they run no script file: the program follows, comes from stdin, or is only checked. */
  readonly without: RegExp;
  /** Options whose value is the next argument. */
  readonly valued: RegExp;
  /** Options with which the script is only checked. */
  readonly checks?: RegExp;
}

const none = /(?!)/;

/** Interpreters of init scripts in OpenRC, Debian and OpenWrt. */
const runners = /^(?:init-d-script|rc\.common|(?:openrc-run|runscript)(?:\.sh)?)$/;

export const interpreters: readonly Interpreter[] = [
  { names: runners, without: none, valued: none },
  {
    names: /^(?:ash|bash|dash|fish|ksh|mksh|rbash|sh|zsh)[\d.]*$/,
    without: /^-[a-zA-Z]*[cns]/,
    valued: /^[-+][a-zA-Z]*[oO]$|^--(?:init-file|rcfile)$/,
    checks: /^-[a-zA-Z]*n/,
  },
  { names: /^python[\d.]*$/, without: /^-[a-zA-Z]*[cm]/, valued: /^-[WX]$/ },
  // The letters after -I, -M and similar options are names of directories and modules.
  {
    names: /^(?:perl|ruby)[\d.]*$/,
    without: /^-(?![-CFIMmrx])\w*[ceE]/,
    valued: /^-[Ir]$/,
    checks: /^-\w*c/,
  },
  {
    names: /^node(?:js)?[\d.]*$/,
    without: /^(?:-[cep]+|--check|--eval|--print)(?:=|$)/,
    valued: /^(?:-r|--import|--require)$/,
  },
  { names: /^(?:awk|expect|gawk|lua|mawk|php|tclsh)[\d.]*$/, without: /^-[celr]$/, valued: none },
];

/** Programs that combine many, selected by the name under which they are called or by the first argument. */
const multiCall: ReadonlySet<string> = new Set(['busybox', 'coreutils', 'toybox']);

/** A program that runs the command in its arguments. */
interface Wrapper {
  /** Options whose value is the next argument. */
  readonly valued: RegExp;
  /** Number of arguments before the command that are not options. */
  readonly operands: number;
  /** Options, each with its value, with which the command does not run, or not as root on this host. */
  readonly elsewhere?: RegExp;
}

/** An option of sudo and doas that selects a user other than root. */
const otherUser = String.raw`(?:-[^-CDghpRrTtUu]*u|--user[= ])(?!\s*(?:root|#?0)$)`;

const wrappers: Readonly<Record<string, Wrapper>> = {
  busybox: { valued: none, operands: 0 },
  chroot: { valued: none, operands: 1, elsewhere: /^/ },
  doas: {
    valued: /^-[Cu]$/,
    operands: 0,
    elsewhere: new RegExp(`^(?:-[LsC]|${otherUser})`),
  },
  env: { valued: /^(?:-[Cu]|--chdir|--unset)$/, operands: 0 },
  exec: { valued: /^-a$/, operands: 0 },
  ionice: { valued: /^(?:-[cn]|--class|--classdata)$/, operands: 0 },
  nice: { valued: /^(?:-n|--adjustment)$/, operands: 0 },
  nohup: { valued: none, operands: 0 },
  setsid: { valued: none, operands: 0 },
  stdbuf: { valued: /^(?:-[eio]|--error|--input|--output)$/, operands: 0 },
  // The value can be in the same argument: -uroot.
  sudo: {
    valued: /^(?:-[^-CDghpRrTtUu]*[CDghpRrTtUu]|--(?:chdir|chroot|group|host|prompt|role|user))$/,
    operands: 0,
    elsewhere: new RegExp(
      `^(?:-[^-CDghpRrTtUu]*[ehKlRVv]|--(?:chroot|edit|help|host|list|validate|version)|${otherUser})`,
    ),
  },
  timeout: { valued: /^(?:-[ks]|--kill-after|--signal)$/, operands: 1 },
  toybox: { valued: none, operands: 0 },
};

export const base: (file: string) => string = path.posix.basename;

/** The name of a program, without the dash of login shells. */
function nameOf(program: string): string {
  return base(program).replace(/^-/, '');
}

/** The command that a process runs, without interpreters and wrappers. */
interface Invocation {
  /** The program as it is called. */
  readonly program: string;
  /** Its name. */
  readonly tool: string;
  readonly rest: readonly string[];
  /** Whether it affects another root or host, runs as another user, or does not run. */
  readonly isElsewhere: boolean;
}

export function invocationOf(args: readonly string[]): Invocation {
  let at = 0;
  let isElsewhere = false;
  for (let next = commandIn(args, at); next !== undefined; next = commandIn(args, at)) {
    at = next.at;
    isElsewhere ||= next.isElsewhere;
  }
  const program = args[at] ?? '';
  return { program, tool: nameOf(program), rest: args.slice(at + 1), isElsewhere };
}

/** The index of the command that a program runs; undefined if it runs none. */
function commandIn(
  args: readonly string[],
  at: number,
): { at: number; isElsewhere: boolean } | undefined {
  const name = nameOf(args[at] ?? '');
  const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
  if (wrapper === undefined) {
    const script = scriptAt(name, args, at + 1);
    // A tool that is a script is called by its path.
    return script !== undefined && args[script]?.includes('/')
      ? { at: script, isElsewhere: false }
      : undefined;
  }
  const { valued, elsewhere = none } = wrapper;
  let isElsewhere = elsewhere.test('');
  let next = at + 1;
  for (let arg = args[next]; arg !== undefined && /^(?:-|\w+=)/.test(arg); arg = args[next]) {
    const isValued = valued.test(arg);
    isElsewhere ||= elsewhere.test(isValued ? `${arg} ${args[next + 1] ?? ''}` : arg);
    next += isValued ? 2 : 1;
    if (arg === '--') break;
  }
  next += wrapper.operands;
  return next < args.length ? { at: next, isElsewhere } : undefined;
}

/**
 * A process's arguments, starting with its executable: the first argument is whatever its parent chose. It is only kept
 * if it names an interpreter's variant or selects one of many programs in one.
 */
export function trustedArgs({ args, executable }: ProcessCommand): readonly string[] {
  const [first = ''] = args;
  if (executable === undefined || args.length === 0) return args;
  const name = base(executable);
  const isSame =
    multiCall.has(name) ||
    interpreters.some(({ names }) => names.test(name) && names.test(nameOf(first)));
  return isSame ? args : [executable, ...args.slice(1)];
}

/** The index of the script in an interpreter's arguments; undefined if it runs none or is not an interpreter. */
function scriptAt(name: string, args: readonly string[], from: number): number | undefined {
  const interpreter = interpreters.find(({ names }) => names.test(name));
  if (interpreter === undefined) return undefined;
  for (let at = from; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (interpreter.without.test(arg)) return undefined;
    if (!/^[-+]/.test(arg)) {
      // The interpreter of an init script can be a script too.
      const isRunner = runners.test(nameOf(arg));
      return isRunner ? (scriptAt(nameOf(arg), args, at + 1) ?? at) : at;
    }
    if (interpreter.valued.test(arg)) at += 1;
  }
  return undefined;
}

export function resolve(directory: string | undefined, file: string): string {
  return directory === undefined && !file.startsWith('/')
    ? file
    : path.posix.resolve(directory ?? '/', file);
}

/** Whether a program is where programs are installed, if its path is known. Elsewhere, any program can have its name. */
export function isInstalled(program = ''): boolean {
  return (
    !program.startsWith('/') ||
    /^\/(?:(?:usr\/(?:local\/)?)?s?bin|(?:usr\/)?lib(?:exec|32|64)?|opt|snap|(?:gnu|nix)\/store|run\/current-system)\//.test(
      program,
    )
  );
}

const initScripts = '/etc/init.d';

/** Resolves links in runlevel directories, and Red Hat's other name of the directory, to the script's path. */
export function scriptBehind(file: string): string {
  const link = /^\/etc\/(?:rc\.d\/)?rc[0-6S]\.d\/[SK]\d\d([^/]+)$/s.exec(file)?.[1];
  if (link !== undefined) return `${initScripts}/${link}`;
  return file.replace(/^\/etc\/rc\.d\/init\.d\//, `${initScripts}/`);
}

/**
 * The file that a process runs: the script in its interpreter's arguments, or else its executable. Absolute if the event
 * includes the working directory.
 */
export function scriptOf({
  args,
  executable,
  workingDirectory,
}: ProcessCommand): string | undefined {
  const called = multiCall.has(base(args[0] ?? '')) ? args.slice(1) : args;
  const [first = ''] = called;
  const isNamed = executable !== undefined && !multiCall.has(base(executable));
  const at = scriptAt(nameOf(isNamed ? executable : first), called, 1);
  const script = at === undefined ? undefined : called[at];
  const file = script ?? executable ?? (first.includes('/') ? first : undefined);
  return file === undefined ? undefined : scriptBehind(resolve(workingDirectory, file));
}
